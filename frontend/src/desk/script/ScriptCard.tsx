import { useTranslation } from 'react-i18next';
import { useConfig } from '../../api/queries';
import type { AlertState, Elder } from '../../api/types';
import { useNow, useSession } from '../../state/store';
import { distance } from '../format';
import { whom } from '../whom';
import { useScript } from './queries';
import { ScriptWords } from './ScriptWords';

/** The words for a call about this alert, in the reader's language. */
export function ScriptCard({ alert, elder }: { alert: AlertState; elder: Elder | null }) {
  const { t, i18n } = useTranslation('desk');
  const words = useScript(alert.kind, i18n.language);
  const { user } = useSession();
  const service = useConfig().data?.service_name ?? t('script.service');
  const now = useNow(10_000);
  if (!words) return null;
  const values = {
    name: elder?.speak_name ?? whom(alert),
    service,
    operator: user?.name ?? '',
    place: alert.address ?? alert.area?.name ?? t('script.place'),
    distance: alert.distance_m == null ? t('script.distance') : distance(alert.distance_m),
    minutes: String(Math.max(0, Math.floor((now - Date.parse(alert.occurred_at)) / 60_000))),
  };
  return <ScriptWords words={words} values={values} />;
}
