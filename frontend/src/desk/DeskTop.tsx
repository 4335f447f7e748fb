import { ArrowRightLeft, ChartNoAxesCombined, CircleHelp, HeartHandshake, House, LogOut, MonitorPlay, PenTool, PhoneMissed, Search, Settings, Volume2, VolumeX, Watch } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useAlerts, useConnection, useNow, useNowAs, useSession } from '../state/store';
import { Button } from '../ui/Button';
import { countdownOf, isOver } from '../ui/countdownMath';
import { LanguageSwitch } from '../ui/LanguageSwitch';
import { Logo } from '../ui/Logo';
import { useIsSupervisor, useMe } from './case';
import { useDesk } from './deskStore';
import { clockTime } from './format';
import { missedOf } from './inbound/inbound';
import { useWaitingCalls } from './inbound/queries';
import type { Tone } from './soundRules';
import { useSound } from './soundStore';

export function DeskTop({ ringing }: { ringing: Tone | null }) {
  const { t } = useTranslation(['desk', 'common', 'plans', 'handover']);
  const { user, signOut } = useSession();
  const supervisor = useIsSupervisor();
  const { openDialog } = useDesk.getState();
  const me = useMe();
  const holding = useAlerts().some((a) => a.claimed_by?.id === me);
  return (
    <header className="desk-top">
      <Logo />
      <div className="desk-brand">
        <b>{t('common:brand.name')}</b>
        <small>{t('common:brand.motto')}</small>
      </div>
      <Figures />
      <span className="desk-grow" />
      <Button variant="ghost" icon={<Search aria-hidden="true" />} shortcut="/" onClick={() => { openDialog('search'); }}>{t('search.title')}</Button>
      <Button variant="ghost" icon={<House aria-hidden="true" />} onClick={() => { openDialog('directives'); }}>{t('plans:directives.open')}</Button>
      <Button variant="ghost" icon={<ArrowRightLeft aria-hidden="true" />} onClick={() => { openDialog('handover'); }}>{t('handover:open')}</Button>
      <MissedCalls />
      <SoundControls ringing={ringing} />
      <Live />
      <LanguageSwitch />
      {supervisor ? <Link href="/supervision" className="btn ghost icon" aria-label={t('top.supervision')} title={t('top.supervision')}><ChartNoAxesCombined /></Link> : null}
      {supervisor ? <Link href="/map" className="btn ghost icon" aria-label={t('top.map')} title={t('top.map')}><PenTool /></Link> : null}
      {supervisor ? <Link href="/settings" className="btn ghost icon" aria-label={t('top.settings')} title={t('top.settings')}><Settings /></Link> : null}
      <Link href="/care" className="btn ghost icon" aria-label={t('top.care')} title={t('top.care')}><HeartHandshake /></Link>
      <Link href="/devices" className="btn ghost icon" aria-label={t('top.devices')} title={t('top.devices')}><Watch /></Link>
      <Link href="/wall" className="btn ghost icon" aria-label={t('top.wall')} title={t('top.wall')}><MonitorPlay /></Link>
      <Button variant="ghost" className="icon" aria-label={t('help.title')} title={t('help.title')} onClick={() => { openDialog('help'); }}><CircleHelp /></Button>
      <div className="desk-user"><b>{user?.name}</b><small>{user ? t(`common:role.${user.role}`) : ''}</small></div>
      <Button variant="ghost" className="icon" aria-label={t('common:actions.signOut')} title={t('common:actions.signOut')} onClick={() => { if (holding) openDialog('leaving'); else void signOut(); }}><LogOut /></Button>
      <Clock />
    </header>
  );
}

/** Only there when somebody waits to be called back. */
function MissedCalls() {
  const { t } = useTranslation('desk');
  const missed = missedOf(useWaitingCalls()).length;
  if (missed === 0) return null;
  return (
    <Button icon={<PhoneMissed aria-hidden="true" />} onClick={() => { useDesk.getState().openDialog('missed'); }}>
      {t('inbound.missed')} <b>{missed}</b>
    </Button>
  );
}

function Figures() {
  const { t } = useTranslation('desk');
  const alerts = useAlerts();
  const me = useMe();
  const waiting = useMemo(() => alerts.filter((a) => a.handling === 'open').length, [alerts]);
  const mine = useMemo(() => alerts.filter((a) => a.claimed_by?.id === me).length, [alerts, me]);
  const late = useNowAs(1000, (now) => alerts.filter((a) => isOver(countdownOf(a, now).phase)).length);
  return (
    <div className="desk-figures">
      <span>{t('top.waiting')} <b>{waiting}</b></span>
      <span>{t('top.mine')} <b>{mine}</b></span>
      <span className={late > 0 ? 'bad' : ''}>{t('top.late')} <b>{late}</b></span>
    </div>
  );
}

function SoundControls({ ringing }: { ringing: Tone | null }) {
  const { t } = useTranslation('desk');
  const on = useSound((s) => s.on);
  const { toggle, test } = useSound.getState();
  return (
    <div className="desk-sound">
      <Button
        variant="ghost" className={on ? (ringing ? 'ringing' : '') : 'off'} aria-pressed={on} shortcut="M" onClick={toggle}
        icon={on ? <Volume2 aria-hidden="true" /> : <VolumeX aria-hidden="true" />}
      >
        {t(!on ? 'sound.off' : ringing ? 'sound.ringing' : 'sound.on')}
      </Button>
      <Button variant="ghost" onClick={test}>{t('sound.test')}</Button>
    </div>
  );
}

function Live() {
  const { t } = useTranslation();
  const { status, latencyMs } = useConnection();
  return (
    <span className={`desk-live ${status}`} title={t('connection.delay', { seconds: (latencyMs / 1000).toFixed(1) })}>
      <i aria-hidden="true" />
      {t(`connection.${status}`)}
    </span>
  );
}

function Clock() {
  return <time className="desk-clocktime">{clockTime(useNow(1000), true)}</time>;
}
