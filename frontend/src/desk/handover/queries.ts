/** Shift handover over REST. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { Handover, Page } from '../../api/types';

const REFRESH_MS = 15_000;
export const handoverKeys = { standing: ['handovers', 'standing'] as const, all: ['handovers'] as const };

/** What has not ended, newest first. Asked for now and then: a handover by itself changes no alert. */
export const useStandingHandovers = () =>
  useQuery({
    queryKey: handoverKeys.standing,
    queryFn: async ({ signal }) => (await api.get<Page<Handover>>('/api/handovers', { standing: true }, signal)).items,
    refetchInterval: REFRESH_MS,
  });

export interface Giving {
  note: string | null;
  items: { alert_id: number; note: string | null }[];
}

function useChange<T>(change: (what: T) => Promise<Handover>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => client.invalidateQueries({ queryKey: handoverKeys.all }),
  });
}

export const useGive = () => useChange((giving: Giving) => api.post<Handover>('/api/handovers', giving));

/** Without `alertIds` all that wait. */
export const useAccept = () =>
  useChange(({ id, alertIds }: { id: number; alertIds: number[] | null }) =>
    api.post<Handover>(`/api/handovers/${String(id)}/accept`, { alert_ids: alertIds }));

export const useWithdraw = () => useChange((id: number) => api.post<Handover>(`/api/handovers/${String(id)}/withdraw`));
