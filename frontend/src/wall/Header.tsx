import { Headset, LogOut, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useConfig } from '../api/queries';
import type { Board } from '../api/types';
import { useConnection, useNow, useSession } from '../state/store';
import { LanguageSwitch } from '../ui/LanguageSwitch';
import { Logo } from '../ui/Logo';
import { useFormats } from './useFormats';

export function Header({ board, kiosk }: { board: Board | undefined; kiosk: boolean }) {
  const { t } = useTranslation(['wall', 'common']);
  const { data: config } = useConfig();
  const { signOut } = useSession();
  return (
    <header className="wall-top">
      <div className="wall-brand">
        <Logo />
        <div>
          <h1>{config?.service_name ?? t('common:brand.name')}</h1>
          <small>{t('common:brand.motto')}</small>
        </div>
      </div>
      <Figures board={board} />
      <div className="wall-status">
        <span><Headset aria-hidden="true" />{t('kpi.seats', { count: board?.seats_online ?? 0 })}</span>
        <Live />
      </div>
      {kiosk ? null : (
        <div className="wall-controls">
          <LanguageSwitch />
          <button type="button" className="btn ghost icon" aria-label={t('common:actions.signOut')} onClick={() => void signOut()}><LogOut /></button>
        </div>
      )}
      <Clock />
    </header>
  );
}

function Figures({ board }: { board: Board | undefined }) {
  const { t } = useTranslation(['wall', 'common']);
  const { number } = useFormats();
  const show = (value: number | null | undefined, digits = 0): string => (value == null ? '–' : number(value, digits));
  const online = board && board.devices > 0 ? (100 * board.devices_online) / board.devices : null;
  const overdue = board?.breached_open ?? 0;
  return (
    <dl className="wall-figures">
      <Figure label={t('kpi.elders')} value={show(board?.elders)} />
      <Figure label={t('kpi.devices')} value={show(board?.devices_online)} unit={online === null ? undefined : `${show(online, 1)}%`} />
      <Figure label={t('kpi.today')} value={show(board?.alerts_today)} />
      <Figure label={t('kpi.mean')} value={show(board?.respond_mean_s)} unit={t('common:unit.second')} />
      <Figure
        label={t('kpi.within60')} value={show(board?.respond_within_60_pct, 1)}
        unit={board?.respond_n ? `% · ${t('kpi.sample', { n: number(board.respond_n) })}` : '%'}
      />
      <Figure label={t('kpi.overdue')} value={show(board?.breached_open)} bad={overdue > 0} icon={overdue > 0 ? <TriangleAlert aria-hidden="true" /> : null} />
    </dl>
  );
}

function Figure({ label, value, unit, bad = false, icon }: { label: string; value: string; unit?: string | undefined; bad?: boolean; icon?: ReactNode }) {
  return (
    <div className={bad ? 'bad' : ''}>
      <dt>{label}</dt>
      <dd>{icon}{value}{unit ? <small>{unit}</small> : null}</dd>
    </div>
  );
}

function Live() {
  const { t } = useTranslation();
  const { number } = useFormats();
  const { status, latencyMs } = useConnection();
  const text = status === 'live'
    ? `${t('connection.live')} ${number(latencyMs / 1000, 1)} ${t('unit.second')}`
    : t(status === 'stale' ? 'connection.stale' : 'connection.connecting');
  return <span className={`wall-live ${status}`}><i aria-hidden="true" />{text}</span>;
}

function Clock() {
  const { clock, day } = useFormats();
  const now = useNow(1000);
  return (
    <div className="wall-clock">
      <time>{clock(now)}</time>
      <span>{day(now)}</span>
    </div>
  );
}
