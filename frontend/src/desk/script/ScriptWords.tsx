import { PhoneMissed } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Script } from '../../api/types';
import { pieces, type Values } from './words';
import './script.css';

type Words = Pick<Script, 'say' | 'steps' | 'unreached'>;

/** What to say, then what to ask and do, then what to do when nobody answers. */
export function ScriptWords({ words, values }: { words: Words; values: Values }) {
  const { t } = useTranslation('desk');
  return (
    <section className="desk-script" aria-label={t('call.script')}>
      <p className="say"><Filled text={words.say} values={values} /></p>
      <ol>{words.steps.map((step, nth) => <li key={nth}><Filled text={step} values={values} /></li>)}</ol>
      <p className="unreached">
        <PhoneMissed aria-hidden="true" />
        <span><b>{t('script.unreached')}</b> <Filled text={words.unreached} values={values} /></span>
      </p>
    </section>
  );
}

function Filled({ text, values }: { text: string; values: Values }) {
  return <>{pieces(text, values).map((piece, nth) => (piece.filled ? <mark key={nth}>{piece.text}</mark> : piece.text))}</>;
}
