import { i18next } from '../i18n';

/** An instant for a table: day and minute, in the reader's language and time zone. */
export const when = (instant: string): string =>
  new Date(instant).toLocaleString(i18next.language, { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hour12: false });
