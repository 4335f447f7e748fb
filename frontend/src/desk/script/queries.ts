import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api } from '../../api/client';
import type { AlertKind, Script, Scripts } from '../../api/types';
import { onStreamEvent } from '../../state/store';

export const scriptKeys = { all: ['scripts'] as const, versions: (kind: string, language: string) => ['scripts', kind, language] as const };

/** All scripts; read again as soon as anybody writes one. */
export function useScripts() {
  const client = useQueryClient();
  useEffect(
    () => onStreamEvent(({ kind }) => { if (kind === 'script.changed') void client.invalidateQueries({ queryKey: scriptKeys.all }); }),
    [client],
  );
  return useQuery({
    queryKey: scriptKeys.all,
    queryFn: ({ signal }) => api.get<Scripts>('/api/scripts', undefined, signal),
    staleTime: 5 * 60_000,
  });
}

export function useScript(kind: AlertKind, language: string): Script | undefined {
  return useScripts().data?.items.find((one) => one.kind === kind && one.language === language);
}
