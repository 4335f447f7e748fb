import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import type { AlertKind, AlertState, Shelved } from '../api/types';
import { focusOnMount } from '../desk/dialogs/useDialog';
import { errorReason } from '../desk/errorReason';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { SeverityShape } from '../ui/SeverityShape';
import { toast } from '../ui/toastStore';
import { byKind, usualKinds } from './board';

const MINUTES = [15, 30, 60, 120] as const;

/** In a flood: what can wait is put aside by kind, with a reason, and comes back by itself. Never a P1. */
export function ShelveMany({ alerts, onDone }: { alerts: readonly AlertState[]; onDone: () => void }) {
  const { t } = useTranslation(['supervision', 'common', 'desk']);
  const groups = byKind(alerts);
  const [kinds, setKinds] = useState<ReadonlySet<AlertKind>>(() => usualKinds(groups));
  const [minutes, setMinutes] = useState<number>(30);
  const [reason, setReason] = useState('');
  const chosen = groups.filter((group) => kinds.has(group.kind)).flatMap((group) => group.alerts);
  const shelve = useMutation({
    mutationFn: () => api.post<Shelved>('/api/alerts/shelve', {
      alerts: chosen.map(({ id, version }) => ({ alert_id: id, version })), minutes, reason: reason.trim(),
    }),
    onSuccess: ({ shelved, refused }) => {
      toast(t('shelve.done', { count: shelved.length }) + (refused.length > 0 ? t('shelve.refused', { count: refused.length }) : ''));
      onDone();
    },
  });
  const toggle = (kind: AlertKind) => {
    const next = new Set(kinds);
    if (!next.delete(kind)) next.add(kind);
    setKinds(next);
  };
  return (
    <Dialog open onOpenChange={onDone} title={t('shelve.title')} description={t('shelve.what')}>
      <form className="sup-form" onSubmit={(event) => { event.preventDefault(); shelve.mutate(); }}>
        <fieldset className="sup-kinds">
          <legend>{t('shelve.kinds')}</legend>
          {groups.map((group) => (
            <label key={group.kind}>
              <input type="checkbox" checked={kinds.has(group.kind)} onChange={() => { toggle(group.kind); }} />
              <SeverityShape priority={group.priority} kind={group.kind} />
              {t(`common:kind.${group.kind}`)} <b>{group.alerts.length}</b>
            </label>
          ))}
        </fieldset>
        <div className="sup-choice" role="group" aria-label={t('desk:dialog.shelve.how')}>
          {MINUTES.map((m) => <button key={m} type="button" aria-pressed={m === minutes} onClick={() => { setMinutes(m); }}>{t('desk:dialog.shelve.minutes', { count: m })}</button>)}
        </div>
        <label className="sup-field">
          {t('takeover.reason')}
          <input ref={focusOnMount} value={reason} maxLength={500} required onChange={(event) => { setReason(event.target.value); }} />
        </label>
        {shelve.error ? <p className="sup-note bad" role="alert">{errorReason(shelve.error)}</p> : null}
        <div className="sup-actions">
          <Button variant="ghost" onClick={onDone}>{t('common:actions.cancel')}</Button>
          <Button type="submit" variant="primary" disabled={shelve.isPending || chosen.length === 0 || reason.trim() === ''}>{t('shelve.do', { count: chosen.length })}</Button>
        </div>
      </form>
    </Dialog>
  );
}
