import { Check } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Handover } from '../../api/types';
import { Button } from '../../ui/Button';
import { SeverityShape } from '../../ui/SeverityShape';
import { errorReason } from '../errorReason';
import { clockTime } from '../format';
import { whom } from '../whom';
import { useAccept, useWithdraw } from './queries';

/** A handover that has not ended: to be taken case by case, or (mine) to be seen and withdrawn. */
export function Standing({ handover, mine = false }: { handover: Handover; mine?: boolean }) {
  const { t } = useTranslation(['handover', 'common']);
  const accept = useAccept();
  const withdraw = useWithdraw();
  const busy = accept.isPending || withdraw.isPending;
  const error = accept.error ?? withdraw.error;
  const title = `handover-${String(handover.id)}`;
  return (
    <section className="handover-standing" aria-labelledby={title}>
      <header>
        <h3 id={title}>
          {mine ? t('mine', { time: clockTime(handover.given_at) }) : t('from', { name: handover.given_by.name, time: clockTime(handover.given_at) })}
          {' '}<small>{t('waiting', { count: handover.waiting })}</small>
        </h3>
        {mine
          ? <Button variant="ghost" disabled={busy} onClick={() => { withdraw.mutate(handover.id); }}>{t('withdraw')}</Button>
          : <Button variant="primary" icon={<Check aria-hidden="true" />} disabled={busy} onClick={() => { accept.mutate({ id: handover.id, alertIds: null }); }}>
              {t(handover.waiting > 0 ? 'takeAll' : 'noted')}
            </Button>}
      </header>
      {handover.note ? <p>{handover.note}</p> : null}
      <ul>
        {handover.items.map(({ alert, note, accepted_by: taker }) => (
          <li key={alert.id}>
            <SeverityShape priority={alert.priority} kind={alert.kind} />
            <b>{whom(alert)}</b>
            <span>{t(`common:kind.${alert.kind}`)} · {t(`common:handling.${alert.handling}`)}</span>
            {taker || alert.handling === 'closed' || mine
              ? <em>{taker ? t('takenBy', { name: taker.name }) : alert.handling === 'closed' ? '' : t('nobodyYet')}</em>
              : <Button disabled={busy} aria-label={t('takeOf', { name: whom(alert) })} onClick={() => { accept.mutate({ id: handover.id, alertIds: [alert.id] }); }}>{t('take')}</Button>}
            {note ? <p>{note}</p> : null}
          </li>
        ))}
      </ul>
      {error ? <p role="alert" className="desk-hint">{t('failed', { reason: errorReason(error) })}</p> : null}
    </section>
  );
}
