import { Unplug } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useConnection } from '../state/store';
import { useFormats } from './useFormats';

/** Said loudly: a picture that has stopped looks exactly like a quiet night. */
export function ConnectionBanner() {
  const { t } = useTranslation();
  const { status, lastHeardAt, clockOffsetMs } = useConnection();
  const { clock } = useFormats();
  if (status !== 'stale' || lastHeardAt === null) return null;
  return (
    <div className="wall-banner" role="alert">
      <Unplug aria-hidden="true" />
      <b>{t('connection.stale')}</b>
      <span>{t('connection.staleDetail', { time: clock(lastHeardAt + clockOffsetMs) })}</span>
    </div>
  );
}
