/** What is being drawn or edited: one shape at a time, with its history, until it is saved or given up. */
import { create } from 'zustand';
import type { FenceFeature } from '../api/types';
import { begin, commit, redo, undo, type History } from './history';
import { reform, shapeOf, type Form, type LonLat, type Shape } from './shape';

export const FENCE_KINDS = ['home', 'safe', 'hazard', 'district'] as const;
export type FenceKind = (typeof FENCE_KINDS)[number];
/** These belong to an elder. */
export const isPersonal = (kind: FenceKind): boolean => kind === 'home' || kind === 'safe';

export interface Whose { id: number }
/** What was wrong with the last attempt to save, and where on the map. */
export interface Refusal { text: string; at: LonLat | null }

export interface Draft {
  kind: FenceKind;
  /** What exists already: its id, and the revision that was seen. */
  stored: { id: number; revision: string } | null;
  elder: Whose | null;
  name: string;
  /** As typed; empty is the usual one of its kind. */
  buffer: string;
  shape: History<Shape>;
  /** Which of several parts the table shows and the pen holds. */
  part: number;
  touched: boolean;
}

interface EditState {
  draft: Draft | null;
  /** The pen on the map: drawing something new, or null for editing what there is. */
  drawing: Form | null;
  refusal: Refusal | null;
  /** Something else was asked for while there are changes: asked back first. */
  waiting: (() => void) | null;
  pick(drawing: Form | null): void;
  drawn(shape: Shape): void;
  edit(shape: Shape): void;
  choosePart(part: number): void;
  undo(): void;
  redo(): void;
  describe(changes: Partial<Pick<Draft, 'kind' | 'elder' | 'name' | 'buffer'>>): void;
  reform(form: Form): void;
  open(fence: FenceFeature, elder: Whose | null): void;
  refuse(refusal: Refusal | null): void;
  close(): void;
  /** Does it, or asks first when that would lose changes. */
  unlessChanged(then: () => void): void;
  answer(giveUp: boolean): void;
}

export const useEdit = create<EditState>((set, get) => {
  const change = (next: (draft: Draft) => Partial<Draft>): void => {
    set(({ draft }) => (draft ? { draft: { ...draft, touched: true, ...next(draft) }, refusal: null } : {}));
  };
  return {
    draft: null,
    drawing: null,
    refusal: null,
    waiting: null,
    pick: (drawing) => { set({ drawing, draft: null, refusal: null }); },
    drawn: (shape) => {
      set({
        drawing: null,
        draft: { kind: 'hazard', stored: null, elder: null, name: '', buffer: '', shape: begin(shape), part: 0, touched: true },
      });
    },
    edit: (shape) => { change((draft) => ({ shape: commit(draft.shape, shape) })); },
    choosePart: (part) => { set(({ draft }) => (draft ? { draft: { ...draft, part } } : {})); },
    undo: () => { change((draft) => ({ shape: undo(draft.shape) })); },
    redo: () => { change((draft) => ({ shape: redo(draft.shape) })); },
    describe: (changes) => { change(() => changes); },
    reform: (form) => { change((draft) => ({ shape: commit(draft.shape, reform(draft.shape.present, form)), part: 0 })); },
    open: (fence, elder) => {
      const { kind, name, radius_m: radiusM, buffer_m: buffer, revision } = fence.properties;
      const shape = shapeOf(fence.geometry, radiusM);
      if (!shape || typeof fence.id !== 'number' || !revision) return;
      set({
        drawing: null,
        refusal: null,
        draft: {
          kind: kind as FenceKind, stored: { id: fence.id, revision }, elder, name: name ?? '', buffer: String(buffer ?? ''),
          shape: begin(shape), part: 0, touched: false,
        },
      });
    },
    refuse: (refusal) => { set({ refusal }); },
    close: () => { set({ draft: null, drawing: null, refusal: null }); },
    unlessChanged: (then) => {
      if (get().draft?.touched) set({ waiting: then });
      else then();
    },
    answer: (giveUp) => {
      const then = get().waiting;
      set({ waiting: null });
      if (giveUp) then?.();
    },
  };
});
