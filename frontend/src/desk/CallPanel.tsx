import { Phone } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Call, Contact, Elder } from '../api/types';
import { Button } from '../ui/Button';
import { useAct } from './actions';
import { nextCallee, pendingCall, toElder } from './calls';
import { CallResultForm } from './CallResultForm';
import { buttons, useCase, useElderId, type Case } from './case';
import { useDesk } from './deskStore';
import { NextStepLine } from './NextStepLine';
import { useElderCard } from './queries';
import { ScriptCard } from './script/ScriptCard';

export function CallPanel() {
  const { t } = useTranslation('desk');
  const current = useCase();
  const elderId = useElderId();
  const { data: elder } = useElderCard(elderId);
  if (!elder) return current && !current.alert.elder ? <FleetCall about={current} /> : null;
  // Someone found through the search is not who the selected alert is about: no calls on that alert's account.
  const about = current?.alert.elder?.id === elder.id ? current : null;
  const pending = pendingCall(about?.detail?.calls ?? []);
  return (
    <section className="desk-call" aria-label={t('call.title')}>
      {about && <ScriptCard alert={about.alert} elder={elder} />}
      {about && pending && (about.mine ? <CallResultForm key={pending.id} call={pending} /> : <PendingElsewhere call={pending} />)}
      {!(pending && about?.mine) && <Callees about={about} elder={elder} />}
    </section>
  );
}

/** About devices that fell silent together: their supplier is telephoned, by hand. */
function FleetCall({ about }: { about: Case }) {
  const { t } = useTranslation('desk');
  return <section className="desk-call" aria-label={t('call.title')}><ScriptCard alert={about.alert} elder={null} /></section>;
}

function PendingElsewhere({ call }: { call: Call }) {
  const { t } = useTranslation('desk');
  return <p className="desk-empty">{t('call.pendingOther', { name: call.name ?? t('timeline.elder') })}</p>;
}

function Callees({ about, elder }: { about: Case | null; elder: Elder }) {
  const { t } = useTranslation('desk');
  const calls = about?.detail?.calls ?? [];
  const contacts = [...elder.contacts].sort((a, b) => a.rank - b.rank);
  const next = nextCallee(about?.detail?.next_step);
  const may = about?.detail ? buttons(about.detail.actions).includes('call') : false;
  const toTheElder = calls.filter(toElder);
  return (
    <>
      {about?.detail?.next_step && <NextStepLine step={about.detail.next_step} contacts={contacts} />}
      <CallButton to="elder" enabled={may} primary={may && next === 'elder'} shortcut={next === 'elder' ? 'C' : undefined}>
        <span className="desk-callee">
          <b>{t('call.elder')}</b>
          <span>{elder.phone ?? t('call.noPhone')}</span>
        </span>
        <Tried calls={toTheElder} />
      </CallButton>
      <h3>{contacts.length > 0 ? t('call.contacts') : t('call.noContacts')}</h3>
      <ol className="desk-contacts">
        {contacts.map((contact, nth) => (
          <li key={contact.id}>
            <ContactButton contact={contact} nth={nth} next={next} may={may} calls={calls} />
          </li>
        ))}
      </ol>
    </>
  );
}

function ContactButton({ contact, nth, next, may, calls }: {
  contact: Contact; nth: number; next: 'elder' | number; may: boolean; calls: readonly Call[];
}) {
  const { t } = useTranslation('desk');
  const suggested = next === contact.id;
  const title = contact.relation ? t('call.relationWith', { name: contact.name, relation: contact.relation }) : contact.name;
  return (
    <CallButton to={contact.id} enabled={may && Boolean(contact.phone)} primary={may && suggested} shortcut={suggested ? 'C' : `⇧${String(nth + 1)}`}>
      <span className="desk-callee">
        <b>{title}</b>
        <span>{contact.phone ?? t('call.noPhone')}</span>
      </span>
      <Tried calls={calls.filter((c) => c.contact_id === contact.id)} />
    </CallButton>
  );
}

function CallButton({ to, enabled, primary, shortcut, children }: {
  to: 'elder' | number; enabled: boolean; primary: boolean; shortcut?: string; children: React.ReactNode;
}) {
  const id = useDesk((s) => s.selectedId);
  const act = useAct();
  return (
    <Button
      className="desk-callee-button"
      variant={primary ? 'primary' : 'plain'}
      icon={<Phone aria-hidden="true" />}
      shortcut={enabled ? shortcut : undefined}
      disabled={!enabled || act.isPending}
      onClick={() => { if (id !== null) act.mutate({ id, act: { name: 'call', to } }); }}
    >
      {children}
    </Button>
  );
}

/** What earlier attempts came to. */
function Tried({ calls }: { calls: readonly Call[] }) {
  const { t } = useTranslation(['desk', 'common']);
  const last = calls.at(-1);
  if (!last) return null;
  return (
    <small className="desk-tried">
      {t('call.attempts', { count: calls.length })}
      {last.result ? ` · ${t(`common:callResult.${last.result}`)}` : ''}
    </small>
  );
}
