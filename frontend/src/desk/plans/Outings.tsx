import { Footprints, Moon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Outing } from '../../api/types';
import { useNow, useSession } from '../../state/store';
import { Button } from '../../ui/Button';
import { useDesk } from '../deskStore';
import { errorReason } from '../errorReason';
import { useEndOuting, usePlan } from './queries';
import { shortTime } from './times';

/** Her outings, planned and under way, with what an operator can say about them. */
export function Outings({ elderId }: { elderId: number }) {
  const { t } = useTranslation('plans');
  const { data: plan, error } = usePlan(elderId);
  const end = useEndOuting(elderId);
  const { openDialog } = useDesk.getState();
  const role = useSession().user?.role;
  return (
    <section className="desk-outings" aria-label={t('outings.title')}>
      <header>
        <h3>{t('outings.title')}</h3>
        {(role === 'supervisor' || role === 'admin') && (
          <Button variant="ghost" icon={<Moon aria-hidden="true" />} onClick={() => { openDialog('curfew'); }}>{t('curfew.open')}</Button>
        )}
        <Button variant="ghost" icon={<Footprints aria-hidden="true" />} onClick={() => { openDialog('outing'); }}>{t('outings.plan')}</Button>
      </header>
      {error && <p className="desk-empty">{t('outings.readFailed', { reason: errorReason(error) })}</p>}
      {plan && plan.outings.length === 0 && <p className="none">{t('outings.none')}</p>}
      {plan?.outings.map((outing) => (
        <Row key={outing.id} outing={outing} busy={end.isPending} onEnd={(how) => { end.mutate({ id: outing.id, how }); }} />
      ))}
      {end.error && <p role="alert" className="desk-hint">{t('outings.failed', { reason: errorReason(end.error) })}</p>}
    </section>
  );
}

function Row({ outing, busy, onEnd }: { outing: Outing; busy: boolean; onEnd: (how: 'return' | 'cancel') => void }) {
  const { t } = useTranslation('plans');
  const now = useNow(60_000);
  const begun = outing.state !== 'planned';
  return (
    <div className={`desk-outing ${outing.state}`}>
      <b>{outing.destination}</b>
      <em>{t(`outings.state.${outing.state}`)}</em>
      <span>
        {t('outings.when', { from: shortTime(outing.starts_at, now), to: shortTime(outing.expected_back_at, now) })}
        {outing.companion ? ` · ${t('outings.with', { name: outing.companion })}` : ''}
      </span>
      {outing.note && <p>{outing.note}</p>}
      <div>
        {begun && <Button disabled={busy} onClick={() => { onEnd('return'); }}>{t('outings.returned')}</Button>}
        <Button variant="ghost" disabled={busy} onClick={() => { onEnd('cancel'); }}>{t('outings.cancel')}</Button>
      </div>
    </div>
  );
}
