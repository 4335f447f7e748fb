import { Phone, UserRound } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { CareCall } from '../api/types';
import { useMe } from '../desk/case';
import { useNow } from '../state/store';
import { standOf } from './times';
import { useLocal } from './useLocal';

interface Props { rows: readonly CareCall[]; chosen: number | null; onChoose: (call: CareCall) => void }

/** What is due soonest first. New rows come in quietly: they move neither the choice nor the focus. */
export function CareList({ rows, chosen, onChoose }: Props) {
  const { t } = useTranslation('care');
  const now = useNow(10_000);
  return (
    <ul className="care-list" aria-label={t('listLabel')}>
      {rows.map((call) => <Row key={call.id} call={call} now={now} chosen={call.id === chosen} onChoose={onChoose} />)}
    </ul>
  );
}

function Row({ call, now, chosen, onChoose }: { call: CareCall; now: number; chosen: boolean; onChoose: (call: CareCall) => void }) {
  const { t } = useTranslation(['care', 'common']);
  const me = useMe();
  const ref = useRef<HTMLButtonElement>(null);
  useEffect(() => { if (chosen) ref.current?.scrollIntoView({ block: 'nearest' }); }, [chosen]);
  const stand = call.state === 'planned' ? standOf(call, now) : 'done';
  const at = useLocal();
  return (
    <li>
      <button
        ref={ref} type="button" tabIndex={chosen ? 0 : -1} aria-current={chosen ? 'true' : undefined}
        className={`care-row ${stand} ${chosen ? 'chosen' : ''} ${call.claimed_by ? 'held' : ''}`} onClick={() => { onChoose(call); }}
      >
        <span className="care-window"><b>{at(call.due_from)}</b>–{at(call.due_until)}</span>
        <span className="care-name"><b>{call.speak_name ?? call.elder.name}</b> <small>{call.speak_name ? call.elder.name : ''} {call.area.name}</small></span>
        <span className={`care-tier ${call.risk_tier}`}>{t(`tier.${call.risk_tier}`)}</span>
        <span className="care-marks">
          {call.claimed_by ? <em><UserRound aria-hidden="true" />{call.claimed_by.id === me ? t('mine') : t('by', { name: call.claimed_by.name })}</em> : null}
          {call.attempts > 0 ? <span><Phone aria-hidden="true" />{t('attempts', { count: call.attempts })}{call.result && call.state !== 'reached' ? ` · ${t(`common:callResult.${call.result}`)}` : ''}</span> : null}
          {stand === 'later' ? <span>{t('from', { time: at(call.due_from) })}</span> : null}
          {stand === 'due' ? <strong>{t('due')}</strong> : null}
          {stand === 'over' ? <strong>{t('over')}</strong> : null}
          {stand === 'done' ? <span>{t(`state.${call.state}`)}{call.reason ? ` · ${reasonText(t, call.reason)}` : ''}{call.state === 'missed' && call.reached_at ? ` · ${t('late')}` : ''}</span> : null}
        </span>
      </button>
    </li>
  );
}

export function reasonText(t: (key: 'care:reason.other') => string, reason: string): string {
  return t(`care:reason.${reason}` as 'care:reason.other');
}
