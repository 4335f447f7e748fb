import { History } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Elder } from '../../api/types';
import { clockTime, distance, metresBetween } from '../format';
import { momentAt } from './path';
import { usePlayback } from './playbackStore';
import { usePlayhead, type Played } from './usePlayed';

/** What is known of the moment that is shown; it says plainly that this is not now. */
export function PlayedFacts({ played: { path }, elder }: { played: Played; elder: Elder | undefined }) {
  const { at } = usePlayhead();
  const { t } = useTranslation(['playback', 'desk', 'common']);
  const opened = usePlayback((s) => s.opened);
  const moment = momentAt(path, at);
  const source = moment?.source as 'gnss' | undefined;
  return (
    <div className="desk-fix played">
      <div className="not-now">
        <span><History aria-hidden="true" />{t('notNow')}</span>
        <b>{opened ? `${opened.day} ` : ''}{clockTime(at, true)}</b>
      </div>
      {moment ? (
        <>
          <div className={moment.gap ? 'stale' : ''}>
            <span>{t(moment.gap ? 'lastSeen' : 'fix')}</span>
            <b>{clockTime(moment.fixedAt, true)}</b>
            <small>{t(`where.${moment.where}`)}</small>
          </div>
          <div>
            <span>{t('desk:map.accuracy')}</span>
            <b>{moment.accuracy === null ? t('desk:map.unknownAccuracy') : `±${distance(moment.accuracy)}`}</b>
            <small>{t(`common:source.${source ?? ('unknown' as const)}`)}</small>
          </div>
          {elder?.home && (
            <div>
              <span>{t('desk:map.distance')}</span>
              <b>{distance(metresBetween(moment, elder.home))}</b>
            </div>
          )}
        </>
      ) : <div><b>{t('notYet')}</b></div>}
    </div>
  );
}
