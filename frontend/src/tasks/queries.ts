/** The responder's tasks. They are asked for every few seconds: the stream is for those who see whole areas. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, ApiError } from '../api/client';
import type { Page, Task, TaskDetail } from '../api/types';
import { i18next } from '../i18n';
import { useStore } from '../state/store';
import { toast } from '../ui/toastStore';

const ASK_EVERY_MS = 3_000;
const LIST = ['tasks'] as const;

export function useTasks() {
  return useQuery({
    queryKey: LIST,
    queryFn: async ({ signal }) => {
      try {
        return (await api.get<Page<Task>>('/api/tasks', { limit: 50 }, signal)).items;
      } catch (error) {
        if (error instanceof ApiError && error.status === 401) void useStore.getState().restore();
        throw error;
      }
    },
    refetchInterval: ASK_EVERY_MS,
    refetchIntervalInBackground: true, // a phone that lies on the table must ring
    refetchOnWindowFocus: true,
    staleTime: 0,
  });
}

/** Each look is noted, so the address is read once for each stage of the task, and forgotten with the page. */
export function usePlace(task: Task) {
  return useQuery({
    queryKey: ['task', task.id, task.stage],
    queryFn: async ({ signal }) => (await api.get<TaskDetail>(`/api/tasks/${task.id}`, undefined, signal)).place,
    staleTime: Infinity,
    gcTime: 0,
  });
}

export type Answer = 'accept' | 'decline' | 'en_route' | 'on_scene' | 'complete' | 'abort';

/** Words go where each answer has room for them. */
export function wire(answer: Answer, words: string): { path: Answer; body?: Record<string, string> } {
  if (answer === 'complete') return { path: answer, body: words ? { note: words } : {} };
  if (answer === 'decline' || answer === 'abort') return { path: answer, body: words ? { reason: words } : {} };
  return { path: answer };
}

export function useAnswer(task: Task) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ answer, words }: { answer: Answer; words: string }) => {
      const { path, body } = wire(answer, words);
      return api.post<Task>(`/api/tasks/${task.id}/${path}`, body);
    },
    onSuccess: (after) => {
      client.setQueryData<Task[]>(LIST, (items) => items?.map((one) => (one.id === after.id ? after : one)));
    },
    onError: (error) => {
      toast(refusal(error), { tone: 'warn' });
    },
    onSettled: () => client.invalidateQueries({ queryKey: LIST }),
  });
}

/** Whoever was slower hears who goes. */
export function refusal(error: unknown): string {
  const t = i18next.getFixedT(null, 'tasks');
  if (!(error instanceof ApiError)) return t('failedAny');
  if (error.status !== 409) return error.status === 0 ? t('offline') : t('failed', { reason: error.detail });
  const has = error.body.responder as { name: string } | null | undefined;
  return has ? t('lost', { name: has.name }) : t('over');
}
