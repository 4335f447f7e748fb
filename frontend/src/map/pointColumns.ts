/** Positions as the GPU wants them: kept beside the stream's columns, patched row by row. Pure but for its arrays. */
import { MercatorCoordinate } from 'maplibre-gl';
import type { Positions } from '../stream/positions';
import type { Seam } from './seam';

export class PointColumns {
  count = 0;
  /** Mercator, relative to the origin: float32 alone would jump by metres at high zooms. */
  xy = new Float32Array(0);
  /** Seconds relative to `baseTime`, for the same reason. */
  fixedAt = new Float32Array(0);
  /** Two bytes a row: state, interval in minutes. */
  meta = new Uint8Array(0);
  originX = 0;
  originY = 0;
  baseTime = 0;
  private readonly positions: Positions;
  private readonly seam: Seam;

  constructor(positions: Positions, seam: Seam) {
    this.positions = positions;
    this.seam = seam;
    this.rebuild();
  }

  /** `rows` null: everything. */
  update(rows: readonly number[] | null): void {
    if (rows === null || this.positions.count !== this.count) this.rebuild();
    else for (const row of rows) this.write(row);
  }

  private rebuild(): void {
    const { count, lon, lat, fixedAt } = this.positions;
    this.count = count;
    if (this.fixedAt.length < count) {
      const capacity = this.positions.elderId.length;
      this.xy = new Float32Array(capacity * 2);
      this.fixedAt = new Float32Array(capacity);
      this.meta = new Uint8Array(capacity * 2);
    }
    if (count === 0) return;
    const [x, y] = this.project(lon[0] as number, lat[0] as number);
    this.originX = x;
    this.originY = y;
    this.baseTime = fixedAt[0] as number;
    for (let row = 0; row < count; row++) this.write(row);
  }

  private project(lon: number, lat: number): [number, number] {
    const at = this.seam.shifts ? this.seam.toMap(lon, lat) : ([lon, lat] as [number, number]);
    const { x, y } = MercatorCoordinate.fromLngLat(at);
    return [x, y];
  }

  private write(row: number): void {
    const { lon, lat, fixedAt, state, intervalMin } = this.positions;
    const [x, y] = this.project(lon[row] as number, lat[row] as number);
    this.xy[2 * row] = x - this.originX;
    this.xy[2 * row + 1] = y - this.originY;
    this.fixedAt[row] = (fixedAt[row] as number) - this.baseTime;
    this.meta[2 * row] = state[row] as number;
    this.meta[2 * row + 1] = intervalMin[row] as number;
  }
}
