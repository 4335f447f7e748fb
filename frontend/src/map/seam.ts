/** The one place where coordinates change between ours (WGS-84) and the basemap's. */
import gcoord from 'gcoord';
import type { MapConfig } from '../api/types';

export type LonLat = [lon: number, lat: number];
export interface Seam {
  /** False: the identity, so that bulk readers may skip the call per point. */
  shifts: boolean;
  toMap(lon: number, lat: number): LonLat;
  fromMap(lon: number, lat: number): LonLat;
}

const IDENTITY: Seam = { shifts: false, toMap: (lon, lat) => [lon, lat], fromMap: (lon, lat) => [lon, lat] };
const GCJ02: Seam = {
  shifts: true,
  toMap: (lon, lat) => gcoord.transform([lon, lat], gcoord.WGS84, gcoord.GCJ02) as LonLat,
  fromMap: (lon, lat) => gcoord.transform([lon, lat], gcoord.GCJ02, gcoord.WGS84) as LonLat,
};

export const seamOf = (crs: MapConfig['crs']): Seam => (crs === 'gcj02' ? GCJ02 : IDENTITY);

/** A copy of the geometry in the map's coordinates. */
export function geometryToMap<G extends GeoJSON.Geometry>(geometry: G, seam: Seam): G {
  if (!seam.shifts) return geometry;
  if (geometry.type === 'GeometryCollection') {
    return { ...geometry, geometries: geometry.geometries.map((each) => geometryToMap(each, seam)) };
  }
  return { ...geometry, coordinates: shift(geometry.coordinates, seam) } as G;
}

function shift(coordinates: unknown, seam: Seam): unknown {
  if (!Array.isArray(coordinates)) return coordinates;
  if (typeof coordinates[0] === 'number') {
    const [lon, lat] = coordinates as [number, number];
    return seam.toMap(lon, lat);
  }
  return coordinates.map((each) => shift(each, seam));
}
