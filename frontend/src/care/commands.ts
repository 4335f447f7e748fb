/** What the keyboard and the buttons ask of a care call. Pure. */
import type { CareCallDetail } from '../api/types';
import type { Command as DeskCommand } from '../desk/keymap';

export type Command =
  | { do: 'take' | 'call' | 'release' | 'skip' | 'note' | 'plan' | 'search' | 'help' | 'back' }
  | { do: 'select'; by: 1 | -1 }
  | { do: 'choose'; nth: number };

const ACTIONS: Partial<Record<string, Command['do']>> = { claim: 'take', call: 'call', release: 'release', shelve: 'skip', note: 'note' };

/** The same keys as at the desk; what has no meaning here is none. */
export function asCare(command: DeskCommand): Command | null {
  switch (command.do) {
    case 'select': case 'choose': return command;
    case 'search': case 'help': case 'back': return { do: command.do };
    case 'action': {
      const meant = ACTIONS[command.action];
      return meant ? ({ do: meant } as Command) : null;
    }
    default: return null;
  }
}

/** My call whose result nobody has written down yet, the newest. */
export function pendingOf(call: CareCallDetail | undefined, me: number | undefined): CareCallDetail['calls'][number] | null {
  if (!call || call.claimed_by?.id !== me) return null;
  return [...call.calls].reverse().find((one) => one.ended_at === null && one.by.id === me) ?? null;
}
