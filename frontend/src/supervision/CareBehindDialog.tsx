import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import type { CareCall, Page } from '../api/types';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { errorText } from '../ui/errorText';
import { asQuery, type Behind } from './queries';

/** The care calls behind K15, newest first. */
export function CareBehindDialog({ asked, onClose }: { asked: Behind; onClose: () => void }) {
  const { t, i18n } = useTranslation(['supervision', 'care']);
  const { scope, shift, missed } = asked;
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage, isPending } = useInfiniteQuery({
    queryKey: ['kpis', 'care', scope, shift, missed],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<CareCall>>('/api/kpis/care_calls/calls', { ...asQuery(scope), shift, missed, limit: 50, after: pageParam }, signal),
    initialPageParam: null as string | number | null,
    getNextPageParam: (page) => page.next,
  });
  const rows = data?.pages.flatMap((page) => page.items) ?? [];
  const local = (at: string | null) => (at === null ? t('behind.never') : new Date(at).toLocaleString(i18n.language, { dateStyle: 'short', timeStyle: 'short', hour12: false }));
  return (
    <Dialog open onOpenChange={onClose} wide title={t(missed ? 'careBehind.missed' : 'careBehind.all', { label: asked.label })}>
      {error ? <p className="sup-note bad" role="alert">{errorText(error)}</p> : null}
      {isPending ? <p className="sup-note" role="status">{t('behind.loading')}</p> : null}
      {rows.length > 0 ? (
        <table className="sup-table">
          <thead>
            <tr>
              {(['elder', 'due', 'area', 'attempts', 'state', 'reached'] as const).map((name) => (
                <th key={name} scope="col" className={name === 'attempts' ? 'num' : ''}>{t(`careBehind.${name}`)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((call) => (
              <tr key={call.id}>
                <th scope="row">{call.elder.name}</th>
                <td>{local(call.due_from)}</td>
                <td>{call.area.name}</td>
                <td className="num">{call.attempts}</td>
                <td>{t(`care:state.${call.state}`)}</td>
                <td>{local(call.reached_at)} {call.reached_by?.name}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      {hasNextPage ? <Button disabled={isFetchingNextPage} onClick={() => { void fetchNextPage(); }}>{t('behind.more')}</Button> : null}
    </Dialog>
  );
}
