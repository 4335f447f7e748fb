/**
 * One elder's way through a window of time, ready to be played. Pure: instants in ms, degrees WGS-84, metres.
 *
 * Columns of numbers, because a day may hold ten thousand fixes and the marker moves ten times a second.
 */
import type { Elder, TrackItem } from '../../api/types';
import { metresBetween } from '../format';

/** Longer without a fix, and nobody knows which way she went. */
export const GAP_MS = 10 * 60_000;

export type Where = 'inside' | 'outside' | 'unknown';
/** The circle of her home; null when it has yet to be placed. */
export type HomeCircle = Elder['home'];

export interface Path {
  count: number;
  at: Float64Array;
  lat: Float64Array;
  lon: Float64Array;
  /** Metres; NaN when the device did not say. */
  accuracy: Float64Array;
  where: Where[];
  source: (string | null)[];
}

/** Where a fix lies about her home; a judgement by distance alone, not the belief that alerts come from. */
export function whereIs(fix: { lat: number; lon: number }, home: HomeCircle): Where {
  if (!home?.radius_m) return 'unknown';
  return metresBetween(fix, home) <= home.radius_m ? 'inside' : 'outside';
}

/** The fixes that are believed, oldest first; of two at the same instant the later one in the list counts. */
export function pathOf(items: readonly TrackItem[], home: HomeCircle): Path {
  const kept = items
    .filter((item) => item.quarantine == null)
    .map((item) => ({ ...item, at: Date.parse(item.fixed_at) }))
    .sort((a, b) => a.at - b.at)
    .filter(({ at }, i, all) => all[i + 1]?.at !== at);
  return {
    count: kept.length,
    at: Float64Array.from(kept, ({ at }) => at),
    lat: Float64Array.from(kept, ({ lat }) => lat),
    lon: Float64Array.from(kept, ({ lon }) => lon),
    accuracy: Float64Array.from(kept, (item) => item.accuracy_m ?? NaN),
    where: kept.map((item) => whereIs(item, home)),
    source: kept.map(({ source }) => source),
  };
}

/** The index of the last fix at or before `t`; −1 when there is none. */
export function indexAt({ at, count }: Pick<Path, 'at' | 'count'>, t: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((at[middle] as number) <= t) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

export interface Moment {
  lat: number;
  lon: number;
  /** Null when unknown. */
  accuracy: number | null;
  where: Where;
  source: string | null;
  /** When the fix was made that this rests on. */
  fixedAt: number;
  /** No fix was near enough in time: this is where she was seen last. */
  gap: boolean;
}

/**
 * Where she was at `t`; null before the first fix.
 *
 * Between two fixes the place is on the straight line, and the circle is the wider of the two: it never claims more than
 * either knew. In a gap she stays where she was seen last.
 */
export function momentAt(path: Path, t: number): Moment | null {
  const i = indexAt(path, t);
  if (i < 0) return null;
  const at = path.at[i] as number;
  const here: Moment = {
    lat: path.lat[i] as number,
    lon: path.lon[i] as number,
    accuracy: known(path.accuracy[i]),
    where: path.where[i] as Where,
    source: path.source[i] ?? null,
    fixedAt: at,
    gap: false,
  };
  if (i === path.count - 1) return { ...here, gap: t - at > GAP_MS };
  const next = path.at[i + 1] as number;
  if (next - at > GAP_MS) return { ...here, gap: t > at };
  const share = (t - at) / (next - at);
  const accuracy = known(path.accuracy[i + 1]);
  return {
    ...here,
    lat: here.lat + share * ((path.lat[i + 1] as number) - here.lat),
    lon: here.lon + share * ((path.lon[i + 1] as number) - here.lon),
    accuracy: share === 0 ? here.accuracy : here.accuracy === null || accuracy === null ? null : Math.max(here.accuracy, accuracy),
  };
}

const known = (metres: number | undefined): number | null => (metres === undefined || Number.isNaN(metres) ? null : metres);

export interface Run {
  kind: Where | 'gap';
  /** Indices of the first and the last fix; a run begins with the fix at which the one before ended. */
  from: number;
  to: number;
}

/** Pieces of the way to be drawn alike: a step is outside when either end is, and a gap when it took too long. */
export function runs(path: Path): Run[] {
  const found: Run[] = [];
  for (let i = 1; i < path.count; i++) {
    const kind = stepKind(path, i);
    const last = found.at(-1);
    if (last?.kind === kind && kind !== 'gap') last.to = i;
    else found.push({ kind, from: i - 1, to: i });
  }
  return found;
}

function stepKind({ at, where }: Path, i: number): Run['kind'] {
  if ((at[i] as number) - (at[i - 1] as number) > GAP_MS) return 'gap';
  return where[i - 1] === 'outside' ? 'outside' : (where[i] as Where);
}

/** The coordinates of the fixes from index `from` to `to`. */
export function line({ lon, lat }: Path, from: number, to: number): [number, number][] {
  const coordinates: [number, number][] = [];
  for (let i = Math.max(0, from); i <= to; i++) coordinates.push([lon[i] as number, lat[i] as number]);
  return coordinates;
}
