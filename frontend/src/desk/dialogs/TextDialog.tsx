import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlertDetail } from '../../api/types';
import { Dialog } from '../../ui/Dialog';
import type { Act } from '../actions';
import { Footer } from './Footer';
import { focusOnMount, onCtrlEnter, useDialog } from './useDialog';
import { whom } from '../whom';

export type TextAction = 'note' | 'release' | 'takeover' | 'escalate' | 'shelve';
const SHELF_MINUTES = [15, 30, 60, 120] as const;

/** Giving a case back, or up the ladder, must be quick; taking one from somebody, or putting it aside, wants a why. */
const MUST_SAY: readonly TextAction[] = ['note', 'takeover', 'shelve'];

function toAct(name: TextAction, text: string, minutes: number): Act {
  if (name === 'note') return { name, note: text };
  if (name === 'shelve') return { name, reason: text, minutes };
  return { name, reason: text };
}

/** Everything that needs a sentence: a note, or the reason of a step. */
export function TextDialog({ name, detail }: { name: TextAction; detail: AlertDetail }) {
  const { t } = useTranslation('desk');
  const { dismiss, send, busy } = useDialog(detail.id);
  const [text, setText] = useState('');
  const [minutes, setMinutes] = useState<number>(30);
  const [tried, setTried] = useState(false);
  const missing = MUST_SAY.includes(name) && text.trim() === '';

  const submit = () => {
    setTried(true);
    if (!missing) send(toAct(name, text.trim(), minutes));
  };
  return (
    <Dialog open onOpenChange={dismiss} title={t(`dialog.${name}.title`, { name: whom(detail) })}>
      <form className="desk-dialog" onSubmit={(e) => { e.preventDefault(); submit(); }}>
        {name === 'takeover' && detail.claimed_by && <p>{t('dialog.takeover.from', { name: detail.claimed_by.name })}</p>}
        {name === 'shelve' && (
          <div className="desk-choices row" role="radiogroup" aria-label={t('dialog.shelve.how')}>
            {SHELF_MINUTES.map((m) => (
              <label key={m} className={m === minutes ? 'chosen' : ''}>
                <input type="radio" name="minutes" checked={m === minutes} onChange={() => { setMinutes(m); }} />
                {t('dialog.shelve.minutes', { count: m })}
              </label>
            ))}
          </div>
        )}
        <label className="desk-field">
          {t(name === 'note' ? 'dialog.note.text' : MUST_SAY.includes(name) ? 'dialog.reason' : 'dialog.reasonOptional')}
          <textarea
            ref={focusOnMount}
            rows={name === 'note' ? 4 : 2}
            maxLength={name === 'note' ? 2000 : 500}
            value={text}
            aria-invalid={tried && missing}
            onChange={(e) => { setText(e.target.value); }}
            onKeyDown={onCtrlEnter(submit)}
          />
        </label>
        <Footer
          ok={t(`dialog.${name}.ok`)} busy={busy} onCancel={dismiss}
          problem={tried && missing ? t(name === 'note' ? 'dialog.note.needed' : 'dialog.reasonNeeded') : null}
        />
      </form>
    </Dialog>
  );
}
