import { AttributionControl, Map as MapLibre, setWorkerUrl, type LngLatLike } from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useConfig } from '../api/queries';
import { positions } from '../stream/positions';
import { basemapStyle, SCHEMATIC } from './basemap';
import { fit } from './camera';
import './map.css';
import { MapContext, type MapHandle } from './mapContext';
import { PointColumns } from './pointColumns';
import { POINT_LAYER, PointLayer } from './PointLayer';
import { seamOf } from './seam';
import { schematicBounds } from './schematic';

setWorkerUrl(workerUrl);

/** A lost graphics context usually comes back within a second or two; after this long nobody waits for it any more. */
const LOST_PATIENCE_MS = 8_000;

const hasWebGL2 = (): boolean => document.createElement('canvas').getContext('webgl2') !== null;

/** Root font size / 16: everything on the map grows with it. Changes only when the window moves to another screen. */
function useScale(): number {
  const read = (): number => Math.round((parseFloat(getComputedStyle(document.documentElement).fontSize) / 16) * 10) / 10;
  const [scale, setScale] = useState(read);
  useEffect(() => {
    const onResize = (): void => { setScale(read()); };
    window.addEventListener('resize', onResize);
    return () => { window.removeEventListener('resize', onResize); };
  }, []);
  return scale;
}

/** True once `on` has held for `ms`. */
function useLasting(on: boolean, ms: number): boolean {
  const [lasted, setLasted] = useState(false);
  useEffect(() => {
    if (!on) return;
    const timer = setTimeout(() => { setLasted(true); }, ms);
    return () => {
      clearTimeout(timer);
      setLasted(false);
    };
  }, [on, ms]);
  return lasted;
}

/**
 * The live map: basemap, every elder's point, and whatever children add (pins, layers, plain overlays).
 * `stale` greys it: what it shows is no longer live. `instead` is what stands in its place when it cannot be drawn,
 * given the reason.
 */
export function MapView({ children, instead, stale = false, interactive = true }: {
  children?: ReactNode;
  instead?: (why: string) => ReactNode;
  stale?: boolean;
  interactive?: boolean;
}) {
  const { t, i18n } = useTranslation();
  const container = useRef<HTMLDivElement>(null);
  const camera = useRef<{ center: LngLatLike; zoom: number } | null>(null);
  const [handle, setHandle] = useState<MapHandle | null>(null);
  const [lost, setLost] = useState(false);
  const [supported, setSupported] = useState(hasWebGL2);
  const givenUp = useLasting(lost, LOST_PATIENCE_MS);
  const scale = useScale();
  const { data: service, isPending } = useConfig();
  const config = service?.map ?? SCHEMATIC;
  const configKey = JSON.stringify(config);
  const language = i18n.language;

  useEffect(() => {
    const element = container.current;
    if (!supported || isPending || !element) return;
    const chosen = JSON.parse(configKey) as typeof SCHEMATIC;
    const seam = seamOf(chosen.crs);
    const credit = chosen.kind === 'schematic' || !chosen.url ? t('map.schematic') : (chosen.attribution ?? '');
    let map: MapLibre | null = null;
    let gone = false;
    void basemapStyle(chosen, scale, language).then((style) => {
      if (gone) return;
      map = new MapLibre({
        container: element, style, attributionControl: false, fadeDuration: 0, interactive, dragRotate: false, pitchWithRotate: false,
        locale: { 'Map.Title': t('map.canvas') },
      });
      map.touchZoomRotate.disableRotation();
      map.addControl(new AttributionControl({ compact: false, customAttribution: credit }), 'bottom-right');
      if (camera.current) map.jumpTo(camera.current);
      else fit(map, seam, schematicBounds(), false);
      open(map);
    }).catch((error: unknown) => {
      // A driver may refuse what the test canvas was given: the list is better than a black square.
      console.error(error);
      if (!gone) setSupported(false);
    });
    function open(opened: MapLibre): void {
      // Also after a lost graphics context: MapLibre rebuilds its own layers then, but never custom ones.
      opened.on('style.load', () => {
        const points = new PointColumns(positions, seam);
        if (!opened.getLayer(POINT_LAYER)) opened.addLayer(new PointLayer(positions, points, scale));
        setHandle({ map: opened, seam, scale, points });
      });
      opened.once('load', () => { element?.setAttribute('data-ready', ''); });
      opened.on('moveend', () => { camera.current = { center: opened.getCenter(), zoom: opened.getZoom() }; });
      opened.on('webglcontextlost', () => { setLost(true); });
      opened.on('webglcontextrestored', () => { setLost(false); });
    }
    return () => {
      gone = true;
      setHandle(null);
      map?.remove();
    };
  }, [supported, isPending, configKey, scale, language, interactive, t]);

  const why = !supported ? t('map.noWebgl') : givenUp ? t('map.lostForGood') : null;
  return (
    <section className={`map-view ${stale ? 'stale' : ''}`} aria-label={t('map.label')}>
      <div className="map-canvas" ref={container} />
      {lost && !givenUp ? <p className="map-note" role="status">{t('map.lost')}</p> : null}
      {why ? (instead?.(why) ?? <p className="map-note" role="alert">{why}</p>) : null}
      <MapContext value={handle}>{children}</MapContext>
    </section>
  );
}
