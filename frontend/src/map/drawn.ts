/** A source of our own on the map: its data, and once the layers that draw it. */
import type { GeoJSONSource, LayerSpecification, Map as MapLibre } from 'maplibre-gl';
import { POINT_LAYER } from './PointLayer';

/** Puts `features` into the source; the first time it is made, with `layers` below the elders' points. */
export function draw(map: MapLibre, source: string, features: GeoJSON.Feature[], layers: () => LayerSpecification[]): void {
  const data: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features };
  const there = map.getSource(source) as GeoJSONSource | undefined;
  if (there) {
    there.setData(data);
    return;
  }
  map.addSource(source, { type: 'geojson', data });
  const below = map.getLayer(POINT_LAYER) ? POINT_LAYER : undefined;
  for (const layer of layers()) map.addLayer(layer, below);
}
