import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import type { Elder, TrackItem } from '../../api/types';
import { useNow } from '../../state/store';
import { allTrackPages, useTrack } from '../queries';
import { windowOf, windowPlayed, within, type Window } from './clock';
import { pathOf, type Path } from './path';
import { usePlayback, type OpenedDay } from './playbackStore';

/**
 * One day of her history. Read once for each time it is opened, because every reading is noted with its reason; nothing
 * of it stays in the browser afterwards.
 */
function useDay(elderId: number | null, opened: OpenedDay | null) {
  const window = opened && windowOf(opened.day);
  return useQuery({
    queryKey: ['played', elderId, opened?.day],
    queryFn: ({ signal }) => {
      const { from, to } = window as Window;
      const asked = { from: new Date(from).toISOString(), to: new Date(to).toISOString(), reason: opened?.reason, quarantined: true };
      return allTrackPages(elderId ?? 0, asked, signal);
    },
    enabled: elderId !== null && window !== null,
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
    refetchOnReconnect: false,
  });
}

export interface Played {
  path: Path;
  quarantined: readonly TrackItem[];
  loading: boolean;
  error: Error | null;
}

const NOTHING: readonly TrackItem[] = [];

/** What the slider, the map and the list of stops show of her. */
export function usePlayed(elderId: number | null, elder: Elder | undefined): Played {
  // A reason is given for one elder: nothing of the next one is ever read with it.
  const opened = usePlayback((s) => (s.opened?.elderId === elderId ? s.opened : null));
  const begin = usePlayback((s) => s.begin);
  useEffect(() => { begin(elderId); }, [begin, elderId]);
  const day = useDay(elderId, opened);
  const hour = useTrack(elderId);
  const { data, error, isPending } = opened ? day : hour;
  const items = data ?? NOTHING;
  const home = elder?.home ?? null;
  const path = useMemo(() => pathOf(items, home), [items, home]);
  const quarantined = useMemo(() => items.filter((item) => item.quarantine != null), [items]);
  return { path, quarantined, error, loading: isPending && elderId !== null };
}

/** A day is open, or the slider was moved back: what is shown is not now. */
export const usePast = (): boolean => usePlayback((s) => s.opened !== null || s.at !== null);

/** The window played and the instant shown, ms. Moves each second, and ten times a second while it plays. */
export function usePlayhead(): { window: Window; at: number } {
  const now = useNow(1000);
  const opened = usePlayback((s) => s.opened);
  const at = usePlayback((s) => s.at);
  const window = windowPlayed(opened, now);
  return { window, at: within(window, at ?? window.to) };
}
