/** Shift handovers, newest first: who gave what, and who took it. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import type { Handover, Page } from '../api/types';
import { whom } from '../desk/whom';
import { Button } from '../ui/Button';
import { errorText } from '../ui/errorText';

const PAGE = 30;

const useHandovers = () =>
  useInfiniteQuery({
    queryKey: ['handovers', 'pages'],
    queryFn: ({ pageParam, signal }) => api.get<Page<Handover>>('/api/handovers', { limit: PAGE, after: pageParam }, signal),
    initialPageParam: null as string | number | null,
    getNextPageParam: (page) => page.next,
  });

export function Handovers() {
  const { t, i18n } = useTranslation(['supervision', 'common']);
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useHandovers();
  const rows = data?.pages.flatMap((page) => page.items) ?? [];
  const local = (at: string) => new Date(at).toLocaleString(i18n.language, { dateStyle: 'short', timeStyle: 'short', hour12: false });
  return (
    <div className="sup-figures">
      {error ? <p className="sup-note bad" role="alert">{errorText(error)}</p> : null}
      {data && rows.length === 0 ? <p className="sup-note">{t('handovers.none')}</p> : null}
      {rows.length > 0 ? (
        <div className="sup-scroll">
          <table className="sup-table handovers">
            <caption className="sr-only">{t('section.handovers')}</caption>
            <thead><tr>{(['at', 'by', 'cases', 'note', 'ended'] as const).map((name) => <th key={name} scope="col">{t(`handovers.${name}`)}</th>)}</tr></thead>
            <tbody>
              {rows.map((one) => (
                <tr key={one.id}>
                  <td>{local(one.given_at)}</td>
                  <th scope="row">{one.given_by.name}</th>
                  <td>
                    {one.items.map(({ alert, note, accepted_by: taker }) => (
                      <p key={alert.id}>
                        <b>{whom(alert)}</b> {t(`common:kind.${alert.kind}`)} → {taker?.name ?? t(alert.handling === 'closed' ? 'common:handling.closed' : 'handovers.nobody')}
                        {note ? <small> {note}</small> : null}
                      </p>
                    ))}
                  </td>
                  <td>{one.note}</td>
                  <td className={one.ended_at ? '' : 'bad'}>
                    {one.ended_at ? t(one.withdrawn ? 'handovers.withdrawn' : 'handovers.taken', { name: one.ended_by?.name ?? '', time: local(one.ended_at) }) : t('handovers.waiting', { count: one.waiting })}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
      {hasNextPage ? <Button disabled={isFetchingNextPage} onClick={() => { void fetchNextPage(); }}>{t('behind.more')}</Button> : null}
    </div>
  );
}
