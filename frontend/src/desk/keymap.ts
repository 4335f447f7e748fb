/** What the keyboard can ask of the desk. Pure: a key and where it was pressed in, a command out. */
export type ActionName =
  | 'claim'
  | 'call'
  | 'dispatch'
  | 'note'
  | 'release'
  | 'escalate'
  | 'close'
  | 'takeover'
  | 'shelve';

export type Command =
  | { do: 'select'; by: 1 | -1 }
  | { do: 'action'; action: ActionName }
  | { do: 'callContact'; nth: number }
  | { do: 'choose'; nth: number }
  | { do: 'follow' | 'search' | 'help' | 'handover' | 'mute' | 'back' | 'answer' };

export interface KeyPress {
  key: string;
  code?: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
  repeat: boolean;
  isComposing?: boolean;
}

export interface Place {
  /** The focus is in a text field, or a dialog is open that owns the keyboard. */
  typing: boolean;
  /** The focus is on a button or a link, which Enter and Space belong to. */
  onControl: boolean;
  /** A call waits for its result, so the digits choose an answer. */
  choosing: boolean;
}

export const ACTION_KEYS: Record<ActionName, string> = {
  claim: 'Enter',
  call: 'C',
  dispatch: 'D',
  note: 'N',
  release: 'R',
  escalate: 'E',
  close: 'X',
  takeover: 'T',
  shelve: 'S',
};

const LETTERS: Record<string, ActionName> = Object.fromEntries(
  Object.entries(ACTION_KEYS)
    .filter(([action]) => action !== 'claim')
    .map(([action, key]) => [key.toLowerCase(), action as ActionName]),
);

const PLAIN: Record<string, Command> = {
  a: { do: 'answer' },
  f: { do: 'follow' },
  h: { do: 'handover' },
  m: { do: 'mute' },
  '/': { do: 'search' },
  '?': { do: 'help' },
  Escape: { do: 'back' },
  ArrowDown: { do: 'select', by: 1 },
  ArrowUp: { do: 'select', by: -1 },
};

const KEY_NAMES = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0', '-'] as const;

/** The key that chooses the nth answer (0-based): 1 … 9, 0, minus. */
export function choiceKey(nth: number): string {
  return KEY_NAMES[nth] ?? '';
}

export function commandFor(press: KeyPress, place: Place): Command | null {
  // Browser shortcuts stay the browser's, and an input method's keys are not for us (中文输入).
  if (press.ctrlKey || press.metaKey || press.altKey || press.isComposing || place.typing) return null;
  const digit = digitOf(press);
  if (press.shiftKey && digit !== null && digit >= 1 && !press.repeat) {
    return { do: 'callContact', nth: digit - 1 };
  }
  const chosen = (KEY_NAMES as readonly string[]).indexOf(press.key);
  if (chosen !== -1) return place.choosing && !press.repeat ? { do: 'choose', nth: chosen } : null;
  const moving = press.key === 'ArrowDown' || press.key === 'ArrowUp';
  // A key held down may walk the list, but must never claim or call twice.
  if (press.repeat && !moving) return null;
  if (press.key === 'Enter') return place.onControl ? null : { do: 'action', action: 'claim' };
  const letter = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  const action = LETTERS[letter];
  if (action) return { do: 'action', action };
  return PLAIN[letter] ?? null;
}

/** With Shift the key's character depends on the layout, its code does not. */
function digitOf(press: KeyPress): number | null {
  const found = /^(?:Digit|Numpad)([0-9])$/.exec(press.code ?? '');
  return found ? Number(found[1]) : null;
}

const TEXT_INPUTS = 'input:not([type=button]):not([type=checkbox]):not([type=radio]):not([type=range]), textarea, select, [contenteditable=true]';

export function placeOf(target: EventTarget | null, dialogOpen: boolean, choosing: boolean): Place {
  const element = target instanceof Element ? target : null;
  return {
    typing: dialogOpen || Boolean(element?.closest(TEXT_INPUTS)),
    onControl: Boolean(element?.closest('button, a[href], summary, [role=menuitem], [role=tab]')),
    choosing,
  };
}
