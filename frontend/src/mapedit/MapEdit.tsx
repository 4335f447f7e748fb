/** Fences on the map, for supervisors: drawn, edited, removed; with mouse or keyboard. */
import { Circle, Keyboard, Pentagon, Redo2, Spline, Undo2 } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAreas } from '../api/queries';
import type { Area, FenceFeature } from '../api/types';
import '../devices/devices.css';
import { AreaLayers } from '../map/AreaLayers';
import { boundsOf, type Bounds } from '../map/camera';
import { DirectiveLayers } from '../map/DirectiveLayers';
import { MapView } from '../map/MapView';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { PageTop } from '../ui/PageTop';
import { DirectiveForm } from './DirectiveForm';
import { Drawing, Tip } from './Drawing';
import { useEdit } from './editStore';
import { FenceLayers } from './FenceLayers';
import { FenceList, type Layer } from './FenceList';
import './mapedit.css';
import type { Pen } from './pen';
import { SHOWN_AT_ONCE, useFencesIn, useShared } from './queries';
import { outline, pathsOf, shapeOf, USUAL_RADIUS_M, type Form, type LonLat } from './shape';
import { ShapeForm } from './ShapeForm';
import { Placing, Unplaced } from './Unplaced';
import { stepBack, stepForward, useEditKeys } from './useEditKeys';
import { Looker, ViewWatcher } from './view';

const NOTHING: readonly FenceFeature[] = [];
const ICONS = { circle: Circle, polygon: Pentagon, line: Spline } as const;

export default function MapEdit() {
  const { t } = useTranslation('mapedit');
  const pen = useRef<Pen | null>(null);
  const [view, setView] = useState<Bounds | null>(null);
  const [target, setTarget] = useState<Bounds | null>(null);
  const [shown, setShown] = useState<ReadonlySet<Layer>>(new Set<Layer>(['home', 'safe', 'hazard', 'district', 'area']));
  const draft = useEdit((s) => s.draft);
  const drawing = useEdit((s) => s.drawing);
  const refusal = useEdit((s) => s.refusal);
  const { data: areas = [] } = useAreas();
  const { fences, shared, notes, error } = useShownFences(shown, view);
  useEditKeys(pen);
  useStayWhenChanged();
  useBeginAsAsked();

  const storedId = draft?.stored?.id;
  const ownFence = draft?.kind === 'area' ? undefined : storedId;
  const others = useMemo(() => fences.filter((fence) => fence.id !== ownFence), [fences, ownFence]);
  const editedArea = draft?.kind === 'area' ? storedId : undefined;
  const shownAreas = useMemo(() => (shown.has('area') ? areas.filter((area) => area.id !== editedArea) : []), [areas, shown, editedArea]);
  const neighbours = useMemo(() => pathsOfAll(others.map((f) => f.geometry), shownAreas.map((a) => a.boundary)), [others, shownAreas]);
  const open = useCallback((fence: FenceFeature) => {
    const id = fence.properties.elder_id;
    useEdit.getState().open(fence, id ? { id } : null);
  }, []);
  const goTo = useCallback((fence: FenceFeature) => {
    useEdit.getState().unlessChanged(() => {
      open(fence);
      const shape = shapeOf(fence.geometry, fence.properties.radius_m);
      if (shape) setTarget(boundsOf([outline(shape)]));
    });
  }, [open]);
  const goToArea = useCallback((area: Area) => {
    const { unlessChanged, openArea, pick } = useEdit.getState();
    unlessChanged(() => {
      if (!area.boundary) {
        pick('polygon', { kind: 'area', area });
        return;
      }
      openArea(area);
      setTarget(boundsOf([area.boundary]));
    });
  }, []);
  const toggle = (layer: Layer): void => {
    const next = new Set(shown);
    if (!next.delete(layer)) next.add(layer);
    setShown(next);
  };
  return (
    <main className="edit" onContextMenu={(e) => { if (e.target instanceof HTMLCanvasElement) e.preventDefault(); }}>
      <PageTop title={t('title')} back={t('back')}><Tools pen={pen} /></PageTop>
      <FenceList fences={shared} shown={shown} onToggle={toggle} notes={notes} onOpen={goTo} areas={areas} onArea={goToArea} />
      <div className="edit-map">
        <MapView>
          <AreaLayers areas={shownAreas} chosenId={null} />
          <DirectiveLayers />
          <FenceLayers fences={others} onOpen={draft ?? drawing ? null : open} />
          <ViewWatcher onView={setView} />
          <Looker at={target} />
          <Drawing penRef={pen} neighbours={neighbours} />
          <Tip refusal={refusal} />
        </MapView>
        {error ? <p className="edit-hint bad" role="alert">{error}</p> : null}
      </div>
      <aside className="edit-side" aria-label={t('side')}>
        <Side />
      </aside>
      <GiveUp />
    </main>
  );
}

/** What is in hand: the shape's form; else whom the next click is for; else what there is to do. */
function Side() {
  const { t } = useTranslation('mapedit');
  const draft = useEdit((s) => s.draft);
  const target = useEdit((s) => s.target);
  if (draft?.kind === 'directive') return <DirectiveForm draft={draft} />;
  if (draft) return <ShapeForm key={`${draft.kind}-${String(draft.stored?.id ?? target?.kind)}`} draft={draft} />;
  if (target?.kind === 'home') return <Placing elder={target.elder} />;
  return (
    <>
      <p>{t('begin')}</p>
      <Unplaced />
    </>
  );
}

