import type { Map as MapLibre } from 'maplibre-gl';
import { createContext, useContext } from 'react';
import type { PointColumns } from './pointColumns';
import type { Seam } from './seam';

export interface MapHandle { map: MapLibre; seam: Seam; scale: number; points: PointColumns }
export const MapContext = createContext<MapHandle | null>(null);
/** The map once its style is there; null before, and without WebGL. For children of MapView. */
export const useMap = (): MapHandle | null => useContext(MapContext);
