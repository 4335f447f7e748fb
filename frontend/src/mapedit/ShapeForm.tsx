/** What the shape is, whose, and its numbers; saving it. */
import { Save as SaveIcon, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { distance } from '../desk/format';
import { Button } from '../ui/Button';
import { errorText } from '../ui/errorText';
import { toast } from '../ui/toastStore';
import { CoordinateTable } from './CoordinateTable';
import { useEdit, type Draft } from './editStore';
import { AreaFields, FenceFields, KindSelect } from './fields';
import { useRemoveFence } from './queries';
import { newerThan, useSaving } from './saving';
import { sizeOf, type Form, type Shape } from './shape';

const FORMS: readonly Form[] = ['circle', 'polygon', 'line'];

export function ShapeForm({ draft }: { draft: Draft }) {
  const { t } = useTranslation('mapedit');
  const { reform, edit, refuse, close, unlessChanged } = useEdit.getState();
  const refusal = useEdit((s) => s.refusal);
  const shape = draft.shape.present;
  const title = draft.kind === 'area' ? t(draft.stored ? 'form.editArea' : 'form.newArea') : t(draft.stored ? 'form.edit' : 'form.new', { id: draft.stored?.id });
  const { check, save, theirs, busy, newer } = useSaving(draft);
  const submit = (over?: string): void => {
    const problem = check();
    refuse(problem);
    if (!problem) save(over);
  };
  return (
    <form className="edit-form hand" aria-label={title} onSubmit={(e) => { e.preventDefault(); submit(); }}>
      <h2>{title}</h2>
      <KindSelect draft={draft} />
      {draft.kind === 'area' ? <AreaFields draft={draft} /> : draft.kind === 'directive' ? null : <FenceFields draft={draft} />}
      <label className="field">
        {t('form.shape')}
        <select value={shape.form} onChange={(e) => { reform(e.target.value as Form); }}>
          {FORMS.map((form) => <option key={form} value={form}>{t(`form.form.${form}`)}</option>)}
        </select>
        <small><Size shape={shape} /></small>
      </label>
      <Parts draft={draft} shape={shape} />
      <CoordinateTable shape={shape} part={draft.part} onChange={edit} />
      {refusal ? <p className="edit-wrong" role="alert">{refusal.text}</p> : null}
      {newer ? (
        <div className="edit-stale" role="alert">
          <p>{t('form.stale')}</p>
          <Button onClick={theirs}>{t('form.takeTheirs')}</Button>
          <Button variant="danger" onClick={() => { submit(newer); }}>{t('form.takeMine')}</Button>
        </div>
      ) : null}
      <footer>
        <Button type="submit" variant="primary" icon={<SaveIcon aria-hidden="true" />} disabled={busy || (draft.stored !== null && !draft.touched)}>{t('form.save')}</Button>
        {draft.stored && draft.kind !== 'home' && draft.kind !== 'area' ? <Remove stored={draft.stored} /> : null}
        <Button variant="ghost" shortcut="Esc" onClick={() => { unlessChanged(close); }}>{t('form.cancel')}</Button>
      </footer>
    </form>
  );
}

function Size({ shape }: { shape: Shape }) {
  const { t } = useTranslation('mapedit');
  const size = sizeOf(shape);
  if ('radiusM' in size) return t('form.size.radius', { size: distance(size.radiusM) });
  if ('lengthM' in size) return t('form.size.length', { size: distance(size.lengthM) });
  return t('form.size.area', { size: size.areaM2 < 1e6 ? `${Math.round(size.areaM2).toLocaleString()} m²` : `${(size.areaM2 / 1e6).toFixed(1)} km²` });
}

function Parts({ draft, shape }: { draft: Draft; shape: Shape }) {
  const { t } = useTranslation('mapedit');
  if (shape.form === 'circle') return null;
  const holes = shape.parts[draft.part]?.holes.length ?? 0;
  return (
    <>
      {shape.parts.length > 1 ? (
        <select aria-label={t('form.part', { n: draft.part + 1, count: shape.parts.length })} value={draft.part} onChange={(e) => { useEdit.getState().choosePart(Number(e.target.value)); }}>
          {shape.parts.map((_, i) => <option key={i} value={i}>{t('form.part', { n: i + 1, count: shape.parts.length })}</option>)}
        </select>
      ) : null}
      {holes > 0 ? <p>{t('form.holes', { count: holes })}</p> : null}
    </>
  );
}

function Remove({ stored }: { stored: { id: number; revision: string } }) {
  const { t } = useTranslation('mapedit');
  const { close, refuse } = useEdit.getState();
  const [sure, setSure] = useState(false);
  const remove = useRemoveFence(() => { toast(t('form.removed'), { tone: 'ok' }); close(); });
  const press = (): void => {
    if (!sure) setSure(true);
    else remove.mutate(stored, { onError: (error) => { refuse({ text: newerThan(error) ? t('form.stale') : t('form.failed', { reason: errorText(error) }), at: null }); } });
  };
  return <Button variant={sure ? 'danger' : 'plain'} icon={<Trash2 aria-hidden="true" />} disabled={remove.isPending} onClick={press}>{t(sure ? 'form.removeSure' : 'form.remove')}</Button>;
}
