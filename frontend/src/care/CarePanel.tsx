import { PhoneCall } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { CareCallDetail } from '../api/types';
import { OUTCOMES, resultsFor, type FormState } from '../desk/calls';
import { dial } from '../desk/dial';
import { choiceKey } from '../desk/keymap';
import { Button } from '../ui/Button';
import { Kbd } from '../ui/Kbd';
import { pendingOf, type Command } from './commands';
import { reasonText } from './CareList';
import { useLocal } from './useLocal';

interface Props { call: CareCallDetail; me: number | undefined; form: FormState; busy: boolean; supervisor: boolean; run: (command: Command) => void }

/** Whom to call, how to speak with her, what about; the call itself and what came of it. */
export function CarePanel({ call, me, form, busy, supervisor, run }: Props) {
  const { t } = useTranslation(['care', 'common']);
  const at = useLocal();
  const pending = pendingOf(call, me);
  const open = call.state === 'planned' || (call.state === 'missed' && call.reached_at === null);
  const mine = call.claimed_by?.id === me && me !== undefined;
  const free = call.claimed_by === null;
  const notes = ([['dialect', call.dialect], ['hearing', call.hearing], ['nap', call.nap_notes], ['address', call.address]] as const).filter(([, text]) => text);
  return (
    <>
      <header className="care-head">
        <h2>{call.speak_name ?? call.elder.name} <small>{call.speak_name ? call.elder.name : ''} · {call.area.name}</small></h2>
        <p className="care-phone">{call.phone ?? '–'}</p>
        <p>{t('window')} <b>{at(call.due_from)}–{at(call.due_until)}</b> · {t(`state.${call.state}`)}{call.reason ? ` · ${reasonText(t, call.reason)}` : ''}
          {call.reached_by ? ` · ${t('reached', { name: call.reached_by.name })}` : ''}
          {call.claimed_by && !mine ? <strong> · {t('by', { name: call.claimed_by.name })}</strong> : null}
        </p>
        {call.outing ? <p className="care-warn">{t('outing', { place: call.outing.destination, from: at(call.outing.starts_at), until: at(call.outing.expected_back_at) })}</p> : null}
      </header>
      <section className="care-topics"><h3>{t('topics')}</h3><p>{call.topics || t('noTopics')}</p></section>
      {notes.length > 0 ? <dl className="care-notes">{notes.map(([name, text]) => <div key={name}><dt>{t(name)}</dt><dd>{text}</dd></div>)}</dl> : null}
      {pending ? <ResultForm pending={pending} form={form} run={run} /> : (
        <div className="care-actions">
          {open && free ? <Button shortcut="Enter" disabled={busy} onClick={() => { run({ do: 'take' }); }}>{t('take')}</Button> : null}
          {open && (free || mine) ? <Button variant="primary" shortcut="C" disabled={busy || !call.phone} icon={<PhoneCall aria-hidden="true" />} onClick={() => { run({ do: 'call' }); }}>{t('call')}</Button> : null}
          {open && mine ? <Button shortcut="R" disabled={busy} onClick={() => { run({ do: 'release' }); }}>{t('release')}</Button> : null}
          {call.state === 'planned' && (free || mine) ? <Button variant="ghost" shortcut="S" disabled={busy} onClick={() => { run({ do: 'skip' }); }}>{t('skip')}</Button> : null}
        </div>
      )}
      {call.outcome === 'needs_help' ? <p className="care-warn" role="status">{t('helped')} <Link href="/desk">{t('toDesk')}</Link></p> : null}
      <section>
        <h3>{t('noteOf')} <Button variant="ghost" shortcut="N" onClick={() => { run({ do: 'note' }); }}>{t('note')}</Button>{supervisor ? <Button variant="ghost" onClick={() => { run({ do: 'plan' }); }}>{t('plan')}</Button> : null}</h3>
        <p className="care-note">{call.note ?? '–'}</p>
      </section>
      <section>
        <h3>{t('history')}</h3>
        {call.calls.length === 0 ? <p className="care-note">{t('noCalls')}</p> : null}
        <ul className="care-calls">
          {call.calls.map((one) => (
            <li key={one.id}><time>{at(one.started_at)}</time> {one.by.name} <b>{one.result ? t(`common:callResult.${one.result}`) : '…'}</b> {one.outcome ? t(`outcomeOf.${one.outcome}`) : ''}</li>
          ))}
        </ul>
      </section>
      {call.contacts.length > 0 ? (
        <section><h3>{t('contacts')}</h3><ul className="care-calls">{call.contacts.map((one) => <li key={one.id}>{one.name} <small>{one.relation}</small> {one.phone}</li>)}</ul></section>
      ) : null}
    </>
  );
}

function ResultForm({ pending, form, run }: { pending: CareCallDetail['calls'][number]; form: FormState; run: (command: Command) => void }) {
  const { t } = useTranslation(['care', 'common']);
  const outcome = form.step === 'outcome';
  const answers = outcome
    ? OUTCOMES.map((one) => ({ key: one, text: t(`outcomeOf.${one}`) }))
    : resultsFor(true).map((one) => ({ key: one, text: t(`common:callResult.${one}`) }));
  const question = t(outcome ? 'outcome' : 'result');
  return (
    <div className="care-form" role="group" aria-label={question}>
      <header>
        <b>{pending.line ? t(`line.${pending.line as 'ringing'}`) : t('pending')}</b>
        {pending.dial_url ? <Button variant="ghost" onClick={() => { dial(pending.dial_url ?? ''); }}>{t('dial')}</Button> : null}
      </header>
      <h3>{question}</h3>
      <div className="care-answers">
        {answers.map(({ key, text }, nth) => (
          <button key={key} type="button" className="btn" disabled={form.step === 'sent'} onClick={() => { run({ do: 'choose', nth }); }}><Kbd>{choiceKey(nth)}</Kbd> {text}</button>
        ))}
      </div>
    </div>
  );
}
