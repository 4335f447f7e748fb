/** What of the list is an offer, what is mine, what is over; and what is news. Pure. */
import type { Task } from '../api/types';

export interface Sorted {
  offers: Task[];
  mine: Task[];
  /** Mine, and nobody need go any more. */
  withdrawn: Task[];
  before: Task[];
}

export function sorted(tasks: readonly Task[], dismissed: ReadonlySet<number>): Sorted {
  const found: Sorted = { offers: [], mine: [], withdrawn: [], before: [] };
  for (const task of tasks) {
    if (task.steps.includes('accept')) found.offers.push(task);
    else if (task.steps.length > 0) found.mine.push(task);
    else if (calledBack(task) && !dismissed.has(task.id)) found.withdrawn.push(task);
    else found.before.push(task);
  }
  found.offers.sort((a, b) => a.priority - b.priority || (a.mine?.left_s ?? 0) - (b.mine?.left_s ?? 0));
  return found;
}

function calledBack(task: Task): boolean {
  return task.stage === 'withdrawn' && task.mine?.answer === 'accepted';
}

/** Must it ring? A new offer, or a task of mine that was withdrawn since the last look. */
export function rings(before: Sorted | null, now: Sorted): boolean {
  if (!before) return now.offers.length > 0;
  const known = new Set(before.offers.map((one) => one.id));
  const told = new Set(before.withdrawn.map((one) => one.id));
  return now.offers.some((one) => !known.has(one.id)) || now.withdrawn.some((one) => !told.has(one.id));
}

/** Minutes and seconds: 2:05. */
export function leftText(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return `${String(Math.floor(whole / 60))}:${String(whole % 60).padStart(2, '0')}`;
}
