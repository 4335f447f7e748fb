/** What was, what is, and what was taken back. Pure. */
export interface History<T> { past: readonly T[]; present: T; future: readonly T[] }

/** Steps that can be taken back. */
const DEPTH = 200;

export const begin = <T>(present: T): History<T> => ({ past: [], present, future: [] });

export const commit = <T>({ past, present }: History<T>, next: T): History<T> =>
  ({ past: [...past, present].slice(-DEPTH), present: next, future: [] });

export function undo<T>({ past, present, future }: History<T>): History<T> {
  return past.length === 0 ? { past, present, future } : { past: past.slice(0, -1), present: past.at(-1) as T, future: [present, ...future] };
}

export function redo<T>({ past, present, future }: History<T>): History<T> {
  return future.length === 0 ? { past, present, future } : { past: [...past, present], present: future[0] as T, future: future.slice(1) };
}
