import { useTranslation } from 'react-i18next';
import type { CSSProperties } from 'react';
import type { AlertState } from '../api/types';
import { useNow } from '../state/store';
import { severityVar } from '../ui/severity';
import { PriorityBadge, SeverityShape } from '../ui/SeverityShape';
import { useCase } from './case';
import { clockTime, minutesSeconds } from './format';
import { whom } from './whom';
import { Kbd } from '../ui/Kbd';
import { Lookers, SexAge } from './QueueRow';

/** What it is, how long it may take, who has it and why it opened. */
export function AlertHead() {
  const { t } = useTranslation(['desk', 'common']);
  const current = useCase();
  if (!current) return <Nothing />;
  const { alert, mine } = current;
  return (
    <section className="desk-head" style={{ '--c': severityVar(alert.priority) } as CSSProperties}>
      <SeverityShape priority={alert.priority} kind={alert.kind} />
      <div className="desk-head-text">
        <h1>
          {whom(alert)} <small><SexAge alert={alert} /></small>
          <em>{t(`common:kind.${alert.kind}`)}</em>
          <PriorityBadge priority={alert.priority} />
          {alert.count > 1 && <span className="desk-count">{t('queue.times', { count: alert.count })}</span>}
        </h1>
        <p>
          {[alert.area?.name, alert.address].filter(Boolean).join(' · ')}
          <span>{t('head.openedAt', { time: clockTime(alert.opened_at, true) })}</span>
          {alert.delayed && <span>{t('head.occurredAt', { time: clockTime(alert.occurred_at, true) })}</span>}
          <span>{t('head.number', { id: alert.id })}</span>
          {alert.previous_id !== null && <span>{t('head.previous', { id: alert.previous_id })}</span>}
        </p>
        <Holder alert={alert} mine={mine} />
        <Lookers alertId={alert.id} />
      </div>
      <div className="desk-clocks">
        {alert.elder && <Deadline label={t('head.respond')} alert={alert} due={alert.respond_by} met={alert.responded_at} />}
        <Deadline label={t('head.act')} alert={alert} due={alert.act_by} met={alert.acted_at} />
      </div>
      <Evidence />
    </section>
  );
}

function Nothing() {
  const { t } = useTranslation('desk');
  return (
    <section className="desk-head nothing">
      <p>{t('head.pick')}</p>
      <p><small>{t('head.pickHint')}</small> <Kbd>?</Kbd></p>
    </section>
  );
}

function Holder({ alert, mine }: { alert: AlertState; mine: boolean }) {
  const { t } = useTranslation(['desk', 'common']);
  const lease = alert.lease_until ? t('head.lease', { time: clockTime(alert.lease_until, true) }) : '';
  const who = mine ? t('head.claimedByMe') : alert.claimed_by ? t('head.claimedBy', { name: alert.claimed_by.name }) : '';
  return (
    <p className={`desk-holder ${mine ? 'mine' : ''}`}>
      <b>{t(`common:handling.${alert.handling}`)}</b>
      {who && <span>{who}</span>}
      {lease && <span>{lease}</span>}
      {alert.disposition && <span>{t('head.closedAs', { disposition: t(`common:disposition.${alert.disposition}`) })}</span>}
      {alert.condition === 'cleared' && <span className="returned">{t(alert.handling === 'open' ? 'queue.returned' : 'queue.clearedNow')}</span>}
    </p>
  );
}

/** One of the two promises: counting down, missed and counting up, or kept. */
function Deadline({ label, alert, due, met }: { label: string; alert: AlertState; due: string | null; met: string | null }) {
  const { t } = useTranslation('desk');
  const now = useNow(1000);
  if (!due) return null;
  const opened = Date.parse(alert.opened_at);
  const left = Date.parse(due) - (met ? Date.parse(met) : now);
  const over = left < 0;
  const text = met
    ? t('head.after', { time: minutesSeconds(Date.parse(met) - opened) })
    : `${over ? '+' : ''}${minutesSeconds(Math.abs(left) + (over ? 0 : 999))}`;
  const idle = alert.handling === 'closed' || alert.handling === 'suppressed';
  if (!met && idle) return null;
  return (
    <div className={`desk-clock ${met ? 'met' : ''} ${over ? 'over' : ''}`}>
      <span>{label}</span>
      <b>{text}</b>
      <small>{met ? t(over ? 'queue.stage.respondLate' : 'head.met') : ''}</small>
    </div>
  );
}

function Evidence() {
  const { t, i18n } = useTranslation('desk');
  const detail = useCase()?.detail;
  const text = i18n.language === 'en' ? detail?.evidence?.text_en : detail?.evidence?.text_zh;
  return (
    <p className="desk-evidence">
      <b>{t('evidence.title')}</b> {detail ? text ?? t('evidence.none') : '…'}
    </p>
  );
}
