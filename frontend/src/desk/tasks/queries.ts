/** Who can be asked to go, and what was asked already. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { Page, Responder, Task } from '../../api/types';
import { i18next } from '../../i18n';
import { toast } from '../../ui/toastStore';
import { errorReason } from '../errorReason';
import { keys } from '../queries';

/** Read when the window opens: how much each has to do is of this moment. */
export function useResponders(alertId: number) {
  return useQuery({
    queryKey: ['responders', alertId],
    queryFn: async ({ signal }) => (await api.get<Page<Responder>>(`/api/alerts/${alertId}/responders`, undefined, signal)).items,
    staleTime: 0,
    gcTime: 0,
  });
}

export function useWithdraw() {
  const client = useQueryClient();
  const t = i18next.getFixedT(null, 'desk');
  return useMutation({
    mutationFn: (task: Task) => api.post<Task>(`/api/tasks/${task.id}/abort`, {}),
    onSuccess: () => { toast(t('tasks.withdrawn'), { tone: 'ok' }); },
    onError: (error) => { toast(t('tasks.failed', { reason: errorReason(error) }), { tone: 'error' }); },
    onSettled: (_, __, task) => client.invalidateQueries({ queryKey: keys.alert(task.alert_id) }),
  });
}
