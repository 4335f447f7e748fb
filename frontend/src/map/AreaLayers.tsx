import type { LayerSpecification } from 'maplibre-gl';
import { useEffect } from 'react';
import type { Area } from '../api/types';
import { draw } from './drawn';
import { useMap } from './mapContext';
import { FONT_BOLD, MAP_COLOURS as C } from './palette';
import { geometryToMap } from './seam';
import { labelPoint, outerRings } from './shapes';

const SOURCE = 'areas';
const WORLD: GeoJSON.Position[] = [[-180, -85], [180, -85], [180, 85], [-180, 85], [-180, -85]];

const BOUNDARY = ['==', ['get', 'role'], 'boundary'] as const;

function layers(scale: number): LayerSpecification[] {
  return [
    { id: 'area-veil', type: 'fill', source: SOURCE, filter: ['==', ['get', 'role'], 'veil'], paint: { 'fill-color': C.veil, 'fill-opacity': 0.45 } },
    { id: 'area-line', type: 'line', source: SOURCE, filter: ['all', BOUNDARY, ['!', ['get', 'chosen']]], paint: { 'line-color': ['case', ['get', 'large'], C.accent, C.district], 'line-opacity': ['case', ['get', 'large'], 0.55, 1], 'line-width': 1.5 * scale } },
    { id: 'area-chosen', type: 'line', source: SOURCE, filter: ['all', BOUNDARY, ['get', 'chosen']], paint: { 'line-color': C.accent, 'line-width': 2.2 * scale, 'line-opacity': 0.85 } },
    {
      id: 'area-name', type: 'symbol', source: SOURCE, filter: ['==', ['get', 'role'], 'name'], maxzoom: 14,
      layout: { 'text-field': ['get', 'name'], 'text-font': FONT_BOLD, 'text-size': 15 * scale, 'text-letter-spacing': 0.2 },
      paint: { 'text-color': C.districtText, 'text-halo-color': C.halo, 'text-halo-width': 2 * scale },
    },
  ] as LayerSpecification[];
}

/** Boundaries of the areas; the chosen one is outlined and everything outside it veiled. */
export function AreaLayers({ areas, chosenId }: { areas: readonly Area[]; chosenId: number | null }) {
  const handle = useMap();
  useEffect(() => {
    if (!handle) return;
    const { map, seam, scale } = handle;
    const features = areas.flatMap((area): GeoJSON.Feature[] => {
      if (!area.boundary) return [];
      const geometry = geometryToMap(area.boundary, seam);
      const chosen = area.id === chosenId;
      const found: GeoJSON.Feature[] = [{ type: 'Feature', properties: { role: 'boundary', large: area.kind === 'root' || area.kind === 'district', chosen }, geometry }];
      const middle = divided(area, areas) ? null : labelPoint(geometry);
      // A polygon's own label would appear once per tile it crosses.
      if (middle) found.push({ type: 'Feature', properties: { role: 'name', name: area.name }, geometry: middle });
      if (chosen) found.push({ type: 'Feature', properties: { role: 'veil' }, geometry: outside(geometry) });
      return found;
    });
    draw(map, SOURCE, features, () => layers(scale));
  }, [handle, areas, chosenId]);
  return null;
}

/** An area whose parts are drawn is known by their names; its own would lie across them. */
const divided = (area: Area, areas: readonly Area[]): boolean => areas.some((part) => part.parent_id === area.id && part.boundary);

function outside(geometry: GeoJSON.Geometry): GeoJSON.Polygon {
  return { type: 'Polygon', coordinates: [WORLD, ...outerRings(geometry)] };
}
