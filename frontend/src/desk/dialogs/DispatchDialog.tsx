import { useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlertDetail, Responder } from '../../api/types';
import { Dialog } from '../../ui/Dialog';
import { Kbd } from '../../ui/Kbd';
import { choiceKey } from '../keymap';
import { useResponders } from '../tasks/queries';
import { whom } from '../whom';
import { Footer } from './Footer';
import { focusOnMount, onCtrlEnter, useDialog } from './useDialog';

export const DISPATCH_TO = ['grid_leader', 'volunteer', 'social_worker', 'family', 'medical_120', 'police_110', 'fire_119'] as const;
type DispatchTo = (typeof DISPATCH_TO)[number];

/** Who goes there: responders are asked, or it is noted whom else one sent. */
export function DispatchDialog({ detail }: { detail: AlertDetail }) {
  const { t } = useTranslation('desk');
  const { dismiss } = useDialog(detail.id);
  const { data, isError, isPending } = useResponders(detail.id);
  return (
    <Dialog open wide onOpenChange={dismiss} title={t('dialog.dispatch.title', { name: whom(detail) })}>
      {isPending ? <p role="status">{t('dialog.dispatch.reading')}</p> : <Choosing detail={detail} responders={data ?? []} unread={isError} />}
    </Dialog>
  );
}

function Choosing({ detail, responders, unread }: { detail: AlertDetail; responders: readonly Responder[]; unread: boolean }) {
  const { t } = useTranslation('desk');
  const { dismiss, send, busy } = useDialog(detail.id);
  const [free] = useState(() => (detail.actions.includes('offer') ? responders : []));
  const words = detail.actions.includes('dispatch') ? DISPATCH_TO : [];
  const [asked, setAsked] = useState<readonly number[]>([]);
  const [to, setTo] = useState<DispatchTo | null>(free.length > 0 ? null : (words[0] ?? null));
  const [note, setNote] = useState('');
  const [tried, setTried] = useState(false);

  const ask = (one: Responder) => {
    if (one.asked) return;
    setTo(null);
    setAsked(asked.includes(one.id) ? asked.filter((id) => id !== one.id) : [...asked, one.id]);
  };
  const name = (whomElse: DispatchTo) => { setTo(whomElse); setAsked([]); };
  const submit = () => {
    setTried(true);
    if (asked.length > 0) send({ name: 'offer', responders: [...asked], words: note.trim() || t('dialog.dispatch.usual') });
    else if (to) send({ name: 'dispatch', to, note: note.trim() });
  };
  const onDigit = (event: KeyboardEvent) => {
    if (event.target instanceof HTMLTextAreaElement || event.ctrlKey || event.metaKey || event.altKey) return;
    const nth = [...free, ...words].findIndex((_, i) => choiceKey(i) === event.key);
    const one = free[nth];
    const other = words[nth - free.length];
    if (one) ask(one);
    else if (other) name(other);
  };
  const onEnter = (event: KeyboardEvent) => { if (event.key === 'Enter') { event.preventDefault(); submit(); } };

  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- digits are a shortcut; the boxes and radios work without
    <form className="desk-dialog" onSubmit={(e) => { e.preventDefault(); submit(); }} onKeyDown={onDigit}>
      {unread && <p className="desk-hint" role="alert">{t('dialog.dispatch.unread')}</p>}
      {!unread && free.length + words.length === 0 && <p className="desk-hint">{t('dialog.dispatch.none')}</p>}
      {free.length > 0 && (
        <fieldset className="desk-dispatch">
          <legend>{t('dialog.dispatch.ask')}</legend>
          <div className="desk-choices">
            {free.map((one, nth) => (
              <label key={one.id} className={asked.includes(one.id) ? 'chosen' : ''}>
                <input
                  type="checkbox" checked={asked.includes(one.id)} disabled={one.asked} ref={nth === 0 ? focusOnMount : undefined}
                  onChange={() => { ask(one); }} onKeyDown={onEnter}
                />
                {choiceKey(nth) && <Kbd>{choiceKey(nth)}</Kbd>}
                <span>{one.name}<small>{one.area?.name ?? t('dialog.dispatch.everywhere')} · {one.asked ? t('dialog.dispatch.asked') : t('dialog.dispatch.open', { count: one.open_tasks })}</small></span>
              </label>
            ))}
          </div>
        </fieldset>
      )}
      {words.length > 0 && (
        <fieldset className="desk-dispatch">
          <legend>{t(free.length > 0 ? 'dialog.dispatch.inWords' : 'dialog.dispatch.who')}</legend>
          <div className="desk-choices" role="radiogroup" aria-label={t('dialog.dispatch.who')}>
            {words.map((d, nth) => (
              <label key={d} className={d === to ? 'chosen' : ''}>
                <input
                  type="radio" name="to" checked={d === to} ref={free.length === 0 && nth === 0 ? focusOnMount : undefined}
                  onChange={() => { name(d); }} onKeyDown={onEnter}
                />
                {choiceKey(free.length + nth) && <Kbd>{choiceKey(free.length + nth)}</Kbd>}
                {t(`dispatchTo.${d}`)}
              </label>
            ))}
          </div>
        </fieldset>
      )}
      <label className="desk-field">
        {t(asked.length > 0 ? 'dialog.dispatch.asking' : 'dialog.dispatch.what')}
        <textarea
          rows={2} maxLength={2000} value={note} placeholder={asked.length > 0 ? t('dialog.dispatch.usual') : ''}
          onChange={(e) => { setNote(e.target.value); }} onKeyDown={onCtrlEnter(submit)}
        />
      </label>
      <Footer
        ok={asked.length > 0 ? t('dialog.dispatch.offer', { count: asked.length }) : t('dialog.dispatch.ok')} busy={busy} onCancel={dismiss}
        problem={tried && asked.length === 0 && !to ? t('dialog.dispatch.nobody') : null}
      />
    </form>
  );
}
