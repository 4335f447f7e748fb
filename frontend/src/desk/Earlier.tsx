import { useTranslation } from 'react-i18next';
import { SeverityShape } from '../ui/SeverityShape';
import { useDesk } from './deskStore';
import { useEarlier } from './queries';

/** What was about her before, and how each case ended: the third time this week tells something. */
export function Earlier({ elderId }: { elderId: number }) {
  const { t, i18n } = useTranslation(['desk', 'common']);
  const current = useDesk((s) => s.selectedId);
  const { data } = useEarlier(elderId);
  const rows = data?.filter((alert) => alert.id !== current) ?? [];
  if (rows.length === 0) return null;
  const day = (at: string) => new Date(at).toLocaleString(i18n.language, { month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false });
  return (
    <section className="desk-earlier" aria-labelledby="desk-earlier">
      <h3 id="desk-earlier">{t('earlier.title')}</h3>
      <ol>
        {rows.map((alert) => (
          <li key={alert.id}>
            <button type="button" onClick={() => { useDesk.getState().select(alert.id); }}>
              <time dateTime={alert.opened_at}>{day(alert.opened_at)}</time>
              <SeverityShape priority={alert.priority} kind={alert.kind} />
              <span>{t(`common:kind.${alert.kind}`)}</span>
              <b>{alert.disposition ? t(`common:disposition.${alert.disposition}`) : t(`common:handling.${alert.handling}`)}</b>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}
