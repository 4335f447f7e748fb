/** Which kind, device or elder rings for nothing: closed as false, of those closed; the most first. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import type { FalseGroups } from '../api/types';
import { errorText } from '../ui/errorText';
import { asQuery, type Scope } from './queries';

const HOUR_MS = 3_600_000;
const OF = ['kind', 'device', 'elder'] as const;
type Of = (typeof OF)[number];

export function FalseAlarms({ scope }: { scope: Scope }) {
  const { t } = useTranslation(['supervision', 'common']);
  const [by, setBy] = useState<Of>('kind');
  // Reading about elders is noted in the access log: once an hour is enough.
  const hourly = { ...scope, to: Math.ceil(scope.to / HOUR_MS) * HOUR_MS };
  const { data, error } = useQuery({
    queryKey: ['kpis', 'false', hourly, by],
    queryFn: ({ signal }) => api.get<FalseGroups>('/api/kpis/false_alarms/groups', { ...asQuery(hourly), by }, signal),
    placeholderData: keepPreviousData,
  });
  const name = (key: string, label: string) => (by === 'kind' ? t(`common:kind.${key as 'sos'}`) : label);
  return (
    <section aria-labelledby="sup-false">
      <div className="sup-pickers">
        <h2 id="sup-false">{t('false.title')}</h2>
        <div role="group" aria-label={t('false.by')} className="sup-choice">
          {OF.map((one) => <button key={one} type="button" aria-pressed={one === by} onClick={() => { setBy(one); }}>{t(`false.${one}`)}</button>)}
        </div>
      </div>
      {error ? <p className="sup-note bad" role="alert">{errorText(error)}</p> : null}
      {data?.items.length === 0 ? <p className="sup-note">{t('false.none')}</p> : null}
      {data && data.items.length > 0 ? (
        <div className="sup-scroll">
          <table className="sup-table">
            <thead><tr><th scope="col">{t(`false.${by}`)}</th>{(['share', 'false', 'closed', 'review'] as const).map((one) => <th key={one} scope="col" className={one === 'review' ? '' : 'num'}>{t(`false.column.${one}`)}</th>)}</tr></thead>
            <tbody>
              {data.items.map((group) => (
                <tr key={group.key}>
                  <th scope="row">{name(group.key, group.label)}</th>
                  <td className="num value">{group.pct.toFixed(1)} %</td><td className="num">{group.false}</td><td className="num">{group.closed}</td>
                  <td>{group.review ? <span className="verdict missed"><i aria-hidden="true">!</i>{t('false.review')}</span> : null}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
    </section>
  );
}
