/** Reads that more than one screen shares. */
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { api } from './client';
import type { Area, Board, Page, ServiceConfig } from './types';

const BOARD_REFRESH_MS = 5_000;

export const useConfig = (): UseQueryResult<ServiceConfig> =>
  useQuery({ queryKey: ['config'], queryFn: ({ signal }) => api.get<ServiceConfig>('/api/config', undefined, signal), staleTime: Infinity });

export const useAreas = (): UseQueryResult<Area[]> =>
  useQuery({ queryKey: ['areas'], queryFn: ({ signal }) => allAreas(signal), staleTime: 5 * 60_000 });

async function allAreas(signal: AbortSignal): Promise<Area[]> {
  const areas: Area[] = [];
  let after: string | number | null = null;
  do {
    const page: Page<Area> = await api.get<Page<Area>>('/api/areas', { limit: 500, after }, signal);
    areas.push(...page.items);
    after = page.next;
  } while (after !== null);
  return areas;
}

/** The wall's figures. Kept while the area changes, so that numbers do not blink. */
export const useBoard = (area: number | null): UseQueryResult<Board> =>
  useQuery({
    queryKey: ['board', area],
    queryFn: ({ signal }) => api.get<Board>('/api/board', { area }, signal),
    refetchInterval: BOARD_REFRESH_MS,
    refetchIntervalInBackground: true,
    placeholderData: (previous) => previous,
  });
