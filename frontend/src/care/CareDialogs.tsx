import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Area, CareCallDetail } from '../api/types';
import { Footer } from '../desk/dialogs/Footer';
import { focusOnMount } from '../desk/dialogs/useDialog';
import { Dialog } from '../ui/Dialog';
import { Kbd } from '../ui/Kbd';
import { ManyDialog } from './ManyDialog';
import { PlanDialog } from './PlanDialog';
import type { Act } from './queries';
import type { CareDialog } from './useCare';

interface Props { dialog: CareDialog; call: CareCallDetail | undefined; areas: readonly Area[]; act: (order: Act) => void; onClose: () => void }
const REASONS = ['family', 'declined', 'outing', 'hospital', 'moved_away', 'other'] as const;

export function CareDialogs({ dialog, call, areas, act, onClose }: Props) {
  if (dialog === 'help') return <HelpDialog onClose={onClose} />;
  if (dialog === 'many') return <ManyDialog areas={areas} onClose={onClose} />;
  if (dialog === 'new') return <PlanDialog elder={null} onClose={onClose} />;
  if (!call) return null;
  if (dialog === 'plan') return <PlanDialog elder={call.elder} onClose={onClose} />;
  return dialog === 'note' ? <NoteDialog call={call} act={act} onClose={onClose} /> : <SkipDialog call={call} act={act} onClose={onClose} />;
}

interface Of { call: CareCallDetail; act: (order: Act) => void; onClose: () => void }

function NoteDialog({ call, act, onClose }: Of) {
  const { t } = useTranslation('care');
  const [note, setNote] = useState(call.note ?? '');
  const submit = (): void => { act({ path: `/api/care-calls/${call.id}/note`, body: { version: call.version, note }, put: true }); onClose(); };
  return (
    <Dialog open onOpenChange={onClose} title={t('noteTitle', { name: call.elder.name })}>
      <form className="care-fields" onSubmit={(e) => { e.preventDefault(); submit(); }}>
        <label>{t('noteLabel')}<textarea ref={focusOnMount} rows={4} maxLength={4000} value={note} onChange={(e) => { setNote(e.target.value); }} onKeyDown={(e) => { if (e.key === 'Enter' && e.ctrlKey) submit(); }} /></label>
        <Footer ok={t('ok')} problem={null} busy={false} onCancel={onClose} />
      </form>
    </Dialog>
  );
}

function SkipDialog({ call, act, onClose }: Of) {
  const { t } = useTranslation('care');
  const [reason, setReason] = useState<(typeof REASONS)[number]>('family');
  const [note, setNote] = useState('');
  const missing = reason === 'other' && note.trim() === '';
  const submit = (): void => {
    if (missing) return;
    act({ path: `/api/care-calls/${call.id}/skip`, body: { version: call.version, reason, note: note.trim() || null } });
    onClose();
  };
  return (
    <Dialog open onOpenChange={onClose} title={t('skipTitle', { name: call.elder.name })}>
      <form className="care-fields" onSubmit={(e) => { e.preventDefault(); submit(); }}>
        <fieldset className="care-choices">
          {REASONS.map((one) => <label key={one}><input type="radio" name="reason" checked={one === reason} onChange={() => { setReason(one); }} />{t(`reason.${one}`)}</label>)}
        </fieldset>
        <label>{t('skipNote')}<textarea rows={2} maxLength={4000} value={note} onChange={(e) => { setNote(e.target.value); }} /></label>
        <Footer ok={t('skip')} problem={missing ? t('skipNote') : null} busy={false} onCancel={onClose} />
      </form>
    </Dialog>
  );
}

function HelpDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('care');
  const keys = [['↑ ↓', 'move'], ['Enter', 'take'], ['C', 'call'], ['1–9 0 -', 'choose'], ['N', 'note'], ['S', 'skip'], ['R', 'release'], ['/', 'search'], ['Esc', 'back'], ['?', 'help']] as const;
  return (
    <Dialog open onOpenChange={onClose} title={t('help')}>
      <dl className="care-help">{keys.map(([key, does]) => <div key={does}><dt>{key.split(' ').map((one) => <Kbd key={one}>{one}</Kbd>)}</dt><dd>{t(`helpKeys.${does}`)}</dd></div>)}</dl>
    </Dialog>
  );
}
