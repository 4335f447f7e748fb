/** What is said about a shape beside its outline. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAreas } from '../api/queries';
import type { FoundElder } from '../api/types';
import { useElderCard } from '../desk/queries';
import { ElderPicker } from '../devices/ElderPicker';
import { useSession } from '../state/store';
import { AREA_KINDS, FENCE_KINDS, isPersonal, useEdit, type AreaKind, type Draft, type Kind } from './editStore';

/** Fixed for what is stored, and for what was begun for somebody. */
export function KindSelect({ draft }: { draft: Draft }) {
  const { t } = useTranslation('mapedit');
  const admin = useSession().user?.role === 'admin';
  const begun = useEdit((s) => s.target !== null);
  const kinds: readonly Kind[] = [...FENCE_KINDS, 'directive', ...(admin || draft.kind === 'area' ? (['area'] as const) : [])];
  return (
    <label className="field">
      {t('form.kind')}
      <select value={draft.kind} disabled={draft.stored !== null || begun} onChange={(e) => { useEdit.getState().describe({ kind: e.target.value as Kind }); }}>
        {kinds.map((kind) => <option key={kind} value={kind}>{t(`kind.${kind}`)}</option>)}
      </select>
    </label>
  );
}

export function FenceFields({ draft }: { draft: Draft }) {
  const { t } = useTranslation('mapedit');
  const { describe } = useEdit.getState();
  const [chosen, setChosen] = useState<FoundElder | null>(null);
  return (
    <>
      {isPersonal(draft.kind) ? (
        draft.elder && !chosen ? <Whom id={draft.elder.id} /> : (
          <ElderPicker label={t('form.elder')} chosen={chosen} onChoose={(elder) => { setChosen(elder); describe({ elder }); }} />
        )
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
    </>
  );
}

function Whom({ id }: { id: number }) {
  const { t } = useTranslation('mapedit');
  const { data: card } = useElderCard(id);
  return <p>{t('form.elder')} <b>{card?.name ?? `#${String(id)}`}</b> {card?.address}</p>;
}

export function AreaFields({ draft }: { draft: Draft }) {
  const { t } = useTranslation('mapedit');
  const { describe } = useEdit.getState();
  const { data: areas } = useAreas();
  return (
    <>
      <label className="field">
        {t('form.areaName')}
        <input maxLength={100} value={draft.name} onChange={(e) => { describe({ name: e.target.value }); }} />
      </label>
      <label className="field">
        {t('form.areaKind')}
        <select value={draft.areaKind} onChange={(e) => { describe({ areaKind: e.target.value as AreaKind }); }}>
          {AREA_KINDS.map((kind) => <option key={kind} value={kind}>{t(`areaKind.${kind}`)}</option>)}
        </select>
      </label>
      {draft.stored ? null : (
        <label className="field">
          {t('form.parent')}
          <select value={draft.parentId ?? ''} onChange={(e) => { describe({ parentId: e.target.value === '' ? null : Number(e.target.value) }); }}>
            <option value="">{t('form.parentRoot')}</option>
            {areas?.filter((area) => area.parent_id !== null).map((area) => <option key={area.id} value={area.id}>{area.name}</option>)}
          </select>
        </label>
      )}
      <p>{t('form.areaNote')}</p>
    </>
  );
}
