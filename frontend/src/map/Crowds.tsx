import { X } from 'lucide-react';
import { LngLat, Marker, MercatorCoordinate } from 'maplibre-gl';
import { useCallback, useEffect, useState, type ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { serverNow } from '../state/store';
import { positions, PRESENCE_MASK } from '../stream/positions';
import { boundsOf, fit } from './camera';
import { crowds, type Crowd } from './crowds';
import { useMap, type MapHandle } from './mapContext';

const REFRESH_MS = 3_000;
/** From here on every dot that hides another is counted; further out only what stands out. */
const CLOSE = 16;
const CLOSEST = 18.5;
const DOTS_PX = 22;

/** Counts where dots hide each other. Opening one comes closer; where that does not help, it says who is there. */
export function Crowds({ list }: { list?: (elderIds: number[]) => ReactNode }) {
  const handle = useMap();
  const [found, setFound] = useState<readonly Crowd[]>([]);
  const [opened, setOpened] = useState<number[] | null>(null);

  useEffect(() => {
    if (!handle) return;
    const look = (): void => { setFound(lookAt(handle)); };
    let dirty = false;
    const unsubscribe = positions.subscribe(() => { dirty = true; });
    const timer = setInterval(() => {
      if (dirty) look();
      dirty = false;
    }, REFRESH_MS);
    const first = requestAnimationFrame(look);
    handle.map.on('moveend', look);
    return () => {
      cancelAnimationFrame(first);
      clearInterval(timer);
      unsubscribe();
      handle.map.off('moveend', look);
    };
  }, [handle]);

  const open = useCallback(({ rows }: Crowd) => {
    if (!handle) return;
    const { map, seam, scale } = handle;
    const places = rows.map((row) => [positions.lon[row] as number, positions.lat[row] as number]);
    const bounds = boundsOf([{ type: 'MultiPoint', coordinates: places }]);
    if (!bounds) return;
    const a = map.project(seam.toMap(bounds[0], bounds[1]));
    const b = map.project(seam.toMap(bounds[2], bounds[3]));
    const atMost = a.dist(b) * 2 ** Math.max(0, CLOSEST - map.getZoom());
    // All of one building: coming closer would show the same dots over each other.
    if (atMost < DOTS_PX * scale) setOpened(rows.map((row) => positions.elderId[row] as number));
    else fit(map, seam, bounds, true, CLOSEST);
  }, [handle]);

  if (!handle) return null;
  return (
    <>
      {found.map((crowd, n) => <Badge key={n} handle={handle} crowd={crowd} onOpen={open} />)}
      {opened ? <Opened ids={opened} list={list} onClose={() => { setOpened(null); }} /> : null}
    </>
  );
}

function lookAt({ map, points, scale }: MapHandle): Crowd[] {
  if (points.count === 0) return [];
  const { clientWidth: width, clientHeight: height } = map.getContainer();
  const corner = (x: number, y: number): MercatorCoordinate => MercatorCoordinate.fromLngLat(map.unproject([x, y]));
  const [from, to] = [corner(0, 0), corner(width, height)];
  const picture = {
    left: from.x - points.originX, top: from.y - points.originY, right: to.x - points.originX, bottom: to.y - points.originY, width, height,
  };
  return map.getZoom() >= CLOSE
    ? crowds(points, picture, DOTS_PX * scale, 2)
    : crowds(points, picture, 64 * scale, Math.max(20, points.count / 60));
}

function Badge({ handle, crowd, onOpen }: { handle: MapHandle; crowd: Crowd; onOpen: (crowd: Crowd) => void }) {
  const { t } = useTranslation();
  const [marker] = useState(() => new Marker({ element: document.createElement('div'), anchor: 'center' }));
  const { map, points } = handle;
  const { lng, lat } = new MercatorCoordinate(points.originX + crowd.x, points.originY + crowd.y).toLngLat();
  useEffect(() => { marker.setLngLat(new LngLat(lng, lat)).addTo(map); }, [marker, map, lng, lat]);
  useEffect(() => () => { marker.remove(); }, [marker]);
  const count = crowd.rows.length;
  return createPortal(
    <button type="button" className="crowd" onClick={() => { onOpen(crowd); }}>
      <span className="sr-only">{t('map.crowd', { count, outside: crowd.outside })}</span>
      <span aria-hidden="true">{count}</span>
      {crowd.outside > 0 ? <i aria-hidden="true">{crowd.outside}</i> : null}
    </button>,
    marker.getElement(),
  );
}

/** Who stands in one place: how many of them how, and whatever `list` may show of them. */
function Opened({ ids, list, onClose }: { ids: number[]; list: ((ids: number[]) => ReactNode) | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const of = tally(ids, serverNow() / 1000);
  return (
    <aside className="crowd-opened" aria-label={t('map.crowdTitle', { count: ids.length })}>
      <header>
        <h3>{t('map.crowdTitle', { count: ids.length })}</h3>
        <button type="button" className="btn ghost icon" aria-label={t('actions.close')} onClick={onClose}><X /></button>
      </header>
      <p>
        {(['inside', 'outside', 'unknown', 'offline'] as const).filter((how) => of[how] > 0).map((how) => <span key={how} className={how}>{t(`map.${how}`)} <b>{of[how]}</b></span>)}
      </p>
      {list?.(ids)}
    </aside>
  );
}

/** As the dots are drawn: who has not been heard for three intervals (15 minutes at least) is offline. */
function tally(ids: readonly number[], now: number): Record<'inside' | 'outside' | 'unknown' | 'offline', number> {
  const of = { inside: 0, outside: 0, unknown: 0, offline: 0 };
  for (const id of ids) {
    const row = positions.get(id);
    if (!row) continue;
    const presence = row.presence & PRESENCE_MASK;
    if (now - row.fixedAt > Math.max(3 * 60 * Math.max(1, row.intervalMin), 900)) of.offline++;
    else of[presence === 1 ? 'inside' : presence === 2 ? 'outside' : 'unknown']++;
  }
  return of;
}
