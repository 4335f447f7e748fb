import { useTranslation } from 'react-i18next';
import type { AlertState } from '../api/types';
import { useNow } from '../state/store';
import { positions, PRESENCE_MASK } from '../stream/positions';
import { SeverityShape } from '../ui/SeverityShape';
import { byArea, fixAge } from './areaGroups';

/** Codes of the positions frame. */
const PRESENCES = ['unknown', 'inside', 'outside'] as const;

/** In place of a map that cannot be drawn: why, everybody who needs attention by area, and how many are where. */
export function AreaList({ why, alerts, selectedId = null, onSelect }: {
  why: string;
  alerts: readonly AlertState[];
  selectedId?: number | null;
  onSelect?: (id: number) => void;
}) {
  const { t } = useTranslation();
  useNow(5_000); // positions live outside component state: look at them again now and then
  return (
    <div className="area-list">
      <p className="area-list-why" role="alert"><b>{why}</b><span>{t('map.list.instead')}</span></p>
      <Everybody />
      {alerts.length === 0 && <p>{t('map.list.nobody')}</p>}
      <div className="area-list-groups">
        {byArea(alerts).map((group) => (
          <section key={group.id} aria-label={group.name ?? t('map.list.noArea')}>
            <h2>{group.name ?? t('map.list.noArea')}<small>{group.alerts.length}</small></h2>
            <ul>
              {group.alerts.map((alert) => (
                <li key={alert.id}>
                  {onSelect
                    ? <button type="button" aria-pressed={alert.id === selectedId} onClick={() => { onSelect(alert.id); }}><Who alert={alert} /></button>
                    : <div><Who alert={alert} /></div>}
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </div>
  );
}

function Who({ alert }: { alert: AlertState }) {
  const { t } = useTranslation();
  return (
    <>
      <SeverityShape priority={alert.priority} kind={alert.kind} label={t(`priority.${alert.priority}`)} />
      <b>{alert.elder?.name ?? alert.fleet?.name ?? alert.area?.name ?? ''}</b>
      <em>{t(`kind.${alert.kind}`)}</em>
      <small><Whereabouts alert={alert} /></small>
    </>
  );
}

/** What the point on the map would have said: where, how far, how sure, how old. */
function Whereabouts({ alert }: { alert: AlertState }) {
  const { t } = useTranslation();
  const now = useNow(5_000);
  const live = alert.elder ? positions.get(alert.elder.id) : undefined;
  const fixedAt = live ? live.fixedAt * 1000 : alert.fix ? Date.parse(alert.fix.fixed_at) : null;
  const accuracy = live ? (live.accuracy === 65535 ? null : live.accuracy) : (alert.fix?.accuracy_m ?? null);
  if (fixedAt === null) return <>{t('map.list.noFix')}</>;
  const age = fixAge(now - fixedAt);
  const parts = [
    live ? t(`presence.${PRESENCES[live.presence] ?? ('unknown' as const)}`) : null,
    alert.distance_m ? t('map.list.distance', { metres: Math.round(alert.distance_m) }) : null,
    accuracy === null ? null : `±${String(Math.round(accuracy))} m`,
    age.unit === 'now' ? t('map.list.now') : t(`map.list.${age.unit}`, { count: age.count }),
  ];
  return <>{parts.filter(Boolean).join(' · ')}</>;
}

function Everybody() {
  const { t } = useTranslation();
  let inside = 0;
  let outside = 0;
  for (let row = 0; row < positions.count; row++) {
    const presence = PRESENCES[(positions.state[row] as number) & PRESENCE_MASK];
    if (presence === 'inside') inside++;
    else if (presence === 'outside') outside++;
  }
  const { count } = positions;
  return <p className="area-list-all">{t('map.list.everybody', { count, inside, outside, unknown: count - inside - outside })}</p>;
}
