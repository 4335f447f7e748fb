/** Binds the pen to what is being drawn, while there is a map. */
import { Popup } from 'maplibre-gl';
import { useEffect, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { useMap } from '../map/mapContext';
import { useEdit, type Refusal } from './editStore';
import { Pen } from './pen';
import type { LonLat } from './shape';

export function Drawing({ penRef, neighbours }: { penRef: RefObject<Pen | null>; neighbours: readonly (readonly LonLat[])[] }) {
  const handle = useMap();
  const { t } = useTranslation('mapedit');
  const drawing = useEdit((s) => s.drawing);
  const shape = useEdit((s) => s.draft?.shape.present ?? null);
  const part = useEdit((s) => s.draft?.part ?? 0);

  useEffect(() => {
    if (!handle) return;
    const made = new Pen(handle, {
      onDrawn: (drawn) => { useEdit.getState().drawn(drawn); },
      onEdited: (edited) => { useEdit.getState().edit(edited); },
      onPart: (chosen) => { useEdit.getState().choosePart(chosen); },
    });
    penRef.current = made;
    return () => {
      made.stop();
      penRef.current = null;
    };
  }, [handle, penRef]);

  useEffect(() => { penRef.current?.snapTo(neighbours); }, [handle, penRef, neighbours]);

  useEffect(() => {
    if (drawing) penRef.current?.take(drawing);
    else penRef.current?.hold(shape, part);
  }, [handle, penRef, drawing, shape, part]);

  if (!drawing && !shape) return null;
  const hint = drawing ?? (shape?.form === 'circle' ? 'editCircle' : 'edit');
  return <p className="edit-hint" role="status">{t(`hint.${hint}`)}</p>;
}

/** What is wrong, said where it is wrong. The form says it too, for those who cannot see the map. */
export function Tip({ refusal }: { refusal: Refusal | null }) {
  const handle = useMap();
  useEffect(() => {
    if (!handle || !refusal?.at) return;
    const { map, seam } = handle;
    const popup = new Popup({ closeButton: false, closeOnClick: false, focusAfterOpen: false, className: 'edit-tip', maxWidth: '22rem' })
      .setLngLat(seam.toMap(...refusal.at)).setText(refusal.text).addTo(map);
    if (!map.getBounds().contains(seam.toMap(...refusal.at))) map.panTo(seam.toMap(...refusal.at));
    return () => { popup.remove(); };
  }, [handle, refusal]);
  return null;
}
