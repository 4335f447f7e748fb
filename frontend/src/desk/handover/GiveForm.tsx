import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlertState, Handover } from '../../api/types';
import { useAlerts } from '../../state/store';
import { SeverityShape } from '../../ui/SeverityShape';
import { useIsSupervisor, useMe } from '../case';
import { useDesk } from '../deskStore';
import { Footer } from '../dialogs/Footer';
import { onCtrlEnter } from '../dialogs/useDialog';
import { errorReason } from '../errorReason';
import { whom } from '../whom';
import { toGive } from './give';
import { useGive } from './queries';

/** What I hold (a supervisor: or all that is open), each with what the next one must know. */
export function GiveForm({ given }: { given: readonly Handover[] }) {
  const { t } = useTranslation(['handover', 'common']);
  const me = useMe();
  const supervisor = useIsSupervisor();
  const [all, setAll] = useState(false);
  const [left, setLeft] = useState<ReadonlySet<number>>(new Set());
  const [notes, setNotes] = useState<Readonly<Record<number, string>>>({});
  const [note, setNote] = useState('');
  const [tried, setTried] = useState(false);
  const give = useGive();
  const rows = toGive(useAlerts(), given, me, all);
  const chosen = rows.filter((alert) => !left.has(alert.id));
  const nothing = chosen.length === 0 && note.trim() === '';

  const submit = () => {
    setTried(true);
    if (nothing) return;
    const items = chosen.map(({ id }) => ({ alert_id: id, note: notes[id]?.trim() || null }));
    give.mutate({ note: note.trim() || null, items }, { onSuccess: () => { setNote(''); setNotes({}); setTried(false); } });
  };
  const toggle = (id: number) => {
    const next = new Set(left);
    if (!next.delete(id)) next.add(id);
    setLeft(next);
  };
  return (
    <form className="desk-dialog handover-give" onSubmit={(e) => { e.preventDefault(); submit(); }}>
      <h3>{t('give')}</h3>
      {supervisor && (
        <label className="handover-all"><input type="checkbox" checked={all} onChange={() => { setAll(!all); }} />{t('all')}</label>
      )}
      {rows.length === 0 && <p className="desk-empty">{t('none')}</p>}
      <ul>
        {rows.map((alert) => (
          <Row
            key={alert.id} alert={alert} chosen={!left.has(alert.id)} note={notes[alert.id] ?? ''}
            onToggle={() => { toggle(alert.id); }} onNote={(text) => { setNotes({ ...notes, [alert.id]: text }); }}
          />
        ))}
      </ul>
      <label className="desk-field">
        {t('note')}
        <textarea rows={2} maxLength={2000} value={note} onChange={(e) => { setNote(e.target.value); }} onKeyDown={onCtrlEnter(submit)} />
      </label>
      <Footer
        ok={chosen.length > 0 ? t('do', { count: chosen.length }) : t('doNote')} busy={give.isPending} onCancel={() => { useDesk.getState().openDialog(null); }}
        problem={give.error ? t('failed', { reason: errorReason(give.error) }) : tried && nothing ? t('nothing') : null}
      />
    </form>
  );
}

function Row({ alert, chosen, note, onToggle, onNote }: {
  alert: AlertState; chosen: boolean; note: string; onToggle: () => void; onNote: (text: string) => void;
}) {
  const { t } = useTranslation(['handover', 'common']);
  return (
    <li>
      <label>
        <input type="checkbox" checked={chosen} onChange={onToggle} />
        <SeverityShape priority={alert.priority} kind={alert.kind} />
        <b>{whom(alert)}</b>
        <span>{t(`common:kind.${alert.kind}`)} · {t(`common:handling.${alert.handling}`)}</span>
      </label>
      <input
        aria-label={t('noteOf', { name: whom(alert) })} placeholder={t('noteHint')} maxLength={500} value={note} disabled={!chosen}
        onChange={(e) => { onNote(e.target.value); }}
      />
    </li>
  );
}
