/** What the devices page reads and does. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client';
import type { Device, FaultyRow, HealthPage, ImportJob, Page, Trouble } from '../api/types';

const REFRESH_MS = 30_000;
const PROGRESS_MS = 700;
export const FAULTS_SHOWN = 50;

export const useHealth = (trouble: Trouble | null) =>
  useInfiniteQuery({
    queryKey: ['devices', 'health', trouble],
    queryFn: ({ pageParam, signal }) =>
      api.get<HealthPage>('/api/devices/health', { limit: 100, trouble, after: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    refetchInterval: REFRESH_MS,
  });

/** A job until it has ended; then it stays as it is. */
export const useImport = (id: number | null) =>
  useQuery({
    queryKey: ['imports', id],
    queryFn: ({ signal }) => api.get<ImportJob>(`/api/imports/${String(id)}`, undefined, signal),
    enabled: id !== null,
    refetchInterval: (query) => (query.state.data && query.state.data.state !== 'running' ? false : PROGRESS_MS),
  });

export const useFaults = (job: ImportJob | undefined) =>
  useQuery({
    queryKey: ['imports', job?.id, 'faults'],
    queryFn: ({ signal }) =>
      api.get<Page<FaultyRow>>(`/api/imports/${String(job?.id)}/faults`, { limit: FAULTS_SHOWN }, signal),
    enabled: job !== undefined && job.state !== 'running' && job.faulty + job.warned > 0,
  });

export interface Order { file: File; dryRun: boolean; existing: 'skip' | 'update' }

export const useStartImport = (started: (job: ImportJob) => void) =>
  useMutation({
    mutationFn: ({ file, dryRun, existing }: Order) =>
      api.upload<ImportJob>('/api/imports', file, { file_name: file.name, dry_run: dryRun, existing }),
    onSuccess: started,
  });

export type Hand = { elderId: number } | { state: 'spare' | 'lost' | 'retired' };

/** Give a device to an elder, or take it from whoever wears it. */
export function useHand(done: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, order }: { id: number; order: Hand }) =>
      'state' in order
        ? api.post<Device>(`/api/devices/${String(id)}/state`, order)
        : api.post<Device>(`/api/devices/${String(id)}/assign`, { elder_id: order.elderId }),
    onSuccess: () => { void client.invalidateQueries({ queryKey: ['devices'] }); done(); },
  });
}

export interface Pairing { imei: string; elder_id: number; kind: string | null }

export function usePair(done: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (pairing: Pairing) => api.post<Device>('/api/devices/pair', pairing),
    onSuccess: () => { void client.invalidateQueries({ queryKey: ['devices'] }); done(); },
  });
}
