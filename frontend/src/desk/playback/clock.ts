/** The time that is played: windows, steps, speeds. Pure; local days are the browser's. */

export const SPEEDS = [1, 10, 60] as const;
export type Speed = (typeof SPEEDS)[number];
export const HOUR_MS = 3_600_000;
export const DAYS_KEPT = 180;
const DAY_MS = 24 * HOUR_MS;

export interface Window {
  from: number;
  to: number;
}

const two = (n: number): string => String(n).padStart(2, '0');

/** "2026-11-24" for an instant, as `<input type="date">` writes it. */
export function dayOf(ms: number): string {
  const at = new Date(ms);
  return `${String(at.getFullYear())}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** From midnight to the last millisecond, also on days of 23 or 25 hours; null when it is no day. */
export function windowOf(day: string): Window | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (!parts) return null;
  const [year, month, date] = parts.slice(1).map(Number) as [number, number, number];
  const from = new Date(year, month - 1, date).getTime();
  if (dayOf(from) !== day) return null;
  return { from, to: new Date(year, month - 1, date + 1).getTime() - 1 };
}

/** The day that was opened, else the hour before `now`. */
export const windowPlayed = (opened: { day: string } | null, now: number): Window =>
  (opened && windowOf(opened.day)) ?? { from: now - HOUR_MS, to: now };

/** The days that may be asked for: as far back as tracks are kept, up to today. */
export function daysOffered(now: number): { first: string; last: string } {
  const today = new Date(now);
  return { first: dayOf(new Date(today.getFullYear(), today.getMonth(), today.getDate() - DAYS_KEPT).getTime()), last: dayOf(now) };
}

/** History before the last 24 hours is opened with a reason only: the service refuses it otherwise. */
export const needsReason = ({ from }: Window, now: number): boolean => from < now - DAY_MS;

export const within = ({ from, to }: Window, t: number): number => Math.min(to, Math.max(from, t));

/** Where the slider stands after a key; null when the key is not the slider's. */
export function afterKey(key: string, shift: boolean, t: number, window: Window): number | null {
  const step = (window.to - window.from > 2 * HOUR_MS ? 60_000 : 10_000) * (shift ? 10 : 1);
  switch (key) {
    case 'ArrowLeft': case 'ArrowDown': return within(window, t - step);
    case 'ArrowRight': case 'ArrowUp': return within(window, t + step);
    case 'PageDown': return within(window, t - step * 30);
    case 'PageUp': return within(window, t + step * 30);
    case 'Home': return window.from;
    case 'End': return window.to;
    default: return null;
  }
}
