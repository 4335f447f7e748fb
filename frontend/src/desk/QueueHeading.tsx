import { UserCheck } from 'lucide-react';
import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Priority } from '../api/types';
import { useAlerts, useNow } from '../state/store';
import { SeverityShape } from '../ui/SeverityShape';
import { useMe } from './case';
import { useDesk } from './deskStore';
import { longestWait, sections, waitingCounts, type QueueFilter } from './queue';
import { useAgo } from './useAgo';

const PRIORITIES: readonly Priority[] = [1, 2, 3, 4];

export function QueueHeading() {
  const { t } = useTranslation(['desk', 'common']);
  const alerts = useAlerts();
  const me = useMe();
  const counts = useMemo(() => waitingCounts(alerts), [alerts]);
  const mine = useMemo(() => sections(alerts, me, 'mine').inHand.length, [alerts, me]);
  const total = PRIORITIES.reduce((sum, p) => sum + counts[p], 0);
  return (
    <header className="desk-queue-head">
      <h1>{t('queue.heading')} <b>{total}</b> <LongestWait /></h1>
      <div className="desk-tabs" role="group" aria-label={t('queue.tabs')}>
        <Tab filter="all" label={t('queue.all')} count={total}>{t('queue.all')}</Tab>
        {PRIORITIES.map((p) => (
          <Tab key={p} filter={p} label={`${t(`common:priority.${p}`)} P${p}`} count={counts[p]}>
            <SeverityShape priority={p} />
          </Tab>
        ))}
        <Tab filter="mine" label={t('queue.mine')} count={mine}><UserCheck aria-hidden="true" /></Tab>
      </div>
    </header>
  );
}

function LongestWait() {
  const { t } = useTranslation('desk');
  const ago = useAgo();
  const wait = longestWait(useAlerts(), useNow(1000));
  return wait > 0 ? <span>{t('queue.longest', { time: ago(wait) })}</span> : null;
}

function Tab({ filter, label, count, children }: { filter: QueueFilter; label: string; count: number; children: ReactNode }) {
  const chosen = useDesk((s) => s.filter === filter);
  const setFilter = useDesk((s) => s.setFilter);
  return (
    <button type="button" aria-pressed={chosen} aria-label={`${label} ${String(count)}`} title={label} onClick={() => { setFilter(filter); }}>
      {children}{' '}
      <b>{count}</b>
    </button>
  );
}
