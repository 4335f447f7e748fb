import type { AlertState } from '../api/types';

export type Tone = 'p1' | 'p2';

/**
 * Does this alert ring here? Unclaimed P1 and P2 ring at every desk; a claim stops it. Claiming is not
 * responding: when the minute passes without a call it rings again, for its holder and for supervisors.
 */
export function rings(alert: AlertState, me: number, supervisor: boolean): boolean {
  if (alert.priority > 2) return false;
  if (alert.handling === 'open') return true;
  return alert.handling === 'claimed' && alert.breached && !alert.responded_at
    && (supervisor || alert.claimed_by?.id === me);
}

/** The tone that the room should hear now: the worst ringing priority, or silence. */
export function toneFor(alerts: readonly AlertState[], me: number, supervisor: boolean): Tone | null {
  let tone: Tone | null = null;
  for (const alert of alerts) {
    if (!rings(alert, me, supervisor)) continue;
    if (alert.priority === 1) return 'p1';
    tone = 'p2';
  }
  return tone;
}

/** New P1 and P2 since the last look, for the live region. The first look announces nothing. */
export function newlyUrgent(before: ReadonlySet<number> | null, alerts: readonly AlertState[]): AlertState[] {
  if (!before) return [];
  return alerts.filter((a) => a.priority <= 2 && a.handling === 'open' && !before.has(a.id));
}
