/** What the supervisor's page reads and does. */
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { api } from '../api/client';
import type { AlertDetail, AlertState, KpiBy, KpiName, Kpis, Page } from '../api/types';
import { useStore } from '../state/store';
import type { Range } from './periods';

const REFRESH_MS = 60_000;
const PAGE = 50;

/** Which alerts figures are of; instants in ms. */
export interface Scope extends Range { area: number | null; own?: boolean }

export const asQuery = ({ from, to, area, own }: Scope) => ({
  from: new Date(from).toISOString(), to: new Date(to).toISOString(), area, own: own ? true : null,
});

/** `scope` moves with the minute at most, so that a page that stays open asks once a minute. */
export const useKpis = (scope: Scope, by: KpiBy) =>
  useQuery({
    queryKey: ['kpis', scope, by],
    queryFn: ({ signal }) => api.get<Kpis>('/api/kpis', { ...asQuery(scope), by }, signal),
    placeholderData: keepPreviousData,
    staleTime: REFRESH_MS,
  });

/** A number that was clicked: whose alerts, and only those against us or all that count. */
export interface Behind { kpi: KpiName; scope: Scope; shift: string | null; missed: boolean; label: string }

export const useBehind = ({ kpi, scope, shift, missed }: Behind) =>
  useInfiniteQuery({
    queryKey: ['kpis', 'behind', kpi, scope, shift, missed],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<AlertState>>(`/api/kpis/${kpi}/alerts`, { ...asQuery(scope), shift, missed, limit: PAGE, after: pageParam }, signal),
    initialPageParam: null as string | number | null,
    getNextPageParam: (page) => page.next,
  });

export const useTakeover = (done: () => void) =>
  useMutation({
    mutationFn: ({ alert, reason }: { alert: AlertState; reason: string }) =>
      api.post<AlertDetail>(`/api/alerts/${String(alert.id)}/takeover`, { version: alert.version, reason }),
    onSuccess: (detail) => { useStore.getState().merge(detail); done(); },
  });
