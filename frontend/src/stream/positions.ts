/**
 * The newest known position per elder, as columns of typed arrays.
 *
 * Lives outside component state on purpose: a hundred thousand points at thousands of updates a second must
 * never start a render. Readers (the map layer) subscribe and look at the columns themselves.
 */
import type { PositionsFrame } from './protocol';

export const PRESENCE_MASK = 0b11;

export interface PositionRow {
  elderId: number;
  lat: number;
  lon: number;
  fixedAt: number;
  accuracy: number;
  presence: number;
  source: number;
  intervalMin: number;
}

export class Positions {
  count = 0;
  /** Grows whenever a row is added or the whole set replaced: readers then rebuild instead of patching. */
  generation = 0;
  elderId = new Uint32Array(0);
  lat = new Float64Array(0);
  lon = new Float64Array(0);
  fixedAt = new Uint32Array(0);
  accuracy = new Uint16Array(0);
  state = new Uint8Array(0);
  intervalMin = new Uint8Array(0);
  private readonly index = new Map<number, number>();
  private readonly listeners = new Set<(changed: readonly number[] | null) => void>();

  /** Newest wins: an older fix of a row that is already there changes nothing. */
  apply(frame: PositionsFrame): void {
    if (frame.full) this.clear();
    this.reserve(this.count + frame.count);
    const changed: number[] = [];
    let grew = frame.full;
    for (let i = 0; i < frame.count; i++) {
      const id = frame.elderId[i] as number;
      let row = this.index.get(id);
      if (row === undefined) {
        row = this.count++;
        this.index.set(id, row);
        grew = true;
      } else if ((frame.fixedAt[i] as number) < (this.fixedAt[row] as number)) {
        continue;
      }
      this.elderId[row] = id;
      this.lat[row] = frame.lat[i] as number;
      this.lon[row] = frame.lon[i] as number;
      this.fixedAt[row] = frame.fixedAt[i] as number;
      this.accuracy[row] = frame.accuracy[i] as number;
      this.state[row] = frame.state[i] as number;
      this.intervalMin[row] = frame.intervalMin[i] as number;
      changed.push(row);
    }
    if (grew) this.generation++;
    for (const listener of this.listeners) listener(grew ? null : changed);
  }

  get(elderId: number): PositionRow | undefined {
    const row = this.index.get(elderId);
    if (row === undefined) return undefined;
    const state = this.state[row] as number;
    return {
      elderId,
      lat: this.lat[row] as number,
      lon: this.lon[row] as number,
      fixedAt: this.fixedAt[row] as number,
      accuracy: this.accuracy[row] as number,
      presence: state & PRESENCE_MASK,
      source: (state >> 3) & 0b111,
      intervalMin: this.intervalMin[row] as number,
    };
  }

  /** The listener gets the changed rows, or null when everything may have changed. */
  subscribe(listener: (changed: readonly number[] | null) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Forgets everybody, for example when the user signs out. */
  reset(): void {
    this.clear();
    this.generation++;
    for (const listener of this.listeners) listener(null);
  }

  private clear(): void {
    this.count = 0;
    this.index.clear();
  }

  private reserve(rows: number): void {
    if (rows <= this.elderId.length) return;
    const capacity = Math.max(1024, 2 ** Math.ceil(Math.log2(rows)));
    this.elderId = grown(this.elderId, new Uint32Array(capacity));
    this.lat = grown(this.lat, new Float64Array(capacity));
    this.lon = grown(this.lon, new Float64Array(capacity));
    this.fixedAt = grown(this.fixedAt, new Uint32Array(capacity));
    this.accuracy = grown(this.accuracy, new Uint16Array(capacity));
    this.state = grown(this.state, new Uint8Array(capacity));
    this.intervalMin = grown(this.intervalMin, new Uint8Array(capacity));
  }
}

function grown<T extends { set(from: T): void }>(old: T, fresh: T): T {
  fresh.set(old);
  return fresh;
}

/** One set for the whole page: there is one stream. */
export const positions = new Positions();
