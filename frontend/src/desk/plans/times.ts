/** Instants for people, and for `<input type="datetime-local">`, in the browser's time zone. */
const two = (n: number): string => String(n).padStart(2, '0');

/** "16:00" today, else "12-01 08:00". */
export function shortTime(instant: string, now: number): string {
  const at = new Date(instant);
  const clock = `${two(at.getHours())}:${two(at.getMinutes())}`;
  const sameDay = at.toDateString() === new Date(now).toDateString();
  return sameDay ? clock : `${two(at.getMonth() + 1)}-${two(at.getDate())} ${clock}`;
}

/** What a datetime-local field shows for an instant, to the minute. */
export function toField(ms: number): string {
  const at = new Date(ms);
  return `${String(at.getFullYear())}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** The instant that a datetime-local field means, in ms; null when it is empty. */
export function fromField(text: string): number | null {
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? null : ms;
}
