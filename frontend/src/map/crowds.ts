/** Where many stand together: counts over the picture, so that no dot hides another. Pure. */
import type { PointColumns } from './pointColumns';

type Columns = Pick<PointColumns, 'count' | 'xy' | 'meta'>;

/** The picture: mercator relative to the columns' origin, and its size in pixels. */
export interface Picture { left: number; top: number; right: number; bottom: number; width: number; height: number }

/** `x`, `y`: the middle, mercator relative to the origin. `rows`: of the columns. */
export interface Crowd { x: number; y: number; rows: number[]; outside: number }

const PRESENCE = 0b11;
const OUTSIDE = 2;

/** The crowds of at least `least` within about `cell` pixels of each other; the largest first, `most` of them. */
export function crowds(columns: Columns, picture: Picture, cell: number, least: number, most = 40): Crowd[] {
  const wide = Math.max(1, Math.ceil(picture.width / cell));
  const high = Math.max(1, Math.ceil(picture.height / cell));
  const cells = cellsOf(columns, picture, wide, high);
  const n = new Uint32Array(wide * high);
  const sumX = new Float64Array(wide * high);
  const sumY = new Float64Array(wide * high);
  for (let row = 0; row < columns.count; row++) {
    const at = cells[row] as number;
    if (at < 0) continue;
    n[at] = (n[at] as number) + 1;
    sumX[at] = (sumX[at] as number) + (columns.xy[2 * row] as number);
    sumY[at] = (sumY[at] as number) + (columns.xy[2 * row + 1] as number);
  }
  const reach = ((picture.right - picture.left) / picture.width) * cell;
  const leader = gathered(n, sumX, sumY, wide, high, reach);
  return fill(columns, cells, leader, least, most);
}

function cellsOf({ count, xy }: Columns, { left, top, right, bottom }: Picture, wide: number, high: number): Int32Array {
  const cells = new Int32Array(count).fill(-1);
  for (let row = 0; row < count; row++) {
    const across = ((xy[2 * row] as number) - left) / (right - left);
    const down = ((xy[2 * row + 1] as number) - top) / (bottom - top);
    if (across >= 0 && across < 1 && down >= 0 && down < 1) cells[row] = Math.floor(down * high) * wide + Math.floor(across * wide);
  }
  return cells;
}

/** For each cell the one it belongs to: a crowd on a border of the grid is one crowd, led by its fullest cell. */
function gathered(n: Uint32Array, sumX: Float64Array, sumY: Float64Array, wide: number, high: number, reach: number): Int32Array {
  const leader = new Int32Array(n.length).fill(-1);
  const middle = (sums: Float64Array, at: number): number => (sums[at] as number) / (n[at] as number);
  const full = [...n.keys()].filter((at) => n[at]).sort((a, b) => (n[b] as number) - (n[a] as number) || a - b);
  for (const at of full) {
    if (leader[at] !== -1) continue;
    leader[at] = at;
    for (const other of around(at, wide, high)) {
      if (!n[other] || leader[other] !== -1) continue;
      if (Math.hypot(middle(sumX, other) - middle(sumX, at), middle(sumY, other) - middle(sumY, at)) < reach) leader[other] = at;
    }
  }
  return leader;
}

function* around(at: number, wide: number, high: number): Generator<number> {
  const [row, column] = [Math.floor(at / wide), at % wide];
  for (let y = Math.max(0, row - 1); y <= Math.min(high - 1, row + 1); y++) {
    for (let x = Math.max(0, column - 1); x <= Math.min(wide - 1, column + 1); x++) yield y * wide + x;
  }
}

function fill({ count, xy, meta }: Columns, cells: Int32Array, leader: Int32Array, least: number, most: number): Crowd[] {
  const found = new Map<number, Crowd>();
  for (let row = 0; row < count; row++) {
    const at = cells[row] as number;
    if (at < 0) continue;
    const of = leader[at] as number;
    const crowd = found.get(of) ?? { x: 0, y: 0, rows: [], outside: 0 };
    crowd.rows.push(row);
    crowd.x += xy[2 * row] as number;
    crowd.y += xy[2 * row + 1] as number;
    if (((meta[2 * row] as number) & PRESENCE) === OUTSIDE) crowd.outside++;
    found.set(of, crowd);
  }
  const enough = [...found.values()].filter(({ rows }) => rows.length >= least);
  for (const crowd of enough) {
    crowd.x /= crowd.rows.length;
    crowd.y /= crowd.rows.length;
  }
  return enough.sort((a, b) => b.rows.length - a.rows.length).slice(0, most);
}
