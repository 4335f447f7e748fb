/** Calls that come in, over REST: the stream says when to read again, and never a number. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { Page, WaitingCall } from '../../api/types';

export const inboundKey = ['inbound'] as const;
const NONE: readonly WaitingCall[] = [];
/** A missed event is made good by the next look. */
const LOOK_MS = 30_000;

export function useWaitingCalls(): readonly WaitingCall[] {
  const { data } = useQuery({
    queryKey: inboundKey,
    queryFn: async ({ signal }) => (await api.get<Page<WaitingCall>>('/api/calls/inbound', undefined, signal)).items,
    refetchInterval: LOOK_MS,
  });
  return data ?? NONE;
}

export function useCalledBack() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => api.post(`/api/calls/inbound/${String(id)}/done`, {}),
    onSettled: () => client.invalidateQueries({ queryKey: inboundKey }),
  });
}
