import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { Script } from '../../api/types';
import { scriptKeys } from '../../desk/script/queries';

type Which = Pick<Script, 'kind' | 'language'>;
export type Words = Pick<Script, 'say' | 'steps' | 'unreached'>;

export const useVersions = ({ kind, language }: Which) =>
  useQuery({
    queryKey: scriptKeys.versions(kind, language),
    queryFn: async ({ signal }) => (await api.get<{ items: Script[] }>(`/api/scripts/${kind}/${language}`, undefined, signal)).items,
  });

/** Writes in the place of `version`; without words it goes back to the default. */
export function useWriteScript({ kind, language }: Which, done: (script: Script) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ version, words }: { version: number; words: Words | null }) =>
      words
        ? api.put<Script>(`/api/scripts/${kind}/${language}`, { version, ...words })
        : api.delete<Script>(`/api/scripts/${kind}/${language}?version=${String(version)}`),
    onSuccess: done,
    // Also after a refusal: somebody was faster, and what they wrote must be seen.
    onSettled: () => client.invalidateQueries({ queryKey: scriptKeys.all }),
  });
}
