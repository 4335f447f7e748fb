import { Marker, type LngLat } from 'maplibre-gl';
import { useEffect, useMemo, useState, type CSSProperties } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import type { AlertState } from '../api/types';
import { positions } from '../stream/positions';
import { CountdownDigits } from '../ui/Countdown';
import { SeverityShape } from '../ui/SeverityShape';
import { severityVar } from '../ui/severity';
import { useMap, type MapHandle } from './mapContext';
import { layoutTags, type PinBox, type Side } from './tagLayout';

/** Tags on more pins than this would only hide the map; the others keep their shape. */
const MOST_TAGS = 12;
/** Pins follow people who walk: new places for the tags now and then are enough. */
const LAYOUT_MS = 2_000;

/** Shape, name and countdown of every alert that has a place, in the order given (most important first). */
export function AlertPins({ alerts, selectedId = null, onSelect }: {
  alerts: readonly AlertState[];
  selectedId?: number | null;
  onSelect?: (id: number) => void;
}) {
  const handle = useMap();
  const placed = useMemo(() => alerts.filter((alert) => locate(alert) !== null), [alerts]);
  const sides = useTagSides(handle, placed);
  if (!handle) return null;
  return placed.map((alert, n) => (
    <Pin key={alert.id} handle={handle} alert={alert} side={sides.get(alert.id) ?? 'none'} foremost={n < MOST_TAGS}
      selected={alert.id === selectedId} onSelect={onSelect} />
  ));
}

/** Her newest position; the alert's own fix where the stream has none. */
function locate(alert: AlertState): [lon: number, lat: number] | null {
  const live = alert.elder ? positions.get(alert.elder.id) : undefined;
  if (live && (!alert.fix || live.fixedAt * 1000 >= Date.parse(alert.fix.fixed_at))) return [live.lon, live.lat];
  return alert.fix ? [alert.fix.lon, alert.fix.lat] : null;
}

function useTagSides(handle: MapHandle | null, alerts: readonly AlertState[]): ReadonlyMap<number, Side> {
  const [sides, setSides] = useState<ReadonlyMap<number, Side>>(new Map());
  useEffect(() => {
    if (!handle) return;
    const { map, seam } = handle;
    const place = (): void => {
      const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
      const boxes: PinBox[] = [];
      for (const alert of alerts.slice(0, MOST_TAGS)) {
        const at = locate(alert);
        if (!at) continue;
        const { x, y } = map.project(seam.toMap(...at));
        const tag = map.getContainer().parentElement?.querySelector<HTMLElement>(`[data-pin="${alert.id}"] .pin-tag`);
        boxes.push({ id: alert.id, x, y, tagWidth: tag?.offsetWidth ?? 11 * rem });
      }
      const { clientWidth: width, clientHeight: height } = map.getContainer();
      const next = layoutTags(boxes, { width, height }, { pin: 1.9 * rem, gap: 0.35 * rem, tagHeight: 2.2 * rem });
      setSides((old) => (same(old, next) ? old : next));
    };
    const first = requestAnimationFrame(place);
    const timer = setInterval(place, LAYOUT_MS);
    map.on('moveend', place);
    return () => {
      cancelAnimationFrame(first);
      clearInterval(timer);
      map.off('moveend', place);
    };
  }, [handle, alerts]);
  return sides;
}

function same(a: ReadonlyMap<number, Side>, b: ReadonlyMap<number, Side>): boolean {
  return a.size === b.size && [...a].every(([id, side]) => b.get(id) === side);
}

function Pin({ handle, alert, side, foremost, selected, onSelect }: {
  handle: MapHandle;
  alert: AlertState;
  side: Side;
  /** Only these have a tag, and a ring: two hundred of each would hide the map. */
  foremost: boolean;
  selected: boolean;
  onSelect: ((id: number) => void) | undefined;
}) {
  const { t } = useTranslation();
  // One marker for the life of the pin: making it anew would restart its animation with every change of the alert.
  const [marker] = useState(() => new Marker({ element: document.createElement('div'), anchor: 'center' }));
  useEffect(() => {
    const move = (): void => {
      const at = locate(alert);
      if (!at) return;
      const [lng, lat] = handle.seam.toMap(...at);
      const shown = marker.getLngLat() as LngLat | undefined; // none before the first time
      if (shown?.lng !== lng || shown.lat !== lat) marker.setLngLat([lng, lat]);
    };
    move();
    return positions.subscribe(move);
  }, [handle, alert, marker]);
  useEffect(() => {
    marker.addTo(handle.map);
    return () => { marker.remove(); };
  }, [handle, marker]);
  useEffect(() => {
    marker.getElement().style.zIndex = String(selected ? 9 : 5 - alert.priority);
  }, [marker, selected, alert.priority]);

  const name = alert.elder?.name ?? alert.area?.name ?? '';
  const waiting = alert.handling === 'open';
  const label = `${name} ${t(`kind.${alert.kind}`)} ${t(`priority.${alert.priority}`)}`;
  const body = (
    <>
      {foremost && waiting && alert.priority === 1 ? <i className="pin-ring" /> : null}
      <SeverityShape priority={alert.priority} kind={alert.kind} className="pin-core" />
      {foremost ? <span className="pin-tag" aria-hidden="true">{name}<em>{t(`kind.${alert.kind}`)}</em><b><CountdownDigits alert={alert} /></b></span> : null}
    </>
  );
  const classes = `pin side-${side} ${selected ? 'selected' : ''} ${waiting ? 'waiting' : 'handled'}`;
  const style = { '--c': severityVar(alert.priority) } as CSSProperties;
  return createPortal(
    onSelect
      ? <button type="button" className={classes} style={style} data-pin={alert.id} tabIndex={-1} onClick={() => { onSelect(alert.id); }}><span className="sr-only">{label}</span>{body}</button>
      : <div className={classes} style={style} data-pin={alert.id} role="img" aria-label={label}>{body}</div>,
    marker.getElement(),
  );
}
