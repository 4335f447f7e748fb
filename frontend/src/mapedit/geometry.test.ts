import { describe, expect, it } from 'vitest';
import { circle } from '../map/shapes';
import { crossing, faultOf, placeOf } from './checks';
import { begin, commit, redo, undo } from './history';
import { following } from './saving';
import { circleOf, geometryOf, metres, reform, shapeOf, sizeOf, withPath, type LonLat, type Shape } from './shape';
import { snap } from './snap';

const SQUARE: LonLat[] = [[108.93, 34.26], [108.94, 34.26], [108.94, 34.27], [108.93, 34.27]];
const polygon = (path: LonLat[]): Shape => ({ form: 'polygon', parts: [{ path, holes: [] }], radiusM: null });

describe('shapes', () => {
  it.each<[GeoJSON.Geometry, number | null]>([
    [{ type: 'Point', coordinates: [108.94, 34.26] }, 120],
    [{ type: 'Polygon', coordinates: [[...SQUARE, SQUARE[0] as LonLat]] }, null],
    [{ type: 'Polygon', coordinates: [[...SQUARE, SQUARE[0] as LonLat], [[108.932, 34.262], [108.934, 34.262], [108.934, 34.264], [108.932, 34.262]]] }, 25],
    [{ type: 'MultiPolygon', coordinates: [[[...SQUARE, SQUARE[0] as LonLat]], [[[108, 34], [108.1, 34], [108.1, 34.1], [108, 34]]]] }, null],
    [{ type: 'LineString', coordinates: SQUARE }, 30],
    [{ type: 'MultiLineString', coordinates: [SQUARE, [[108, 34], [109, 35]]] }, 30],
  ])('come back as the geometry they were: %o', (geometry, radius) => {
    const shape = shapeOf(geometry, radius) as Shape;
    expect(geometryOf(shape)).toEqual(geometry);
    expect(shape.radiusM).toBe(radius);
  });

  it('finds centre and radius of a circle that was drawn', () => {
    const ring = circle(108.94, 34.2658, 250).coordinates[0] as LonLat[];
    const found = circleOf(ring);
    expect(metres(found.centre, [108.94, 34.2658])).toBeLessThan(0.1);
    expect(found.radiusM).toBeCloseTo(250, 0);
  });

  it('takes another form at the same place', () => {
    const round = reform({ form: 'circle', centre: [108.94, 34.26], radiusM: 200 }, 'polygon');
    expect(round.form === 'polygon' && round.parts[0]?.path.length).toBe(12);
    const back = reform(round, 'circle');
    expect(back.form === 'circle' && Math.abs(back.radiusM - 200)).toBeLessThan(3);
    expect(reform(polygon(SQUARE), 'line').radiusM).toBeGreaterThan(0);
    expect(reform(polygon(SQUARE), 'polygon')).toEqual(polygon(SQUARE));
  });

  it('measures', () => {
    const area = sizeOf(polygon(SQUARE));
    expect('areaM2' in area && area.areaM2 / (919 * 1112)).toBeCloseTo(1, 2);
    const line = sizeOf(reform(polygon(SQUARE.slice(0, 2)), 'line'));
    expect('lengthM' in line && line.lengthM).toBeCloseTo(919, -1);
  });
});

describe('faults', () => {
  it('says where a ring crosses itself', () => {
    const [a, b, c, d] = SQUARE as [LonLat, LonLat, LonLat, LonLat];
    const fault = faultOf(polygon([a, c, b, d]));
    expect(fault?.fault).toBe('crossing');
    expect(metres(fault?.at as LonLat, [108.935, 34.265])).toBeLessThan(1);
    expect(crossing(SQUARE)).toBeNull();
  });

  it('knows too few corners, flat rings, bad radii, slips of the hand', () => {
    const [a, b] = SQUARE as [LonLat, LonLat, LonLat, LonLat];
    expect(faultOf(polygon([a, b, a]))?.fault).toBe('few');
    expect(faultOf(polygon([a, b, [108.95, 34.26]]))).not.toBeNull();
    expect(faultOf({ form: 'circle', centre: a, radiusM: 0 })?.fault).toBe('radius');
    expect(faultOf({ form: 'circle', centre: a, radiusM: 60_000 })?.fault).toBe('radius');
    expect(faultOf(withPath(polygon(SQUARE), 0, [...SQUARE.slice(0, 3), [10.893, 34.27]]))?.fault).toBe('wide');
    expect(faultOf({ form: 'circle', centre: [34, 108], radiusM: 100 })?.fault).toBe('degrees');
    expect(faultOf(polygon(SQUARE))).toBeNull();
  });

  it('finds the vertex that the server speaks of', () => {
    const shape = polygon(SQUARE);
    const geometry = geometryOf(shape);
    expect(placeOf('geometry.coordinates.0.2', geometry, shape)).toEqual(SQUARE[2]);
    expect(placeOf('boundary.coordinates.0', geometry, shape)).toEqual(SQUARE[0]);
    expect(placeOf('properties.radius_m', geometry, shape)).toEqual(SQUARE[0]);
    expect(placeOf('geometry.coordinates.9.9', geometry, shape)).toEqual(SQUARE[0]);
  });
});

describe('history', () => {
  it('goes back and forth, and a new step forgets what was taken back', () => {
    const three = commit(commit(begin(1), 2), 3);
    expect(undo(undo(undo(three))).present).toBe(1);
    expect(redo(undo(three))).toEqual(three);
    expect(redo(commit(undo(three), 4)).present).toBe(4);
    expect(undo(begin(1))).toEqual(begin(1));
  });
});

describe('following', () => {
  const list = [{ id: 1 }, { id: 2 }, { id: 3 }];
  it('goes on, starts anew at the end, and ends when nobody else is left', () => {
    expect(following(list, 1)?.id).toBe(2);
    expect(following(list, 3)?.id).toBe(1);
    expect(following([{ id: 3 }], 3)).toBeNull();
    expect(following([], 3)).toBeNull();
  });
});

describe('snap', () => {
  const line = [{ x: 0, y: 0 }, { x: 100, y: 0 }];
  it('prefers a vertex, then a side, then nothing', () => {
    expect(snap({ x: 95, y: 4 }, [line], 10)).toEqual({ x: 100, y: 0 });
    expect(snap({ x: 50, y: 8 }, [line], 10)).toEqual({ x: 50, y: 0 });
    expect(snap({ x: 50, y: 11 }, [line], 10)).toBeNull();
    expect(snap({ x: 50, y: 1 }, [], 10)).toBeNull();
  });
});
