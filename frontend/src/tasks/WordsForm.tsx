import { useState } from 'react';
import { useTranslation } from 'react-i18next';

/** A line to go with an answer. */
export function WordsForm({ question, busy, onSend, onBack }: {
  question: string; busy: boolean; onSend: (words: string) => void; onBack: () => void;
}) {
  const { t } = useTranslation('tasks');
  const [words, setWords] = useState('');
  return (
    <form className="tasks-words" onSubmit={(e) => { e.preventDefault(); onSend(words.trim()); }}>
      <label>
        {question}
        <textarea rows={3} maxLength={500} value={words} ref={(element) => { element?.focus(); }} onChange={(e) => { setWords(e.target.value); }} />
      </label>
      <div className="tasks-buttons">
        <button type="submit" className="btn primary" disabled={busy}>{t('step.send')}</button>
        <button type="button" className="btn" onClick={onBack}>{t('step.back')}</button>
      </div>
    </form>
  );
}
