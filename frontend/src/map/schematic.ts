/** The offline basemap: a hand-drawn schematic, shipped with the app, so that no map provider is needed to start. */
import type { ExpressionSpecification, FilterSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl';
import { FONT, FONT_BOLD, MAP_COLOURS as C } from './palette';
import data from './xian-schematic.json';

const schematic = data as unknown as GeoJSON.FeatureCollection;
const SOURCE = 'schematic';

/** [west, south, east, north] of the second ring road: the part of the drawing worth opening with. */
export function schematicBounds(): [number, number, number, number] {
  const rings = schematic.features.filter((f) => f.properties?.['kind'] === 'ring_road' && f.properties['name'] === 'ring2');
  const points = rings.flatMap((f) => (f.geometry as GeoJSON.LineString).coordinates as [number, number][]);
  const lons = points.map(([lon]) => lon);
  const lats = points.map(([, lat]) => lat);
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}

/** `scale`: root font size / 16, so that lines and names grow with the rest of the wall. */
export function schematicStyle(scale: number, language: string): StyleSpecification {
  const k = scale;
  const kind = (name: string): FilterSpecification => ['==', ['get', 'kind'], name];
  const width = (at10: number, at15: number): ExpressionSpecification =>
    ['interpolate', ['exponential', 1.5], ['zoom'], 10, at10 * k, 15, at15 * k];
  const name: ExpressionSpecification = ['coalesce', ['get', language.startsWith('zh') ? 'zh' : 'en'], ['get', 'zh'], ''];
  const line = (id: string, filter: string, paint: object): LayerSpecification => ({
    id, type: 'line', source: SOURCE, filter: kind(filter), layout: { 'line-cap': 'round', 'line-join': 'round' }, paint,
  });
  const label = (id: string, filter: string, layout: object, colour: string, bold = false): LayerSpecification => ({
    id, type: 'symbol', source: SOURCE, filter: kind(filter),
    layout: { 'text-field': name, 'text-font': bold ? FONT_BOLD : FONT, 'text-size': 13 * k, ...layout },
    paint: { 'text-color': colour, 'text-halo-color': C.halo, 'text-halo-width': 1.6 * k },
  });
  const layers: LayerSpecification[] = [
    { id: 'ground', type: 'background', paint: { 'background-color': C.ground } },
    { id: 'park', type: 'fill', source: SOURCE, filter: kind('park'), paint: { 'fill-color': C.park, 'fill-opacity': 0.9 } },
    line('river', 'river', {
      'line-color': C.water,
      'line-width': ['interpolate', ['exponential', 1.6], ['zoom'], 10, ['*', ['get', 'width'], 0.45 * k], 14, ['*', ['get', 'width'], 2.6 * k]],
    }),
    line('moat', 'city_wall', { 'line-color': C.moat, 'line-width': width(2, 22) }),
    line('railway', 'railway', { 'line-color': C.rail, 'line-width': width(0.8, 3), 'line-dasharray': [4, 2] }),
    line('arterial-casing', 'arterial', { 'line-color': C.casing, 'line-width': width(2, 17) }),
    line('ring-casing', 'ring_road', { 'line-color': C.casing, 'line-width': width(3, 24) }),
    line('arterial', 'arterial', { 'line-color': C.road, 'line-width': width(1, 11) }),
    line('ring', 'ring_road', { 'line-color': C.ring, 'line-width': width(1.6, 16) }),
    line('metro', 'metro', { 'line-color': ['get', 'color'], 'line-width': width(1, 3), 'line-opacity': 0.38, 'line-dasharray': [2, 1.4] }),
    line('city-wall', 'city_wall', { 'line-color': C.wall, 'line-width': width(1.2, 4.5), 'line-opacity': 0.85 }),
    line('district', 'district', { 'line-color': C.district, 'line-width': 1.4 * k, 'line-dasharray': [5, 4] }),
    { ...label('road-name', 'arterial', { 'symbol-placement': 'line', 'text-letter-spacing': 0.12, 'symbol-spacing': 520 * k }, C.roadText), minzoom: 12.2 } as LayerSpecification,
    label('river-name', 'river', { 'symbol-placement': 'line' }, C.waterText),
    label('park-name', 'park', { 'text-max-width': 6, 'text-size': 12.5 * k }, C.parkText),
    label('landmark', 'landmark', { 'text-size': 13.5 * k }, C.landmark, true),
  ];
  return { version: 8, sources: { [SOURCE]: { type: 'geojson', data: schematic } }, layers };
}
