/** Everything the desk reads over REST. The stream tells when a reading is out of date. */
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api } from '../api/client';
import type { AlertDetail, AlertState, Elder, FenceFeature, FoundElder, Load, Page, TrackItem } from '../api/types';
import { onStreamEvent, serverNow } from '../state/store';
import { isNumber } from './inbound/inbound';
import { commandKeys } from './devices/queries';
import { planKeys } from './plans/queries';

const TRACK_WINDOW_MS = 60 * 60_000;
const TRACK_LIMIT = 500; // what a page may hold
const DONE_SHOWN = 30;
const EARLIER_SHOWN = 9;
const LOAD_REFRESH_MS = 15_000;
const SEARCH_SHOWN = 12;

export const keys = {
  alert: (id: number) => ['alert', id] as const,
  elder: (id: number) => ['elder', id] as const,
  track: (id: number) => ['track', id] as const,
  fences: (id: number) => ['fences', id] as const,
  done: ['alerts', 'closed'] as const,
  earlier: (id: number) => ['alerts', 'of', id] as const,
  load: ['load'] as const,
  search: (q: string) => ['elders', q] as const,
};

export function useAlertDetail(id: number | null) {
  return useQuery({
    queryKey: keys.alert(id ?? 0),
    queryFn: ({ signal }) => api.get<AlertDetail>(`/api/alerts/${String(id)}`, undefined, signal),
    enabled: id !== null,
  });
}

/** Each reading is noted in the access log, so the card is read once per selection and after a change only. */
export function useElderCard(id: number | null) {
  return useQuery({
    queryKey: keys.elder(id ?? 0),
    queryFn: ({ signal }) => api.get<Elder>(`/api/elders/${String(id)}`, undefined, signal),
    enabled: id !== null,
    staleTime: 60_000,
    refetchOnWindowFocus: false,
  });
}

/** Every fix of a window, oldest first; page after page, so that other requests get through between them. */
export async function allTrackPages(
  id: number, asked: { from: string; to?: string; reason?: string; quarantined?: boolean }, signal: AbortSignal,
): Promise<TrackItem[]> {
  const items: TrackItem[] = [];
  let after: string | number | null = null;
  do {
    const page: Page<TrackItem> = await api.get<Page<TrackItem>>(`/api/elders/${id}/track`, { ...asked, limit: TRACK_LIMIT, after }, signal);
    items.push(...page.items);
    after = page.next;
  } while (after !== null);
  return items;
}

/** The last 60 minutes, oldest first. */
export function useTrack(id: number | null) {
  return useQuery({
    queryKey: keys.track(id ?? 0),
    queryFn: async ({ signal }) => {
      const from = new Date(serverNow() - TRACK_WINDOW_MS).toISOString();
      return allTrackPages(id ?? 0, { from }, signal);
    },
    enabled: id !== null,
    refetchInterval: 30_000,
  });
}

export function useFences(id: number | null) {
  return useQuery({
    queryKey: keys.fences(id ?? 0),
    queryFn: async ({ signal }) =>
      (await api.get<Page<FenceFeature>>('/api/fences', { elder_id: id }, signal)).items,
    enabled: id !== null,
    staleTime: 60_000,
  });
}

/** How much comes in; asked anew now and then, for a flood also ends by nothing happening. */
export function useLoad(): Load | undefined {
  return useQuery({
    queryKey: keys.load,
    queryFn: ({ signal }) => api.get<Load>('/api/load', undefined, signal),
    refetchInterval: LOAD_REFRESH_MS,
  }).data;
}

/** Her newest alerts, closed or not. */
export function useEarlier(elderId: number) {
  return useQuery({
    queryKey: keys.earlier(elderId),
    queryFn: async ({ signal }) =>
      (await api.get<Page<AlertState>>('/api/alerts', { elder_id: elderId, limit: EARLIER_SHOWN }, signal)).items,
    staleTime: 60_000,
  });
}

export function useDone(): readonly AlertState[] {
  const { data } = useQuery({
    queryKey: keys.done,
    queryFn: async ({ signal }) =>
      (await api.get<Page<AlertState>>('/api/alerts', { handling: 'closed', limit: DONE_SHOWN }, signal)).items,
  });
  return data ?? [];
}

export function useElderSearch(q: string) {
  return useQuery({
    queryKey: keys.search(q),
    queryFn: async ({ signal }) => {
      const find = async (by: 'q' | 'phone') =>
        (await api.get<Page<FoundElder>>('/api/elders', { [by]: q, limit: SEARCH_SHOWN }, signal)).items;
      const owners = isNumber(q) ? await find('phone') : [];
      return owners.length > 0 ? owners : find('q'); // the rest of a number may still be to come
    },
    enabled: q !== '',
    placeholderData: keepPreviousData,
  });
}

/** Reads again what an event of the stream has made old. Mounted once, by the desk. */
export function useStreamInvalidation(): void {
  const client = useQueryClient();
  useEffect(
    () =>
      onStreamEvent(({ kind, payload }) => {
        if (kind === 'registry.imported') void client.invalidateQueries(); // anything may be another now
        if (!payload || typeof payload !== 'object' || !('id' in payload)) return;
        const id = Number(payload.id);
        if (kind.startsWith('alert.')) void client.invalidateQueries({ queryKey: keys.alert(id) });
        if (kind === 'alert.closed' || kind === 'alert.reopened') {
          void client.invalidateQueries({ queryKey: keys.done });
          const elder = (payload as AlertState).elder;
          if (elder) void client.invalidateQueries({ queryKey: keys.earlier(elder.id) });
        }
        if (kind === 'directive.changed') {
          void client.invalidateQueries({ queryKey: planKeys.all });
          void client.invalidateQueries({ queryKey: planKeys.directives });
        }
        if (kind === 'command.changed' && 'device_id' in payload) {
          void client.invalidateQueries({ queryKey: commandKeys.device(Number(payload.device_id)) });
        }
        if (kind === 'elder.changed') {
          void client.invalidateQueries({ queryKey: keys.elder(id) });
          void client.invalidateQueries({ queryKey: keys.fences(id) });
          void client.invalidateQueries({ queryKey: planKeys.plan(id) });
        }
      }),
    [client],
  );
}
