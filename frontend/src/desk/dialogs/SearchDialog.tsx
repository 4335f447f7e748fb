import { Search } from 'lucide-react';
import { useDeferredValue, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { FoundElder } from '../../api/types';
import { Dialog } from '../../ui/Dialog';
import { useDesk } from '../deskStore';
import { errorReason } from '../errorReason';
import { useElderSearch } from '../queries';
import { focusOnMount } from './useDialog';

const optionId = (id: number): string => `desk-found-${String(id)}`;

/** Finds an elder by name or number, as when somebody telephones in, and opens the card. */
export function SearchDialog() {
  const { t } = useTranslation(['desk', 'common']);
  const { openDialog, openElder } = useDesk.getState();
  const [text, setText] = useState('');
  const q = useDeferredValue(text.trim());
  const { data: found = [], error, isFetched } = useElderSearch(q);
  const [at, setAt] = useState(0);
  const current = found[Math.min(at, found.length - 1)];

  const open = (elder: FoundElder | undefined) => {
    if (!elder) return;
    openElder(elder.id);
    openDialog(null);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (by !== 0) {
      event.preventDefault();
      setAt(Math.max(0, Math.min(found.length - 1, at + by)));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      open(current);
    }
  };
  return (
    <Dialog open onOpenChange={() => { openDialog(null); }} title={t('search.title')}>
      <label className="desk-search">
        <Search aria-hidden="true" />
        <span className="sr-only">{t('search.placeholder')}</span>
        <input
          ref={focusOnMount}
          type="search" autoComplete="off" placeholder={t('search.placeholder')} value={text}
          role="combobox" aria-expanded={found.length > 0} aria-controls="desk-found" aria-autocomplete="list"
          aria-activedescendant={current ? optionId(current.id) : undefined}
          onChange={(e) => { setText(e.target.value); setAt(0); }}
          onKeyDown={onKey}
        />
      </label>
      <div className="desk-found-list" id="desk-found" role="listbox" aria-label={t('search.title')}>
        {q !== '' && found.map((elder) => (
          <div
            key={elder.id} id={optionId(elder.id)} role="option" tabIndex={-1} aria-selected={elder.id === current?.id}
            onPointerDown={() => { open(elder); }}
          >
            <b>{elder.name}</b>
            <small>
              {elder.sex === 'f' || elder.sex === 'm' ? t(`common:sex.${elder.sex}`) : ''} {elder.age ?? ''}
            </small>
            <span>{[elder.area?.name, elder.address].filter(Boolean).join(' · ')}</span>
            <span>{elder.contact ? t('search.contact', { name: elder.contact.name, phone: elder.contact.phone }) : elder.phone}</span>
          </div>
        ))}
      </div>
      <p role="status" className="desk-empty">
        {error ? t('search.failed', { reason: errorReason(error) })
          : q === '' ? t('search.short')
          : found.length === 0 && isFetched ? t('search.none')
          : t('search.results', { count: found.length })}
      </p>
    </Dialog>
  );
}
