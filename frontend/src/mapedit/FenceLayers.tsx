/** All fences but the one in hand, as quiet outlines; a click opens one. */
import type { LayerSpecification, MapLayerMouseEvent } from 'maplibre-gl';
import { useEffect } from 'react';
import type { FenceFeature } from '../api/types';
import { draw } from '../map/drawn';
import { useMap } from '../map/mapContext';
import { FONT_BOLD, MAP_COLOURS as C } from '../map/palette';
import { geometryToMap } from '../map/seam';
import { fenceArea } from '../map/shapes';
import type { FenceKind } from './editStore';

const SOURCE = 'edit-fences';
export const KIND_COLOURS: Record<FenceKind, string> = { home: C.fence, safe: C.safe, hazard: C.hazard, district: C.shared };
/** Kinds differ by their strokes too: colour is not enough. */
const DASHES: Record<FenceKind, number[] | undefined> = { home: undefined, safe: [3, 2], hazard: undefined, district: [6, 2, 1, 2] };

function layers(k: number): LayerSpecification[] {
  const colour = ['match', ['get', 'kind'], ...Object.entries(KIND_COLOURS).flat(), C.fence];
  const kinds = Object.entries(DASHES).map(([kind, dash]) => ({
    id: `edit-fence-${kind}`, type: 'line', source: SOURCE, filter: ['==', ['get', 'kind'], kind],
    paint: { 'line-color': colour, 'line-width': (kind === 'hazard' ? 2.6 : 1.6) * k, ...(dash ? { 'line-dasharray': dash } : {}) },
  }));
  return [
    { id: 'edit-fence-fill', type: 'fill', source: SOURCE, filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': colour, 'fill-opacity': ['match', ['get', 'kind'], 'home', 0.03, 0.12] } },
    ...kinds,
    {
      id: 'edit-fence-name', type: 'symbol', source: SOURCE, filter: ['has', 'name'],
      layout: { 'text-field': ['get', 'name'], 'text-font': FONT_BOLD, 'text-size': 13 * k, 'text-max-width': 8 },
      paint: { 'text-color': colour, 'text-halo-color': C.halo, 'text-halo-width': 1.8 * k },
    },
  ] as LayerSpecification[];
}

export function FenceLayers({ fences, onOpen }: { fences: readonly FenceFeature[]; onOpen: ((fence: FenceFeature) => void) | null }) {
  const handle = useMap();
  useEffect(() => {
    if (!handle) return;
    const { map, seam, scale } = handle;
    const features = fences.map((fence): GeoJSON.Feature => {
      const { kind, name, radius_m: radiusM } = fence.properties;
      return {
        type: 'Feature', id: Number(fence.id), geometry: geometryToMap(fenceArea(fence.geometry, radiusM), seam),
        properties: name ? { kind, name } : { kind },
      };
    });
    draw(map, SOURCE, features, () => layers(scale));
  }, [handle, fences]);

  useEffect(() => {
    if (!handle || !onOpen) return;
    const { map } = handle;
    const targets = ['edit-fence-fill', ...Object.keys(DASHES).map((kind) => `edit-fence-${kind}`)];
    const open = (event: MapLayerMouseEvent): void => {
      // The smallest one under the pointer was drawn last or lies inside the others: the list has the rest.
      const fence = fences.find((one) => one.id === event.features?.[0]?.id);
      if (fence) onOpen(fence);
    };
    const point = (): void => { map.getCanvas().style.cursor = 'pointer'; };
    const unpoint = (): void => { map.getCanvas().style.cursor = ''; };
    for (const id of targets) {
      map.on('click', id, open);
      map.on('mouseenter', id, point);
      map.on('mouseleave', id, unpoint);
    }
    return () => {
      for (const id of targets) {
        map.off('click', id, open);
        map.off('mouseenter', id, point);
        map.off('mouseleave', id, unpoint);
      }
    };
  }, [handle, fences, onOpen]);
  return null;
}
