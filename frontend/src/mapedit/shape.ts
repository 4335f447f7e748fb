/** What is drawn, as values: WGS-84 degrees and metres. Pure. */
import { metresBetween } from '../desk/format';
import { circle } from '../map/shapes';
import type { LonLat } from '../map/seam';

export type { LonLat };
/** One closed ring (or one line) without its repeated last vertex, and the holes that go with it untouched. */
export interface Part { path: LonLat[]; holes: LonLat[][] }
export type Shape =
  | { form: 'circle'; centre: LonLat; radiusM: number }
  | { form: 'polygon' | 'line'; parts: Part[]; radiusM: number | null };
export type Form = Shape['form'];

const EARTH_M = 6_371_008.8;
const RAD = Math.PI / 180;
/** 1 cm: no receiver and no hand is finer. */
const DECIMALS = 1e7;
const CORNERS_OF_A_CIRCLE = 12;
export const USUAL_RADIUS_M = 100;
export const USUAL_WIDTH_M = 30;

export const rounded = ([lon, lat]: readonly [number, number]): LonLat => [Math.round(lon * DECIMALS) / DECIMALS, Math.round(lat * DECIMALS) / DECIMALS];

export const metres = ([lonA, latA]: LonLat, [lonB, latB]: LonLat): number => metresBetween({ lon: lonA, lat: latA }, { lon: lonB, lat: latB });

const open = (ring: readonly GeoJSON.Position[]): LonLat[] => {
  const path = ring.map((p): LonLat => [p[0] as number, p[1] as number]);
  const [first, last] = [path[0], path.at(-1)];
  return first && last && path.length > 1 && first[0] === last[0] && first[1] === last[1] ? path.slice(0, -1) : path;
};
const closed = (path: readonly LonLat[]): LonLat[] => (path[0] ? [...path, path[0]] : []);

/** A stored geometry as a shape; null for what nobody draws by hand. */
export function shapeOf(geometry: GeoJSON.Geometry, radiusM: number | null | undefined): Shape | null {
  const part = (rings: readonly GeoJSON.Position[][]): Part => ({ path: open(rings[0] ?? []), holes: rings.slice(1).map(open) });
  switch (geometry.type) {
    case 'Point':
      return { form: 'circle', centre: [geometry.coordinates[0] as number, geometry.coordinates[1] as number], radiusM: radiusM ?? USUAL_RADIUS_M };
    case 'Polygon':
      return { form: 'polygon', parts: [part(geometry.coordinates)], radiusM: radiusM ?? null };
    case 'MultiPolygon':
      return { form: 'polygon', parts: geometry.coordinates.map(part), radiusM: radiusM ?? null };
    case 'LineString':
      return { form: 'line', parts: [{ path: geometry.coordinates.map((p): LonLat => [p[0] as number, p[1] as number]), holes: [] }], radiusM: radiusM ?? USUAL_WIDTH_M };
    case 'MultiLineString':
      return { form: 'line', parts: geometry.coordinates.map((path) => ({ path: path.map((p): LonLat => [p[0] as number, p[1] as number]), holes: [] })), radiusM: radiusM ?? USUAL_WIDTH_M };
    default:
      return null;
  }
}

/** The GeoJSON that the server takes: a circle is a point with a radius. */
export function geometryOf(shape: Shape): GeoJSON.Geometry {
  if (shape.form === 'circle') return { type: 'Point', coordinates: shape.centre };
  if (shape.form === 'line') {
    const lines = shape.parts.map((part) => part.path);
    return lines.length === 1 ? { type: 'LineString', coordinates: lines[0] ?? [] } : { type: 'MultiLineString', coordinates: lines };
  }
  const rings = shape.parts.map((part) => [closed(part.path), ...part.holes.map(closed)]);
  return rings.length === 1 ? { type: 'Polygon', coordinates: rings[0] ?? [] } : { type: 'MultiPolygon', coordinates: rings };
}

