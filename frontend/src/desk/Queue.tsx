import { useEffect, useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlertState } from '../api/types';
import { useAlerts } from '../state/store';
import { Kbd } from '../ui/Kbd';
import { useMe } from './case';
import { useDesk } from './deskStore';
import { useDone } from './queries';
import { queueView } from './queue';
import { QueueHeading } from './QueueHeading';
import { DoneRow, QueueRow, rowId } from './QueueRow';
import { UrgentAnnouncer } from './UrgentAnnouncer';

export function Queue() {
  const { t } = useTranslation('desk');
  const alerts = useAlerts();
  const closed = useDone();
  const me = useMe();
  const filter = useDesk((s) => s.filter);
  const { waiting, inHand, shelved, done, hidden } = useMemo(
    () => queueView(alerts, closed, me, filter),
    [alerts, closed, me, filter],
  );
  const selectedId = useDesk((s) => s.selectedId);

  useEffect(() => {
    // Only a new selection scrolls; the list reordering under it must not.
    if (selectedId !== null) document.getElementById(rowId(selectedId))?.scrollIntoView({ block: 'nearest' });
  }, [selectedId]);

  return (
    <aside className="desk-queue" aria-label={t('queue.label')}>
      <QueueHeading />
      <div
        className="desk-list"
        role="listbox"
        tabIndex={0}
        aria-label={t('queue.label')}
        aria-activedescendant={selectedId === null ? undefined : rowId(selectedId)}
      >
        {waiting.length === 0 && <p className="desk-empty">{t(filter === 'all' ? 'queue.empty' : 'queue.emptyFilter')}</p>}
        {waiting.map((alert) => <QueueRow key={alert.id} alert={alert} />)}
        <Section title={t('queue.inHand')} alerts={inHand} row={(a) => <QueueRow key={a.id} alert={a} />} />
        <Section title={t('queue.shelved')} alerts={shelved} row={(a) => <QueueRow key={a.id} alert={a} />} />
        <Section title={t('queue.done')} alerts={done} row={(a) => <DoneRow key={a.id} alert={a} />} />
      </div>
      {hidden > 0 && <p className="desk-hidden">{t('queue.notShown', { count: hidden })}</p>}
      <footer className="desk-keys">
        <span><Kbd>↑↓</Kbd>{t('help.selectShort')}</span>
        <span><Kbd>Enter</Kbd>{t('action.claim')}</span>
        <span><Kbd>C</Kbd>{t('action.call')}</span>
        <span><Kbd>X</Kbd>{t('action.close')}</span>
        <span><Kbd>?</Kbd>{t('help.short')}</span>
      </footer>
      <UrgentAnnouncer />
    </aside>
  );
}

function Section({ title, alerts, row }: { title: string; alerts: readonly AlertState[]; row: (a: AlertState) => ReactNode }) {
  if (alerts.length === 0) return null;
  return (
    <div role="group" aria-label={title} className="desk-section">
      <h2 className="desk-sep" aria-hidden="true">{title} · {alerts.length}</h2>
      {alerts.map(row)}
    </div>
  );
}
