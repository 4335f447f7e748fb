/** Which alerts the wall shows, and where. Pure. */
import type { AlertState, Area, Priority } from '../api/types';

/** The area itself and everything below it in the tree. */
export function subtree(areas: readonly Area[], root: number): ReadonlySet<number> {
  const found = new Set([root]);
  for (let grew = true; grew;) {
    grew = false;
    for (const { id, parent_id } of areas) {
      if (parent_id !== null && found.has(parent_id) && !found.has(id)) {
        found.add(id);
        grew = true;
      }
    }
  }
  return found;
}

export interface WallQueue {
  waiting: AlertState[];
  inHand: AlertState[];
  perPriority: Record<Priority, number>;
}

/** Keeps the order given. Shelved alerts are silent: they are counted in reports, not shown. */
export function wallQueue(alerts: readonly AlertState[], within: ReadonlySet<number> | null): WallQueue {
  const queue: WallQueue = { waiting: [], inHand: [], perPriority: { 1: 0, 2: 0, 3: 0, 4: 0 } };
  for (const alert of alerts) {
    if (within && !(alert.area && within.has(alert.area.id))) continue;
    if (alert.handling === 'open') {
      queue.waiting.push(alert);
      queue.perPriority[alert.priority]++;
    } else if (alert.handling !== 'suppressed' && alert.handling !== 'closed') {
      queue.inHand.push(alert);
    }
  }
  return queue;
}

/** Seconds the longest waiting alert has been open. */
export function longestWait(waiting: readonly AlertState[], now: number): number {
  const first = Math.min(...waiting.map((alert) => Date.parse(alert.opened_at)));
  return Number.isFinite(first) ? Math.max(0, Math.floor((now - first) / 1000)) : 0;
}
