/** The hand on the map: the drawing library behind a few words of ours. In the map's coordinates inside, WGS-84 outside. */
import type { Map as MapLibre } from 'maplibre-gl';
import {
  TerraDraw, TerraDrawCircleMode, TerraDrawLineStringMode, TerraDrawModeUndoRedo, TerraDrawPointMode, TerraDrawPolygonMode,
  TerraDrawSelectMode,
  type GeoJSONStoreFeatures,
} from 'terra-draw';
import { TerraDrawMapLibreGLAdapter } from 'terra-draw-maplibre-gl-adapter';
import { boundsOf, type Bounds } from '../map/camera';
import type { MapHandle } from '../map/mapContext';
import { MAP_COLOURS as C } from '../map/palette';
import { geometryToMap, type Seam } from '../map/seam';
import { circle } from '../map/shapes';
import type { Stroke } from './editStore';
import { circleOf, pathsOf, rounded, USUAL_RADIUS_M, USUAL_WIDTH_M, withPath, type LonLat, type Shape } from './shape';
import { snap, type Pixel } from './snap';

const REACH_PX = 14;
const MODE: Record<Stroke, string> = { circle: 'circle', polygon: 'polygon', line: 'linestring', place: 'point' };
const HANDLES_OF_A_CIRCLE = 16; // every fourth of its 64 corners can be seen; all of them can be pulled

interface Listener {
  onDrawn(shape: Shape): void;
  onEdited(shape: Shape): void;
  onPart(part: number): void;
}

export class Pen {
  private readonly draw: TerraDraw;
  private readonly map: MapLibre;
  private readonly seam: Seam;
  private shape: Shape | null = null;
  private ids: (string | number)[] = [];
  private neighbours: { path: readonly LonLat[]; box: Bounds }[] = [];

  constructor({ map, seam, scale }: MapHandle, listener: Listener) {
    this.map = map;
    this.seam = seam;
    const reach = REACH_PX * scale;
    const snapping = { toCustom: (event: { containerX: number; containerY: number }) => this.near(event, reach) };
    const line = { fillColor: C.accent, fillOpacity: 0.18, outlineColor: C.trail, outlineWidth: 2.5 * scale } as const;
    const corner = { width: 6 * scale, outline: 2 * scale };
    const closing = { closingPointWidth: corner.width, closingPointColor: C.accent, closingPointOutlineColor: C.trail, closingPointOutlineWidth: corner.outline } as const;
    this.draw = new TerraDraw({
      adapter: new TerraDrawMapLibreGLAdapter({ map, coordinatePrecision: 9 }),
      modes: [
        new TerraDrawPolygonMode({ snapping, pointerDistance: reach, keyEvents: { cancel: null, finish: 'Enter' }, styles: { ...line, ...closing } }),
        new TerraDrawPointMode({ styles: { pointColor: C.accent, pointOutlineColor: C.trail } }),
        new TerraDrawCircleMode({ keyEvents: { cancel: null, finish: 'Enter' }, styles: line, drawInteraction: 'click-move-or-drag' }),
        new TerraDrawLineStringMode({
          snapping, pointerDistance: reach, keyEvents: { cancel: null, finish: 'Enter' },
          styles: { lineStringColor: C.trail, lineStringWidth: 3 * scale, ...closing },
        }),
        new TerraDrawSelectMode({
          pointerDistance: reach, keyEvents: null, allowManualDeselection: false,
          flags: {
            polygon: { feature: { draggable: true, coordinates: { draggable: true, midpoints: { draggable: true }, deletable: true, snappable: snapping } } },
            linestring: { feature: { draggable: true, coordinates: { draggable: true, midpoints: { draggable: true }, deletable: true, snappable: snapping } } },
            circle: { feature: { draggable: true, coordinates: { resizable: 'center-fixed' } } },
          },
          styles: {
            selectedPolygonColor: C.accent, selectedPolygonFillOpacity: 0.2, selectedPolygonOutlineColor: C.trail, selectedPolygonOutlineWidth: 2.5 * scale,
            selectedLineStringColor: C.trail, selectedLineStringWidth: 3 * scale,
            selectionPointColor: C.trail, selectionPointOutlineColor: C.accent,
            selectionPointWidth: (f) => (this.isHandle(f) ? corner.width : 0), selectionPointOutlineWidth: (f) => (this.isHandle(f) ? corner.outline : 0),
            midPointColor: C.accent, midPointOutlineColor: C.trail, midPointWidth: 4 * scale, midPointOutlineWidth: scale,
          },
        }),
      ],
      undoRedo: { modeLevel: new TerraDrawModeUndoRedo() },
    });
    this.draw.start();
    this.draw.on('finish', (id, { action }) => {
      const feature = this.draw.getSnapshotFeature(id);
      if (!feature) return;
      if (action === 'draw') {
        listener.onDrawn(this.drawnShape(feature));
        return;
      }
      const edited = this.editedShape(this.ids.indexOf(id), feature);
      if (edited) listener.onEdited(edited);
    });
    this.draw.on('select', (id) => {
      const part = this.ids.indexOf(id);
      if (part !== -1) listener.onPart(part);
    });
  }

  /** Vertices and sides to snap to, as lines of WGS-84 places. */
  snapTo(neighbours: readonly (readonly LonLat[])[]): void {
    this.neighbours = neighbours.flatMap((given) => {
      const path = given.map(([lon, lat]) => this.seam.toMap(lon, lat));
      const box = boundsOf([{ type: 'LineString', coordinates: path }]);
      return box ? [{ path, box }] : [];
    });
  }

