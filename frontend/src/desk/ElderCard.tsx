import { ArrowLeft, BatteryLow, BatteryMedium, MapPin } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Elder } from '../api/types';
import { useKindName } from '../devices/useKindName';
import { useAlerts, useNow } from '../state/store';
import { Button } from '../ui/Button';
import { useElderId } from './case';
import { useDesk } from './deskStore';
import { DeviceCommands } from './devices/DeviceCommands';
import { Earlier } from './Earlier';
import { errorReason } from './errorReason';
import { clockTime } from './format';
import { KeyList } from './KeyList';
import { LivingArea } from './plans/LivingArea';
import { ModeChip } from './plans/ModeChip';
import { Outings } from './plans/Outings';
import { useElderCard } from './queries';
import { useAgo } from './useAgo';

/** Kinds of devices that can be told something. */
const ASKABLE = ['watch', 'phone'];

export function ElderCard() {
  const { t } = useTranslation('desk');
  const id = useElderId();
  const { data: elder, error } = useElderCard(id);
  const selected = useDesk((s) => s.selectedId);
  return (
    <section className="desk-card" aria-label={t('elder.label')}>
      {elder && <Card elder={elder} />}
      {error && <p className="desk-empty">{t('elder.loadError', { reason: errorReason(error) })}</p>}
      {id === null && selected === null && (
        <div className="desk-start">
          <h3>{t('help.title')}</h3>
          <KeyList />
        </div>
      )}
      {id === null && selected !== null && <p className="desk-empty">{t('elder.noElder')}</p>}
    </section>
  );
}

function Card({ elder }: { elder: Elder }) {
  const { t } = useTranslation(['desk', 'common']);
  const none = <i>{t('elder.none')}</i>;
  return (
    <>
      <Found elder={elder} />
      <header>
        <div className={`desk-avatar ${elder.risk_tier}`} aria-hidden="true">{elder.name.slice(0, 1)}</div>
        <div>
          <h2>
            {elder.name}
            <small>
              {elder.sex === 'f' || elder.sex === 'm' ? t(`common:sex.${elder.sex}`) : ''}
              {elder.age === null ? '' : ` · ${t('common:age', { age: elder.age })}`}
            </small>
          </h2>
          <div className="desk-chips">
            <span className={`risk ${elder.risk_tier}`}>{t(`elder.risk.${elder.risk_tier}`)}</span>
            <ModeChip elder={elder} />
            <Presence elder={elder} />
          </div>
        </div>
      </header>
      <dl className="desk-facts">
        <dt>{t('elder.speakName')}</dt>
        <dd className="speak">{elder.speak_name ?? elder.name}</dd>
        <dt>{t('elder.dialect')}</dt>
        <dd>{elder.dialect ?? none}</dd>
        <dt>{t('elder.hearing')}</dt>
        <dd className={elder.hearing ? 'warn' : ''}>{elder.hearing ?? none}</dd>
        <dt>{t('elder.nap')}</dt>
        <dd>{elder.nap_notes ?? none}</dd>
        <dt>{t('elder.medical')}</dt>
        <dd className={elder.medical_notes ? 'warn' : ''}>{elder.medical_notes ?? none}</dd>
        <dt>{t('elder.address')}</dt>
        <dd>{[elder.area?.name, elder.address].filter(Boolean).join(' · ') || none}</dd>
        {elder.devices.length > 0 && <Devices elder={elder} />}
      </dl>
      {elder.devices.filter((d) => ASKABLE.includes(d.kind)).map((d) => <DeviceCommands key={d.id} device={d} />)}
      <Earlier elderId={elder.id} />
      <Outings elderId={elder.id} />
      <LivingArea elderId={elder.id} mode={elder.monitoring_mode} />
    </>
  );
}

/** The card of someone found through the search, while another alert stays selected. */
function Found({ elder }: { elder: Elder }) {
  const { t } = useTranslation('desk');
  const opened = useDesk((s) => s.elderId);
  const { openElder, select } = useDesk.getState();
  const about = useAlerts().find((a) => a.elder?.id === elder.id);
  if (opened === null) return null;
  return (
    <div className="desk-found">
      <Button variant="ghost" icon={<ArrowLeft aria-hidden="true" />} shortcut="Esc" onClick={() => { openElder(null); }}>
        {t('elder.back')}
      </Button>
      {about && <Button onClick={() => { select(about.id); }}>{t('elder.openAlert')}</Button>}
    </div>
  );
}

function Presence({ elder }: { elder: Elder }) {
  const { t } = useTranslation(['desk', 'common']);
  return (
    <span className={`presence ${elder.presence}`}>
      <MapPin aria-hidden="true" />
      {t(`common:presence.${elder.presence}`)}
      {elder.phase_since && elder.presence !== 'unknown' ? ` ${t('elder.since', { time: clockTime(elder.phase_since) })}` : ''}
    </span>
  );
}

function Devices({ elder }: { elder: Elder }) {
  const kindName = useKindName();
  const { t } = useTranslation('desk');
  const now = useNow(10_000);
  const ago = useAgo();
  return (
    <>
      <dt>{t('elder.device')}</dt>
      <dd>
        {elder.devices.map((d) => {
          const low = (d.battery_pct ?? 100) <= 20;
          return (
            <span key={d.id} className={low ? 'warn device' : 'device'}>
              {kindName(d.kind)}
              {d.battery_pct !== null && <>{low ? <BatteryLow aria-hidden="true" /> : <BatteryMedium aria-hidden="true" />}{d.battery_pct}%</>}
              {d.last_contact_at && <small>{t('map.ago', { time: ago(now - Date.parse(d.last_contact_at)) })}</small>}
            </span>
          );
        })}
      </dd>
    </>
  );
}
