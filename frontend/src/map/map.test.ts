import { describe, expect, it } from 'vitest';
import { boundsOf, populationBounds } from './camera';
import { reachOf } from './DirectiveLayers';
import { geometryToMap, seamOf } from './seam';
import { circle, fenceArea } from './shapes';
import { layoutTags } from './tagLayout';

const metres = (a: number[], b: number[]): number => {
  const k = Math.PI / 180;
  const x = ((b[0] as number) - (a[0] as number)) * Math.cos((a[1] as number) * k);
  return Math.hypot(x, (b[1] as number) - (a[1] as number)) * k * 6_371_008.8;
};

describe('seam', () => {
  it('shifts by about 459 m at Lianhu for a GCJ-02 map, and back', () => {
    const seam = seamOf('gcj02');
    const home = [108.93, 34.265] as const;
    const shown = seam.toMap(...home);
    expect(metres([...home], shown)).toBeGreaterThan(440);
    expect(metres([...home], shown)).toBeLessThan(480);
    expect(metres([...home], seam.fromMap(...shown))).toBeLessThan(1);
  });

  it('leaves WGS-84 alone and shifts every corner otherwise', () => {
    const polygon: GeoJSON.Polygon = { type: 'Polygon', coordinates: [[[108, 34], [108.1, 34], [108.1, 34.1], [108, 34]]] };
    expect(geometryToMap(polygon, seamOf('wgs84'))).toBe(polygon);
    const seam = seamOf('gcj02');
    expect(geometryToMap(polygon, seam).coordinates[0]?.[2]).toEqual(seam.toMap(108.1, 34.1));
  });
});

describe('shapes', () => {
  it('draws a circle of the radius asked for', () => {
    for (const corner of circle(108.93, 34.265, 300).coordinates[0] ?? []) {
      expect(metres([108.93, 34.265], corner)).toBeCloseTo(300, 0);
    }
  });

  it('makes an area of a point fence only', () => {
    expect(fenceArea({ type: 'Point', coordinates: [108, 34] }, 50).type).toBe('Polygon');
    const line: GeoJSON.LineString = { type: 'LineString', coordinates: [[0, 0], [1, 1]] };
    expect(fenceArea(line, 50)).toBe(line);
  });
});

describe('where a directive holds', () => {
  const ring = (x: number): GeoJSON.Polygon => ({ type: 'Polygon', coordinates: [[[x, 34], [x + 1, 34], [x, 35], [x, 34]]] });
  const area = (id: number, boundary: GeoJSON.Polygon | null) => ({ id, parent_id: 1, name: '', kind: 'grid', boundary, revision: '' });

  it('is what was drawn, else the borders of its areas', () => {
    expect(reachOf({ geometry: ring(1) as never, areas: [2] }, [area(2, ring(5))])).toEqual([ring(1)]);
    expect(reachOf({ geometry: null, areas: [2, 3] }, [area(2, ring(5)), area(3, null), area(4, ring(6))])).toEqual([ring(5)]);
  });
});

describe('camera', () => {
  it('bounds geometries, and nothing for nothing', () => {
    expect(boundsOf([null, { type: 'LineString', coordinates: [[2, 5], [1, 9]] }])).toEqual([1, 5, 2, 9]);
    expect(boundsOf([null])).toBeNull();
  });

  it('does not shrink the city for one traveller', () => {
    const lon = Float64Array.from({ length: 1000 }, (_, i) => (i === 0 ? -70 : 108 + i / 10_000));
    const lat = Float64Array.from({ length: 1000 }, () => 34);
    expect(populationBounds({ count: 1000, lon, lat })?.[0]).toBeGreaterThan(107.9);
    expect(populationBounds({ count: 0, lon, lat })).toBeNull();
  });
});

describe('layoutTags', () => {
  const view = { width: 800, height: 600 };
  const metrics = { pin: 30, gap: 5, tagHeight: 34 };

  it('turns tags aside when they would cover each other or leave the map', () => {
    const sides = layoutTags([
      { id: 1, x: 400, y: 300, tagWidth: 180 },
      { id: 2, x: 460, y: 300, tagWidth: 180 },
      { id: 3, x: 790, y: 100, tagWidth: 180 },
    ], view, metrics);
    expect(sides.get(1)).toBe('left');
    expect(sides.get(2)).toBe('right');
    expect(sides.get(3)).toBe('left');
  });

  it('hides the tag of the less important when there is no room', () => {
    const crowd = Array.from({ length: 9 }, (_, i) => ({ id: i, x: 400 + i, y: 300 + i, tagWidth: 180 }));
    const sides = layoutTags(crowd, view, metrics);
    // The other shapes stand to its right.
    expect(sides.get(0)).toBe('left');
    expect([...sides.values()].filter((side) => side === 'none').length).toBeGreaterThan(3);
  });
});
