import { useEffect, type RefObject } from 'react';
import { placeOf } from '../desk/keymap';
import { useEdit } from './editStore';
import type { Pen } from './pen';

/** One step back: the last corner while drawing, the last change while editing. */
export function stepBack(pen: Pen | null): void {
  if (!pen?.undoStroke()) useEdit.getState().undo();
}

export function stepForward(pen: Pen | null): void {
  if (!pen?.redoStroke()) useEdit.getState().redo();
}

/** Ctrl+Z, Ctrl+Shift+Z or Ctrl+Y, Esc. In a text field the first three are the browser's own. */
export function useEditKeys(pen: RefObject<Pen | null>): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const dialogOpen = document.querySelector('.dialog') !== null;
      if (dialogOpen || event.isComposing) return;
      const { drawing, draft, pick, close, unlessChanged } = useEdit.getState();
      if (event.key === 'Escape') {
        if (drawing) pick(null);
        else if (draft) unlessChanged(close);
        return;
      }
      const key = event.key.toLowerCase();
      if (!(event.ctrlKey || event.metaKey) || event.altKey || (key !== 'z' && key !== 'y')) return;
      if (placeOf(event.target, false, false).typing) return;
      event.preventDefault();
      if (key === 'y' || event.shiftKey) stepForward(pen.current);
      else stepBack(pen.current);
    };
    window.addEventListener('keydown', onKey);
    return () => { window.removeEventListener('keydown', onKey); };
  }, [pen]);
}
