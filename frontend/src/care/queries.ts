/** What the page of care calls reads and does. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, ApiError, type ApiPath } from '../api/client';
import type { CareCall, CareCallDetail, CareCounts, CareGiven, CarePlan, CareState, Page } from '../api/types';
import { i18next } from '../i18n';
import { errorText } from '../ui/errorText';
import { toast } from '../ui/toastStore';

const REFRESH_MS = 4_000;
export const SHOWN = 200;

export interface Asked { state: CareState; area: number | null; q: string }

/** Read again every few seconds: what others take appears by itself. */
export const useCareCalls = ({ state, area, q }: Asked) =>
  useQuery({
    queryKey: ['care', 'list', state, area, q],
    queryFn: ({ signal }) => api.get<Page<CareCall>>('/api/care-calls', { state, area, q, limit: SHOWN }, signal),
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  });

export const useCareCounts = (area: number | null) =>
  useQuery({
    queryKey: ['care', 'counts', area],
    queryFn: ({ signal }) => api.get<CareCounts>('/api/care-calls/counts', { area }, signal),
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  });

/** Every reading is in the access log, so it is read again only when it has changed. */
export const useCareCall = (call: CareCall | null) =>
  useQuery({
    queryKey: ['care', 'call', call?.id, call?.version],
    queryFn: ({ signal }) => api.get<CareCallDetail>(`/api/care-calls/${call?.id ?? 0}`, undefined, signal),
    enabled: call !== null,
    staleTime: Infinity,
    placeholderData: (before) => (before?.id === call?.id ? before : undefined),
  });

export interface Act { path: ApiPath; body: unknown; put?: boolean }

/** One act on a call. Whoever was too late hears who has it. */
export function useAct(done: (detail: CareCallDetail) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ path, body, put }: Act) => (put ? api.put<CareCallDetail>(path, body) : api.post<CareCallDetail>(path, body)),
    onSuccess: (detail) => {
      client.setQueryData(['care', 'call', detail.id, detail.version], detail);
      done(detail);
    },
    onError: tell,
    // Not waited for: the next key must not fall into the gap.
    onSettled: () => { void client.invalidateQueries({ queryKey: ['care'], predicate: ({ queryKey }) => queryKey[1] !== 'call' }); },
  });
}

function tell(error: unknown): void {
  if (error instanceof ApiError && error.status === 409) {
    const holder = error.body.claimed_by as { name: string } | null | undefined;
    if (holder) toast(i18next.t('care:taken', { name: holder.name }), { tone: 'warn', detail: i18next.t('care:wonBy') });
    else toast(i18next.t('care:changed'), { tone: 'warn' });
  } else {
    toast(i18next.t('care:failed', { reason: errorText(error) }), { tone: 'error' });
  }
}

export const useCarePlan = (elderId: number | null) =>
  useQuery({
    queryKey: ['care', 'plan', elderId],
    queryFn: ({ signal }) => api.get<CarePlan | null>(`/api/elders/${elderId ?? 0}/care-plan`, undefined, signal),
    enabled: elderId !== null,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });

export interface Hours { days: number[]; starts: string; ends: string; topics: string; active: boolean }

export function usePutPlan(elderId: number | null, done: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (plan: Hours & { version: number | null }) => api.put<CarePlan>(`/api/elders/${elderId ?? 0}/care-plan`, plan),
    onSuccess: () => { void client.invalidateQueries({ queryKey: ['care'] }); done(); },
  });
}

export interface Many extends Hours { area: number | null; risk_tiers: string[]; replace: boolean }

export function useGiveMany(done: (given: CareGiven) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ many, dryRun }: { many: Many; dryRun: boolean }) => api.post<CareGiven>('/api/care-plans', { ...many, dry_run: dryRun }),
    onSuccess: (given, { dryRun }) => {
      if (dryRun) return;
      void client.invalidateQueries({ queryKey: ['care'] });
      done(given);
    },
  });
}
