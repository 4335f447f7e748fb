/** The queue as a supervisor counts it. Pure. */
import type { AlertState } from '../api/types';
import { countdownOf } from '../ui/countdownMath';

export interface Tally { open: number; unclaimed: number; breached: number; actBreached: number; inHand: number; unattended: number; shelved: number }

/** `now` in ms: what is late is late at once, not when the server says so. */
export function tally(alerts: readonly AlertState[], now: number): Tally {
  const heard = alerts.filter((a) => a.handling !== 'suppressed');
  const phases = heard.map((a) => countdownOf(a, now).phase);
  return {
    open: heard.length,
    unclaimed: heard.filter((a) => a.handling === 'open').length,
    breached: phases.filter((phase) => phase === 'respondOver').length,
    actBreached: phases.filter((phase) => phase === 'actOver').length,
    inHand: heard.filter((a) => a.claimed_by !== null).length,
    unattended: heard.filter((a) => a.handling === 'open' && a.condition === 'cleared').length,
    shelved: alerts.length - heard.length,
  };
}

/** Everybody who holds something, with what; whoever holds most first, then by name. */
export function hands(alerts: readonly AlertState[]): { id: number; name: string; alerts: AlertState[] }[] {
  const found = new Map<number, { id: number; name: string; alerts: AlertState[] }>();
  for (const alert of alerts) {
    if (!alert.claimed_by || alert.handling === 'suppressed') continue;
    const { id, name } = alert.claimed_by;
    const hand = found.get(id) ?? { id, name, alerts: [] };
    hand.alerts.push(alert);
    found.set(id, hand);
  }
  return [...found.values()].sort((a, b) => b.alerts.length - a.alerts.length || a.name.localeCompare(b.name));
}

/** The machine allows a takeover while somebody has claimed it or is on the telephone. */
export const canTakeOver = (alert: AlertState, me: number): boolean =>
  (alert.handling === 'claimed' || alert.handling === 'contacting') && alert.claimed_by?.id !== me;
