import { PhoneCall } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Call } from '../api/types';
import { useNow } from '../state/store';
import { Button } from '../ui/Button';
import { Kbd } from '../ui/Kbd';
import { OUTCOMES, resultsFor, toElder } from './calls';
import { useCommands } from './commands';
import { useDesk } from './deskStore';
import { dial } from './dial';
import { minutesSeconds } from './format';
import { choiceKey } from './keymap';

/** What came of the call: one key for the result, one more for how she is. */
export function CallResultForm({ call }: { call: Call }) {
  const { t } = useTranslation(['desk', 'common']);
  const run = useCommands();
  const form = useDesk((s) => s.form);
  const step = form?.callId === call.id ? form.state.step : 'result';
  const outcome = step === 'outcome';
  const answers = outcome
    ? OUTCOMES.map((o) => ({ key: o, text: t(`outcome.${o}`) }))
    : resultsFor(toElder(call)).map((r) => ({ key: r, text: t(`common:callResult.${r}`) }));
  return (
    <div className="desk-form" role="group" aria-label={t(outcome ? 'call.outcomeQuestion' : 'call.resultQuestion')}>
      <header>
        <PhoneCall aria-hidden="true" />
        <div>
          <b>{t(call.line && call.line !== 'answered' ? 'call.to' : 'call.pending', { name: call.name ?? t('timeline.elder') })}</b>
          {call.line && <span className={`desk-line ${call.line}`} role="status">{t(`call.line.${call.line}`)}</span>}
          <span>{call.phone} · <Since at={call.started_at} /></span>
        </div>
        {call.dial_url && (
          <Button variant="ghost" shortcut="C" onClick={() => { dial(call.dial_url ?? ''); }}>
            {t('call.dialAgain', { phone: '' })}
          </Button>
        )}
      </header>
      <h3>{t(outcome ? 'call.outcomeQuestion' : 'call.resultQuestion')}</h3>
      <div className={outcome ? 'desk-answers one' : 'desk-answers'}>
        {answers.map(({ key, text }, nth) => (
          <button key={key} type="button" className="btn" disabled={step === 'sent'} onClick={() => { run({ do: 'choose', nth }); }}>
            <Kbd>{choiceKey(nth)}</Kbd> {text}
          </button>
        ))}
        {outcome && (
          <button type="button" className="btn ghost" onClick={() => { run({ do: 'back' }); }}>
            <Kbd>Esc</Kbd> {t('call.back')}
          </button>
        )}
      </div>
    </div>
  );
}

function Since({ at }: { at: string }) {
  return <>{minutesSeconds(useNow(1000) - Date.parse(at))}</>;
}
