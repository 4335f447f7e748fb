/** Elders without a home on the map: worked through one by one, a click each. */
import { MapPin } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/Button';
import { errorText } from '../ui/errorText';
import { useEdit, type Whose } from './editStore';
import { UNPLACED_SHOWN, useUnplaced } from './queries';
import { following } from './saving';

export function Unplaced() {
  const { t } = useTranslation('mapedit');
  const { data, error } = useUnplaced();
  const { pick } = useEdit.getState();
  if (error) return <p role="alert">{t('list.failed', { reason: errorText(error) })}</p>;
  if (!data || data.items.length === 0) return null;
  const count = data.next ? `${String(UNPLACED_SHOWN)}+` : String(data.items.length);
  return (
    <section className="edit-unplaced" aria-labelledby="unplaced-title">
      <h2 id="unplaced-title">{t('unplaced.title', { count })}</h2>
      <p>{t('unplaced.intro')}</p>
      <ul>
        {data.items.map((elder) => (
          <li key={elder.id}>
            <button type="button" onClick={() => { pick('place', { kind: 'home', elder }); }}>
              <MapPin aria-hidden="true" /><b>{elder.name}</b> <small>{elder.address ?? t('unplaced.noAddress')}</small>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Whom the next click is for. */
export function Placing({ elder }: { elder: Whose }) {
  const { t } = useTranslation('mapedit');
  const { data } = useUnplaced();
  const { pick } = useEdit.getState();
  const next = following(data?.items ?? [], elder.id);
  return (
    <section className="edit-unplaced" aria-live="polite">
      <h2>{t('unplaced.placing', { name: elder.name })}</h2>
      <p className="edit-address">{elder.address ?? t('unplaced.noAddress')}</p>
      <p>{t('unplaced.how')}</p>
      <footer className="edit-ask">
        <Button disabled={!next} onClick={() => { if (next) pick('place', { kind: 'home', elder: next }); }}>{t('unplaced.skip')}</Button>
        <Button variant="ghost" shortcut="Esc" onClick={() => { pick(null); }}>{t('unplaced.stop')}</Button>
      </footer>
    </section>
  );
}
