/** Platforms and gateways that post for devices: their keys, and what was refused of them. */
import { KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Integration } from '../../api/types';
import { Button } from '../../ui/Button';
import { errorText } from '../../ui/errorText';
import { toast } from '../../ui/toastStore';
import { when } from '../when';
import { IntegrationDialog } from './IntegrationDialog';
import { Journal } from './Journal';
import { KeyDialog } from './KeyDialog';
import { useChangeIntegration, useIntegrations, useIssueKey, useRevokeKeys, type Keyed } from './queries';

export function Integrations() {
  const { t } = useTranslation('settings');
  const { data = [], error } = useIntegrations();
  const [picked, setPicked] = useState<number | null>(null);
  const [adding, setAdding] = useState(false);
  const [keyed, setKeyed] = useState<Keyed | null>(null);
  const shown = data.find((one) => one.id === picked) ?? data[0];
  return (
    <div className="set-split log">
      <nav aria-label={t('section.integrations')}>
        <Button variant="primary" icon={<Plus aria-hidden="true" />} onClick={() => { setAdding(true); }}>{t('integration.add')}</Button>
        {data.map((one) => (
          <button key={one.id} type="button" className="set-pick" aria-current={one.id === shown?.id ? 'true' : undefined} onClick={() => { setPicked(one.id); }}>
            <span>{one.name}</span>
            {one.sandbox ? <small className="set-tag own">{t('integration.sandbox')}</small> : null}
            {one.disabled ? <small className="set-tag bad">{t('integration.disabled')}</small> : null}
          </button>
        ))}
      </nav>
      {error ? <p className="bad" role="alert">{t('readFailed', { reason: errorText(error) })}</p> : null}
      {shown ? <One key={shown.id} integration={shown} onKey={setKeyed} /> : <p className="set-note">{t('integration.none')}</p>}
      {adding ? <IntegrationDialog integration={null} onClose={() => { setAdding(false); }} onKey={setKeyed} /> : null}
      {keyed ? <KeyDialog keyed={keyed} onClose={() => { setKeyed(null); }} /> : null}
    </div>
  );
}

function One({ integration, onKey }: { integration: Integration; onKey: (keyed: Keyed) => void }) {
  const { t } = useTranslation('settings');
  const [changing, setChanging] = useState(false);
  const [sure, setSure] = useState<'replace' | 'revoke' | 'disable' | null>(null);
  const issue = useIssueKey((made) => { setSure(null); onKey(made); });
  const change = useChangeIntegration(() => { setSure(null); });
  const revoke = useRevokeKeys((one) => { setSure(null); toast(t('integration.revoked', { name: one.name }), { tone: 'ok' }); });
  const failed = issue.error ?? revoke.error ?? change.error;
  return (
    <section className="set-form" aria-label={integration.name}>
      <div className="set-head">
        <h2>{integration.name}</h2>
        <Button onClick={() => { setChanging(true); }}>{t('integration.change')}</Button>
        <Button icon={<KeyRound aria-hidden="true" />} disabled={issue.isPending} onClick={() => { issue.mutate({ one: integration, replace: false }); }}>{t('integration.issue')}</Button>
        <Button variant={sure === 'replace' ? 'danger' : 'plain'} disabled={issue.isPending} onClick={() => { if (sure === 'replace') issue.mutate({ one: integration, replace: true }); else setSure('replace'); }}>{t(sure === 'replace' ? 'integration.replaceSure' : 'integration.replace')}</Button>
        <Button variant={sure === 'revoke' ? 'danger' : 'plain'} disabled={revoke.isPending} onClick={() => { if (sure === 'revoke') revoke.mutate(integration); else setSure('revoke'); }}>{t(sure === 'revoke' ? 'integration.revokeSure' : 'integration.revoke')}</Button>
        {integration.disabled
          ? <Button variant="primary" disabled={change.isPending} onClick={() => { change.mutate({ id: integration.id, disabled: false }); }}>{t('integration.enable')}</Button>
          : <Button variant={sure === 'disable' ? 'danger' : 'plain'} disabled={change.isPending} onClick={() => { if (sure === 'disable') change.mutate({ id: integration.id, disabled: true }); else setSure('disable'); }}>{t(sure === 'disable' ? 'integration.disableSure' : 'integration.disable')}</Button>}
      </div>
      {failed ? <p className="bad" role="alert">{t('failed', { reason: errorText(failed) })}</p> : null}
      <dl className="set-facts">
        <div><dt>{t('integration.datum')}</dt><dd>{t(`integration.datums.${integration.datum ?? 'none'}`)}</dd></div>
        <div><dt>{t('integration.downlink')}</dt><dd>{integration.downlink_url ?? t('integration.noDownlink')}</dd></div>
        <div><dt>{t('user.since')}</dt><dd>{when(integration.created_at)}</dd></div>
      </dl>
      {integration.disabled ? <p className="bad" role="status">{t('integration.disabledMeans')}</p> : null}
      {integration.sandbox ? <p className="set-note">{t('integration.sandboxMeans')}</p> : null}
      <Journal integration={integration} />
      {changing ? <IntegrationDialog integration={integration} onClose={() => { setChanging(false); }} onKey={onKey} /> : null}
    </section>
  );
}
