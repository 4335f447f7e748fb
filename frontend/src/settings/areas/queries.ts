import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { Area } from '../../api/types';

function useTree<T>(change: (given: T) => Promise<unknown>, done: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: done,
    onSettled: () => client.invalidateQueries({ queryKey: ['areas'] }), // refused, too: somebody may have been faster
  });
}

export const useMoveArea = (done: () => void) =>
  useTree(({ area, above }: { area: Area; above: number }) => api.patch<Area>(`/api/areas/${String(area.id)}`, { parent_id: above, revision: area.revision }), done);

export const useRemoveArea = (done: () => void) =>
  useTree((area: Area) => api.delete<unknown>(`/api/areas/${String(area.id)}?revision=${area.revision}`), done);
