import { CircleCheck, Clock3, Eye, Home, UserCheck } from 'lucide-react';
import { memo, type CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlertState } from '../api/types';
import { i18next } from '../i18n';
import { useNowAs, useViewers } from '../state/store';
import { Countdown, CountdownBar } from '../ui/Countdown';
import { countdownOf, isOver } from '../ui/countdownMath';
import { severityVar } from '../ui/severity';
import { SeverityShape } from '../ui/SeverityShape';
import { useMe } from './case';
import { useDesk } from './deskStore';
import { clockTime, distance } from './format';
import { whom } from './whom';
import { returnedUnattended, shelvedUntil } from './queue';

export const rowId = (id: number): string => `desk-row-${String(id)}`;

/** Selecting takes the mouse or the arrow keys; the keys are handled once, for the whole desk. */
function useSelection(id: number) {
  const selected = useDesk((s) => s.selectedId === id);
  const select = useDesk((s) => s.select);
  return {
    selected,
    props: { id: rowId(id), role: 'option', tabIndex: -1, 'aria-selected': selected, onPointerDown: () => { select(id); } } as const,
  };
}

export const QueueRow = memo(function QueueRow({ alert }: { alert: AlertState }) {
  const { t } = useTranslation(['desk', 'common']);
  const { selected, props } = useSelection(alert.id);
  const late = useNowAs(1000, (now) => isOver(countdownOf(alert, now).phase));
  const mine = useMe() === alert.claimed_by?.id;
  const name = whom(alert);
  const until = shelvedUntil(alert);
  const state = alert.handling === 'open' ? 'open' : alert.handling === 'suppressed' ? 'shelved' : 'held';
  return (
    <div
      {...props}
      className={`desk-row ${state} ${selected ? 'selected' : ''} ${late ? 'late' : ''} ${mine ? 'mine' : ''} ${hurry(alert) ? 'hurry' : ''}`}
      style={{ '--c': severityVar(alert.priority) } as CSSProperties}
    >
      <SeverityShape priority={alert.priority} kind={alert.kind} inverted={late && state === 'open'} label={`${t(`common:priority.${alert.priority}`)} P${alert.priority}`} />
      <div className="desk-row-text">
        <h2>{name} <small><SexAge alert={alert} /></small> <em>{t(`common:kind.${alert.kind}`)}</em></h2>
        <p><Where alert={alert} /></p>
        <Marks alert={alert} mine={mine} />
        <Lookers alertId={alert.id} />
      </div>
      {until ? <span className="countdown"><b>{clockTime(until)}</b><small>{t('queue.back')}</small></span> : <Countdown alert={alert} />}
      {state === 'open' && !late && <CountdownBar alert={alert} />}
    </div>
  );
});

/** Who else looks at it: two need not think the same thought. */
export function Lookers({ alertId }: { alertId: number }) {
  const { t } = useTranslation('desk');
  const me = useMe();
  const others = useViewers(alertId).filter((one) => one.id !== me);
  if (others.length === 0) return null;
  const names = others.map((one) => one.name).join('、');
  return <span className="desk-lookers" title={t('queue.viewing', { names })}><Eye aria-hidden="true" /><span className="sr-only">{t('queue.viewing', { names })}</span><span aria-hidden="true">{names}</span></span>;
}

/** The server's 45-second warning, while there is still time. */
function hurry(alert: AlertState): boolean {
  return alert.warned && !alert.breached && !alert.responded_at && alert.closed_at === null;
}

export function SexAge({ alert }: { alert: AlertState }) {
  const { t } = useTranslation();
  const sex = alert.elder?.sex;
  const years = alert.elder?.age;
  return <>{sex === 'f' || sex === 'm' ? t(`sex.${sex}`) : ''} {years ?? ''}</>;
}

function Where({ alert }: { alert: AlertState }) {
  const { t } = useTranslation('desk');
  const away = alert.distance_m && alert.distance_m > 0 ? t('queue.away', { distance: distance(alert.distance_m) }) : null;
  const counted = alert.fleet ? t('queue.fleet', { silent: alert.fleet.silent, devices: alert.fleet.devices }) : null;
  return <>{[counted, away, alert.area?.name, alert.address].filter(Boolean).join(' · ')}</>;
}

function Marks({ alert, mine }: { alert: AlertState; mine: boolean }) {
  const { t } = useTranslation(['desk', 'common']);
  const lost = useDesk((s) => s.lost.get(alert.id));
  const cleared = alert.condition === 'cleared';
  return (
    <div className="desk-marks">
      {alert.claimed_by && (
        <span className="who"><UserCheck aria-hidden="true" />{mine ? t('queue.byMe') : alert.claimed_by.name}</span>
      )}
      {alert.handling !== 'open' && <span>{t(`common:handling.${alert.handling}`)}</span>}
      {alert.suppressed_by && <span>{heldBack(alert.suppressed_by)}</span>}
      {hurry(alert) && <span className="again">{t('queue.hurry')}</span>}
      {alert.count > 1 && <span className="again">{t('queue.times', { count: alert.count })}</span>}
      {cleared && <span className="returned"><Home aria-hidden="true" />{t(returnedUnattended(alert) ? 'queue.returned' : 'queue.clearedNow')}</span>}
      {alert.delayed && <span><Clock3 aria-hidden="true" />{t('queue.delayed')}</span>}
      {lost && alert.handling !== 'open' && <span className="lost">{t('queue.lost', { name: lost.by })}</span>}
    </div>
  );
}

/** Why the service held it back; a reason that this page does not know yet shows its own name. */
function heldBack(reason: string): string {
  const key = `desk:heldBack.${reason}`;
  return i18next.exists(key) ? i18next.t(key as 'desk:heldBack.outing') : reason;
}

export const DoneRow = memo(function DoneRow({ alert }: { alert: AlertState }) {
  const { t } = useTranslation(['desk', 'common']);
  const { selected, props } = useSelection(alert.id);
  return (
    <div {...props} className={`desk-done ${selected ? 'selected' : ''}`}>
      <CircleCheck aria-hidden="true" />
      <span>
        {whom(alert)}{' '}
        <small>
          {t(`common:kind.${alert.kind}`)}
          {alert.disposition ? ` · ${t(`common:disposition.${alert.disposition}`)}` : ''}
        </small>
      </span>
      <small>{alert.closed_at ? clockTime(alert.closed_at) : ''}</small>
    </div>
  );
});
