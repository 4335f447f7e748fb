/** The fences as a list, with layers to switch on and off; the way to them without a map. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Area, FenceFeature, FoundElder } from '../api/types';
import { useFences } from '../desk/queries';
import { useSession } from '../state/store';
import { ElderPicker } from '../devices/ElderPicker';
import { FENCE_KINDS, useEdit, type AreaKind, type FenceKind } from './editStore';
import { KIND_COLOURS } from './FenceLayers';

const LISTED = 300;
export type Layer = FenceKind | 'area';
const LAYERS: readonly Layer[] = [...FENCE_KINDS, 'area'];

interface Props {
  /** Those that belong to nobody; an elder's own are found by her. */
  fences: readonly FenceFeature[];
  shown: ReadonlySet<Layer>;
  onToggle: (layer: Layer) => void;
  /** What is to be said beside a layer: that one must zoom in, or that there are more. */
  notes: Partial<Record<Layer, string>>;
  onOpen: (fence: FenceFeature) => void;
  areas: readonly Area[];
  onArea: (area: Area) => void;
}

export function FenceList({ fences, shown, onToggle, notes, onOpen, areas, onArea }: Props) {
  const { t } = useTranslation('mapedit');
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase();
  const found = fences.filter((fence) => wanted === '' || (fence.properties.name ?? '').toLowerCase().includes(wanted));
  return (
    <aside className="edit-list" aria-label={t('list.title')}>
      <fieldset className="edit-layers">
        <legend>{t('layers')}</legend>
        {LAYERS.map((layer) => (
          <label key={layer}>
            <input type="checkbox" checked={shown.has(layer)} onChange={() => { onToggle(layer); }} />
            <i className={layer} style={layer === 'area' ? undefined : { borderColor: KIND_COLOURS[layer] }} aria-hidden="true" />
            {layer === 'area' ? t('area') : t(`kind.${layer}`)} <small>{notes[layer]}</small>
          </label>
        ))}
      </fieldset>
      <ByElder onOpen={onOpen} />
      <h2>{t('list.title')}</h2>
      <input type="search" className="edit-filter" aria-label={t('list.filter')} placeholder={t('list.filter')} value={text} onChange={(e) => { setText(e.target.value); }} />
      {found.length === 0 ? <p>{t('list.none')}</p> : null}
      <ul>{found.slice(0, LISTED).map((fence) => <Row key={fence.id} fence={fence} onOpen={onOpen} />)}</ul>
      <AreaList areas={areas} onArea={onArea} />
    </aside>
  );
}

function Row({ fence, onOpen }: { fence: FenceFeature; onOpen: Props['onOpen'] }) {
  const { t } = useTranslation('mapedit');
  const current = useEdit((s) => s.draft?.stored?.id === fence.id);
  const kind = fence.properties.kind as FenceKind;
  return (
    <li>
      <button type="button" aria-pressed={current} onClick={() => { onOpen(fence); }}>
        <i className={kind} style={{ borderColor: KIND_COLOURS[kind] }} aria-hidden="true" />
        <b>{fence.properties.name ?? t('list.unnamedOf', { kind: t(`kind.${kind}`), id: fence.id })}</b>
        <small>{t(`kind.${kind}`)}</small>
      </button>
    </li>
  );
}

/** For admins: the areas, those without a border too. The root is everywhere and has none. */
function AreaList({ areas, onArea }: Pick<Props, 'areas' | 'onArea'>) {
  const { t } = useTranslation('mapedit');
  const current = useEdit((s) => (s.draft?.kind === 'area' ? s.draft.stored?.id : undefined));
  if (useSession().user?.role !== 'admin') return null;
  return (
    <details open={areas.length < 20}>
      <summary>{t('list.areas')}</summary>
      <ul>
        {areas.filter((area) => area.parent_id !== null).map((area) => (
          <li key={area.id}>
            <button type="button" aria-pressed={current === area.id} onClick={() => { onArea(area); }}>
              <i className="area" aria-hidden="true" /><b>{area.name}</b>
              <small>{area.boundary ? t(`areaKind.${area.kind as AreaKind}`) : t('list.noBorder')}</small>
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** The fences of one elder: among a hundred thousand homes nobody finds hers on the map. */
function ByElder({ onOpen }: { onOpen: Props['onOpen'] }) {
  const { t } = useTranslation('mapedit');
  const [asked, setAsked] = useState(false);
  const [elder, setElder] = useState<FoundElder | null>(null);
  const { data } = useFences(elder?.id ?? null);
  return (
    <details className="hand" onToggle={(e) => { setAsked(e.currentTarget.open); }}>
      <summary>{t('list.ofElder')}</summary>
      {asked ? <ElderPicker label={t('form.elder')} chosen={elder} onChoose={setElder} /> : null}
      {elder && data?.length === 0 ? <p>{t('list.noneOfElder')}</p> : null}
      {elder && data && !data.some((fence) => fence.properties.kind === 'home') ? (
        <button type="button" className="btn" onClick={() => { useEdit.getState().unlessChanged(() => { useEdit.getState().pick('place', { kind: 'home', elder }); }); }}>{t('list.setHome')}</button>
      ) : null}
      {elder ? <ul>{data?.map((fence) => <Row key={fence.id} fence={fence} onOpen={onOpen} />)}</ul> : null}
    </details>
  );
}
