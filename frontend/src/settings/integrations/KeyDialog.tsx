import { Copy } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import type { Keyed } from './queries';

/** A key is readable this once. Over plain http there is no clipboard; the field is selected when it is entered. */
export function KeyDialog({ keyed, onClose }: { keyed: Keyed; onClose: () => void }) {
  const { t } = useTranslation('settings');
  const [copied, setCopied] = useState(false);
  return (
    <Dialog open onOpenChange={onClose} title={t('integration.key', { name: keyed.name })} description={t('integration.keyOnce')}>
      <div className="set-form">
        <input className="set-key" readOnly aria-label={t('integration.key', { name: keyed.name })} value={keyed.key} onFocus={(e) => { e.target.select(); }} />
        <div className="set-actions">
          <span role="status" className="good">{copied ? t('integration.copied') : ''}</span>
          <Button variant="primary" icon={<Copy aria-hidden="true" />} disabled={!window.isSecureContext} onClick={() => { void navigator.clipboard.writeText(keyed.key).then(() => { setCopied(true); }); }}>{t('integration.copy')}</Button>
          <Button onClick={onClose}>{t('integration.kept')}</Button>
        </div>
      </div>
    </Dialog>
  );
}
