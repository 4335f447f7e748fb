/** How a call stands against its window. Pure. */
import type { CareCall } from '../api/types';

export type Stand = 'later' | 'due' | 'over';

export function standOf(call: Pick<CareCall, 'due_from' | 'due_until'>, now: number): Stand {
  if (now < Date.parse(call.due_from)) return 'later';
  return now < Date.parse(call.due_until) ? 'due' : 'over';
}

/** The neighbour of the chosen row; from nowhere, the first. Stays at both ends. */
export function step<T extends { id: number }>(rows: readonly T[], id: number | null, by: 1 | -1, last = 0): T | undefined {
  const at = rows.findIndex((row) => row.id === id);
  // A row that has left the list leaves its place behind: the one that moved up is next.
  const next = at === -1 ? (id === null ? 0 : by === 1 ? last : last - 1) : at + by;
  return rows[Math.max(0, Math.min(rows.length - 1, next))];
}
