import { useEffect, useRef } from 'react';
import type { AlertState, Area } from '../api/types';
import { boundsOf, fit, flyTo, populationBounds, useMap } from '../map';
import { positions } from '../stream/positions';

/** A camera that turns away sooner than this makes everyone dizzy and shows nothing. */
const DWELL_MS = 12_000;
/** A case nobody takes must not hold the picture forever. */
const LONGEST_MS = 40_000;

/** Moves the camera: to the most urgent waiting alert while following, else to the overview of the chosen area. */
export function FollowCamera({ waiting, enabled, areas, chosenId }: {
  waiting: readonly AlertState[];
  enabled: boolean;
  areas: readonly Area[];
  chosenId: number | null;
}) {
  const handle = useMap();
  const shown = useRef<{ id: number; at: number } | null>(null);
  const seen = useRef(new Set<number>());
  const latest = useRef(waiting);
  useEffect(() => { latest.current = waiting; }, [waiting]);

  useEffect(() => {
    if (!handle) return;
    const { map, seam } = handle;
    const boundary = areas.find((area) => area.id === chosenId)?.boundary ?? null;
    const overview = (animate: boolean): void => {
      const bounds = boundsOf([boundary]) ?? populationBounds(positions) ?? boundsOf(areas.map((area) => area.boundary));
      if (bounds) fit(map, seam, bounds, animate);
    };
    overview(false);
    // The first positions may come after the map: look again once, then leave the camera to its viewer.
    const arrived = positions.count === 0 ? positions.subscribe(() => { arrived?.(); overview(true); }) : null;
    if (!enabled) return () => { arrived?.(); };

    const step = (): void => {
      const now = Date.now();
      const held = shown.current ? now - shown.current.at : Infinity;
      if (held < DWELL_MS) return;
      const next = latest.current.find((alert) => alert.priority <= 2 && alert.fix && !seen.current.has(alert.id));
      if (next?.fix) {
        shown.current = { id: next.id, at: now };
        seen.current.add(next.id);
        flyTo(map, seam, next.fix.lon, next.fix.lat, 14.5);
        return;
      }
      const stillWaiting = latest.current.some((alert) => alert.id === shown.current?.id);
      if (shown.current && (!stillWaiting || held > LONGEST_MS)) {
        shown.current = null;
        overview(true);
      }
    };
    const timer = setInterval(step, 1000);
    return () => {
      arrived?.();
      clearInterval(timer);
    };
  }, [handle, enabled, areas, chosenId]);
  return null;
}
