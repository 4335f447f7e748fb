import { ApiError } from '../api/client';
import { i18next } from '../i18n';

/** The translated text of a failure; the server's own English words only where no translation exists. */
export function errorText(error: unknown): string {
  if (error instanceof ApiError) {
    for (const key of [`error.${error.kind}`, `error.http_${error.status}`]) {
      if (i18next.exists(key)) return i18next.t(key as 'error.network');
    }
    if (error.status >= 500) return i18next.t('error.http_500');
    return i18next.t('error.unknown', { detail: error.detail || error.title || String(error.status) });
  }
  return i18next.t('error.unknown', { detail: error instanceof Error ? error.message : String(error) });
}
