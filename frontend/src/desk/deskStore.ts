/** What this desk shows and asks: selection, open window, marks. Facts about alerts live in state/store. */
import { create } from 'zustand';
import type { ActionName } from './keymap';
import type { FormState } from './calls';
import type { QueueFilter } from './queue';

/** The windows over the desk; those named like an action ask for what that action needs. */
export type DialogName = Exclude<ActionName, 'claim' | 'call'> | 'outing' | 'curfew' | 'day' | (typeof ABOUT_NOBODY)[number];

/** These stay open whichever case is selected. */
const ABOUT_NOBODY = ['search', 'help', 'directives', 'handover', 'leaving', 'missed'] as const;

export interface LostRace {
  by: string;
  at: string | null;
}

interface DeskState {
  selectedId: number | null;
  /** An elder opened through the search; covers the selected alert's elder until "back". */
  elderId: number | null;
  filter: QueueFilter;
  dialog: DialogName | null;
  follow: boolean;
  /** Alerts that someone else claimed while we pressed Enter. */
  lost: ReadonlyMap<number, LostRace>;
  /** The half-filled result form of a call; a call without an entry is at its first question. */
  form: { callId: number; state: FormState } | null;
  select(id: number | null): void;
  openElder(id: number | null): void;
  setFilter(filter: QueueFilter): void;
  openDialog(dialog: DialogName | null): void;
  toggleFollow(): void;
  markLost(id: number, race: LostRace): void;
  setForm(callId: number, state: FormState): void;
}

const asksAbout = (dialog: DialogName | null): boolean => dialog !== null && !(ABOUT_NOBODY as readonly string[]).includes(dialog);

export const useDesk = create<DeskState>((set) => ({
  selectedId: null,
  elderId: null,
  filter: 'all',
  dialog: null,
  follow: true,
  lost: new Map(),
  form: null,
  // A window asks about the case it was opened for, and never moves on to another one.
  select: (id) => set((s) => ({ selectedId: id, elderId: null, dialog: asksAbout(s.dialog) && s.selectedId !== id ? null : s.dialog })),
  openElder: (id) => set((s) => ({ elderId: id, dialog: s.dialog === 'outing' || s.dialog === 'curfew' || s.dialog === 'day' ? null : s.dialog })),
  setFilter: (filter) => set({ filter }),
  openDialog: (dialog) => set({ dialog }),
  toggleFollow: () => set((s) => ({ follow: !s.follow })),
  markLost: (id, race) => set((s) => ({ lost: new Map(s.lost).set(id, race) })),
  setForm: (callId, state) => set({ form: { callId, state } }),
}));
