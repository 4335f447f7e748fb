import type { KeyboardEvent } from 'react';
import { useAct, type Act } from '../actions';
import { useDesk } from '../deskStore';

/** Closing and sending, the same for every window that ends in an action. */
export function useDialog(id: number) {
  const { openDialog } = useDesk.getState();
  const act = useAct();
  const dismiss = () => { openDialog(null); };
  return {
    dismiss,
    busy: act.isPending,
    /** Success closes the window; it stays, with its words, when the server refuses. */
    send: (what: Act) => { act.mutate({ id, act: what }); },
  };
}

/** Ctrl + Enter sends from inside a text field. */
export function onCtrlEnter(submit: () => void) {
  return (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    submit();
  };
}

/** A window is opened to choose or write something in it: the focus starts there. Use as `ref`. */
export function focusOnMount(element: HTMLElement | null): void {
  element?.focus();
}
