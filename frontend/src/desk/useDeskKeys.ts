import { useEffect } from 'react';
import { useCommands } from './commands';
import { useCase } from './case';
import { pendingCall } from './calls';
import { useDesk } from './deskStore';
import { commandFor, placeOf } from './keymap';

/** The one key listener of the desk. */
export function useDeskKeys(): void {
  const run = useCommands();
  const dialogOpen = useDesk((s) => s.dialog !== null);
  const current = useCase();
  const choosing = Boolean(current?.mine && pendingCall(current.detail?.calls ?? []));
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      const command = commandFor(event, placeOf(event.target, dialogOpen, choosing));
      if (!command) return;
      event.preventDefault();
      run(command);
    };
    window.addEventListener('keydown', onKey);
    return () => { window.removeEventListener('keydown', onKey); };
  }, [run, dialogOpen, choosing]);
}
