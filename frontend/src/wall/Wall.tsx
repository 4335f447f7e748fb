import { useMemo } from 'react';
import { useAreas, useBoard } from '../api/queries';
import type { Area } from '../api/types';
import { useAlerts } from '../state/store';
import { Header } from './Header';
import { MapPanel } from './MapPanel';
import { QueuePanel } from './QueuePanel';
import { subtree, wallQueue } from './selection';
import { Strip } from './Strip';
import { useKiosk } from './useKiosk';
import { useWallParams } from './useWallParams';
import './wall.css';

const NO_AREAS: readonly Area[] = [];

/** The command centre's screen: read only, and safe to be seen by every visitor of the room. */
export default function Wall() {
  const params = useWallParams();
  useKiosk(params.kiosk);
  const { data: areas = NO_AREAS } = useAreas();
  const { data: board } = useBoard(params.area);
  const alerts = useAlerts();
  const queue = useMemo(
    () => wallQueue(alerts, params.area === null ? null : subtree(areas, params.area)),
    [alerts, areas, params.area],
  );
  const shown = useMemo(() => [...queue.waiting, ...queue.inHand], [queue]);
  return (
    <main className="wall">
      <Header board={board} kiosk={params.kiosk} />
      <MapPanel alerts={shown} waiting={queue.waiting} areas={areas} params={params} />
      <QueuePanel queue={queue} closed={board?.recently_closed ?? []} />
      <Strip board={board} />
    </main>
  );
}
