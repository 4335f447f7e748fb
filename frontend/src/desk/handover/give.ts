/** What there is to hand over. Pure. */
import type { AlertState, Handover } from '../../api/types';

/** My cases (or all that are not closed), without those that wait to be taken already; the most urgent first. */
export function toGive(alerts: readonly AlertState[], given: readonly Handover[], me: number, all: boolean): AlertState[] {
  const waiting = new Set(given.flatMap((one) => one.items.filter((item) => !item.accepted_by).map((item) => item.alert.id)));
  return alerts
    .filter((a) => (all || a.claimed_by?.id === me) && a.handling !== 'closed' && !waiting.has(a.id))
    .sort((a, b) => a.priority - b.priority || a.id - b.id);
}
