/** Which part of the world is looked at. */
import { useEffect } from 'react';
import { fit, type Bounds } from '../map/camera';
import { useMap } from '../map/mapContext';

/** Homes are shown from here on: further out they are a carpet. */
const CLOSE_ENOUGH = 13;
const GRID = 100; // to 0.01 degrees, so that a small move asks for nothing new

/** The bounds rounded outwards, so that neighbouring views share an answer. Pure. */
export const widened = ([west, south, east, north]: Bounds): Bounds =>
  [Math.floor(west * GRID) / GRID, Math.floor(south * GRID) / GRID, Math.ceil(east * GRID) / GRID, Math.ceil(north * GRID) / GRID];

/** Tells where the map looks in WGS-84 after each move; null while it is too far out for homes. A child of MapView. */
export function ViewWatcher({ onView }: { onView: (bounds: Bounds | null) => void }) {
  const handle = useMap();
  useEffect(() => {
    if (!handle) return;
    const { map, seam, scale } = handle;
    const look = (): void => {
      const [[west, south], [east, north]] = map.getBounds().toArray() as [[number, number], [number, number]];
      onView(map.getZoom() - Math.log2(scale) < CLOSE_ENOUGH ? null : widened([...seam.fromMap(west, south), ...seam.fromMap(east, north)]));
    };
    look();
    map.on('moveend', look);
    return () => { map.off('moveend', look); };
  }, [handle, onView]);
  return null;
}

/** Looks at a place whenever another one is given. */
export function Looker({ at }: { at: Bounds | null }) {
  const handle = useMap();
  useEffect(() => {
    if (handle && at) fit(handle.map, handle.seam, at);
  }, [handle, at]);
  return null;
}
