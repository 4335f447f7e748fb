import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { serverNow } from '../../state/store';
import { Dialog } from '../../ui/Dialog';
import { useDesk } from '../deskStore';
import { Footer } from '../dialogs/Footer';
import { focusOnMount, onCtrlEnter } from '../dialogs/useDialog';
import { errorReason } from '../errorReason';
import { useElderCard } from '../queries';
import { usePlanOuting } from './queries';
import { fromField, toField } from './times';

const USUAL_MS = 2 * 3_600_000;

/** Where she goes, with whom, and when she is expected back. */
export function OutingDialog({ elderId }: { elderId: number }) {
  const { t } = useTranslation('plans');
  const { data: elder } = useElderCard(elderId);
  const dismiss = () => { useDesk.getState().openDialog(null); };
  const plan = usePlanOuting(elderId);
  const [destination, setDestination] = useState('');
  const [companion, setCompanion] = useState('');
  const [note, setNote] = useState('');
  const [starts, setStarts] = useState(() => toField(serverNow()));
  const [back, setBack] = useState(() => toField(serverNow() + USUAL_MS));
  const [tried, setTried] = useState(false);
  const from = fromField(starts);
  const to = fromField(back);
  const problem = destination.trim() === '' ? 'destinationNeeded' : from === null || to === null || to <= from || to <= serverNow() ? 'backNeeded' : null;

  const submit = () => {
    setTried(true);
    if (problem || from === null || to === null) return;
    plan.mutate({
      destination: destination.trim(),
      companion: companion.trim() || null,
      note: note.trim() || null,
      starts_at: new Date(from).toISOString(),
      expected_back_at: new Date(to).toISOString(),
    }, { onSuccess: dismiss });
  };
  return (
    <Dialog open onOpenChange={dismiss} title={t('outing.title', { name: elder?.name ?? '' })}>
      <form className="desk-dialog" onSubmit={(e) => { e.preventDefault(); submit(); }}>
        <label className="desk-field">
          {t('outing.destination')}
          <input ref={focusOnMount} maxLength={100} value={destination} aria-invalid={tried && problem === 'destinationNeeded'} onChange={(e) => { setDestination(e.target.value); }} />
        </label>
        <label className="desk-field">
          {t('outing.companion')}
          <input maxLength={200} value={companion} onChange={(e) => { setCompanion(e.target.value); }} />
        </label>
        <div className="desk-fields">
          <label className="desk-field">
            {t('outing.starts')}
            <input type="datetime-local" value={starts} onChange={(e) => { setStarts(e.target.value); }} />
          </label>
          <label className="desk-field">
            {t('outing.back')}
            <input type="datetime-local" value={back} aria-invalid={tried && problem === 'backNeeded'} onChange={(e) => { setBack(e.target.value); }} />
          </label>
        </div>
        <label className="desk-field">
          {t('outing.note')}
          <textarea rows={2} maxLength={500} value={note} onChange={(e) => { setNote(e.target.value); }} onKeyDown={onCtrlEnter(submit)} />
        </label>
        <p className="desk-hint quiet">{t('outing.help')}</p>
        <Footer
          ok={t('outing.ok')} busy={plan.isPending} onCancel={dismiss}
          problem={plan.error ? t('outings.failed', { reason: errorReason(plan.error) }) : tried && problem ? t(`outing.${problem}`) : null}
        />
      </form>
    </Dialog>
  );
}
