import { reconnectDelay } from '../stream/backoff';
import { useStore } from './store';

/** Finds out who is signed in; keeps asking while the server cannot be reached, so that a wall heals by itself. */
export function restoreSession(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;
  const ask = (attempt: number): void => {
    useStore.getState().restore().catch(() => {
      if (!stopped) timer = setTimeout(() => ask(attempt + 1), reconnectDelay(attempt, Math.random()));
    });
  };
  ask(0);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
