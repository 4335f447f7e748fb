import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { serverNow } from '../../state/store';
import { Dialog } from '../../ui/Dialog';
import { useDesk } from '../deskStore';
import { Footer } from '../dialogs/Footer';
import { focusOnMount, onCtrlEnter } from '../dialogs/useDialog';
import { useElderCard } from '../queries';
import { dayOf, daysOffered, HOUR_MS, needsReason, windowOf } from './clock';
import { usePlayback } from './playbackStore';

/** Which day of hers to look at, and why. */
export function DayDialog({ elderId }: { elderId: number }) {
  const { t } = useTranslation('playback');
  const { data: elder } = useElderCard(elderId);
  const [now] = useState(serverNow);
  const [day, setDay] = useState(() => dayOf(now - 24 * HOUR_MS));
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const { first, last } = daysOffered(now);
  const window = windowOf(day);
  const offered = window !== null && day >= first && day <= last;
  const why = offered && needsReason(window, now);
  const problem = !offered ? 'dayNeeded' : why && reason.trim() === '' ? 'reasonNeeded' : null;
  const dismiss = () => { useDesk.getState().openDialog(null); };

  const submit = () => {
    setTried(true);
    if (problem || !window) return;
    usePlayback.getState().open({ elderId, day, reason: reason.trim() }, window.from);
    dismiss();
  };
  return (
    <Dialog open onOpenChange={dismiss} title={t('day.title', { name: elder?.name ?? '' })}>
      <form className="desk-dialog" onSubmit={(e) => { e.preventDefault(); submit(); }}>
        <label className="desk-field">
          {t('day.day')}
          <input
            ref={focusOnMount} type="date" min={first} max={last} value={day}
            aria-invalid={tried && !offered} onChange={(e) => { setDay(e.target.value); }}
          />
        </label>
        <label className="desk-field">
          {t(why ? 'day.reason' : 'day.reasonOptional')}
          <textarea
            rows={2} maxLength={500} value={reason} aria-invalid={tried && problem === 'reasonNeeded'}
            onChange={(e) => { setReason(e.target.value.replace(/\n/g, ' ')); }} onKeyDown={onCtrlEnter(submit)}
          />
        </label>
        <p className="desk-hint quiet">{t('day.help')}</p>
        <Footer ok={t('day.ok')} busy={false} onCancel={dismiss} problem={tried && problem ? t(`day.${problem}`) : null} />
      </form>
    </Dialog>
  );
}
