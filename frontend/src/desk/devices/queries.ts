/** What devices are asked to do, over REST. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { Command, NewCommand, Page } from '../../api/types';

const SHOWN = 3;
const STILL_OPEN_MS = 30_000;

export const commandKeys = { device: (id: number) => ['commands', id] as const };

/** The last few of a device. The stream tells of changes; that time ran out, nobody tells. */
export function useCommands(deviceId: number) {
  return useQuery({
    queryKey: commandKeys.device(deviceId),
    queryFn: async ({ signal }) =>
      (await api.get<Page<Command>>(`/api/devices/${deviceId}/commands`, { limit: SHOWN }, signal)).items,
    refetchInterval: ({ state }) => (state.data?.some((c) => c.state === 'queued' || c.state === 'sent') ? STILL_OPEN_MS : false),
  });
}

export function useCommand(deviceId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (command: NewCommand) => api.post<Command>(`/api/devices/${deviceId}/commands`, command),
    onSettled: () => client.invalidateQueries({ queryKey: commandKeys.device(deviceId) }),
  });
}
