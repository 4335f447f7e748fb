import type { GeoJSONSource, LayerSpecification } from 'maplibre-gl';
import { useEffect } from 'react';
import type { FenceFeature, Fix, TrackItem } from '../api/types';
import { positions } from '../stream/positions';
import { useMap, type MapHandle } from './mapContext';
import { MAP_COLOURS as C } from './palette';
import { POINT_LAYER } from './PointLayer';
import { geometryToMap } from './seam';
import { circle, fenceArea } from './shapes';

type Name = 'fences' | 'track' | 'fix';
const sourceId = (name: Name): string => `elder-${name}`;
const EMPTY: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] };

function layers(k: number): LayerSpecification[] {
  const hazard = ['==', ['get', 'kind'], 'hazard'];
  return [
    { id: 'elder-fence-fill', type: 'fill', source: sourceId('fences'), paint: { 'fill-color': ['case', hazard, C.hazard, C.accent], 'fill-opacity': 0.08 } },
    { id: 'elder-fence-line', type: 'line', source: sourceId('fences'), paint: { 'line-color': ['case', hazard, C.hazard, C.fence], 'line-width': 1.8 * k, 'line-dasharray': [3, 2], 'line-opacity': 0.9 } },
    { id: 'elder-track-casing', type: 'line', source: sourceId('track'), layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-color': C.trailCasing, 'line-width': 7 * k } },
    {
      id: 'elder-track', type: 'line', source: sourceId('track'), layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: { 'line-width': 3.4 * k, 'line-gradient': ['interpolate', ['linear'], ['line-progress'], 0, 'rgba(255,255,255,.12)', 1, C.trail] },
    },
    { id: 'elder-accuracy', type: 'fill', source: sourceId('fix'), filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': C.accent, 'fill-opacity': 0.14, 'fill-outline-color': C.accent } },
    { id: 'elder-fix', type: 'circle', source: sourceId('fix'), filter: ['==', ['geometry-type'], 'Point'], paint: { 'circle-radius': 6 * k, 'circle-color': C.trail, 'circle-stroke-color': C.accent, 'circle-stroke-width': 3 * k } },
  ] as LayerSpecification[];
}

function put(handle: MapHandle, name: Name, features: GeoJSON.Feature[]): void {
  const { map, seam } = handle;
  const shifted = features.map((f) => ({ ...f, geometry: geometryToMap(f.geometry, seam) }));
  (map.getSource(sourceId(name)) as GeoJSONSource | undefined)?.setData({ type: 'FeatureCollection', features: shifted });
}

function ensure({ map, scale }: MapHandle): void {
  for (const name of ['fences', 'track', 'fix'] as const) {
    if (!map.getSource(sourceId(name))) map.addSource(sourceId(name), { type: 'geojson', data: EMPTY, lineMetrics: name === 'track' });
  }
  const below = map.getLayer(POINT_LAYER) ? POINT_LAYER : undefined;
  for (const layer of layers(scale)) if (!map.getLayer(layer.id)) map.addLayer(layer, layer.id === 'elder-fix' ? undefined : below);
}

const feature = (geometry: GeoJSON.Geometry, properties: GeoJSON.GeoJsonProperties = {}): GeoJSON.Feature => ({ type: 'Feature', properties, geometry });

/** One elder on the map: fences, the track given (oldest first), the newest fix with its accuracy circle. */
export function ElderLayers({ elderId, fix, fences = [], track = [] }: {
  elderId: number | null;
  fix: Fix | null;
  fences?: readonly FenceFeature[];
  track?: readonly TrackItem[];
}) {
  const handle = useMap();

  useEffect(() => {
    if (!handle) return;
    ensure(handle);
    put(handle, 'fences', fences.map((f) => feature(fenceArea(f.geometry, f.properties.radius_m), { kind: f.properties.kind })));
  }, [handle, fences]);

  useEffect(() => {
    if (!handle) return;
    ensure(handle);
    const points = track.map(({ lon, lat }) => [lon, lat]);
    put(handle, 'track', points.length > 1 ? [feature({ type: 'LineString', coordinates: points })] : []);
  }, [handle, track]);

  useEffect(() => {
    if (!handle) return;
    ensure(handle);
    let shown = '';
    const draw = (): void => {
      const live = elderId === null ? undefined : positions.get(elderId);
      const at = live && (!fix || live.fixedAt * 1000 >= Date.parse(fix.fixed_at))
        ? { lon: live.lon, lat: live.lat, accuracy: live.accuracy === 65535 ? 0 : live.accuracy }
        : fix ? { lon: fix.lon, lat: fix.lat, accuracy: fix.accuracy_m ?? 0 } : null;
      const key = JSON.stringify(at);
      if (key === shown) return;
      shown = key;
      const features = at ? [feature({ type: 'Point', coordinates: [at.lon, at.lat] })] : [];
      if (at && at.accuracy > 0) features.push(feature(circle(at.lon, at.lat, at.accuracy)));
      put(handle, 'fix', features);
    };
    draw();
    return positions.subscribe(draw);
  }, [handle, elderId, fix]);

  useEffect(() => {
    if (!handle) return;
    return () => {
      for (const name of ['fences', 'track', 'fix'] as const) {
        // The map itself may be gone already when the whole screen closes.
        if (handle.map.style) put(handle, name, []);
      }
    };
  }, [handle]);

  return null;
}
