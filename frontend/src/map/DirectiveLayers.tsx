/** Where directives hold now: hatched, outlined, and named with their end. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { LayerSpecification, Map as MapLibre } from 'maplibre-gl';
import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { useAreas } from '../api/queries';
import type { Area, Directive, Page } from '../api/types';
import { shortTime } from '../desk/plans/times';
import { onStreamEvent, useNow } from '../state/store';
import { draw } from './drawn';
import { useMap } from './mapContext';
import { FONT_BOLD, MAP_COLOURS as C } from './palette';
import { geometryToMap } from './seam';
import { labelPoint } from './shapes';

const SOURCE = 'directives';
const HATCH = 'directive-hatch';
const TILE_PX = 16;
const REFRESH_MS = 60_000;
const READ = 50;
const NONE: readonly Directive[] = [];

/** Read when one is issued or ended, and each minute besides: beginnings and ends make no event. */
function useDirectivesNow(now: number): readonly Directive[] {
  const client = useQueryClient();
  const { data } = useQuery({
    queryKey: ['directives', 'map'],
    queryFn: async ({ signal }) => (await api.get<Page<Directive>>('/api/directives', { limit: READ }, signal)).items,
    refetchInterval: REFRESH_MS,
  });
  useEffect(() => onStreamEvent(({ kind }) => {
    if (kind === 'directive.changed') void client.invalidateQueries({ queryKey: ['directives'] });
  }), [client]);
  const running = data?.filter((d) => (d.state === 'in_force' || Date.parse(d.starts_at) <= now) && now < Date.parse(d.ends_at));
  const key = running?.map((d) => `${String(d.id)}@${d.ends_at}`).join();
  // eslint-disable-next-line react-hooks/exhaustive-deps -- the same ones are the same picture, whatever the second
  return useMemo(() => running ?? NONE, [key]);
}

/** The places a directive holds in: what was drawn, else the borders of its areas. Pure. */
export function reachOf(directive: Pick<Directive, 'geometry' | 'areas'>, areas: readonly Area[]): GeoJSON.Geometry[] {
  if (directive.geometry) return [directive.geometry as unknown as GeoJSON.Geometry];
  return areas.flatMap((area) => (directive.areas.includes(area.id) && area.boundary ? [area.boundary] : []));
}

function layers(k: number): LayerSpecification[] {
  return [
    { id: 'directive-fill', type: 'fill', source: SOURCE, filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-pattern': HATCH, 'fill-opacity': 0.55 } },
    { id: 'directive-line', type: 'line', source: SOURCE, paint: { 'line-color': C.directive, 'line-width': 2.2 * k, 'line-dasharray': [4, 2] } },
    {
      id: 'directive-name', type: 'symbol', source: SOURCE, filter: ['==', ['geometry-type'], 'Point'],
      layout: { 'text-field': ['get', 'name'], 'text-font': FONT_BOLD, 'text-size': 15 * k, 'text-max-width': 9, 'text-allow-overlap': true },
      paint: { 'text-color': C.directive, 'text-halo-color': C.halo, 'text-halo-width': 2.2 * k },
    },
  ] as LayerSpecification[];
}

/** One diagonal line in a square that repeats. */
function addHatch(map: MapLibre): void {
  if (map.hasImage(HATCH)) return;
  const data = new Uint8Array(TILE_PX * TILE_PX * 4);
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(C.directive.slice(at, at + 2), 16)) as [number, number, number];
  for (let y = 0; y < TILE_PX; y++) {
    for (let x = 0; x < TILE_PX; x++) if ((x + y) % TILE_PX < 2) data.set([r, g, b, 255], (y * TILE_PX + x) * 4);
  }
  map.addImage(HATCH, { width: TILE_PX, height: TILE_PX, data });
}

export function DirectiveLayers() {
  const handle = useMap();
  const { t } = useTranslation();
  const now = useNow(10_000);
  const running = useDirectivesNow(now);
  const { data: areas } = useAreas();
  useEffect(() => {
    if (!handle || !areas) return;
    const { map, seam, scale } = handle;
    const features = running.flatMap((directive) => reachOf(directive, areas).flatMap((place): GeoJSON.Feature[] => {
      const geometry = geometryToMap(place, seam);
      const name = t('map.directive', { name: directive.name, until: shortTime(directive.ends_at, Date.now()) });
      const middle = labelPoint(geometry);
      const shown: GeoJSON.Feature = { type: 'Feature', properties: {}, geometry };
      return middle ? [shown, { type: 'Feature', properties: { name }, geometry: middle }] : [shown];
    }));
    if (features.length === 0 && !map.getSource(SOURCE)) return;
    addHatch(map);
    draw(map, SOURCE, features, () => layers(scale));
  }, [handle, areas, running, t]);
  if (running.length === 0) return null;
  // For those who do not see the map.
  return (
    <ul className="sr-only" aria-label={t('map.directives')}>
      {running.map((d) => <li key={d.id}>{t('map.directive', { name: d.name, until: shortTime(d.ends_at, now) })}</li>)}
    </ul>
  );
}
