/** The window of a directive as its two fields say it. Pure. */
import { fromField } from './times';

/** `from` is null when it begins at once. Instants in ms. */
export interface Span { from: number | null; to: number }
export type SpanProblem = 'untilNeeded' | 'fromNeeded';

/** What the fields say, or what is wrong with them; an empty start means now. */
export function spanOf(start: string, end: string, now: number): Span | SpanProblem {
  const from = start === '' ? null : fromField(start);
  const to = fromField(end);
  if (to === null || to <= now) return 'untilNeeded';
  if (start !== '' && (from === null || from <= now || from >= to)) return 'fromNeeded';
  return { from, to };
}

/** As the service takes it. */
export const asBody = ({ from, to }: Span): { starts_at?: string; ends_at: string } => ({
  ...(from === null ? {} : { starts_at: new Date(from).toISOString() }), ends_at: new Date(to).toISOString(),
});
