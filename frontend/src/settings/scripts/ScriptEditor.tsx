import { useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/client';
import type { Placeholder, Script } from '../../api/types';
import { ScriptWords } from '../../desk/script/ScriptWords';
import { useSession } from '../../state/store';
import { Button } from '../../ui/Button';
import { errorText } from '../../ui/errorText';
import { differs, faultsOf, FIELDS, inserted, textsOf, wordsOf, type FieldName, type WordFault } from './draft';
import { useWriteScript } from './queries';
import { Versions } from './Versions';
import { when } from '../when';

const ROWS: Record<FieldName, number> = { say: 3, steps: 7, unreached: 3 };

/** `script` is what holds now; the draft began from `base`. Whoever writes meanwhile is shown, never overwritten unseen. */
export function ScriptEditor({ script, placeholders, children }: { script: Script; placeholders: readonly Placeholder[]; children: ReactNode }) {
  const { t, i18n } = useTranslation(['settings', 'common']);
  const mayWrite = (useSession().user?.areas.length ?? 0) === 0;
  const [base, setBase] = useState(script);
  const [texts, setTexts] = useState(() => textsOf(script));
  const [said, setSaid] = useState<'saved' | 'back' | null>(null);
  const [sure, setSure] = useState(false);
  const cursor = useRef<{ field: FieldName; at: number }>({ field: 'say', at: 0 });
  const start = (from: Script): void => { setBase(from); setTexts(textsOf(from)); setSure(false); };
  const write = useWriteScript(script, (made) => { start(made); setSaid(made.is_default ? 'back' : 'saved'); });
  const dirty = differs(texts, base);
  const behind = script.version > base.version;
  if (behind && !dirty) start(script);
  const faults = write.error instanceof ApiError ? faultsOf(write.error.body) : [];
  const change = (field: FieldName, value: string): void => { setTexts({ ...texts, [field]: value }); setSaid(null); write.reset(); };
  const insert = (name: string): void => {
    const { field, at } = cursor.current;
    change(field, inserted(texts[field], at, name));
    cursor.current = { field, at: at + name.length + 2 };
  };
  const send = (words: boolean): void => { write.mutate({ version: base.version, words: words ? wordsOf(texts) : null }); };
  const sample = t('script.sample', { returnObjects: true });
  return (
    <>
      <form className="set-form" aria-label={t('script.heading', { kind: t(`common:kind.${script.kind as 'sos'}`) })} onSubmit={(e) => { e.preventDefault(); send(true); }}>
        <div className="set-head">
          <h2>{t('script.heading', { kind: t(`common:kind.${script.kind as 'sos'}`) })}</h2>
          {children}
        </div>
        <p className="set-note">
          {base.is_default ? t('script.isDefault') : ''} {base.edited_at ? t('script.writtenBy', { version: base.version, name: base.edited_by, time: when(base.edited_at) }) : ''}
          {mayWrite ? '' : ` ${t('script.notYours')}`}
        </p>
        {behind && dirty ? (
          <div className="set-banner" role="alert">
            <span>{t('script.behind', { name: script.edited_by ?? t('script.somebody'), version: script.version })}</span>
            <Button onClick={() => { start(script); write.reset(); }}>{t('script.take')}</Button>
            <Button onClick={() => { setBase({ ...script }); write.reset(); }}>{t('script.keep')}</Button>
          </div>
        ) : null}
        {FIELDS.map((field) => (
          <label key={field} className={faults.some((one) => one.field === field) ? 'set-field wrong' : 'set-field'}>
            <span>{t(`script.${field}`)}</span>
            <textarea
              rows={ROWS[field]} value={texts[field]} readOnly={!mayWrite} required aria-invalid={faults.some((one) => one.field === field)}
              onChange={(e) => { change(field, e.target.value); }}
              onSelect={(e) => { cursor.current = { field, at: e.currentTarget.selectionStart }; }}
            />
          </label>
        ))}
        <Faults faults={faults} error={write.error} />
        {mayWrite ? (
          <div className="set-actions">
            <Button type="submit" variant="primary" disabled={!dirty || write.isPending || behind}>{t('script.save')}</Button>
            <Button disabled={!dirty} onClick={() => { start(script); write.reset(); }}>{t('script.undo')}</Button>
            {script.is_default ? null : (
              <Button variant={sure ? 'danger' : 'ghost'} onClick={() => { if (sure) send(false); else setSure(true); }}>{t(sure ? 'script.resetSure' : 'script.reset')}</Button>
            )}
            <span role="status" className="good">{said ? t(`script.${said}`) : ''}</span>
          </div>
        ) : null}
      </form>
      <aside>
        <h3>{t('script.preview')}</h3>
        <ScriptWords words={wordsOf(texts)} values={sample} />
        <h3>{t('script.placeholders')}</h3>
        <div className="set-placeholders">
          {placeholders.map((one) => (
            <button key={one.name} type="button" disabled={!mayWrite} onClick={() => { insert(one.name); }}>
              <span className="sr-only">{t('script.insert')} </span>
              <code aria-hidden="true">{`{${one.name}}`}</code> {i18n.language === 'en' ? one.text_en : one.text_zh}
            </button>
          ))}
        </div>
        <Versions script={script} onLoad={(one) => { setTexts(textsOf(one)); setSaid(null); }} />
      </aside>
    </>
  );
}

function Faults({ faults, error }: { faults: readonly WordFault[]; error: unknown }) {
  const { t } = useTranslation('settings');
  if (!error) return null;
  // Somebody was faster: the banner says so, with what to do.
  if (error instanceof ApiError && error.status === 409) return null;
  if (faults.length === 0) return <p className="bad" role="alert">{t('failed', { reason: errorText(error) })}</p>;
  return (
    <ul className="set-faults" role="alert">
      {faults.map((one, nth) => {
        const where = one.nth === null ? t(`script.where.${one.field}`) : t('script.where.step', { nth: one.nth });
        const code = one.code === 'unknown_placeholder' || one.code === 'loose_brace' ? one.code : 'other';
        return <li key={nth}>{t(`script.fault.${code}`, { where, found: one.found, detail: one.detail })}</li>;
      })}
    </ul>
  );
}
