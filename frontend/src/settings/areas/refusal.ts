import { ApiError } from '../../api/client';
import { i18next } from '../../i18n';
import { errorText } from '../../ui/errorText';

const HELD = ['elders', 'areas', 'alerts', 'users', 'curfews', 'thresholds', 'directives'] as const;

/** Why an area was not moved or removed: what it still holds, or that somebody was faster. */
export function refusal(error: unknown): string {
  if (!(error instanceof ApiError) || error.status !== 409) return errorText(error);
  const holds = error.body.holds as Partial<Record<string, number>> | undefined;
  if (!holds) return i18next.t('settings:area.stale');
  const said = HELD.flatMap((one) => (holds[one] ? [i18next.t(`settings:area.held.${one}`, { count: holds[one] })] : []));
  return i18next.t('settings:area.holds', { what: said.join(i18next.t('settings:listSeparator')) });
}
