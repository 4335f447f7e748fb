import { useTranslation } from 'react-i18next';
import type { Elder, Plan } from '../../api/types';
import { useNow } from '../../state/store';
import { usePlan } from './queries';
import { shortTime } from './times';

/** The mode that holds now, and why: 居家（防疫，至 12-01 08:00）. Until the plan has come, her own mode. */
export function ModeChip({ elder }: { elder: Elder }) {
  const { t } = useTranslation('desk');
  const { data: plan } = usePlan(elder.id);
  const now = useNow(60_000);
  if (!plan) return <span>{t(`elder.mode.${elder.monitoring_mode}`)}</span>;
  return (
    <>
      <Mode plan={plan} now={now} />
      <OutingChip plan={plan} now={now} />
    </>
  );
}

function Mode({ plan, now }: { plan: Plan; now: number }) {
  const { t } = useTranslation(['desk', 'plans']);
  const mode = t(`desk:elder.mode.${plan.mode}`);
  if (plan.directive && plan.mode_until) {
    return <span className="strict">{t('plans:mode.directive', { mode, name: plan.directive.name, until: shortTime(plan.mode_until, now) })}</span>;
  }
  if (plan.curfew) {
    const { starts, ends, holds } = plan.curfew;
    return <span className={holds ? 'strict' : ''}>{t(holds ? 'plans:mode.curfewNow' : 'plans:mode.curfew', { mode, starts, ends })}</span>;
  }
  return <span>{mode}</span>;
}

function OutingChip({ plan, now }: { plan: Plan; now: number }) {
  const { t } = useTranslation('plans');
  const missed = plan.outings.find((o) => o.state === 'overdue');
  if (plan.outing) return <span className="outing">{t('mode.outing', { time: shortTime(plan.outing.expected_back_at, now) })}</span>;
  if (missed) return <span className="outing overdue">{t('mode.overdue', { time: shortTime(missed.expected_back_at, now) })}</span>;
  return null;
}
