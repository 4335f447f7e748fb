import { Crosshair, MapPinned } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { AlertState, Area } from '../api/types';
import { AlertPins, AreaLayers, AreaList, Crowds, DirectiveLayers, MapView } from '../map';
import { useConnection } from '../state/store';
import { ConnectionBanner } from './ConnectionBanner';
import { FollowCamera } from './FollowCamera';
import { Legend } from './Legend';
import type { useWallParams } from './useWallParams';

export function MapPanel({ alerts, waiting, areas, params }: {
  alerts: readonly AlertState[];
  waiting: readonly AlertState[];
  areas: readonly Area[];
  params: ReturnType<typeof useWallParams>;
}) {
  const { t } = useTranslation('wall');
  const stale = useConnection().status === 'stale';
  const { kiosk, area, follow, setArea, setFollow } = params;
  const chosen = areas.find(({ id }) => id === area);
  return (
    <div className="wall-map">
      <MapView stale={stale} interactive={!kiosk} instead={(why) => <AreaList why={why} alerts={alerts} />}>
        <AreaLayers areas={areas} chosenId={area} />
        <DirectiveLayers />
        {kiosk ? null : <Crowds />}
        <AlertPins alerts={alerts} />
        <FollowCamera waiting={waiting} enabled={follow} areas={areas} chosenId={area} />
        <Legend />
        {kiosk ? (chosen ? <p className="wall-place"><MapPinned aria-hidden="true" />{chosen.name}</p> : null) : (
          <div className="wall-tools">
            <label>
              <MapPinned aria-hidden="true" />
              <span className="sr-only">{t('area.filter')}</span>
              <select value={area ?? ''} onChange={(event) => { setArea(Number(event.target.value) || null); }}>
                <option value="">{t('area.all')}</option>
                {areas.map(({ id, name, parent_id }) => <option key={id} value={id}>{parent_id === null ? name : `\u3000${name}`}</option>)}
              </select>
            </label>
            <button type="button" aria-pressed={follow} onClick={() => { setFollow(!follow); }}>
              <Crosshair aria-hidden="true" />{t('follow.label')}
            </button>
          </div>
        )}
      </MapView>
      <ConnectionBanner />
    </div>
  );
}
