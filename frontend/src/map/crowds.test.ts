import { describe, expect, it } from 'vitest';
import { crowds, type Picture } from './crowds';

const PICTURE: Picture = { left: 0, top: 0, right: 1, bottom: 1, width: 1000, height: 1000 };

/** Places in pixels of the picture; state 2 is outside. */
function columns(places: readonly (readonly [number, number, number?])[]) {
  const xy = new Float32Array(places.length * 2);
  const meta = new Uint8Array(places.length * 2);
  places.forEach(([x, y, state = 1], row) => {
    xy[2 * row] = x / 1000;
    xy[2 * row + 1] = y / 1000;
    meta[2 * row] = state;
  });
  return { count: places.length, xy, meta };
}

describe('crowds', () => {
  it('are where many stand together, with how many of them are out', () => {
    const found = crowds(columns([[100, 100], [104, 103, 2], [102, 98], [700, 700], [900, 100]]), PICTURE, 50, 3);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ rows: [0, 1, 2], outside: 1 });
    expect(found[0]?.x).toBeCloseTo(0.102, 5);
  });

  it('do not fall apart at a line of the grid', () => {
    const found = crowds(columns([[148, 149], [149, 148], [151, 151], [152, 149], [148, 152]]), PICTURE, 50, 5);
    expect(found.map(({ rows }) => rows.length)).toEqual([5]);
  });

  it('do not reach round the edge of the picture', () => {
    const found = crowds(columns([[999, 120], [998, 121], [1, 171], [2, 172]]), PICTURE, 50, 2);
    expect(found.map(({ rows }) => rows)).toEqual([[0, 1], [2, 3]]);
  });

  it('leave out whoever is not in the picture, and keep the largest', () => {
    const places: [number, number][] = [[-5, 10], [2000, 10]];
    for (let crowd = 0; crowd < 8; crowd++) for (let n = 0; n < 10 - crowd; n++) places.push([60 + 110 * crowd, 500]);
    const found = crowds(columns(places), PICTURE, 40, 2, 3);
    expect(found.map(({ rows }) => rows.length)).toEqual([10, 9, 8]);
  });

  it('open even when all of one building stand at the same place', () => {
    const found = crowds(columns(Array.from({ length: 60 }, () => [500, 500] as [number, number])), PICTURE, 20, 2);
    expect(found.map(({ rows }) => rows.length)).toEqual([60]);
  });
});
