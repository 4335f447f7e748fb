import { House, UserRoundCheck } from 'lucide-react';
import { memo, type CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlertState } from '../api/types';
import { useNowAs } from '../state/store';
import { Countdown, CountdownBar } from '../ui/Countdown';
import { countdownOf } from '../ui/countdownMath';
import { SeverityShape } from '../ui/SeverityShape';
import { severityVar } from '../ui/severity';
import { useFormats } from './useFormats';

/** One alert, read only. The row's own tick decides when it turns red; the store renders it only when it changes. */
export const QueueRow = memo(function QueueRow({ alert }: { alert: AlertState }) {
  const { t } = useTranslation(['wall', 'common']);
  const phase = useNowAs(1000, (now) => countdownOf(alert, now).phase);
  const over = phase === 'respondOver';
  const name = alert.elder?.name ?? alert.fleet?.name ?? alert.area?.name ?? t('common:handling.open');
  const classes = ['wall-row', alert.handling === 'open' ? 'waiting' : 'in-hand', over ? 'over' : '', phase === 'actOver' ? 'act-over' : ''];
  const style = { '--c': severityVar(alert.priority) } as CSSProperties;
  return (
    <li className={classes.filter(Boolean).join(' ')} style={style}>
      <SeverityShape priority={alert.priority} kind={alert.kind} inverted={over} label={t(`common:priority.${alert.priority}`)} />
      <div className="wall-row-text">
        <p className="who">
          <b>{name}</b>
          <Person alert={alert} />
          <em>{t(`common:kind.${alert.kind}`)}</em>
        </p>
        <p className="where"><Handler alert={alert} /><Place alert={alert} /></p>
      </div>
      <Countdown alert={alert} />
      <CountdownBar alert={alert} />
    </li>
  );
});

function Person({ alert: { elder } }: { alert: AlertState }) {
  const { t } = useTranslation();
  const sex = elder?.sex === 'f' || elder?.sex === 'm' ? t(`sex.${elder.sex}`) : '';
  const text = [sex, elder?.age ?? ''].filter(Boolean).join(' ');
  return text ? <small>{text}</small> : null;
}

function Handler({ alert }: { alert: AlertState }) {
  const { t } = useTranslation(['wall', 'common']);
  if (alert.handling === 'open') {
    return alert.condition === 'cleared' ? <span className="cleared"><House aria-hidden="true" />{t('cleared')}</span> : null;
  }
  return (
    <span className="handler">
      <UserRoundCheck aria-hidden="true" />
      {alert.claimed_by ? `${alert.claimed_by.name} · ` : ''}{t(`common:handling.${alert.handling}`)}
    </span>
  );
}

/** The area, never the address: a visitor of the room must not learn at which door someone is alone and in trouble. */
function Place({ alert }: { alert: AlertState }) {
  const { t } = useTranslation('wall');
  const { number } = useFormats();
  const parts = [
    alert.count > 1 ? t('repeated', { count: alert.count }) : null,
    alert.area?.name,
    alert.distance_m ? t('distance', { metres: number(alert.distance_m) }) : null,
    alert.delayed ? t('delayed') : null,
  ];
  return <>{parts.filter(Boolean).join(' · ')}</>;
}
