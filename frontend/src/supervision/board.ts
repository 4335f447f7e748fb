/** The queue as a supervisor counts it. Pure. */
import type { AlertKind, AlertState, Priority } from '../api/types';
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

export interface OfKind { kind: AlertKind; priority: Priority; alerts: AlertState[] }

/** What could be put aside, by kind, what matters least first: unclaimed, still there, and no P1. */
export function byKind(alerts: readonly AlertState[]): OfKind[] {
  const found = new Map<AlertKind, OfKind>();
  for (const alert of alerts) {
    if (alert.handling !== 'open' || alert.priority === 1) continue;
    const group = found.get(alert.kind) ?? { kind: alert.kind, priority: alert.priority, alerts: [] };
    group.priority = Math.min(group.priority, alert.priority) as Priority;
    group.alerts.push(alert);
    found.set(alert.kind, group);
  }
  return [...found.values()].sort((a, b) => b.priority - a.priority || b.alerts.length - a.alerts.length);
}

/** Proposed to wait: what is about devices, not about people who are out. */
export const usualKinds = (groups: readonly OfKind[]): Set<AlertKind> =>
  new Set(groups.filter((group) => group.priority >= 3).map((group) => group.kind));
