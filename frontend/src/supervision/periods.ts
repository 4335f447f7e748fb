/** Periods as people name them, by the clock of the service. Pure; instants in ms since 1970. */

export const PERIODS = ['today', 'week', 'month', 'lastMonth'] as const;
export type Period = (typeof PERIODS)[number];
export interface Range { from: number; to: number }

/** What the clock on the wall shows at `at`, as if it were UTC. */
function wall(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
  }).formatToParts(at);
  const n = (type: string): number => Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(n('year'), n('month') - 1, n('day'), n('hour'), n('minute'), n('second'));
}

/** When the wall clock shows this; looked at twice, for the offset may have changed in between. */
function instantOf(shown: number, zone: string): number {
  const near = shown - (wall(shown, zone) - shown);
  return shown - (wall(near, zone) - near);
}

/** The start of the day `days` later, or of the month `months` later, than that of `at`. */
function start(at: number, zone: string, days: number | null, months = 0): number {
  const day = new Date(wall(at, zone));
  const first = days === null ? 1 : day.getUTCDate() + days;
  return instantOf(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + months, first), zone);
}

/** A period up to now; last month is over. */
export function rangeOf(period: Period, now: number, zone: string): Range {
  if (period === 'today') return { from: start(now, zone, 0), to: now };
  if (period === 'week') return { from: start(now, zone, -6), to: now };
  if (period === 'month') return { from: start(now, zone, null), to: now };
  return { from: start(now, zone, null, -1), to: start(now, zone, null) };
}
