/** What is wrong with a shape before it is sent, and where. Pure. */
import { anchorOf, metres, pathsOf, type LonLat, type Shape } from './shape';

/** As the server has it. */
export const MAX_RADIUS_M = 50_000;
export const MAX_SPAN_M = 500_000;
/** Looking at every pair of sides is quick up to here; longer borders come from files, not from a hand. */
const PAIRS_UP_TO = 1_500;

export type Fault = 'areal' | 'radius' | 'few' | 'crossing' | 'flat' | 'wide' | 'degrees';
export interface Spot { fault: Fault; at: LonLat | null }

/** `areal`: it has to be an area, which a line is not. */
export function faultOf(shape: Shape, areal = false): Spot | null {
  if (areal && shape.form === 'line') return { fault: 'areal', at: anchorOf(shape) };
  const all = pathsOf(shape).flat();
  const wrong = all.find(([lon, lat]) => !(Math.abs(lon) <= 180 && Math.abs(lat) <= 90));
  if (wrong) return { fault: 'degrees', at: null };
  const radius = shape.radiusM;
  const needed = shape.form !== 'polygon';
  if (needed ? radius === null || !(radius > 0 && radius <= MAX_RADIUS_M) : radius !== null && !(radius >= 0 && radius <= MAX_RADIUS_M)) {
    return { fault: 'radius', at: anchorOf(shape) };
  }
  if (shape.form === 'circle') return null;
  const least = shape.form === 'line' ? 2 : 3;
  for (const { path } of shape.parts) {
    if (new Set(path.map(String)).size < least) return { fault: 'few', at: path[0] ?? null };
    const at = shape.form === 'polygon' ? crossing(path) : null;
    if (at) return { fault: 'crossing', at };
    if (shape.form === 'polygon' && isFlat(path)) return { fault: 'flat', at: path[0] ?? null };
  }
  const first = all[0];
  const far = first && all.find((p) => metres(first, p) > MAX_SPAN_M);
  return far ? { fault: 'wide', at: far } : null;
}

/** Where two sides of a ring cross or lie on each other; null when none do. */
export function crossing(path: readonly LonLat[]): LonLat | null {
  const n = path.length;
  if (n > PAIRS_UP_TO) return null;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      const neighbours = j === i + 1 || (i === 0 && j === n - 1);
      const at = meet(path[i] as LonLat, path[(i + 1) % n] as LonLat, path[j] as LonLat, path[(j + 1) % n] as LonLat);
      if (at && !neighbours) return at;
    }
  }
  return null;
}

/** Where the sides ab and cd meet, their ends included. */
function meet(a: LonLat, b: LonLat, c: LonLat, d: LonLat): LonLat | null {
  const [rx, ry, sx, sy] = [b[0] - a[0], b[1] - a[1], d[0] - c[0], d[1] - c[1]];
  const across = rx * sy - ry * sx;
  const [qx, qy] = [c[0] - a[0], c[1] - a[1]];
  if (across === 0) {
    if (qx * ry - qy * rx !== 0) return null;
    return [c, d].find((p) => between(a, b, p)) ?? [a, b].find((p) => between(c, d, p)) ?? null;
  }
  const along = (qx * sy - qy * sx) / across;
  const other = (qx * ry - qy * rx) / across;
  return along >= 0 && along <= 1 && other >= 0 && other <= 1 ? [a[0] + along * rx, a[1] + along * ry] : null;
}

const between = (a: LonLat, b: LonLat, p: LonLat): boolean =>
  Math.min(a[0], b[0]) <= p[0] && p[0] <= Math.max(a[0], b[0]) && Math.min(a[1], b[1]) <= p[1] && p[1] <= Math.max(a[1], b[1]);

/** All corners on one line. */
function isFlat(path: readonly LonLat[]): boolean {
  const [a, b] = [path[0] as LonLat, path.find((p) => String(p) !== String(path[0])) as LonLat];
  return path.every((p) => (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]) === 0);
}

/** The place that a field of the server's answer speaks of: `geometry.coordinates.0.3`, `properties.radius_m`. */
export function placeOf(field: string, geometry: GeoJSON.Geometry, shape: Shape): LonLat | null {
  const path = /(?:geometry|boundary)\.coordinates((?:\.\d+)+)$/.exec(field)?.[1];
  if (path === undefined || geometry.type === 'GeometryCollection') return anchorOf(shape);
  let found: unknown = geometry.coordinates;
  for (const index of path.split('.').filter(Boolean)) found = Array.isArray(found) ? found[Number(index)] : undefined;
  while (Array.isArray(found) && Array.isArray(found[0])) found = found[0];
  const [lon, lat] = Array.isArray(found) ? (found as unknown[]) : [];
  return typeof lon === 'number' && typeof lat === 'number' ? [lon, lat] : anchorOf(shape);
}
