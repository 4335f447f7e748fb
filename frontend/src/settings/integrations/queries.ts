import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { Integration, JournalMessage, Page } from '../../api/types';

const KEY = ['integrations'] as const;

export const useIntegrations = () =>
  useQuery({ queryKey: KEY, queryFn: async ({ signal }) => (await api.get<Page<Integration>>('/api/integrations', { limit: 500 }, signal)).items });

export type NewIntegration = Pick<Integration, 'name' | 'datum' | 'sandbox' | 'downlink_url'>;
export interface Keyed { name: string; key: string }

export function useAddIntegration(done: (made: Keyed) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (made: NewIntegration) => api.post<Integration & Keyed>('/api/integrations', made),
    onSuccess: (made) => { void client.invalidateQueries({ queryKey: KEY }); done(made); },
  });
}

export function useChangeIntegration(done: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...changes }: Pick<Integration, 'id'> & Partial<Pick<Integration, 'datum' | 'downlink_url' | 'disabled'>>) => api.patch<Integration>(`/api/integrations/${String(id)}`, changes),
    onSuccess: () => { void client.invalidateQueries({ queryKey: KEY }); done(); },
  });
}

/** Another key; with `replace` the others end. */
export const useIssueKey = (done: (made: Keyed) => void) =>
  useMutation({
    mutationFn: async ({ one, replace }: { one: Integration; replace: boolean }) =>
      ({ name: one.name, ...(await api.post<{ key: string }>(`/api/integrations/${String(one.id)}/keys?replace=${String(replace)}`)) }),
    onSuccess: done,
  });

export const useRevokeKeys = (done: (one: Integration) => void) =>
  useMutation({
    mutationFn: async (one: Integration) => { await api.delete(`/api/integrations/${String(one.id)}/keys`); return one; },
    onSuccess: done,
  });

export const useJournal = (id: number) =>
  useInfiniteQuery({
    queryKey: [...KEY, id, 'messages'],
    queryFn: ({ pageParam, signal }) => api.get<Page<JournalMessage>>(`/api/integrations/${String(id)}/messages`, { limit: 30, after: pageParam }, signal),
    initialPageParam: null as string | number | null,
    getNextPageParam: (page) => page.next,
    refetchInterval: 15_000,
  });
