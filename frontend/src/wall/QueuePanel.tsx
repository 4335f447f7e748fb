import { CircleCheck, ShieldCheck } from 'lucide-react';
import { useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Board, Priority } from '../api/types';
import { useNow, useStore } from '../state/store';
import { formatSeconds } from '../ui/countdownMath';
import { SeverityShape } from '../ui/SeverityShape';
import { allocate } from './allocate';
import { QueueRow } from './QueueRow';
import { useFormats } from './useFormats';
import { longestWait, type WallQueue } from './selection';

const PRIORITIES: readonly Priority[] = [1, 2, 3, 4];

export function QueuePanel({ queue, closed }: { queue: WallQueue; closed: Board['recently_closed'] }) {
  const { t } = useTranslation(['wall', 'common']);
  const { clock } = useFormats();
  const loaded = useStore((state) => state.loaded);
  const list = useRef<HTMLDivElement>(null);
  const height = useHeightRem(list);
  const { waiting, inHand } = queue;
  const fits = allocate(height, { waiting: waiting.length, inHand: inHand.length, closed: closed.length });
  const hiddenWaiting = waiting.length - fits.waiting;
  const hiddenInHand = inHand.length - fits.inHand;
  return (
    <aside className="wall-queue" aria-label={t('queue.region')}>
      <div className="wall-queue-head">
        <h2>{t('queue.title')}</h2>
        <b>{waiting.length}</b>
        {waiting.length > 0 ? <LongestWait queue={queue} /> : null}
      </div>
      <ul className="wall-counts">
        {PRIORITIES.map((priority) => (
          <li key={priority} className={queue.perPriority[priority] === 0 ? 'zero' : ''}>
            <SeverityShape priority={priority} />{t(`common:priority.${priority}`)}<b>{queue.perPriority[priority]}</b>
          </li>
        ))}
      </ul>
      <div className="wall-list" ref={list}>
        {waiting.length === 0 ? <Quiet loaded={loaded} busy={inHand.length > 0} /> : (
          <ul>{waiting.slice(0, fits.waiting).map((alert) => <QueueRow key={alert.id} alert={alert} />)}</ul>
        )}
        {inHand.length > 0 && fits.inHand > 0 ? (
          <>
            <h3>{t('queue.inHand')} · {inHand.length}{hiddenInHand > 0 ? <small>{t('queue.more', { count: hiddenInHand })}</small> : null}</h3>
            <ul>{inHand.slice(0, fits.inHand).map((alert) => <QueueRow key={alert.id} alert={alert} />)}</ul>
          </>
        ) : null}
        {fits.closed > 0 ? (
          <>
            <h3>{t('queue.recentlyClosed')}</h3>
            <ul>
              {closed.slice(0, fits.closed).map(({ id, elder, kind, disposition, closed_at }) => (
                <li key={id} className="wall-closed">
                  <CircleCheck aria-hidden="true" />
                  <span>{elder?.name}<small>{t(`common:kind.${kind}`)}{disposition ? ` · ${t(`common:disposition.${disposition}`)}` : ''}</small></span>
                  <time>{clock(Date.parse(closed_at), false)}</time>
                </li>
              ))}
            </ul>
          </>
        ) : null}
      </div>
      {hiddenWaiting > 0 ? <p className="wall-more" role="status">{t('queue.more', { count: hiddenWaiting })}</p> : null}
    </aside>
  );
}

function LongestWait({ queue }: { queue: WallQueue }) {
  const { t } = useTranslation(['wall', 'common']);
  const seconds = longestWait(queue.waiting, useNow(1000));
  const time = seconds < 100 ? `${seconds} ${t('common:unit.second')}` : formatSeconds(seconds);
  return <span>{t('queue.longest', { time })}</span>;
}

function Quiet({ loaded, busy }: { loaded: boolean; busy: boolean }) {
  const { t } = useTranslation('wall');
  if (!loaded) return <div className="wall-quiet"><p>{t('queue.loading')}</p></div>;
  return <div className="wall-quiet"><ShieldCheck aria-hidden="true" /><p>{t('queue.none')}{busy ? <small>{t('queue.noneDetail')}</small> : null}</p></div>;
}

function useHeightRem(ref: React.RefObject<HTMLElement | null>): number {
  const [height, setHeight] = useState(0);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const measure = (): void => { setHeight(element.clientHeight / parseFloat(getComputedStyle(document.documentElement).fontSize)); };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => { observer.disconnect(); };
  }, [ref]);
  return height;
}
