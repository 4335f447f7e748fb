/** Alerts by the area they are in, for the list that stands in for the map. Pure. */
import type { AlertState } from '../api/types';

export interface AreaGroup {
  /** Null: alerts of no area. */
  id: number | null;
  name: string | null;
  alerts: AlertState[];
}

/** In the order given: the area of the most urgent alert comes first, and so do its alerts within it. */
export function byArea(alerts: readonly AlertState[]): AreaGroup[] {
  const groups = new Map<number | null, AreaGroup>();
  for (const alert of alerts) {
    const id = alert.area?.id ?? null;
    const group = groups.get(id);
    if (group) group.alerts.push(alert);
    else groups.set(id, { id, name: alert.area?.name ?? null, alerts: [alert] });
  }
  return [...groups.values()];
}

export type FixAge = { unit: 'now' } | { unit: 'minutes' | 'hours' | 'days'; count: number };

/** How old a fix is, roughly: below two minutes it is of now. */
export function fixAge(ms: number): FixAge {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 2) return { unit: 'now' };
  if (minutes < 120) return { unit: 'minutes', count: minutes };
  return minutes < 2880 ? { unit: 'hours', count: Math.floor(minutes / 60) } : { unit: 'days', count: Math.floor(minutes / 1440) };
}
