/** Where the camera looks. Pure but for the two functions that move a map. */
import type { Map as MapLibre } from 'maplibre-gl';
import type { Positions } from '../stream/positions';
import type { Seam } from './seam';

export type Bounds = [west: number, south: number, east: number, north: number];

export const reducedMotion = (): boolean => window.matchMedia('(prefers-reduced-motion: reduce)').matches;

export function boundsOf(geometries: readonly (GeoJSON.Geometry | null)[]): Bounds | null {
  const bounds: Bounds = [Infinity, Infinity, -Infinity, -Infinity];
  const visit = (coordinates: unknown): void => {
    if (!Array.isArray(coordinates)) return;
    if (typeof coordinates[0] !== 'number') {
      coordinates.forEach(visit);
      return;
    }
    const [lon, lat] = coordinates as [number, number];
    bounds[0] = Math.min(bounds[0], lon);
    bounds[1] = Math.min(bounds[1], lat);
    bounds[2] = Math.max(bounds[2], lon);
    bounds[3] = Math.max(bounds[3], lat);
  };
  for (const geometry of geometries) if (geometry && geometry.type !== 'GeometryCollection') visit(geometry.coordinates);
  return Number.isFinite(bounds[0]) ? bounds : null;
}

/** Where nearly everyone is: the outermost percent on each side may be on a journey and must not shrink the city. */
export function populationBounds({ count, lon, lat }: Pick<Positions, 'count' | 'lon' | 'lat'>): Bounds | null {
  if (count === 0) return null;
  const lons = Float64Array.from(lon.subarray(0, count)).sort();
  const lats = Float64Array.from(lat.subarray(0, count)).sort();
  const low = Math.floor((count - 1) * 0.01);
  const high = Math.ceil((count - 1) * 0.99);
  const pad = 0.002; // about 200 m
  return [(lons[low] as number) - pad, (lats[low] as number) - pad, (lons[high] as number) + pad, (lats[high] as number) + pad];
}

export function fit(map: MapLibre, seam: Seam, [west, south, east, north]: Bounds, animate = true, maxZoom = 16): void {
  map.fitBounds([seam.toMap(west, south), seam.toMap(east, north)], {
    padding: Math.round(map.getContainer().clientHeight * 0.05), maxZoom, animate: animate && !reducedMotion(), duration: 1400,
  });
}

/** Goes to one place; a jump when the viewer asked for less motion. */
export function flyTo(map: MapLibre, seam: Seam, lon: number, lat: number, zoom = 15): void {
  map.flyTo({ center: seam.toMap(lon, lat), zoom: Math.max(zoom, map.getZoom()), animate: !reducedMotion(), duration: 1600 });
}
