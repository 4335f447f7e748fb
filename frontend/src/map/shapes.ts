/** Geometry helpers for what the map draws in metres. Pure; degrees in and out. */

const EARTH_M = 6_371_008.8;

/** A circle around a place as a closed ring; exact enough for accuracy circles and fences of a few kilometres. */
export function circle(lon: number, lat: number, radiusM: number, steps = 64): GeoJSON.Polygon {
  const dLat = (radiusM / EARTH_M) * (180 / Math.PI);
  const dLon = dLat / Math.cos((lat * Math.PI) / 180);
  const ring: GeoJSON.Position[] = [];
  for (let i = 0; i <= steps; i++) {
    const angle = (2 * Math.PI * (i % steps)) / steps;
    ring.push([lon + dLon * Math.cos(angle), lat + dLat * Math.sin(angle)]);
  }
  return { type: 'Polygon', coordinates: [ring] };
}

/** The fence as an area: fences around a point are drawn as their circle. */
export function fenceArea(geometry: GeoJSON.Geometry, radiusM: number | null | undefined): GeoJSON.Geometry {
  if (geometry.type !== 'Point' || !radiusM) return geometry;
  const [lon, lat] = geometry.coordinates as [number, number];
  return circle(lon, lat, radiusM);
}

/** The middle of the largest ring, by the mean of its corners: good enough for a name. */
export function labelPoint(geometry: GeoJSON.Geometry): GeoJSON.Point | null {
  const ring = outerRings(geometry).sort((a, b) => b.length - a.length)[0];
  if (!ring) return null;
  const sum = ring.reduce<[number, number]>(([x, y], p) => [x + (p[0] as number), y + (p[1] as number)], [0, 0]);
  return { type: 'Point', coordinates: [sum[0] / ring.length, sum[1] / ring.length] };
}

export function outerRings(geometry: GeoJSON.Geometry): GeoJSON.Position[][] {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.type === 'MultiPolygon' ? geometry.coordinates : [];
  return polygons.flatMap((polygon) => (polygon[0] ? [polygon[0]] : []));
}
