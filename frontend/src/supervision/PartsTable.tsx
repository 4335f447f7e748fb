import { useTranslation } from 'react-i18next';
import type { KpiBy, Kpis } from '../api/types';
import { VerdictMark } from './FigureTable';
import { behind, COLUMNS, figureOf, partsOf, valueText } from './figures';
import type { Behind, Scope } from './queries';

interface Props { kpis: Kpis; by: KpiBy; scope: Scope; onAsk: (asked: Behind) => void }

/** The main figures by area, shift, day or month; each cell opens what counts against us there. */
export function PartsTable({ kpis, by, scope, onAsk }: Props) {
  const { t } = useTranslation('supervision');
  const columns = COLUMNS.flatMap((kpi) => kpis.definitions.filter((one) => one.kpi === kpi));
  return (
    <div className="sup-scroll" role="region" aria-label={t(`by.${by}`)} tabIndex={-1}>
      <table className="sup-table">
        <caption className="sr-only">{t(`by.${by}`)}</caption>
        <thead>
          <tr>
            <th scope="col">{t(`row.${by}`)}</th>
            <th scope="col" className="num">{t('column.alerts')}</th>
            {columns.map((one) => <th key={one.kpi} scope="col" className="num">{one.code} {t(`short.${one.kpi as 'respond_60'}`)}</th>)}
          </tr>
        </thead>
        <tbody>
          {partsOf(kpis).map((row) => (
            <tr key={row.key}>
              <th scope="row">{row.own ? t('figures.own', { name: row.label }) : row.label}</th>
              <td className="num">{row.alerts}</td>
              {columns.map((one) => {
                const figure = figureOf(row, one.kpi);
                if (!figure) return <td key={one.kpi} />;
                const text = valueText(figure, one.unit);
                return (
                  <td key={one.kpi} className="num">
                    <VerdictMark figure={figure} bare />
                    {figure.against > 0 ? (
                      <button
                        type="button" className="sup-count" onClick={() => { onAsk(behind(one.kpi, row, by, scope, true)); }}
                        aria-label={`${row.label} ${one.code} ${text} ${t('figures.missed', { count: figure.against })}`}
                      >
                        {text}
                      </button>
                    ) : text}
                    <small> n {figure.n}</small>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
