import { useTranslation } from 'react-i18next';
import type { Board } from '../api/types';
import { useNow } from '../state/store';
import { useFormats } from './useFormats';
import { QuarterChart } from './QuarterChart';

const MOST_BARS = 4;

/** Today in three charts. */
export function Strip({ board }: { board: Board | undefined }) {
  const { t } = useTranslation(['wall', 'common']);
  const { number } = useFormats();
  const day = board?.per_quarter_hour.reduce((sum, row) => sum + row.total, 0);
  const kinds = board?.by_kind ?? [];
  const total = kinds.reduce((sum, { count }) => sum + count, 0);
  return (
    <footer className="wall-strip">
      <section>
        <h2>
          {t('chart.perQuarter')}
          <span className="key"><i className="all" />{t('chart.total')}<i className="urgent" />{t('chart.urgent')}</span>
          <b>{day === undefined ? '' : number(day)}</b>
        </h2>
        <QuarterChart rows={board?.per_quarter_hour ?? []} now={useNow(60_000)} />
      </section>
      <section>
        <h2>{t('chart.byArea')}</h2>
        <Bars rows={(board?.by_area ?? []).map(({ area_id, name, count }) => ({ key: String(area_id), name, count, text: number(count) }))} />
      </section>
      <section>
        <h2>{t('chart.byKind')}<b>{t('chart.share')}</b></h2>
        <Bars rows={kinds.map(({ kind, count }) => ({ key: kind, name: t(`common:kind.${kind}`), count, text: `${Math.round((100 * count) / total)}%` }))} />
      </section>
    </footer>
  );
}

function Bars({ rows }: { rows: { key: string; name: string; count: number; text: string }[] }) {
  const { t } = useTranslation('wall');
  const top = [...rows].sort((a, b) => b.count - a.count).slice(0, MOST_BARS);
  const most = Math.max(1, ...top.map(({ count }) => count));
  if (top.length === 0) return <p className="wall-none">{t('chart.none')}</p>;
  return (
    <ul className="wall-bars">
      {top.map(({ key, name, count, text }) => (
        <li key={key}><span>{name}</span><i style={{ width: `${(100 * count) / most}%` }} aria-hidden="true" /><b>{text}</b></li>
      ))}
    </ul>
  );
}
