/** A directive for whoever lives inside what was drawn: how many that is stands there before anybody issues it. */
import { House } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DirectivePreview } from '../desk/plans/DirectivePreview';
import { useDirectivePreview, useIssueDirective, type Reach } from '../desk/plans/queries';
import { asBody, spanOf } from '../desk/plans/span';
import { StartField } from '../desk/plans/StartField';
import { toField } from '../desk/plans/times';
import { serverNow } from '../state/store';
import { Button } from '../ui/Button';
import { toast } from '../ui/toastStore';
import { faultOf } from './checks';
import { CoordinateTable } from './CoordinateTable';
import { useEdit, type Draft } from './editStore';
import { KindSelect } from './fields';
import { refusalOf } from './saving';
import { outline } from './shape';

const USUAL_MS = 24 * 3_600_000;

export function DirectiveForm({ draft }: { draft: Draft }) {
  const { t } = useTranslation(['mapedit', 'plans']);
  const { describe, edit, refuse, close, unlessChanged } = useEdit.getState();
  const refusal = useEdit((s) => s.refusal);
  const shape = draft.shape.present;
  const [reason, setReason] = useState('');
  const [until, setUntil] = useState(() => toField(serverNow() + USUAL_MS));
  const [starts, setStarts] = useState('');
  const span = spanOf(starts, until, serverNow());
  const spot = useMemo(() => faultOf(shape, true), [shape]);
  const reach = useMemo((): Reach | null => (spot ? null : { geometry: outline(shape) }), [shape, spot]);
  const { data: count } = useDirectivePreview(reach);
  const issue = useIssueDirective();

  const submit = (): void => {
    const problem = spot ? { text: t(`fault.${spot.fault}`), at: spot.at }
      : draft.name.trim() === '' || reason.trim() === '' ? { text: t('plans:directives.needed'), at: null }
      : typeof span === 'string' ? { text: t(`plans:directives.${span}`), at: null } : null;
    refuse(problem);
    if (problem || !reach || typeof span === 'string') return;
    issue.mutate({ ...reach, name: draft.name.trim(), reason: reason.trim(), ...asBody(span) }, {
      onSuccess: () => { toast(t(span.from === null ? 'form.issued' : 'form.planned'), { tone: 'ok' }); close(); },
      onError: (error) => { refuse(refusalOf(error, shape, (why) => t('form.failed', { reason: why }))); },
    });
  };
  return (
    <form className="edit-form hand" aria-label={t('kind.directive')} onSubmit={(e) => { e.preventDefault(); submit(); }}>
      <h2>{t('kind.directive')}</h2>
      <KindSelect draft={draft} />
      <label className="field">
        {t('plans:directives.name')}
        <input maxLength={100} placeholder={t('plans:directives.namePlaceholder')} value={draft.name} onChange={(e) => { describe({ name: e.target.value }); }} />
      </label>
      <label className="field">
        {t('plans:directives.reason')}
        <input maxLength={500} value={reason} onChange={(e) => { setReason(e.target.value); }} />
      </label>
      <StartField className="field" value={starts} onChange={setStarts} />
      <label className="field">
        {t('plans:directives.until')}
        <input type="datetime-local" value={until} onChange={(e) => { setUntil(e.target.value); }} />
      </label>
      <DirectivePreview reach={reach} span={typeof span === 'string' ? null : span} />
      <CoordinateTable shape={shape} part={draft.part} onChange={edit} />
      {refusal ? <p className="edit-wrong" role="alert">{refusal.text}</p> : null}
      <footer>
        <Button type="submit" variant="danger" icon={<House aria-hidden="true" />} disabled={issue.isPending || (reach !== null && !count)}>
          {count ? t('form.issueFor', { count: count.elders }) : t('plans:directives.ok')}
        </Button>
        <Button variant="ghost" shortcut="Esc" onClick={() => { unlessChanged(close); }}>{t('form.cancel')}</Button>
      </footer>
    </form>
  );
}
