import { Check, Phone } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { WaitingCall } from '../../api/types';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { useDesk } from '../deskStore';
import { dial } from '../dial';
import { errorReason } from '../errorReason';
import { clockTime } from '../format';
import { CallerName } from './CallerName';
import { missedOf, telOf } from './inbound';
import { openCaller } from './open';
import { useCalledBack, useWaitingCalls } from './queries';

/** Callers who were not answered and have no alert: strangers, and those who rang briefly. */
export function MissedDialog() {
  const { t } = useTranslation('desk');
  const { openDialog } = useDesk.getState();
  const missed = missedOf(useWaitingCalls());
  const { mutate, error } = useCalledBack();
  return (
    <Dialog open wide onOpenChange={() => { openDialog(null); }} title={t('inbound.missed')} description={t('inbound.missedWhat')}>
      {error && <p role="alert" className="desk-empty">{t('inbound.failed', { reason: errorReason(error) })}</p>}
      {missed.length === 0 && <p className="desk-empty">{t('inbound.none')}</p>}
      <ul className="desk-missed">
        {missed.map((call) => <Missed key={call.id} call={call} onDone={() => { mutate(call.id); }} />)}
      </ul>
    </Dialog>
  );
}

function Missed({ call, onDone }: { call: WaitingCall; onDone: () => void }) {
  const { t } = useTranslation('desk');
  const { number } = call;
  return (
    <li>
      <time dateTime={call.called_at}>{clockTime(call.called_at)}</time>
      <div>
        <b>{number ?? t('inbound.withheld')}</b>
        <small>{t('inbound.rang', { count: call.waited_s ?? 0 })}</small>
        {call.callers.map((caller) => (
          <Button key={caller.elder_id} variant="ghost" onClick={() => { openCaller(caller); }}><CallerName caller={caller} /></Button>
        ))}
      </div>
      {number && <Button icon={<Phone aria-hidden="true" />} onClick={() => { dial(telOf(number)); }}>{t('inbound.callBack')}</Button>}
      <Button icon={<Check aria-hidden="true" />} onClick={onDone}>{t('inbound.done')}</Button>
    </li>
  );
}
