import { ApiError } from '../api/client';
import { i18next } from '../i18n';
import { errorText } from '../ui/errorText';

/** Why something could not be kept: in words of the page where we have them, else as the service says it. */
export function reason(error: unknown): string {
  if (!(error instanceof ApiError) || (error.status !== 409 && error.status !== 422)) return errorText(error);
  const errors = Array.isArray(error.body.errors) ? (error.body.errors as { field?: string }[]) : [];
  const field = errors[0]?.field?.split('.')[0] ?? '';
  const key = `settings:wrong.${error.status === 409 ? 'taken' : field}`;
  return i18next.exists(key) ? i18next.t(key as 'settings:wrong.taken') : error.detail;
}
