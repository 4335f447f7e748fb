import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlertDetail } from '../../api/types';
import { Dialog } from '../../ui/Dialog';
import { Kbd } from '../../ui/Kbd';
import { choiceKey } from '../keymap';
import { Footer } from './Footer';
import { focusOnMount, onCtrlEnter, useDialog } from './useDialog';
import { whom } from '../whom';

export const DISPATCH_TO = ['grid_leader', 'volunteer', 'social_worker', 'family', 'medical_120', 'police_110', 'fire_119'] as const;
type DispatchTo = (typeof DISPATCH_TO)[number];

/** Who goes there. */
export function DispatchDialog({ detail }: { detail: AlertDetail }) {
  const { t } = useTranslation('desk');
  const { dismiss, send, busy } = useDialog(detail.id);
  const [to, setTo] = useState<DispatchTo>(DISPATCH_TO[0]);
  const [note, setNote] = useState('');
  const submit = () => { send({ name: 'dispatch', to, note: note.trim() }); };
  return (
    <Dialog open onOpenChange={dismiss} title={t('dialog.dispatch.title', { name: whom(detail) })}>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- digits are a shortcut; the radios work without */}
      <form
        className="desk-dialog"
        onSubmit={(e) => { e.preventDefault(); submit(); }}
        onKeyDown={(e) => {
          const picked = e.target instanceof HTMLTextAreaElement ? undefined : DISPATCH_TO[Number(e.key) - 1];
          if (picked) setTo(picked);
        }}
      >
        <div className="desk-choices" role="radiogroup" aria-label={t('dialog.dispatch.who')}>
          {DISPATCH_TO.map((d, nth) => (
            <label key={d} className={d === to ? 'chosen' : ''}>
              <input
                type="radio" name="to" checked={d === to} ref={nth === 0 ? focusOnMount : undefined} onChange={() => { setTo(d); }}
                onKeyDown={(e) => { if (e.key === 'Enter') { e.preventDefault(); submit(); } }}
              />
              <Kbd>{choiceKey(nth)}</Kbd>
              {t(`dispatchTo.${d}`)}
            </label>
          ))}
        </div>
        <label className="desk-field">
          {t('dialog.dispatch.what')}
          <textarea rows={2} maxLength={2000} value={note} onChange={(e) => { setNote(e.target.value); }} onKeyDown={onCtrlEnter(submit)} />
        </label>
        <Footer ok={t('dialog.dispatch.ok')} busy={busy} onCancel={dismiss} problem={null} />
      </form>
    </Dialog>
  );
}
