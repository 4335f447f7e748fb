/** Sending a shape: checked first, refused with its place on the map, asked back when somebody else was faster. */
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, ApiError } from '../api/client';
import type { Area, FenceFeature, Page } from '../api/types';
import { errorText } from '../ui/errorText';
import { toast } from '../ui/toastStore';
import { faultOf, placeOf } from './checks';
import { isPersonal, useEdit, type Draft, type Refusal } from './editStore';
import { useSaveArea, useSaveFence, type Unplaced } from './queries';
import { geometryOf, outline, type Shape } from './shape';

const MAX_BUFFER_M = 10_000;

export function useSaving(draft: Draft) {
  const { t } = useTranslation('mapedit');
  const { refuse, close, open, openArea } = useEdit.getState();
  const next = useNextUnplaced();
  const shape = draft.shape.present;
  const done = (): void => {
    toast(t('form.saved'), { tone: 'ok' });
    next();
  };
  const fence = useSaveFence(done);
  const area = useSaveArea(done);
  const mutation = draft.kind === 'area' ? area : fence;
  const check = (): Refusal | null => {
    const buffer = Number(draft.buffer.trim() || 0);
    if (isPersonal(draft.kind) && !draft.elder) return { text: t('form.elderNeeded'), at: null };
    if (!(buffer >= 0 && buffer <= MAX_BUFFER_M)) return { text: t('form.bufferWrong'), at: null };
    if (draft.kind === 'area' && draft.name.trim() === '') return { text: t('form.nameNeeded'), at: null };
    const spot = draft.stored && draft.shape.past.length === 0 && !draft.redrawn ? null : faultOf(shape, draft.kind === 'area');
    return spot && { text: t(`fault.${spot.fault}`), at: spot.at };
  };
  const save = (over?: string): void => {
    mutation.mutate({ draft, over }, {
      onError: (error) => { if (!newerThan(error)) refuse(refusalOf(error, shape, (reason) => t('form.failed', { reason }))); },
    });
  };
  const theirs = async (): Promise<void> => {
    if (!draft.stored) return;
    if (draft.kind === 'area') {
      // There is no reading of one area: the list says how it is now.
      const found = await api.get<Page<Area>>('/api/areas', { after: draft.stored.id - 1, limit: 1 });
      if (found.items[0]) openArea(found.items[0]);
    } else open(await api.get<FenceFeature>(`/api/fences/${draft.stored.id}`), draft.elder);
    mutation.reset();
  };
  const take = (): void => {
    theirs().catch((error: unknown) => {
      close();
      toast(t('form.failed', { reason: errorText(error) }), { tone: 'error' });
    });
  };
  return { check, save, theirs: take, busy: mutation.isPending, newer: newerThan(mutation.error) };
}

/** Done with one: the next one of the list, or nothing. */
function useNextUnplaced(): () => void {
  const client = useQueryClient();
  return () => {
    const { target, pick, close } = useEdit.getState();
    if (target?.kind !== 'home') {
      close();
      return;
    }
    const list = client.getQueryData<Page<Unplaced>>(['elders', 'unplaced'])?.items ?? [];
    const elder = following(list, target.elder.id);
    if (elder) pick('place', { kind: 'home', elder });
    else close();
  };
}

/** Who comes after `id`; the list starts anew at its end, without her. Pure. */
export function following<T extends { id: number }>(list: readonly T[], id: number): T | null {
  const at = list.findIndex((one) => one.id === id);
  const rest = [...list.slice(at + 1), ...list.slice(0, Math.max(0, at))].filter((one) => one.id !== id);
  return rest[0] ?? null;
}

/** The revision that somebody else has made meanwhile. */
export function newerThan(error: unknown): string | null {
  if (!(error instanceof ApiError) || error.kind !== 'stale_version') return null;
  return typeof error.body['revision'] === 'string' ? error.body['revision'] : null;
}

/** The server's own words about a field, put where the field is on the map. */
export function refusalOf(error: unknown, shape: Shape, failed: (reason: string) => string): Refusal {
  const faults = error instanceof ApiError && Array.isArray(error.body['errors']) ? (error.body['errors'] as { field: string; detail: string }[]) : [];
  const first = faults[0];
  return first ? { text: failed(first.detail), at: placeOf(first.field, first.field.startsWith('boundary') ? outline(shape) : geometryOf(shape), shape) } : { text: failed(errorText(error)), at: null };
}
