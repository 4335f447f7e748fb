import { useTranslation } from 'react-i18next';
import type { TimelineEntry } from '../api/types';
import { i18next } from '../i18n';
import { useCase } from './case';
import { clockTime } from './format';

/** What happened to this case, newest first. */
export function Timeline() {
  const { t } = useTranslation('desk');
  const detail = useCase()?.detail;
  if (!detail) return null;
  const entries = [...detail.timeline].reverse();
  return (
    <section className="desk-timeline" aria-label={t('timeline.title')}>
      <h3>{t('timeline.title')}</h3>
      {entries.length === 0 && <p className="desk-empty">{t('timeline.empty')}</p>}
      <ol>
        {entries.map((entry, i) => (
          <li key={`${entry.at}-${String(entries.length - i)}`} className={entry.by ? '' : 'machine'}>
            <time dateTime={entry.at}>{clockTime(entry.at, true)}</time>
            <div>
              <b>{headline(entry)}</b> <span>{entry.by?.name ?? t('timeline.system')}</span>
              <Words entry={entry} />
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** What the entry is called; a kind this page does not know yet shows its own name. */
function headline({ action, detail }: TimelineEntry): string {
  const name = action.replace(/^alert\./, '');
  const key = `desk:timeline.${name}`;
  if (!i18next.exists(key)) return name;
  return i18next.t(key as 'desk:timeline.call_started', {
    to: typeof detail.to === 'string' ? detail.to : '',
    by: typeof detail.by === 'string' ? detail.by : '',
    result: phrase('common:callResult', detail.result),
  });
}

function phrase(group: string, value: unknown): string {
  if (typeof value !== 'string') return '';
  const key = `${group}.${value}`;
  return i18next.exists(key) ? i18next.t(key as 'common:brand.name') : value;
}

/** The people's own words, and what they chose. */
function Words({ entry }: { entry: TimelineEntry }) {
  const { t } = useTranslation('desk');
  const { note, reason, disposition, outcome, minutes, to } = entry.detail;
  const parts = [
    phrase('common:disposition', disposition),
    phrase('desk:outcome', outcome),
    entry.action.endsWith('dispatched') ? phrase('desk:dispatchTo', to) : '',
    typeof minutes === 'number' ? t('dialog.shelve.minutes', { count: minutes }) : '',
    entry.action.endsWith('suppressed') ? phrase('desk:heldBack', reason) : typeof reason === 'string' ? reason : '',
    typeof note === 'string' ? note : '',
  ].filter(Boolean);
  return parts.length > 0 ? <p>{parts.join(' · ')}</p> : null;
}
