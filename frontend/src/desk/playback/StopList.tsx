import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Elder } from '../../api/types';
import { flyTo } from '../../map/camera';
import { useMap } from '../../map/mapContext';
import { clockTime, distance, metresBetween } from '../format';
import { useDuration } from './useDuration';
import { usePlayback } from './playbackStore';
import { stops, type Stop } from './stops';
import { usePlayhead, type Played } from './usePlayed';

/** Where she stayed for ten minutes or more; a click goes to that moment. */
export function StopList({ played: { path }, elder }: { played: Played; elder: Elder | undefined }) {
  const { at } = usePlayhead();
  const { t } = useTranslation('playback');
  const duration = useDuration();
  const handle = useMap();
  const shown = usePlayback((s) => s.stops);
  const found = useMemo(() => (shown ? stops(path) : []), [shown, path]);
  if (!shown) return null;
  const go = (stop: Stop) => {
    usePlayback.getState().seek(stop.from);
    if (handle) flyTo(handle.map, handle.seam, stop.lon, stop.lat);
  };
  const place = (stop: Stop): string =>
    stop.where === 'inside' ? t('stops.home') : elder?.home ? t('stops.away', { distance: distance(metresBetween(stop, elder.home)) }) : t('stops.somewhere');
  return (
    <section className="desk-stops" aria-label={t('stops.title')}>
      <h3>{t('stops.title')}<small>{t('stops.rule')}</small></h3>
      {found.length === 0 && <p>{t('stops.none')}</p>}
      <ol>
        {found.map((stop) => (
          <li key={stop.from}>
            <button type="button" className={stop.where} aria-current={at >= stop.from && at <= stop.to} onClick={() => { go(stop); }}>
              <span>{clockTime(stop.from)}–{clockTime(stop.to)}</span>
              <b>{place(stop)}</b>
              <small>{duration(stop.to - stop.from)}</small>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}
