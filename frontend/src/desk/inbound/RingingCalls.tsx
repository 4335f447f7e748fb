import { PhoneIncoming } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { WaitingCall } from '../../api/types';
import { useNow } from '../../state/store';
import { Button } from '../../ui/Button';
import { useDesk } from '../deskStore';
import { minutesSeconds } from '../format';
import { CallerName } from './CallerName';
import { CHOICES } from './callers';
import { ringingOf } from './inbound';
import { openCaller } from './open';
import { useWaitingCalls } from './queries';

/** Who is calling now, above everything else. */
export function RingingCalls() {
  const ringing = [...ringingOf(useWaitingCalls())].reverse();
  return <>{ringing.map((call, nth) => <Ringing key={call.id} call={call} first={nth === 0} />)}</>;
}

function Ringing({ call, first }: { call: WaitingCall; first: boolean }) {
  const { t } = useTranslation('desk');
  const waited = useNow(1000) - Date.parse(call.called_at);
  const several = call.callers.length > 1;
  return (
    <div role="alert" className="desk-inbound">
      <PhoneIncoming aria-hidden="true" />
      <b>{t('inbound.calls')}</b>
      <span className={first && several ? `${CHOICES} callers` : 'callers'}>
        {call.callers.map((caller, nth) => (
          <Button
            key={caller.elder_id} variant={nth === 0 ? 'primary' : 'plain'} shortcut={first && nth === 0 ? 'A' : undefined}
            onClick={() => { openCaller(caller); }}
          >
            <CallerName caller={caller} />
          </Button>
        ))}
        {call.callers.length === 0 && (
          <Button shortcut={first ? 'A' : undefined} onClick={() => { useDesk.getState().openDialog('search'); }}>{t('inbound.stranger')}</Button>
        )}
      </span>
      <span className="number">{call.number ?? t('inbound.withheld')}</span>
      <time aria-hidden="true">{minutesSeconds(waited)}</time>
    </div>
  );
}
