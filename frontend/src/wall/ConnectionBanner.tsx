import { Unplug } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { serverNow, useConnection } from '../state/store';
import { useFormats } from './useFormats';

/** Said loudly: a picture that has stopped looks exactly like a quiet night. */
export function ConnectionBanner() {
  const { status } = useConnection();
  return status === 'stale' ? <Stale /> : null;
}

function Stale() {
  const { t } = useTranslation();
  const { clock } = useFormats();
  // The moment it was mounted is the moment the picture stopped.
  const [since] = useState(serverNow);
  return (
    <div className="wall-banner" role="alert">
      <Unplug aria-hidden="true" />
      <b>{t('connection.stale')}</b>
      <span>{t('connection.staleDetail', { time: clock(since) })}</span>
    </div>
  );
}
