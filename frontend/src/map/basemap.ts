/** From the service's map setting to a MapLibre style. */
import { addProtocol, type StyleSpecification } from 'maplibre-gl';
import type { MapConfig } from '../api/types';
import { MAP_COLOURS } from './palette';
import { schematicStyle } from './schematic';

export const SCHEMATIC: MapConfig = { kind: 'schematic' };

export async function basemapStyle(config: MapConfig, scale: number, language: string): Promise<StyleSpecification | string> {
  if (!config.url || config.kind === 'schematic') return schematicStyle(scale, language);
  switch (config.kind) {
    case 'pmtiles':
      return pmtilesStyle(config, config.url, language);
    case 'raster':
      return rasterStyle(config, config.url);
    case 'style':
      return config.url;
  }
}

async function pmtilesStyle(config: MapConfig, url: string, language: string): Promise<StyleSpecification> {
  // Only installations with their own tiles pay for these two.
  const [{ Protocol }, { layers, namedFlavor }] = await Promise.all([import('pmtiles'), import('@protomaps/basemaps')]);
  addProtocol('pmtiles', new Protocol().tile);
  return {
    version: 8,
    sources: {
      protomaps: { type: 'vector', url: `pmtiles://${new URL(url, window.location.href).href}`, attribution: config.attribution ?? '© OpenStreetMap' },
    },
    layers: layers('protomaps', namedFlavor('dark'), { lang: language.startsWith('zh') ? 'zh-Hans' : 'en' }),
  };
}

/** Street maps are drawn for daylight; dimmed and nearly without colour, so that the points stay readable on them. */
function rasterStyle(config: MapConfig, url: string): StyleSpecification {
  return {
    version: 8,
    sources: {
      raster: {
        type: 'raster', tiles: [url], tileSize: 256, attribution: config.attribution ?? '',
        minzoom: config.min_zoom ?? 0, maxzoom: config.max_zoom ?? 18,
      },
    },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': MAP_COLOURS.ground } },
      { id: 'raster', type: 'raster', source: 'raster', paint: { 'raster-saturation': -0.7, 'raster-brightness-max': 0.42, 'raster-contrast': 0.15 } },
    ],
  };
}
