import type { Fix } from '../api/types';
import type { PositionRow } from '../stream/positions';

const SOURCES = ['gnss', 'wifi', 'cell', 'beacon', 'manual'] as const;
const ACCURACY_UNKNOWN = 65535;

/** A row of the positions frame as a fix. */
export function fixOf(row: PositionRow): Fix {
  return {
    lat: row.lat,
    lon: row.lon,
    accuracy_m: row.accuracy === ACCURACY_UNKNOWN ? null : row.accuracy,
    source: SOURCES[row.source] ?? null,
    fixed_at: new Date(row.fixedAt * 1000).toISOString(),
  };
}

/** The newest of what the stream, the card and the alert know. */
export function newestFix(fixes: readonly (Fix | null | undefined)[]): Fix | null {
  const known = fixes.filter((f) => f !== null && f !== undefined);
  return known.reduce<Fix | null>(
    (best, f) => (best === null || Date.parse(f.fixed_at) > Date.parse(best.fixed_at) ? f : best),
    null,
  );
}

/** Older than twice the device's interval: the point may be somewhere else by now. */
export function isStale(fix: Fix, intervalS: number, now: number): boolean {
  return now - Date.parse(fix.fixed_at) > 2 * intervalS * 1000;
}
