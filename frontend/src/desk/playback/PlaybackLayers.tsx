import type { GeoJSONSource, LayerSpecification } from 'maplibre-gl';
import { useEffect, useMemo } from 'react';
import { boundsOf, fit, flyTo } from '../../map/camera';
import { useMap, type MapHandle } from '../../map/mapContext';
import { MAP_COLOURS as C } from '../../map/palette';
import { geometryToMap } from '../../map/seam';
import { circle } from '../../map/shapes';
import { useDesk } from '../deskStore';
import { indexAt, line, momentAt, runs } from './path';
import { usePlayback } from './playbackStore';
import { usePlayhead, type Played } from './usePlayed';

const NAMES = ['way', 'tail', 'doubted', 'marker'] as const;
type Name = (typeof NAMES)[number];
const sourceId = (name: Name): string => `played-${name}`;
const EMPTY: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] };
/** The stretch before the marker that is drawn brightly. */
const TAIL_MS = 20 * 60_000;

function layers(k: number): LayerSpecification[] {
  const colour = ['match', ['get', 'kind'], 'outside', C.outside, 'inside', C.inside, C.trail];
  const round = { 'line-cap': 'round', 'line-join': 'round' };
  return [
    { id: 'played-way', type: 'line', source: sourceId('way'), filter: ['!=', ['get', 'kind'], 'gap'], layout: round, paint: { 'line-color': colour, 'line-width': 2.4 * k, 'line-opacity': 0.55 } },
    { id: 'played-gap', type: 'line', source: sourceId('way'), filter: ['==', ['get', 'kind'], 'gap'], paint: { 'line-color': C.trail, 'line-width': 2 * k, 'line-opacity': 0.6, 'line-dasharray': [2, 3] } },
    { id: 'played-tail', type: 'line', source: sourceId('tail'), layout: round, paint: { 'line-color': C.trail, 'line-width': 4 * k } },
    { id: 'played-doubted', type: 'circle', source: sourceId('doubted'), paint: { 'circle-radius': 4 * k, 'circle-color': 'rgba(0,0,0,0)', 'circle-stroke-color': C.hazard, 'circle-stroke-width': 2 * k } },
    { id: 'played-accuracy', type: 'fill', source: sourceId('marker'), filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': C.trail, 'fill-opacity': 0.16, 'fill-outline-color': C.trail } },
    {
      id: 'played-marker', type: 'circle', source: sourceId('marker'), filter: ['==', ['geometry-type'], 'Point'],
      paint: { 'circle-radius': 8 * k, 'circle-color': ['case', ['get', 'gap'], 'rgba(0,0,0,0)', colour], 'circle-stroke-color': C.trail, 'circle-stroke-width': 3 * k },
    },
  ] as LayerSpecification[];
}

const feature = (geometry: GeoJSON.Geometry, properties: GeoJSON.GeoJsonProperties = {}): GeoJSON.Feature => ({ type: 'Feature', properties, geometry });

function ensure({ map, scale }: MapHandle): void {
  for (const name of NAMES) if (!map.getSource(sourceId(name))) map.addSource(sourceId(name), { type: 'geojson', data: EMPTY });
  for (const layer of layers(scale)) if (!map.getLayer(layer.id)) map.addLayer(layer);
}

function put(handle: MapHandle, name: Name, features: GeoJSON.Feature[]): void {
  ensure(handle);
  const shifted = features.map((f) => ({ ...f, geometry: geometryToMap(f.geometry, handle.seam) }));
  (handle.map.getSource(sourceId(name)) as GeoJSONSource | undefined)?.setData({ type: 'FeatureCollection', features: shifted });
}

/** The way that is played back: coloured inside and outside, dashed where nothing was heard, the marker with its circle. */
export function PlaybackLayers({ played: { path, quarantined } }: { played: Played }) {
  const { at } = usePlayhead();
  const handle = useMap();
  const doubted = usePlayback((s) => s.quarantined);
  const opened = usePlayback((s) => s.opened);
  const follow = useDesk((s) => s.follow);
  const moment = useMemo(() => momentAt(path, at), [path, at]);

  useEffect(() => {
    if (!handle) return;
    put(handle, 'way', runs(path).map(({ kind, from, to }) => feature({ type: 'LineString', coordinates: line(path, from, to) }, { kind })));
  }, [handle, path]);

  useEffect(() => {
    if (!handle || !opened || path.count === 0) return;
    const bounds = boundsOf([{ type: 'MultiPoint', coordinates: line(path, 0, path.count - 1) }]);
    if (bounds) fit(handle.map, handle.seam, bounds);
  }, [handle, path, opened]);

  useEffect(() => {
    if (!handle) return;
    put(handle, 'doubted', doubted ? quarantined.map(({ lon, lat }) => feature({ type: 'Point', coordinates: [lon, lat] })) : []);
  }, [handle, quarantined, doubted]);

  useEffect(() => {
    if (!handle) return;
    const last = indexAt(path, at);
    const walked = line(path, indexAt(path, at - TAIL_MS) + 1, last);
    if (moment && !moment.gap) walked.push([moment.lon, moment.lat]);
    put(handle, 'tail', walked.length > 1 ? [feature({ type: 'LineString', coordinates: walked })] : []);
    if (!moment) {
      put(handle, 'marker', []);
      return;
    }
    const { lon, lat, accuracy, gap, where } = moment;
    const marker = [feature({ type: 'Point', coordinates: [lon, lat] }, { gap, kind: where })];
    if (accuracy) marker.push(feature(circle(lon, lat, accuracy)));
    put(handle, 'marker', marker);
    if (follow) keepInView(handle, lon, lat);
  }, [handle, path, at, moment, follow]);

  useEffect(() => {
    if (!handle) return;
    return () => {
      // The map itself may be gone already when the whole screen closes.
      if (handle.map.style) for (const name of NAMES) put(handle, name, []);
    };
  }, [handle]);

  return null;
}

function keepInView({ map, seam }: MapHandle, lon: number, lat: number): void {
  if (map.isMoving()) return;
  const { x, y } = map.project(seam.toMap(lon, lat));
  const { clientWidth: w, clientHeight: h } = map.getContainer();
  if (x < w * 0.08 || x > w * 0.92 || y < h * 0.08 || y > h * 0.85) flyTo(map, seam, lon, lat);
}
