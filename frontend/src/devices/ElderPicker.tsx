/** Find an elder by name or number and choose her. */
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FoundElder } from '../api/types';
import { focusOnMount } from '../desk/dialogs/useDialog';
import { useElderSearch } from '../desk/queries';
import { errorText } from '../ui/errorText';

export function ElderPicker({ chosen, onChoose, label }: { chosen: FoundElder | null; onChoose: (elder: FoundElder) => void; label?: string }) {
  const { t } = useTranslation('gear');
  const [text, setText] = useState('');
  const q = useDeferredValue(text.trim());
  const { data: found = [], error, isFetched } = useElderSearch(q);
  return (
    <fieldset className="picker">
      <label className="field">
        {label ?? t('hand.to')}
        <input ref={focusOnMount} type="search" autoComplete="off" placeholder={t('hand.search')} value={text} onChange={(e) => { setText(e.target.value); }} />
      </label>
      <div className="picker-found">
        {q !== '' && found.map((elder) => (
          <label key={elder.id}>
            <input type="radio" name="elder" checked={elder.id === chosen?.id} onChange={() => { onChoose(elder); }} />
            <b>{elder.name}</b> <span>{[elder.area?.name, elder.address].filter(Boolean).join(' · ')}</span> <span>{elder.phone}</span>
          </label>
        ))}
      </div>
      <p role="status">
        {error ? t('failed', { reason: errorText(error) }) : q !== '' && found.length === 0 && isFetched ? t('hand.nobody') : ''}
      </p>
    </fieldset>
  );
}
