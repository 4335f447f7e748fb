/** What is being drawn or edited: one shape at a time, with its history, until it is saved or given up. */
import { create } from 'zustand';
import type { Area, FenceFeature } from '../api/types';
import { begin, commit, redo, undo, type History } from './history';
import { reform, shapeOf, type Form, type LonLat, type Shape } from './shape';

export const FENCE_KINDS = ['home', 'safe', 'hazard', 'district'] as const;
export type FenceKind = (typeof FENCE_KINDS)[number];
/** A shape may also be the border of an area, or say where a directive holds. */
export type Kind = FenceKind | 'area' | 'directive';
export const AREA_KINDS = ['district', 'street', 'community', 'grid'] as const;
export type AreaKind = (typeof AREA_KINDS)[number];
/** These belong to an elder. */
export const isPersonal = (kind: Kind): boolean => kind === 'home' || kind === 'safe';

export interface Whose { id: number; name?: string; address?: string | null }
/** What the next shape is drawn for. */
export type Target = { kind: 'home'; elder: Whose } | { kind: 'area'; area: Area } | { kind: 'directive' };
/** What the pen draws; `place` is a click that becomes a circle. */
export type Stroke = Form | 'place';
/** What was wrong with the last attempt to save, and where on the map. */
export interface Refusal { text: string; at: LonLat | null }

export interface Draft {
  kind: Kind;
  /** What exists already: its id, and the revision that was seen. */
  stored: { id: number; revision: string } | null;
  elder: Whose | null;
  name: string;
  /** As typed; empty is the usual one of its kind. */
  buffer: string;
  areaKind: AreaKind;
  parentId: number | null;
  /** Drawn for something stored that had no shape, or another one. */
  redrawn: boolean;
  shape: History<Shape>;
  /** Which of several parts the table shows and the pen holds. */
  part: number;
  touched: boolean;
}

interface EditState {
  draft: Draft | null;
  /** The pen on the map: drawing something new, or null for editing what there is. */
  drawing: Stroke | null;
  target: Target | null;
  refusal: Refusal | null;
  /** Something else was asked for while there are changes: asked back first. */
  waiting: (() => void) | null;
  pick(drawing: Stroke | null, target?: Target | null): void;
  drawn(shape: Shape): void;
  edit(shape: Shape): void;
  choosePart(part: number): void;
  undo(): void;
  redo(): void;
  describe(changes: Partial<Pick<Draft, 'kind' | 'elder' | 'name' | 'buffer' | 'areaKind' | 'parentId'>>): void;
  reform(form: Form): void;
  open(fence: FenceFeature, elder: Whose | null): void;
  openArea(area: Area): void;
  refuse(refusal: Refusal | null): void;
  close(): void;
  /** Does it, or asks first when that would lose changes. */
  unlessChanged(then: () => void): void;
  answer(giveUp: boolean): void;
}

const BLANK = { kind: 'hazard', stored: null, elder: null, name: '', buffer: '', areaKind: 'grid', parentId: null, redrawn: false, part: 0, touched: true } as const;

const ofArea = (area: Area) =>
  ({ ...BLANK, kind: 'area', stored: { id: area.id, revision: area.revision }, name: area.name, areaKind: area.kind as AreaKind, parentId: area.parent_id } as const);

function draftFor(target: Target | null, shape: Shape): Draft {
  const drawn = { ...BLANK, shape: begin(shape) };
  switch (target?.kind) {
    case 'home':
      return { ...drawn, kind: 'home', elder: target.elder };
    case 'area':
      return { ...drawn, ...ofArea(target.area), redrawn: true };
    case 'directive':
      return { ...drawn, kind: 'directive' };
    default:
      return drawn;
  }
}

export const useEdit = create<EditState>((set, get) => {
  const change = (next: (draft: Draft) => Partial<Draft>): void => {
    set(({ draft }) => (draft ? { draft: { ...draft, touched: true, ...next(draft) }, refusal: null } : {}));
  };
  return {
    draft: null,
    drawing: null,
    target: null,
    refusal: null,
    waiting: null,
    pick: (drawing, target = null) => { set({ drawing, target, draft: null, refusal: null }); },
    drawn: (shape) => { set(({ target }) => ({ drawing: null, draft: draftFor(target, shape) })); },
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
        target: null,
        refusal: null,
        draft: {
          ...BLANK, kind: kind as FenceKind, stored: { id: fence.id, revision }, elder, name: name ?? '', buffer: String(buffer ?? ''),
          shape: begin(shape), touched: false,
        },
      });
    },
    openArea: (area) => {
      const shape = area.boundary && shapeOf(area.boundary, null);
      if (shape) set({ drawing: null, target: null, refusal: null, draft: { ...ofArea(area), shape: begin(shape), touched: false } });
    },
    refuse: (refusal) => { set({ refusal }); },
    close: () => { set({ draft: null, drawing: null, target: null, refusal: null }); },
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
