import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api } from '../../api/client';
import type { Override, Threshold } from '../../api/types';
import { onStreamEvent } from '../../state/store';

const KEY = ['thresholds'] as const;

export function useThresholds() {
  const client = useQueryClient();
  useEffect(() => onStreamEvent(({ kind }) => { if (kind === 'threshold.changed') void client.invalidateQueries({ queryKey: KEY }); }), [client]);
  return useQuery({ queryKey: KEY, queryFn: async ({ signal }) => (await api.get<{ items: Threshold[] }>('/api/thresholds', undefined, signal)).items });
}

export type Choice = Pick<Override, 'scope' | 'subject'> & { name: string; /** null: back to what holds without it. */ value: number | null };

export function useChoose(done: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ name, scope, subject, value }: Choice) => {
      const path = `/api/thresholds/${name}/${scope}/${subject}` as const;
      return value === null ? api.delete(path) : api.put(path, { value });
    },
    onSuccess: () => { void client.invalidateQueries({ queryKey: KEY }); done(); },
  });
}
