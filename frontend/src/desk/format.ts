/** Numbers and instants as words. Pure; the texts come in as a function. */

export function clockTime(instant: string | number, seconds = false): string {
  const at = new Date(instant);
  const two = (n: number) => String(n).padStart(2, '0');
  const hm = `${two(at.getHours())}:${two(at.getMinutes())}`;
  return seconds ? `${hm}:${two(at.getSeconds())}` : hm;
}

/** 65 000 → "1:05"; hours appear only when there are some. */
export function minutesSeconds(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000));
  const s = String(total % 60).padStart(2, '0');
  const m = Math.floor(total / 60);
  return m < 60 ? `${m}:${s}` : `${Math.floor(m / 60)}:${String(m % 60).padStart(2, '0')}:${s}`;
}

export type AgeUnit = 'seconds' | 'minutes' | 'hours' | 'days';

/** The largest unit of which at least two full ones have passed (seconds below two minutes). */
export function age(ms: number): { unit: AgeUnit; count: number } {
  const s = Math.max(0, Math.floor(ms / 1000));
  if (s < 120) return { unit: 'seconds', count: s };
  if (s < 7_200) return { unit: 'minutes', count: Math.floor(s / 60) };
  if (s < 172_800) return { unit: 'hours', count: Math.floor(s / 3600) };
  return { unit: 'days', count: Math.floor(s / 86_400) };
}

export function distance(metres: number): string {
  return metres < 1000 ? `${Math.round(metres)} m` : `${(metres / 1000).toFixed(metres < 10_000 ? 1 : 0)} km`;
}

const EARTH_M = 6_371_008.8;

/** Great-circle distance in metres (haversine, mean radius 6 371 008.8 m). */
export function metresBetween(a: { lat: number; lon: number }, b: { lat: number; lon: number }): number {
  const rad = Math.PI / 180;
  const h =
    Math.sin(((b.lat - a.lat) * rad) / 2) ** 2 +
    Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * Math.sin(((b.lon - a.lon) * rad) / 2) ** 2;
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(h)));
}
