import { ApiError } from '../api/client';
import { i18next } from '../i18n';

/** Why something failed, as a part of a sentence, in the user's language. */
export function errorReason(error: unknown): string {
  if (!(error instanceof ApiError)) return error instanceof Error ? error.message : String(error);
  const key = `desk:error.${error.kind}`;
  if (i18next.exists(key)) return i18next.t(key as 'desk:error.network');
  return i18next.t('desk:error.unknown', { status: error.status });
}
