/** What is going on now: how much waits, what is late, who is on what. */
import { Hand, Waves } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../desk/case';
import { useLoad } from '../desk/queries';
import { useAgo } from '../desk/useAgo';
import { whom } from '../desk/whom';
import type { AlertState } from '../api/types';
import { useAlerts, useNow, useStore } from '../state/store';
import { Button } from '../ui/Button';
import { Countdown } from '../ui/Countdown';
import { SeverityShape } from '../ui/SeverityShape';
import { byKind, canTakeOver, hands, tally } from './board';
import { ShelveMany } from './ShelveMany';
import { Takeover } from './Takeover';

const BAD = ['breached', 'actBreached', 'unattended'] as const;
const SHOWN = 50; // in a flood nobody reads further
const TILES = ['open', 'unclaimed', 'breached', 'actBreached', 'unattended', 'inHand', 'shelved'] as const;

export function LiveBoard() {
  const { t } = useTranslation('supervision');
  const alerts = useAlerts();
  const loaded = useStore((state) => state.loaded);
  const counts = tally(alerts, useNow(1000));
  const [taking, setTaking] = useState<AlertState | null>(null);
  const [shelving, setShelving] = useState(false);
  const waiting = alerts.filter((a) => a.handling !== 'suppressed' && !a.claimed_by);
  return (
    <div className="sup-live">
      <dl className="sup-tiles">
        {TILES.map((name) => (
          <div key={name} className={counts[name] > 0 && (BAD as readonly string[]).includes(name) ? 'bad' : ''}>
            <dt>{t(`live.${name}`)}</dt>
            <dd>{loaded ? counts[name] : '–'}</dd>
          </div>
        ))}
        <FloodTile />
      </dl>
      <section className="sup-card" aria-labelledby="sup-hands">
        <h2 id="sup-hands">{t('live.hands')}</h2>
        {hands(alerts).map((hand) => (
          <div key={hand.id} className="sup-hand">
            <h3>{hand.name} <small>{t('live.count', { count: hand.alerts.length })}</small></h3>
            <Rows alerts={hand.alerts} onTake={setTaking} />
          </div>
        ))}
        {counts.inHand === 0 ? <p className="sup-note">{t('live.nobody')}</p> : null}
      </section>
      <section className="sup-card" aria-labelledby="sup-waiting">
        <header>
          <h2 id="sup-waiting">{t('live.waiting')}</h2>
          {byKind(waiting).length > 0 ? <Button onClick={() => { setShelving(true); }}>{t('shelve.title')}</Button> : null}
        </header>
        {waiting.length > 0 ? <Rows alerts={waiting.slice(0, SHOWN)} onTake={setTaking} /> : <p className="sup-note">{t('live.calm')}</p>}
        {waiting.length > SHOWN ? <p className="sup-note">{t('live.more', { count: waiting.length - SHOWN })}</p> : null}
      </section>
      {shelving ? <ShelveMany alerts={waiting} onDone={() => { setShelving(false); }} /> : null}
      {taking ? <Takeover alert={taking} onDone={() => { setTaking(null); }} /> : null}
    </div>
  );
}

function FloodTile() {
  const { t } = useTranslation('supervision');
  const ago = useAgo();
  const now = useNow(10_000);
  const load = useLoad();
  const since = load?.flood_since;
  return (
    <div className={since ? 'bad' : ''}>
      <dt><Waves aria-hidden="true" />{t('live.load')}</dt>
      <dd>{load ? load.per_seat : '–'}</dd>
      <dd className="note">{since ? t('live.flood', { span: ago(now - Date.parse(since)) }) : t('live.noFlood', { count: load?.seats ?? 0 })}</dd>
    </div>
  );
}

function Rows({ alerts, onTake }: { alerts: readonly AlertState[]; onTake: (alert: AlertState) => void }) {
  const { t } = useTranslation(['supervision', 'common']);
  const ago = useAgo();
  const now = useNow(1000);
  const me = useMe();
  return (
    <table className="sup-rows">
      <colgroup><col className="who" /><col span={4} /><col className="step" /></colgroup>
      <thead className="sr-only">
        <tr>{(['alert', 'area', 'handling', 'age', 'due', 'step'] as const).map((name) => <th key={name} scope="col">{t(`column.${name}`)}</th>)}</tr>
      </thead>
      <tbody>
        {alerts.map((alert) => (
          <tr key={alert.id} className={alert.breached || alert.act_breached ? 'late' : ''}>
            <th scope="row"><SeverityShape priority={alert.priority} kind={alert.kind} /> {whom(alert)} <small>{t(`common:kind.${alert.kind}`)}</small></th>
            <td>{alert.area?.name}</td>
            <td>{t(`common:handling.${alert.handling}`)}{alert.condition === 'cleared' ? <small> {t('common:condition.cleared')}</small> : null}</td>
            <td>{t('live.age', { span: ago(now - Date.parse(alert.opened_at)) })}</td>
            <td className="due"><Countdown alert={alert} /></td>
            <td className="step">
              {canTakeOver(alert, me) ? (
                <Button icon={<Hand aria-hidden="true" />} aria-label={t('takeover.of', { name: whom(alert) })} onClick={() => { onTake(alert); }}>{t('takeover.do')}</Button>
              ) : null}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