/** The shape as what is drawn on a map: a circle as its ring. */
export const outline = (shape: Shape): GeoJSON.Geometry =>
  shape.form === 'circle' ? circle(...shape.centre, shape.radiusM) : geometryOf(shape);

/** Centre and radius of a ring that is a circle on a Mercator map, as the drawing library makes them. */
export function circleOf(ring: readonly LonLat[]): { centre: LonLat; radiusM: number } {
  const lons = ring.map((p) => p[0]);
  const heights = ring.map((p) => Math.asinh(Math.tan(p[1] * RAD)));
  const middle = (values: number[]): number => (Math.min(...values) + Math.max(...values)) / 2;
  const centre: LonLat = [middle(lons), Math.atan(Math.sinh(middle(heights))) / RAD];
  return { centre: rounded(centre), radiusM: Math.round(metres(centre, [Math.max(...lons), centre[1]]) * 10) / 10 };
}

/** The same place in another form: what changes is how it can be edited. */
export function reform(shape: Shape, form: Form): Shape {
  if (shape.form === form) return shape;
  if (form === 'circle') {
    const all = pathsOf(shape).flat();
    const middle = (values: number[]): number => (Math.min(...values) + Math.max(...values)) / 2;
    const centre = rounded([middle(all.map((p) => p[0])), middle(all.map((p) => p[1]))]);
    return { form, centre, radiusM: Math.max(1, Math.round(Math.max(...all.map((p) => metres(centre, p))))) };
  }
  const parts = shape.form === 'circle' ? [{ path: cornersOf(shape.centre, shape.radiusM), holes: [] }] : shape.parts.map(({ path }) => ({ path, holes: [] }));
  return { form, parts, radiusM: form === 'line' ? USUAL_WIDTH_M : null };
}

const cornersOf = (centre: LonLat, radiusM: number): LonLat[] =>
  (circle(...centre, radiusM, CORNERS_OF_A_CIRCLE).coordinates[0] ?? []).slice(0, -1).map((p) => rounded([p[0] as number, p[1] as number]));

export const pathsOf = (shape: Shape): LonLat[][] => (shape.form === 'circle' ? [[shape.centre]] : shape.parts.map((part) => part.path));

/** Where a word about the whole shape is put: its first vertex, or the centre. */
export const anchorOf = (shape: Shape): LonLat | null => pathsOf(shape)[0]?.[0] ?? null;

/** One part with another path. */
export const withPath = (shape: Shape, index: number, path: LonLat[]): Shape =>
  shape.form === 'circle' ? shape : { ...shape, parts: shape.parts.map((part, i) => (i === index ? { ...part, path } : part)) };

/** How large it is: the radius of a circle, the length of a line, the area of a polygon. */
export function sizeOf(shape: Shape): { radiusM: number } | { lengthM: number } | { areaM2: number } {
  if (shape.form === 'circle') return { radiusM: shape.radiusM };
  if (shape.form === 'line') {
    const length = (path: LonLat[]): number => path.slice(1).reduce((sum, p, i) => sum + metres(path[i] as LonLat, p), 0);
    return { lengthM: shape.parts.reduce((sum, part) => sum + length(part.path), 0) };
  }
  return { areaM2: shape.parts.reduce((sum, part) => sum + areaOf(part.path) - part.holes.reduce((all, hole) => all + areaOf(hole), 0), 0) };
}

function areaOf(path: readonly LonLat[]): number {
  const [lon0, lat0] = path[0] ?? [0, 0];
  const xy = path.map(([lon, lat]): [number, number] => [(lon - lon0) * RAD * EARTH_M * Math.cos(lat0 * RAD), (lat - lat0) * RAD * EARTH_M]);
  const twice = xy.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = xy[(i + 1) % xy.length] as [number, number];
    return sum + x * nextY - nextX * y;
  }, 0);
  return Math.abs(twice) / 2;
}
