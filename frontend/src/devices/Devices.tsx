/** Devices and their health, for everybody at the desks; tables in and out for admins. */
import { Link2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeviceHealth, Trouble } from '../api/types';
import { useSession } from '../state/store';
import { Button } from '../ui/Button';
import { errorText } from '../ui/errorText';
import { PageTop } from '../ui/PageTop';
import { ExportPanel } from './ExportPanel';
import { HandDialog } from './HandDialog';
import { HealthTable } from './HealthTable';
import { ImportPanel } from './ImportPanel';
import { PairDialog } from './PairDialog';
import { useHealth } from './queries';
import './devices.css';

const TROUBLES: readonly Trouble[] = ['silent', 'never_heard', 'battery', 'clock', 'lost', 'no_wearer'];

export default function Devices() {
  const { t } = useTranslation(['gear', 'common']);
  const { user } = useSession();
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useHealth(trouble);
  const totals = data?.pages[0]?.totals;
  const rows = data?.pages.flatMap((page) => page.items) ?? [];
  const admin = user?.role === 'admin';
  const manages = admin || user?.role === 'supervisor';
  const [managed, setManaged] = useState<DeviceHealth | null>(null);
  const [pairing, setPairing] = useState(false);
  return (
    <main className={admin ? 'devices with-panels' : 'devices'}>
      <PageTop
        title={t('title')} back={t('back')}
        right={manages ? <Button icon={<Link2 aria-hidden="true" />} onClick={() => { setPairing(true); }}>{t('pair.title')}</Button> : null}
      />
      <section className="devices-list" aria-label={t('title')}>
        <nav className="devices-filters" aria-label={t('column.troubles')}>
          <button type="button" aria-pressed={trouble === null} onClick={() => { setTrouble(null); }}>{t('all')}</button>
          {TROUBLES.map((one) => (
            <button key={one} type="button" aria-pressed={trouble === one} onClick={() => { setTrouble(one); }}>
              {t(`trouble.${one}`)} <b>{totals?.[one] ?? '–'}</b>
            </button>
          ))}
        </nav>
        {error ? <p className="devices-note bad" role="alert">{t('failed', { reason: errorText(error) })}</p> : null}
        {data && rows.length === 0 ? <p className="devices-note">{t('none')}</p> : null}
        {rows.length > 0 ? <HealthTable rows={rows} onManage={manages ? setManaged : null} /> : null}
        {hasNextPage ? <Button disabled={isFetchingNextPage} onClick={() => { void fetchNextPage(); }}>{t('more')}</Button> : null}
      </section>
      {admin ? (
        <aside className="devices-panels">
          <ImportPanel />
          <ExportPanel />
        </aside>
      ) : null}
      {managed ? <HandDialog row={managed} onClose={() => { setManaged(null); }} /> : null}
      {pairing ? <PairDialog onClose={() => { setPairing(false); }} /> : null}
    </main>
  );
}
