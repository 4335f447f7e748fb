import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { Account, Page } from '../../api/types';

const KEY = ['users'] as const;

export const useUsers = (enabled = true) =>
  useInfiniteQuery({
    queryKey: KEY,
    queryFn: ({ pageParam, signal }) => api.get<Page<Account>>('/api/users', { limit: 200, after: pageParam }, signal),
    initialPageParam: null as string | number | null,
    getNextPageParam: (page) => page.next,
    enabled,
  });

export interface Changes {
  username?: string; name?: string; password?: string; role?: Account['role']; areas?: number[]; extension?: string; disabled?: boolean;
}

/** Adds a user (id null) or changes one. */
export function useSaveUser(done: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, changes }: { id: number | null; changes: Changes }) =>
      id === null ? api.post<Account>('/api/users', changes) : api.patch<Account>(`/api/users/${String(id)}`, changes),
    onSuccess: () => { void client.invalidateQueries({ queryKey: KEY }); done(); },
  });
}

export const useSignOut = (done: (sessions: number) => void) =>
  useMutation({
    mutationFn: (id: number) => api.delete<{ sessions: number }>(`/api/users/${String(id)}/sessions`),
    onSuccess: ({ sessions }) => { done(sessions); },
  });
