/** What the map editor reads and changes over REST. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client';
import type { Area, Elder, FenceFeature, Page } from '../api/types';
import type { Bounds } from '../map/camera';
import { isPersonal, type Draft, type FenceKind } from './editStore';
import { geometryOf, outline } from './shape';

/** More homes than this in one view are a grey carpet: whoever edits one zooms in. */
export const SHOWN_AT_ONCE = 500;

async function allOf(kind: FenceKind, signal: AbortSignal): Promise<FenceFeature[]> {
  const found: FenceFeature[] = [];
  let after: string | number | null = null;
  do {
    const page: Page<FenceFeature> = await api.get<Page<FenceFeature>>('/api/fences', { kind, limit: 500, after }, signal);
    found.push(...page.items);
    after = page.next;
  } while (after !== null);
  return found;
}

/** Hazards and districts: few, and everybody's. */
export const useShared = (kind: 'hazard' | 'district') =>
  useQuery({ queryKey: ['fences', 'shared', kind], queryFn: ({ signal }) => allOf(kind, signal), staleTime: 30_000 });

/** Homes or safe areas of a part of the map; `next` says that there are more. */
export const useFencesIn = (kind: 'home' | 'safe', bounds: Bounds | null) =>
  useQuery({
    queryKey: ['fences', 'in', kind, bounds],
    queryFn: ({ signal }) =>
      api.get<Page<FenceFeature>>('/api/fences', { kind, bbox: bounds?.join(','), limit: SHOWN_AT_ONCE }, signal),
    enabled: bounds !== null,
    staleTime: 30_000,
    placeholderData: (previous) => previous,
  });

export const UNPLACED_SHOWN = 200;
export type Unplaced = Pick<Elder, 'id' | 'name' | 'address'>;

/** Elders whose home has yet to be put on the map. */
export const useUnplaced = () =>
  useQuery({
    queryKey: ['elders', 'unplaced'],
    queryFn: ({ signal }) => api.get<Page<Unplaced>>('/api/elders', { home: false, limit: UNPLACED_SHOWN }, signal),
  });

export interface Save { draft: Draft; /** Save over what somebody else has made of it meanwhile. */ over?: string }

export function useSaveFence(done: (saved: FenceFeature) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ draft, over }: Save) => {
      const shape = draft.shape.present;
      const properties = { name: draft.name.trim() || null, buffer_m: draft.buffer.trim() === '' ? null : Number(draft.buffer), radius_m: shape.radiusM };
      const geometry = geometryOf(shape);
      if (!draft.stored) {
        const elder_id = isPersonal(draft.kind) ? draft.elder?.id : undefined;
        return api.post<FenceFeature>('/api/fences', { type: 'Feature', geometry, properties: { ...properties, kind: draft.kind, elder_id } });
      }
      const { id, revision } = draft.stored;
      // A shape that was not touched stays as it is: sending it would make the belief about it start afresh.
      const moved = draft.shape.past.length > 0 ? { geometry, properties } : { properties: { name: properties.name, buffer_m: properties.buffer_m } };
      return api.patch<FenceFeature>(`/api/fences/${id}`, { ...moved, revision: over ?? revision });
    },
    onSuccess: (saved) => {
      void client.invalidateQueries({ queryKey: ['fences'] });
      void client.invalidateQueries({ queryKey: ['elders'] });
      done(saved);
    },
  });
}

export function useSaveArea(done: (saved: Area) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ draft, over }: Save) => {
      const { stored, areaKind: kind, parentId } = draft;
      const boundary = outline(draft.shape.present);
      const name = draft.name.trim();
      if (!stored) return api.post<Area>('/api/areas', { name, kind, boundary, parent_id: parentId });
      // One that was without a border has it new now; one that was only looked at keeps what it has.
      const redrawn = draft.redrawn || draft.shape.past.length > 0;
      return api.patch<Area>(`/api/areas/${stored.id}`, { name, kind, revision: over ?? stored.revision, ...(redrawn ? { boundary } : {}) });
    },
    onSuccess: (saved) => {
      void client.invalidateQueries(); // who lives where may be another now
      done(saved);
    },
  });
}

export function useRemoveFence(done: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, revision }: { id: number; revision: string }) => api.delete(`/api/fences/${id}`, { revision }),
    onSuccess: () => { void client.invalidateQueries({ queryKey: ['fences'] }); done(); },
  });
}
