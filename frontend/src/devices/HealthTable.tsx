import { useTranslation } from 'react-i18next';
import type { DeviceHealth } from '../api/types';
import { useAgo } from '../desk/useAgo';
import { useNow } from '../state/store';
import { Button } from '../ui/Button';
import { useKindName } from './useKindName';

/** Below, a clock counts as right: the way here takes a while too. */
const CLOCK_RIGHT_MS = 5_000;
const SERIOUS = new Set(['silent', 'never_heard', 'lost']);

export function HealthTable({ rows, onManage }: { rows: readonly DeviceHealth[]; onManage: ((row: DeviceHealth) => void) | null }) {
  const { t } = useTranslation('gear');
  return (
    <div className="devices-scroll" role="region" aria-label={t('title')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('column.device')}</th>
            <th scope="col">{t('column.wearer')}</th>
            <th scope="col">{t('column.troubles')}</th>
            <th scope="col">{t('column.contact')}</th>
            <th scope="col">{t('column.battery')}</th>
            <th scope="col">{t('column.interval')}</th>
            <th scope="col">{t('column.clock')}</th>
            <th scope="col">{t('column.state')}</th>
            {onManage ? <th scope="col"><span className="sr-only">{t('hand.manage')}</span></th> : null}
          </tr>
        </thead>
        <tbody>{rows.map((row) => <Row key={row.id} row={row} onManage={onManage} />)}</tbody>
      </table>
    </div>
  );
}

function Row({ row, onManage }: { row: DeviceHealth; onManage: ((row: DeviceHealth) => void) | null }) {
  const { t } = useTranslation('gear');
  const ago = useAgo();
  const now = useNow(10_000);
  const { device, troubles } = row;
  const heard = device.last_contact_at;
  const kindName = useKindName();
  return (
    <tr>
      <th scope="row">{device.unique_id} <small>{kindName(device.kind)}</small></th>
      <td>{row.wearer?.name ?? '–'}</td>
      <td>
        {troubles.length === 0 ? <span className="trouble fine">{t('fine')}</span> : null}
        {troubles.map((one) => <span key={one} className={SERIOUS.has(one) ? 'trouble bad' : 'trouble'}>{t(`trouble.${one}`)}</span>)}
      </td>
      <td>{heard ? t('ago', { span: ago(Math.max(0, now - Date.parse(heard))) }) : t('never')}</td>
      <td>{device.battery_pct === null ? '–' : `${Math.round(device.battery_pct)} %`}</td>
      <td>
        {t('interval', { expected: device.expected_interval_s })}
        {row.observed_interval_s === null ? null : <small> {t('observed', { seconds: row.observed_interval_s })}</small>}
      </td>
      <td>{device.clock_error_ms === null ? '–' : <Clock ms={device.clock_error_ms} />}</td>
      <td>
        {t(`state.${device.state}`)}
        {row.fix ? <small> {t('lastSeen', { place: `${row.fix.lat.toFixed(5)}, ${row.fix.lon.toFixed(5)}` })}</small> : null}
      </td>
      {onManage ? (
        <td>
          {device.state === 'retired' ? null : (
            <Button variant="ghost" aria-label={`${t('hand.manage')} ${device.unique_id}`} onClick={() => { onManage(row); }}>{t('hand.manage')}</Button>
          )}
        </td>
      ) : null}
    </tr>
  );
}

/** A clock that is behind makes fixes look old: they arrive late. */
function Clock({ ms }: { ms: number }) {
  const { t } = useTranslation('gear');
  const ago = useAgo();
  if (Math.abs(ms) < CLOCK_RIGHT_MS) return <>{t('clock.right')}</>;
  return <>{t(ms > 0 ? 'clock.behind' : 'clock.ahead', { span: ago(Math.abs(ms)) })}</>;
}
