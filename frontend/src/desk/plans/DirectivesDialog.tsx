import { PenTool } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useAreas } from '../../api/queries';
import type { Directive } from '../../api/types';
import { serverNow, useNow, useSession } from '../../state/store';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { useDesk } from '../deskStore';
import { Footer } from '../dialogs/Footer';
import { errorReason } from '../errorReason';
import { CurfewForm } from './CurfewForm';
import { DirectivePreview } from './DirectivePreview';
import { useDirectives, useEndDirective, useIssueDirective } from './queries';
import { asBody, spanOf } from './span';
import { StartField } from './StartField';
import { shortTime, toField } from './times';

const USUAL_MS = 24 * 3_600_000;

/** What is in force and to come; supervisors end and issue. */
export function DirectivesDialog() {
  const { t } = useTranslation('plans');
  const { user } = useSession();
  const { data, error } = useDirectives();
  const supervises = user?.role === 'supervisor' || user?.role === 'admin';
  const running = data?.filter((d) => d.state !== 'ended');
  return (
    <Dialog open wide onOpenChange={() => { useDesk.getState().openDialog(null); }} title={t('directives.title')}>
      <div className="desk-dialog">
        {error && <p role="alert" className="desk-hint">{t('directives.failed', { reason: errorReason(error) })}</p>}
        {running?.length === 0 && <p className="desk-empty">{t('directives.none')}</p>}
        {running?.map((d) => <Row key={d.id} directive={d} supervises={supervises} />)}
        {supervises && <Link href="/map?draw=directive" className="btn"><PenTool aria-hidden="true" />{t('directives.draw')}</Link>}
        {supervises && <IssueForm />}
        {supervises && <AreaCurfew />}
      </div>
    </Dialog>
  );
}

function Row({ directive, supervises }: { directive: Directive; supervises: boolean }) {
  const { t } = useTranslation('plans');
  const { data: areas } = useAreas();
  const now = useNow(60_000);
  const end = useEndDirective();
  const [sure, setSure] = useState(false);
  const names = directive.areas.map((id) => areas?.find((a) => a.id === id)?.name ?? `#${String(id)}`).join('、');
  return (
    <div className={`desk-outing ${directive.state}`}>
      <b>{directive.name}</b>
      <em>{t(`directives.state.${directive.state}`)}</em>
      <span>
        {t('directives.window', { from: shortTime(directive.starts_at, now), to: shortTime(directive.ends_at, now) })}
        {names ? ` · ${t('directives.ofArea', { name: names })}` : ''}{directive.geometry ? ` · ${t('directives.drawn')}` : ''}
      </span>
      <p>{directive.reason}</p>
      {supervises && (
        <div>
          <Button variant={sure ? 'danger' : 'ghost'} disabled={end.isPending} onClick={() => { if (sure) end.mutate(directive.id); else setSure(true); }}>
            {directive.state === 'planned' ? t(sure ? 'directives.cancelSure' : 'directives.cancel') : t(sure ? 'directives.endSure' : 'directives.end')}
          </Button>
        </div>
      )}
      {end.error && <p role="alert">{t('directives.failed', { reason: errorReason(end.error) })}</p>}
    </div>
  );
}

function IssueForm() {
  const { t } = useTranslation('plans');
  const { data: areas } = useAreas();
  const issue = useIssueDirective();
  const [name, setName] = useState('');
  const [reason, setReason] = useState('');
  const [area, setArea] = useState<number | null>(null);
  const [until, setUntil] = useState(() => toField(serverNow() + USUAL_MS));
  const [starts, setStarts] = useState('');
  const [tried, setTried] = useState(false);
  const span = spanOf(starts, until, serverNow());
  const problem = name.trim() === '' || reason.trim() === '' || area === null ? 'needed' : typeof span === 'string' ? span : null;

  const submit = () => {
    setTried(true);
    if (typeof span === 'string' || problem || area === null) return;
    issue.mutate({ name: name.trim(), reason: reason.trim(), area_id: area, ...asBody(span) }, {
      onSuccess: () => { setName(''); setReason(''); setArea(null); setStarts(''); setTried(false); },
    });
  };
  return (
    <form className="desk-dialog desk-issue" onSubmit={(e) => { e.preventDefault(); submit(); }}>
      <h3>{t('directives.issue')}</h3>
      <div className="desk-fields">
        <label className="desk-field">
          {t('directives.name')}
          <input maxLength={100} placeholder={t('directives.namePlaceholder')} value={name} onChange={(e) => { setName(e.target.value); }} />
        </label>
        <StartField className="desk-field" value={starts} onChange={setStarts} invalid={tried && problem === 'fromNeeded'} />
        <label className="desk-field">
          {t('directives.until')}
          <input type="datetime-local" value={until} aria-invalid={tried && problem === 'untilNeeded'} onChange={(e) => { setUntil(e.target.value); }} />
        </label>
      </div>
      <div className="desk-fields">
        <label className="desk-field">
          {t('directives.area')}
          <select value={area ?? ''} onChange={(e) => { setArea(e.target.value === '' ? null : Number(e.target.value)); }}>
            <option value="">{t('directives.areaHint')}</option>
            {areas?.map((a) => <option key={a.id} value={a.id}>{a.name}</option>)}
          </select>
        </label>
        <label className="desk-field">
          {t('directives.reason')}
          <input maxLength={500} value={reason} onChange={(e) => { setReason(e.target.value); }} />
        </label>
      </div>
      <DirectivePreview reach={area === null ? null : { area_id: area }} span={typeof span === 'string' ? null : span} />
      <Footer
        ok={t('directives.ok')} busy={issue.isPending} onCancel={() => { useDesk.getState().openDialog(null); }}
        problem={issue.error ? t('directives.failed', { reason: errorReason(issue.error) }) : tried && problem ? t(`directives.${problem}`) : null}
      />
    </form>
  );
}

/** The hours of an area, for everybody in it and below who has none nearer. */
function AreaCurfew() {
  const { t } = useTranslation('plans');
  const { data: areas } = useAreas();
  const [area, setArea] = useState<number | null>(null);
  return (
    <section className="desk-dialog desk-issue" aria-label={t('curfew.areaTitle')}>
      <h3>{t('curfew.areaTitle')}</h3>
      <label className="desk-field">
        {t('curfew.area')}
        <select value={area ?? ''} onChange={(e) => { setArea(e.target.value === '' ? null : Number(e.target.value)); }}>
          <option value="">{t('directives.areaHint')}</option>
          {areas?.map((a) => <option key={a.id} value={a.id}>{a.name}</option>)}
        </select>
      </label>
      {area !== null && <CurfewForm key={area} of={{ area }} />}
    </section>
  );
}
