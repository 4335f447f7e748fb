import { ArrowRightLeft, VolumeX, Waves, WifiOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useConnection, useStore } from '../state/store';
import { useMe } from './case';
import { useDesk } from './deskStore';
import { useStandingHandovers } from './handover/queries';
import { RingingCalls } from './inbound/RingingCalls';
import { useLoad } from './queries';
import { tones, useSound } from './soundStore';

/** What makes the desk unreliable, said where nobody can miss it. */
export function Banners() {
  const { t } = useTranslation('desk');
  const { status } = useConnection();
  const loaded = useStore((s) => s.loaded);
  const silent = useSound((s) => s.on && s.blocked);
  return (
    <div className="desk-banners">
      {status !== 'live' && (
        <div role="alert" className={status === 'stale' ? 'bad' : ''}>
          <WifiOff aria-hidden="true" />
          {t(loaded ? 'stream.lost' : 'stream.connecting')}
        </div>
      )}
      <RingingCalls />
      <Flood />
      <Handovers />
      {silent && (
        <button type="button" onClick={() => { void tones.unlock(); }}>
          <VolumeX aria-hidden="true" />
          {t('sound.blocked')}
        </button>
      )}
    </div>
  );
}

/** More alerts than the seats can answer, and what may lie behind it. */
function Flood() {
  const { t } = useTranslation('desk');
  const load = useLoad();
  if (!load?.flood_since) return null;
  const outages = load.outages.map((o) => t('flood.outage', { name: o.name, silent: o.silent, devices: o.devices }));
  return (
    <div role="status">
      <Waves aria-hidden="true" />
      {[t('flood.now', { alerts: load.alerts, seats: load.seats, perSeat: load.per_seat }), ...outages].join(' · ')}
    </div>
  );
}

/** Somebody's shift ends: what they give waits for a taker. */
function Handovers() {
  const { t } = useTranslation('handover');
  const me = useMe();
  const { data = [] } = useStandingHandovers();
  return data.filter((one) => one.given_by.id !== me).map((one) => (
    <button key={one.id} type="button" className="offer" onClick={() => { useDesk.getState().openDialog('handover'); }}>
      <ArrowRightLeft aria-hidden="true" />
      {t(one.waiting > 0 ? 'banner' : 'bannerNote', { name: one.given_by.name, count: one.waiting })}
    </button>
  ));
}
