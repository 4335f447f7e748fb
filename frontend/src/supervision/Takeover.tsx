import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlertState } from '../api/types';
import { focusOnMount } from '../desk/dialogs/useDialog';
import { errorReason } from '../desk/errorReason';
import { whom } from '../desk/whom';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { useTakeover } from './queries';

/** Taking a case from somebody wants a why: it stands in the timeline. */
export function Takeover({ alert, onDone }: { alert: AlertState; onDone: () => void }) {
  const { t } = useTranslation(['supervision', 'common']);
  const [reason, setReason] = useState('');
  const take = useTakeover(onDone);
  return (
    <Dialog open onOpenChange={onDone} title={t('takeover.of', { name: whom(alert) })} description={t('takeover.from', { name: alert.claimed_by?.name ?? '' })}>
      <form className="sup-form" onSubmit={(event) => { event.preventDefault(); take.mutate({ alert, reason: reason.trim() }); }}>
        <label className="sup-field">
          {t('takeover.reason')}
          <input ref={focusOnMount} value={reason} maxLength={500} required onChange={(event) => { setReason(event.target.value); }} />
        </label>
        {take.error ? <p className="sup-note bad" role="alert">{errorReason(take.error)}</p> : null}
        <div className="sup-actions">
          <Button variant="ghost" onClick={onDone}>{t('common:actions.cancel')}</Button>
          <Button type="submit" variant="primary" disabled={take.isPending || reason.trim() === ''}>{t('takeover.do')}</Button>
        </div>
      </form>
    </Dialog>
  );
}
