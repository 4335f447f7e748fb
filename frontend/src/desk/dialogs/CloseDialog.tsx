import { useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlertDetail, Disposition } from '../../api/types';
import { Dialog } from '../../ui/Dialog';
import { Kbd } from '../../ui/Kbd';
import { closeProblem, noteRequired, suggestedDisposition } from '../dispositions';
import { choiceKey } from '../keymap';
import { Footer } from './Footer';
import { focusOnMount, onCtrlEnter, useDialog } from './useDialog';
import { whom } from '../whom';

/** How it ended: the outcomes that fit the kind, the likely one chosen already, the first nine on the digits. */
export function CloseDialog({ detail }: { detail: AlertDetail }) {
  const { t } = useTranslation(['desk', 'common']);
  const { dismiss, send, busy } = useDialog(detail.id);
  const suggested = suggestedDisposition(detail);
  const order = suggested ? [suggested, ...detail.dispositions.filter((d) => d !== suggested)] : detail.dispositions;
  const [chosen, setChosen] = useState<Disposition | null>(suggested);
  const [note, setNote] = useState('');
  const [tried, setTried] = useState(false);
  const problem = closeProblem(chosen, note);

  const submit = () => {
    setTried(true);
    if (!problem && chosen) send({ name: 'close', disposition: chosen, note: note.trim() });
  };
  const onDigit = (event: KeyboardEvent) => {
    const nth = Number(event.key) - 1;
    const picked = event.target instanceof HTMLTextAreaElement ? undefined : order[nth];
    if (picked && nth < 9) setChosen(picked);
  };

  return (
    <Dialog open wide onOpenChange={dismiss} title={t('dialog.close.title', { name: whom(detail) })}>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- digits are a shortcut; the radios work without */}
      <form className="desk-dialog" onSubmit={(e) => { e.preventDefault(); submit(); }} onKeyDown={onDigit}>
        {detail.condition === 'active' && <p className="desk-hint">{t('dialog.close.active')}</p>}
        <div className="desk-choices" role="radiogroup" aria-label={t('dialog.chooseFirst')}>
          {order.map((d, nth) => (
            <label key={d} className={d === chosen ? 'chosen' : ''}>
              <input
                type="radio" name="disposition" value={d} checked={d === chosen} ref={d === order[0] ? focusOnMount : undefined}
                onChange={() => { setChosen(d); }}
                onKeyDown={(e) => { if (e.key === 'Enter') { e.preventDefault(); submit(); } }}
              />
              {nth < 9 && <Kbd>{choiceKey(nth)}</Kbd>}
              {t(`common:disposition.${d}`)}
              {d === suggested && <small>{t('dialog.close.suggested')}</small>}
            </label>
          ))}
        </div>
        <label className="desk-field">
          {t(chosen && noteRequired(chosen) ? 'dialog.noteRequired' : 'dialog.noteOptional')}
          <textarea rows={2} maxLength={2000} value={note} onChange={(e) => { setNote(e.target.value); }} onKeyDown={onCtrlEnter(submit)} />
        </label>
        <Footer
          ok={t('dialog.close.ok')} busy={busy} onCancel={dismiss}
          problem={tried && problem ? t(problem === 'note' ? 'dialog.noteNeeded' : 'dialog.chooseFirst') : null}
        />
      </form>
    </Dialog>
  );
}
