/** Where she stayed. Pure. Stay points after Li et al., "Mining User Similarity Based on Location History", GIS 2008. */
import { metresBetween } from '../format';
import type { Path, Where } from './path';

export const STAY_M = 50;
export const STAY_MS = 10 * 60_000;
/** A fix that may be a block away says nothing about a stay within 50 m. */
const TOO_COARSE_M = 150;

export interface Stop {
  lat: number;
  lon: number;
  from: number;
  to: number;
  where: Where;
}

/** Stays of ten minutes or more within 50 m of their own middle, oldest first. */
export function stops(path: Path): Stop[] {
  const found: Stop[] = [];
  let stay: { lat: number; lon: number; n: number; from: number; to: number; outside: number } | null = null;
  const end = (): void => {
    if (!stay || stay.to - stay.from < STAY_MS) return;
    const where = stay.outside * 2 > stay.n ? 'outside' : path.where[0] === 'unknown' ? 'unknown' : 'inside';
    found.push({ lat: stay.lat, lon: stay.lon, from: stay.from, to: stay.to, where });
  };
  for (let i = 0; i < path.count; i++) {
    if ((path.accuracy[i] as number) > TOO_COARSE_M) continue;
    const fix = { lat: path.lat[i] as number, lon: path.lon[i] as number };
    const at = path.at[i] as number;
    const outside = path.where[i] === 'outside' ? 1 : 0;
    if (stay && metresBetween(stay, fix) <= STAY_M) {
      stay.n++;
      stay.lat += (fix.lat - stay.lat) / stay.n;
      stay.lon += (fix.lon - stay.lon) / stay.n;
      stay.to = at;
      stay.outside += outside;
    } else {
      end();
      stay = { ...fix, n: 1, from: at, to: at, outside };
    }
  }
  end();
  return found;
}