function Tools({ pen }: { pen: React.RefObject<Pen | null> }) {
  const { t } = useTranslation('mapedit');
  const drawing = useEdit((s) => s.drawing);
  const history = useEdit((s) => s.draft?.shape);
  const { unlessChanged, pick, drawn } = useEdit.getState();
  const target = useEdit((s) => s.target);
  const typed = (): void => {
    const at = pen.current?.middle() ?? [108.94, 34.26];
    drawn({ form: 'circle', centre: at, radiusM: USUAL_RADIUS_M });
  };
  return (
    <div className="edit-tools" role="toolbar" aria-label={t('tools')}>
      {(['polygon', 'circle', 'line'] as const satisfies readonly Form[]).map((form) => {
        const Icon = ICONS[form];
        return (
          <Button key={form} aria-pressed={drawing === form} variant={drawing === form ? 'primary' : 'plain'} icon={<Icon aria-hidden="true" />}
            onClick={() => { unlessChanged(() => { pick(drawing === form ? null : form, target); }); }}>
            {t(`draw.${form}`)}
          </Button>
        );
      })}
      <Button variant="ghost" icon={<Keyboard aria-hidden="true" />} onClick={() => { unlessChanged(typed); }}>{t('draw.typed')}</Button>
      <span className="edit-gap" />
      <Button variant="ghost" icon={<Undo2 aria-hidden="true" />} shortcut="Ctrl Z" disabled={!drawing && !history?.past.length} onClick={() => { stepBack(pen.current); }}>{t('undo')}</Button>
      <Button variant="ghost" icon={<Redo2 aria-hidden="true" />} disabled={!drawing && !history?.future.length} onClick={() => { stepForward(pen.current); }}>{t('redo')}</Button>
    </div>
  );
}

/** The fences of the layers that are on: the few that are everybody's, and homes of the part that is looked at. */
function useShownFences(shown: ReadonlySet<Layer>, view: Bounds | null) {
  const { t } = useTranslation('mapedit');
  const hazards = useShared('hazard');
  const districts = useShared('district');
  const homes = useFencesIn('home', shown.has('home') ? view : null);
  const safe = useFencesIn('safe', shown.has('safe') ? view : null);
  const shared = useMemo(() => [...(hazards.data ?? NOTHING), ...(districts.data ?? NOTHING)], [hazards.data, districts.data]);
  const fences = useMemo(() => [
    ...shared.filter((fence) => shown.has(fence.properties.kind as Layer)),
    ...(shown.has('safe') && view ? (safe.data?.items ?? NOTHING) : NOTHING),
    ...(shown.has('home') && view ? (homes.data?.items ?? NOTHING) : NOTHING),
  ], [shown, view, shared, safe.data, homes.data]);
  const note = (next: unknown): string => (view === null ? t('zoomIn') : next ? t('more', { count: SHOWN_AT_ONCE }) : '');
  const failed = hazards.error ?? districts.error ?? homes.error ?? safe.error;
  return {
    fences,
    shared,
    notes: { home: note(homes.data?.next), safe: note(safe.data?.next), hazard: String(hazards.data?.length ?? ''), district: String(districts.data?.length ?? '') },
    error: failed ? t('list.failed', { reason: failed.message }) : null,
  };
}

/** Closed outlines and lines to snap to. Circles are left out: nothing is ever drawn along a home. */
function pathsOfAll(...geometries: (GeoJSON.Geometry | null)[][]): LonLat[][] {
  return geometries.flat().flatMap((geometry) => {
    const shape = geometry && geometry.type !== 'Point' ? shapeOf(geometry, null) : null;
    if (!shape) return [];
    return pathsOf(shape).map((path) => (shape.form === 'polygon' ? [...path, ...path.slice(0, 1)] : path));
  });
}

/** The browser asks before the page is left with changes that are not saved. */
function useStayWhenChanged(): void {
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent): void => { if (useEdit.getState().draft?.touched) event.preventDefault(); };
    window.addEventListener('beforeunload', ask);
    return () => {
      window.removeEventListener('beforeunload', ask);
      useEdit.getState().close();
    };
  }, []);
}

/** `?draw=directive` comes from the desk: the pen is in hand at once. */
function useBeginAsAsked(): void {
  useEffect(() => {
    if (new URLSearchParams(window.location.search).get('draw') === 'directive') useEdit.getState().pick('polygon', { kind: 'directive' });
  }, []);
}

function GiveUp() {
  const { t } = useTranslation('mapedit');
  const waiting = useEdit((s) => s.waiting);
  const { answer } = useEdit.getState();
  return (
    <Dialog open={waiting !== null} onOpenChange={() => { answer(false); }} title={t('giveUp.title')} description={t('giveUp.text')}>
      <footer className="edit-ask">
        <Button variant="primary" onClick={() => { answer(false); }}>{t('giveUp.no')}</Button>
        <Button variant="danger" onClick={() => { answer(true); }}>{t('giveUp.yes')}</Button>
      </footer>
    </Dialog>
  );
}
