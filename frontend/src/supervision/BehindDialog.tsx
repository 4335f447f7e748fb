import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { AlertState } from '../api/types';
import { useDesk } from '../desk/deskStore';
import { whom } from '../desk/whom';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { errorText } from '../ui/errorText';
import { SeverityShape } from '../ui/SeverityShape';
import { useBehind, type Behind } from './queries';

/** The alerts behind a number, newest first; each opens at the desk. */
export function BehindDialog({ asked, onClose }: { asked: Behind; onClose: () => void }) {
  const { t } = useTranslation(['supervision', 'common']);
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage, isPending } = useBehind(asked);
  const rows = data?.pages.flatMap((page) => page.items) ?? [];
  const title = t(asked.missed ? 'behind.missed' : 'behind.all', { label: asked.label });
  return (
    <Dialog open onOpenChange={onClose} wide title={title}>
      {error ? <p className="sup-note bad" role="alert">{errorText(error)}</p> : null}
      {isPending ? <p className="sup-note" role="status">{t('behind.loading')}</p> : null}
      {rows.length > 0 ? (
        <table className="sup-table">
          <thead>
            <tr>
              {(['opened', 'alert', 'area', 'responded', 'acted', 'outcome', 'step'] as const).map((name) => (
                <th key={name} scope="col" className={name === 'responded' || name === 'acted' ? 'num' : ''}>{name === 'step' ? <span className="sr-only">{t('column.step')}</span> : t(`column.${name}`)}</th>
              ))}
            </tr>
          </thead>
          <tbody>{rows.map((alert) => <Row key={alert.id} alert={alert} />)}</tbody>
        </table>
      ) : null}
      {hasNextPage ? <Button disabled={isFetchingNextPage} onClick={() => { void fetchNextPage(); }}>{t('behind.more')}</Button> : null}
    </Dialog>
  );
}

function Row({ alert }: { alert: AlertState }) {
  const { t, i18n } = useTranslation(['supervision', 'common']);
  const [, go] = useLocation();
  const opened = new Date(alert.opened_at).toLocaleString(i18n.language, { dateStyle: 'short', timeStyle: 'medium', hour12: false });
  return (
    <tr>
      <td>{opened}</td>
      <th scope="row"><SeverityShape priority={alert.priority} kind={alert.kind} /> {whom(alert)} <small>{t(`common:kind.${alert.kind}`)}</small></th>
      <td>{alert.area?.name}</td>
      <td className="num">{after(alert, alert.responded_at) ?? t('behind.never')}</td>
      <td className="num">{after(alert, alert.acted_at) ?? t('behind.never')}</td>
      <td>{alert.disposition ? t(`common:disposition.${alert.disposition}`) : t(`common:handling.${alert.handling}`)}</td>
      <td>
        <Button aria-label={t('behind.openOf', { name: whom(alert) })} onClick={() => { useDesk.getState().select(alert.id); go('/desk'); }}>{t('behind.open')}</Button>
      </td>
    </tr>
  );
}

/** Seconds after it opened. */
function after(alert: AlertState, at: string | null): string | null {
  return at === null ? null : `${String(Math.round((Date.parse(at) - Date.parse(alert.opened_at)) / 1000))} s`;
}