  /** Takes up the pen for something new. */
  take(stroke: Stroke): void {
    this.clear();
    this.draw.setMode(MODE[stroke]);
  }

  /** Puts down the pen; the shape, if there is one, can be pulled about by its corners. */
  hold(shape: Shape | null, part: number): void {
    if (shape === this.shape && shape !== null && this.draw.getMode() === 'select') {
      const id = this.ids[part];
      if (id !== undefined) this.draw.selectFeature(id);
      return;
    }
    this.clear();
    this.draw.setMode('select');
    this.shape = shape;
    if (!shape) return;
    const added = this.draw.addFeatures(pathsOf(shape).map((_, i) => this.feature(shape, i)));
    this.ids = added.map(({ id }) => id as string | number);
    const id = this.ids[part];
    if (id !== undefined && added[part]?.valid) this.draw.selectFeature(id);
  }

  /** Takes back the last corner of what is just being drawn; false when nothing is. */
  undoStroke(): boolean {
    return this.draw.getModeState() === 'drawing' && this.draw.undo();
  }

  redoStroke(): boolean {
    return this.draw.getMode() !== 'select' && this.draw.redo();
  }

  /** Where the map looks, for what is begun without a click. */
  middle(): LonLat {
    const { lng, lat } = this.map.getCenter();
    return rounded(this.seam.fromMap(lng, lat));
  }

  stop(): void {
    // The map itself may be gone already when the whole screen closes.
    if (this.map.style && this.draw.enabled) this.draw.stop();
  }

  private clear(): void {
    this.draw.setMode('select');
    this.draw.clear();
    this.shape = null;
    this.ids = [];
  }

  private feature(shape: Shape, part: number): GeoJSONStoreFeatures {
    const path = pathsOf(shape)[part] ?? [];
    const geometry: GeoJSON.Polygon | GeoJSON.LineString =
      shape.form === 'circle' ? circle(...shape.centre, shape.radiusM)
      : shape.form === 'line' ? { type: 'LineString', coordinates: path }
      : { type: 'Polygon', coordinates: [[...path, ...path.slice(0, 1)]] };
    return { type: 'Feature', properties: { mode: MODE[shape.form] }, geometry: precise(geometryToMap(geometry, this.seam)) } as GeoJSONStoreFeatures;
  }

  private drawnShape(feature: GeoJSONStoreFeatures): Shape {
    if (feature.geometry.type === 'Point') {
      const [lon, lat] = feature.geometry.coordinates as LonLat;
      return { form: 'circle', centre: rounded(this.seam.fromMap(lon, lat)), radiusM: USUAL_RADIUS_M };
    }
    const path = this.pathOf(feature);
    if (feature.properties['mode'] === 'circle') return { form: 'circle', ...this.round(feature) };
    return feature.geometry.type === 'LineString'
      ? { form: 'line', parts: [{ path, holes: [] }], radiusM: USUAL_WIDTH_M }
      : { form: 'polygon', parts: [{ path, holes: [] }], radiusM: null };
  }

  private editedShape(part: number, feature: GeoJSONStoreFeatures): Shape | null {
    if (!this.shape || part === -1) return null;
    const next: Shape = this.shape.form === 'circle' ? { form: 'circle', ...this.round(feature) } : withPath(this.shape, part, this.pathOf(feature));
    this.shape = next;
    return next;
  }

  private round(feature: GeoJSONStoreFeatures): { centre: LonLat; radiusM: number } {
    const ring = (feature.geometry as GeoJSON.Polygon).coordinates[0] as LonLat[];
    const { centre, radiusM } = circleOf(ring);
    return { centre: rounded(this.seam.fromMap(...centre)), radiusM: Math.max(1, radiusM) };
  }

  private pathOf({ geometry }: GeoJSONStoreFeatures): LonLat[] {
    const places = geometry.type === 'LineString' ? geometry.coordinates : ((geometry as GeoJSON.Polygon).coordinates[0] ?? []).slice(0, -1);
    return places.map((p) => rounded(this.seam.fromMap(p[0] as number, p[1] as number)));
  }

  private near({ containerX, containerY }: { containerX: number; containerY: number }, reach: number): LonLat | undefined {
    const low = this.map.unproject([containerX - reach, containerY + reach]);
    const high = this.map.unproject([containerX + reach, containerY - reach]);
    const found = snap({ x: containerX, y: containerY }, this.pixels([low.lng, low.lat, high.lng, high.lat]), reach);
    if (!found) return undefined;
    const { lng, lat } = this.map.unproject([found.x, found.y]);
    return precise({ type: 'Point', coordinates: [lng, lat] }).coordinates as LonLat;
  }

  /** The neighbours that come near the window, in pixels: there may be thousands, and this runs with each movement. */
  private *pixels([west, south, east, north]: Bounds): Iterable<readonly Pixel[]> {
    for (const { path, box } of this.neighbours) {
      if (box[0] <= east && box[2] >= west && box[1] <= north && box[3] >= south) yield path.map((p) => this.map.project(p));
    }
  }

  private isHandle(feature: GeoJSONStoreFeatures): boolean {
    return this.shape?.form !== 'circle' || Number(feature.properties['index']) % HANDLES_OF_A_CIRCLE === 0;
  }
}

/** As precise as the library wants its coordinates; it refuses longer ones. */
function precise<G extends GeoJSON.Point | GeoJSON.LineString | GeoJSON.Polygon>(geometry: G): G {
  const cut = (value: unknown): unknown => (Array.isArray(value) ? value.map(cut) : Number((value as number).toFixed(9)));
  return { ...geometry, coordinates: cut(geometry.coordinates) } as G;
}
