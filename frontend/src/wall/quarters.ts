/** The last 24 hours in quarter hours. Pure. */

export const QUARTER_MS = 15 * 60_000;
export const SLOTS = 96;

/** The window ends with the quarter hour that `now` lies in. */
export const windowStart = (now: number): number => (Math.floor(now / QUARTER_MS) + 1 - SLOTS) * QUARTER_MS;

/** Which slot an instant falls into; null outside the window. */
export function slotOf(instant: string, start: number): number | null {
  const slot = Math.floor((Date.parse(instant) - start) / QUARTER_MS);
  return slot >= 0 && slot < SLOTS ? slot : null;
}

/** Full hours divisible by three, with their place in the window (0…1). */
export function hourMarks(start: number, hourOf: (ms: number) => number): { at: number; hour: number }[] {
  const marks: { at: number; hour: number }[] = [];
  for (let slot = 0; slot < SLOTS; slot++) {
    const ms = start + slot * QUARTER_MS;
    const hour = hourOf(ms);
    if (hour % 3 === 0 && hour !== hourOf(ms - QUARTER_MS)) marks.push({ at: slot / SLOTS, hour });
  }
  return marks;
}
