import type { GeoJSONSource } from 'maplibre-gl';
import { useEffect } from 'react';
import type { Area } from '../api/types';
import { useMap } from './mapContext';
import { FONT_BOLD, MAP_COLOURS as C } from './palette';
import { POINT_LAYER } from './PointLayer';
import { geometryToMap } from './seam';

const SOURCE = 'areas';
const WORLD: GeoJSON.Position[] = [[-180, -85], [180, -85], [180, 85], [-180, 85], [-180, -85]];

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
      const found: GeoJSON.Feature[] = [{ type: 'Feature', properties: { role: 'boundary', name: area.name, kind: area.kind, chosen }, geometry }];
      if (chosen) found.push({ type: 'Feature', properties: { role: 'veil' }, geometry: outside(geometry) });
      return found;
    });
    const data: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features };
    const source = map.getSource(SOURCE) as GeoJSONSource | undefined;
    if (source) {
      source.setData(data);
      return;
    }
    map.addSource(SOURCE, { type: 'geojson', data });
    const below = map.getLayer(POINT_LAYER) ? POINT_LAYER : undefined;
    const boundary = ['==', ['get', 'role'], 'boundary'] as const;
    map.addLayer({ id: 'area-veil', type: 'fill', source: SOURCE, filter: ['==', ['get', 'role'], 'veil'], paint: { 'fill-color': C.veil, 'fill-opacity': 0.45 } }, below);
    map.addLayer({ id: 'area-line', type: 'line', source: SOURCE, filter: ['all', boundary, ['!', ['get', 'chosen']]] as never, paint: { 'line-color': C.district, 'line-width': 1.3 * scale, 'line-dasharray': [5, 4] } }, below);
    map.addLayer({ id: 'area-chosen', type: 'line', source: SOURCE, filter: ['all', boundary, ['get', 'chosen']] as never, paint: { 'line-color': C.accent, 'line-width': 2.2 * scale, 'line-opacity': 0.85 } }, below);
    map.addLayer({
      id: 'area-name', type: 'symbol', source: SOURCE, filter: boundary as never, maxzoom: 14,
      layout: { 'text-field': ['get', 'name'], 'text-font': FONT_BOLD, 'text-size': 15 * scale, 'text-letter-spacing': 0.2 },
      paint: { 'text-color': C.districtText, 'text-halo-color': C.halo, 'text-halo-width': 2 * scale },
    }, below);
  }, [handle, areas, chosenId]);
  return null;
}

function outside(geometry: GeoJSON.Geometry): GeoJSON.Polygon {
  const rings = geometry.type === 'Polygon' ? [geometry.coordinates[0]]
    : geometry.type === 'MultiPolygon' ? geometry.coordinates.map((polygon) => polygon[0]) : [];
  return { type: 'Polygon', coordinates: [WORLD, ...rings.filter((ring) => ring !== undefined)] };
}
