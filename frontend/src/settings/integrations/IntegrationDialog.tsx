import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Integration } from '../../api/types';
import { Footer } from '../../desk/dialogs/Footer';
import { Dialog } from '../../ui/Dialog';
import { reason } from '../reason';
import { useAddIntegration, useChangeIntegration, type Keyed } from './queries';

const DATUMS = ['wgs84', 'gcj02', 'bd09'] as const;

export function IntegrationDialog({ integration, onClose, onKey }: { integration: Integration | null; onClose: () => void; onKey: (keyed: Keyed) => void }) {
  const { t } = useTranslation('settings');
  const [name, setName] = useState('');
  const [datum, setDatum] = useState<Integration['datum']>(integration?.datum ?? null);
  const [downlink, setDownlink] = useState(integration?.downlink_url ?? '');
  const [sandbox, setSandbox] = useState(false);
  const add = useAddIntegration((made) => { onClose(); onKey(made); });
  const change = useChangeIntegration(onClose);
  const error = add.error ?? change.error;
  const submit = (): void => {
    const chosen = { datum, downlink_url: downlink.trim() || null };
    if (integration) change.mutate({ id: integration.id, ...chosen });
    else add.mutate({ name: name.trim(), sandbox, ...chosen });
  };
  return (
    <Dialog open onOpenChange={onClose} title={integration ? t('integration.changing', { name: integration.name }) : t('integration.add')} description={integration ? t('integration.soon') : t('integration.once')}>
      <form className="hand set-form" onSubmit={(e) => { e.preventDefault(); submit(); }}>
        {integration ? null : <label className="set-field">{t('integration.name')}<input required maxLength={100} value={name} onChange={(e) => { setName(e.target.value); }} /></label>}
        <label className="set-field">{t('integration.datum')}
          <select value={datum ?? ''} onChange={(e) => { setDatum(DATUMS.find((one) => one === e.target.value) ?? null); }}>
            <option value="">{t('integration.datums.none')}</option>
            {DATUMS.map((one) => <option key={one} value={one}>{t(`integration.datums.${one}`)}</option>)}
          </select>
        </label>
        <label className="set-field">{t('integration.downlink')}<input type="url" value={downlink} placeholder="https://" onChange={(e) => { setDownlink(e.target.value); }} /></label>
        {integration ? null : <label className="hand-check"><input type="checkbox" checked={sandbox} onChange={(e) => { setSandbox(e.target.checked); }} /> <span><b>{t('integration.sandbox')}</b> {t('integration.sandboxMeans')}</span></label>}
        <Footer ok={t('user.save')} busy={add.isPending || change.isPending} onCancel={onClose} problem={error ? t('failed', { reason: reason(error) }) : null} />
      </form>
    </Dialog>
  );
}
