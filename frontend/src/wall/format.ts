/** Numbers and times as the wall shows them: in the chosen language, and in the service's own time zone. */

export interface Formats {
  number(value: number, digits?: number): string;
  clock(ms: number, seconds?: boolean): string;
  day(ms: number): string;
  /** Hour of the day, 0…23. */
  hour(ms: number): number;
}

export function formats(language: string, timeZone?: string): Formats {
  const time = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => new Intl.DateTimeFormat(language, { timeZone, ...options });
  const long = time({ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
  const short = time({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const date = time({ year: 'numeric', month: '2-digit', day: '2-digit' });
  const weekday = time({ weekday: 'short' });
  const hour = new Intl.DateTimeFormat('en', { timeZone, hour: 'numeric', hourCycle: 'h23' });
  return {
    number: (value, digits = 0) =>
      new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value),
    clock: (ms, seconds = true) => (seconds ? long : short).format(ms),
    // With a gap between, which Chinese formatting leaves out.
    day: (ms) => `${date.format(ms)} ${weekday.format(ms)}`,
    hour: (ms) => Number(hour.format(ms)),
  };
}
