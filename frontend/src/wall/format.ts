/** Numbers and times as the wall shows them. */

export const number = (value: number, language: string, digits = 0): string =>
  new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);

export const clock = (ms: number, language: string, seconds = true): string =>
  new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', ...(seconds ? { second: '2-digit' } : {}), hourCycle: 'h23' }).format(ms);

/** Date and weekday with a gap between, which Chinese formatting leaves out. */
export function day(ms: number, language: string): string {
  const date = new Intl.DateTimeFormat(language, { year: 'numeric', month: '2-digit', day: '2-digit' }).format(ms);
  return `${date} ${new Intl.DateTimeFormat(language, { weekday: 'short' }).format(ms)}`;
}

/** 0…95: the quarter hour of the local day that an instant falls into. */
export function quarterOf(instant: string): number {
  const date = new Date(instant);
  return date.getHours() * 4 + Math.floor(date.getMinutes() / 15);
}
