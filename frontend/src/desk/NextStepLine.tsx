import { useTranslation } from 'react-i18next';
import type { Contact, NextStep } from '../api/types';
import { useNow } from '../state/store';
import { Kbd } from '../ui/Kbd';
import { clockTime } from './format';

/** What to do next, as the server proposes it, with its key. Calling earlier is allowed. */
export function NextStepLine({ step, contacts }: { step: NextStep; contacts: readonly Contact[] }) {
  const { t } = useTranslation('desk');
  const now = useNow(1000);
  const contact = contacts.find((c) => c.id === step.contact_id);
  const waits = step.at !== null && Date.parse(step.at) > now;
  return (
    <p className="desk-hint" role="status">
      {step.do === 'dispatch' ? t('next.dispatch')
        : step.do === 'call_contact' ? t('next.contact', { name: contact?.name ?? '' })
        : step.at === null ? t('next.elder')
        : waits ? t('next.elderAt', { time: clockTime(step.at, true) })
        : t('next.elderAgain')}
      {' '}<Kbd>{step.do === 'dispatch' ? 'D' : 'C'}</Kbd>
    </p>
  );
}
