import type { AlertState } from '../api/types';
import { i18next } from '../i18n';

/** Whom an alert is about: an elder, or the carrier or vendor whose devices fell silent together. */
export function whom(alert: Pick<AlertState, 'elder' | 'fleet'> | undefined): string {
  return alert?.elder?.name ?? alert?.fleet?.name ?? i18next.t('desk:queue.unknownElder');
}
