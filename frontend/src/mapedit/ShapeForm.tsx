/** What the shape is, whose, and its numbers; saving it. */
import { Save as SaveIcon, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ApiError } from '../api/client';
import type { FenceFeature, FoundElder } from '../api/types';
import { distance } from '../desk/format';
import { useElderCard } from '../desk/queries';
import { ElderPicker } from '../devices/ElderPicker';
import { Button } from '../ui/Button';
import { errorText } from '../ui/errorText';
import { toast } from '../ui/toastStore';
import { faultOf, placeOf } from './checks';
import { CoordinateTable } from './CoordinateTable';
import { FENCE_KINDS, isPersonal, useEdit, type Draft, type FenceKind, type Refusal } from './editStore';
import { useRemoveFence, useSaveFence } from './queries';
import { geometryOf, sizeOf, type Form, type Shape } from './shape';

const FORMS: readonly Form[] = ['circle', 'polygon', 'line'];
const MAX_BUFFER_M = 10_000;

export function ShapeForm({ draft }: { draft: Draft }) {
  const { t } = useTranslation('mapedit');
  const { describe, reform, edit, refuse, close, unlessChanged } = useEdit.getState();
  const refusal = useEdit((s) => s.refusal);
  const shape = draft.shape.present;
  const { check, save, theirs, busy, newer } = useSaving(draft);
  const { data: card } = useElderCard(draft.stored && draft.elder ? draft.elder.id : null);
  const [chosen, setChosen] = useState<FoundElder | null>(null);
  const submit = (over?: string): void => {
    const problem = check();
    refuse(problem);
    if (!problem) save(over);
  };
  return (
    <form className="edit-form hand" aria-label={t(draft.stored ? 'form.edit' : 'form.new', { id: draft.stored?.id })} onSubmit={(e) => { e.preventDefault(); submit(); }}>
      <h2>{t(draft.stored ? 'form.edit' : 'form.new', { id: draft.stored?.id })}</h2>
      <label className="field">
        {t('form.kind')}
        <select value={draft.kind} disabled={draft.stored !== null} onChange={(e) => { describe({ kind: e.target.value as FenceKind }); }}>
          {FENCE_KINDS.map((kind) => <option key={kind} value={kind}>{t(`kind.${kind}`)}</option>)}
        </select>
      </label>
      {draft.stored && draft.elder ? <p>{t('form.elder')} <b>{card?.name ?? `#${String(draft.elder.id)}`}</b> {card?.address}</p> : null}
      {!draft.stored && isPersonal(draft.kind) ? (
        <ElderPicker label={t('form.elder')} chosen={chosen} onChoose={(elder) => { setChosen(elder); describe({ elder }); }} />
      ) : null}
      <label className="field">
        {t('form.name')}
        <input maxLength={100} value={draft.name} onChange={(e) => { describe({ name: e.target.value }); }} />
      </label>
      <label className="field">
        {t('form.buffer')}
        <input inputMode="numeric" value={draft.buffer} placeholder={draft.kind === 'safe' ? '50' : '0'} onChange={(e) => { describe({ buffer: e.target.value }); }} />
        <small>{t('form.bufferHint')}</small>
      </label>
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
        {draft.stored && draft.kind !== 'home' ? <Remove stored={draft.stored} /> : null}
        <Button variant="ghost" shortcut="Esc" onClick={() => { unlessChanged(close); }}>{t('form.cancel')}</Button>
      </footer>
    </form>
  );
}

/** Checking, sending, and what to do when somebody else was faster. */
function useSaving(draft: Draft) {
  const { t } = useTranslation('mapedit');
  const { refuse, close, open } = useEdit.getState();
  const shape = draft.shape.present;
  const mutation = useSaveFence(() => { toast(t('form.saved'), { tone: 'ok' }); close(); });
  const check = (): Refusal | null => {
    const buffer = Number(draft.buffer.trim() || 0);
    if (!draft.stored && isPersonal(draft.kind) && !draft.elder) return { text: t('form.elderNeeded'), at: null };
    if (!(buffer >= 0 && buffer <= MAX_BUFFER_M)) return { text: t('form.bufferWrong'), at: null };
    const spot = draft.stored && draft.shape.past.length === 0 ? null : faultOf(shape);
    return spot && { text: t(`fault.${spot.fault}`), at: spot.at };
  };
  const save = (over?: string): void => {
    mutation.mutate({ draft, over }, {
      onError: (error) => { if (!newerThan(error)) refuse(refusalOf(error, shape, (reason) => t('form.failed', { reason }))); },
    });
  };
  const theirs = async (): Promise<void> => {
    if (!draft.stored) return;
    const fence = await api.get<FenceFeature>(`/api/fences/${draft.stored.id}`);
    mutation.reset();
    open(fence, draft.elder);
  };
  return { check, save, theirs: () => { void theirs(); }, busy: mutation.isPending, newer: newerThan(mutation.error) };
}

/** The revision that somebody else has made meanwhile. */
function newerThan(error: unknown): string | null {
  if (!(error instanceof ApiError) || error.kind !== 'stale_version') return null;
  return typeof error.body['revision'] === 'string' ? error.body['revision'] : null;
}

/** The server's own words about a field, put where the field is on the map. */
export function refusalOf(error: unknown, shape: Shape, failed: (reason: string) => string): Refusal {
  const faults = error instanceof ApiError && Array.isArray(error.body['errors']) ? (error.body['errors'] as { field: string; detail: string }[]) : [];
  const first = faults[0];
  return first ? { text: failed(first.detail), at: placeOf(first.field, geometryOf(shape), shape) } : { text: failed(errorText(error)), at: null };
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
