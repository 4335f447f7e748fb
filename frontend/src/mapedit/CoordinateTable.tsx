/** The shape as numbers: everything that the mouse can do, without one. */
import { CornerDownRight, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { rounded, withPath, type LonLat, type Shape } from './shape';

const SHOWN = 200;
const DEGREES = 1e6; // shown to 0.1 m

export function CoordinateTable({ shape, part, onChange }: { shape: Shape; part: number; onChange: (shape: Shape) => void }) {
  const { t } = useTranslation('mapedit');
  if (shape.form === 'circle') {
    return (
      <fieldset className="edit-table">
        <legend>{t('table.title')}</legend>
        <Place at={shape.centre} onChange={(centre) => { onChange({ ...shape, centre }); }} />
        <label>{t('table.radius')}<NumberField value={shape.radiusM} onChange={(radiusM) => { onChange({ ...shape, radiusM }); }} /></label>
      </fieldset>
    );
  }
  const path = shape.parts[part]?.path ?? [];
  const least = shape.form === 'line' ? 2 : 3;
  const put = (next: LonLat[]): void => { onChange(withPath(shape, part, next)); };
  return (
    <fieldset className="edit-table">
      <legend>{t('table.title')}</legend>
      {shape.form === 'line' || shape.radiusM !== null ? (
        <label>{t('table.width')}<NumberField value={shape.radiusM ?? 0} onChange={(radiusM) => { onChange({ ...shape, radiusM }); }} /></label>
      ) : null}
      <ol>
        {path.slice(0, SHOWN).map((at, i) => (
          <li key={i} aria-label={t('table.corner', { n: i + 1 })}>
            <Place at={at} onChange={(next) => { put(path.map((old, j) => (j === i ? next : old))); }} />
            <button type="button" className="btn ghost icon" aria-label={t('table.insert', { n: i + 1 })} title={t('table.insert', { n: i + 1 })}
              onClick={() => { put([...path.slice(0, i + 1), between(at, path[i + 1] ?? path[0] ?? at), ...path.slice(i + 1)]); }}>
              <CornerDownRight aria-hidden="true" />
            </button>
            <button type="button" className="btn ghost icon" aria-label={t('table.remove', { n: i + 1 })} title={t('table.remove', { n: i + 1 })}
              disabled={path.length <= least} onClick={() => { put(path.filter((_, j) => j !== i)); }}>
              <Trash2 aria-hidden="true" />
            </button>
          </li>
        ))}
      </ol>
      {path.length > SHOWN ? <p>{t('table.long', { count: path.length, shown: SHOWN })}</p> : null}
    </fieldset>
  );
}

const between = (a: LonLat, b: LonLat): LonLat => rounded([(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]);

function Place({ at, onChange }: { at: LonLat; onChange: (at: LonLat) => void }) {
  const { t } = useTranslation('mapedit');
  return (
    <>
      <label>{t('table.lat')}<NumberField value={at[1]} onChange={(lat) => { onChange([at[0], lat]); }} /></label>
      <label>{t('table.lon')}<NumberField value={at[0]} onChange={(lon) => { onChange([lon, at[1]]); }} /></label>
    </>
  );
}

/** Takes a number when the field is left or Enter is pressed; what is no number is put back. */
function NumberField({ value, onChange }: { value: number; onChange: (value: number) => void }) {
  const shown = String(Math.round(value * DEGREES) / DEGREES);
  const [text, setText] = useState<string | null>(null);
  const take = (): void => {
    const typed = text?.trim();
    setText(null);
    if (typed !== undefined && typed !== '' && typed !== shown && Number.isFinite(Number(typed))) onChange(Number(typed));
  };
  return (
    <input inputMode="decimal" autoComplete="off" value={text ?? shown} aria-invalid={text !== null && !Number.isFinite(Number(text))}
      onChange={(e) => { setText(e.target.value); }} onBlur={take}
      onKeyDown={(e) => {
        if (e.key !== 'Enter') return;
        e.preventDefault();
        take();
      }} />
  );
}
