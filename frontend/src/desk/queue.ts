import type { AlertState, Priority } from '../api/types';

export type QueueFilter = 'all' | 'mine' | Priority;

export interface Sections {
  waiting: AlertState[];
  inHand: AlertState[];
  shelved: AlertState[];
}

const IN_HAND = new Set(['claimed', 'contacting', 'monitoring', 'escalated', 'dispatched', 'resolved']);

/** The next moment at which something is due, ms since 1970; Infinity when nothing is. */
export function dueAt(alert: AlertState): number {
  const next = !alert.responded_at ? alert.respond_by : !alert.acted_at ? alert.act_by : null;
  return next && !alert.closed_at ? Date.parse(next) : Infinity;
}

/** She came back before anyone looked; the case still needs one look. */
export function returnedUnattended(alert: AlertState): boolean {
  return alert.condition === 'cleared' && alert.handling === 'open';
}

/** When a shelved alert comes back by itself. */
export function shelvedUntil(alert: AlertState & { shelved_until?: string | null }): string | null {
  return alert.handling === 'suppressed' ? (alert.shelved_until ?? null) : null;
}

function byUrgency(a: AlertState, b: AlertState): number {
  // Infinity − Infinity is NaN, which `||` skips, so two that are never due go by their ids.
  return a.priority - b.priority || dueAt(a) - dueAt(b) || a.id - b.id;
}

/** The queue's parts, each most urgent first; what is in hand starts with my own. */
export function sections(alerts: readonly AlertState[], me: number, filter: QueueFilter = 'all'): Sections {
  const mine = (a: AlertState) => a.claimed_by?.id === me;
  const shown = alerts.filter((a) => filter === 'all' || (filter === 'mine' ? mine(a) : a.priority === filter));
  return {
    waiting: shown.filter((a) => a.handling === 'open').sort(byUrgency),
    inHand: shown
      .filter((a) => IN_HAND.has(a.handling))
      .sort((a, b) => Number(mine(b)) - Number(mine(a)) || byUrgency(a, b)),
    shelved: shown.filter((a) => a.handling === 'suppressed').sort(byUrgency),
  };
}

export interface QueueView extends Sections {
  done: AlertState[];
  /** The ids of all rows as they stand on the screen: what ↑ and ↓ walk through. */
  order: number[];
  /** Alerts not closed that the filter leaves out. */
  hidden: number;
}

export function queueView(
  alerts: readonly AlertState[],
  closed: readonly AlertState[],
  me: number,
  filter: QueueFilter,
): QueueView {
  const parts = sections(alerts, me, filter);
  // A case reopened a moment ago may still be in the list of closed ones.
  const open = new Set(alerts.map((a) => a.id));
  const done = filter === 'all' ? closed.filter((a) => !open.has(a.id)) : [];
  const live = [...parts.waiting, ...parts.inHand, ...parts.shelved];
  return { ...parts, done, order: [...live, ...done].map((a) => a.id), hidden: alerts.length - live.length };
}

/** Counts of alerts that nobody has taken yet, for the tabs. */
export function waitingCounts(alerts: readonly AlertState[]): Record<Priority, number> {
  const counts: Record<Priority, number> = { 1: 0, 2: 0, 3: 0, 4: 0 };
  for (const a of alerts) if (a.handling === 'open') counts[a.priority] += 1;
  return counts;
}

/** Milliseconds that the oldest waiting alert has waited, 0 when none waits. */
export function longestWait(alerts: readonly AlertState[], now: number): number {
  return alerts.reduce((max, a) => (a.handling === 'open' ? Math.max(max, now - Date.parse(a.opened_at)) : max), 0);
}

/** The row one step away; with nothing selected, the first or the last. Stays at the ends. */
export function step(order: readonly number[], selected: number | null, by: 1 | -1): number | null {
  if (order.length === 0) return null;
  const at = selected === null ? -1 : order.indexOf(selected);
  if (at === -1) return (by === 1 ? order[0] : order[order.length - 1]) ?? null;
  return order[Math.min(order.length - 1, Math.max(0, at + by))] ?? null;
}

/** The next alert that waits for somebody, most urgent first, other than this one. */
export function nextWaiting(waiting: readonly AlertState[], except: number | null): number | null {
  return waiting.find((a) => a.id !== except)?.id ?? null;
}
