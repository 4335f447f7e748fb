/** The figures on paper (A4): who, when, where, every figure with its n, how each is worked out. Only printed. */
import { useTranslation } from 'react-i18next';
import { useConfig } from '../api/queries';
import type { KpiBy, Kpis } from '../api/types';
import { COLUMNS, figureOf, MARK, partsOf, targetText, valueText, verdictOf, wholeOf } from './figures';

interface Props { whole: Kpis; parts: Kpis; by: KpiBy; area: string; zone: string }

export function Report({ whole, parts, by, area, zone }: Props) {
  const { t, i18n } = useTranslation('supervision');
  const { data: config } = useConfig();
  const chinese = i18n.language !== 'en';
  const row = wholeOf(whole);
  const local = (at: string) => new Date(at).toLocaleString(i18n.language, { timeZone: zone, dateStyle: 'medium', timeStyle: 'short', hour12: false });
  const columns = COLUMNS.flatMap((kpi) => parts.definitions.filter((one) => one.kpi === kpi));
  return (
    <article className="sup-report">
      <header>
        <h1>{config?.service_name}</h1>
        <h2>{t('report.title')}</h2>
        <p>{t('report.period', { from: local(whole.from), to: local(whole.to), zone })} · {t('report.area', { area })} · {t('report.alerts', { count: row?.alerts ?? 0 })}</p>
      </header>
      <table>
        <thead><tr>{(['figure', 'value', 'target', 'met', 'n', 'against'] as const).map((name) => <th key={name}>{t(`column.${name}`)}</th>)}</tr></thead>
        <tbody>
          {whole.definitions.map((definition) => {
            const figure = figureOf(row, definition.kpi);
            if (!figure) return null;
            const verdict = verdictOf(figure);
            return (
              <tr key={definition.kpi}>
                <td>{definition.code} {chinese ? definition.text_zh : definition.text_en}</td>
                <td>{valueText(figure, definition.unit)}</td><td>{targetText(definition)}</td>
                <td>{MARK[verdict]} {t(`verdict.${verdict}`)}</td><td>{figure.n}</td><td>{figure.against}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <h2>{t(`by.${by}`)}</h2>
      <table>
        <thead><tr><th>{t(`row.${by}`)}</th><th>{t('column.alerts')}</th>{columns.map((one) => <th key={one.kpi}>{one.code} {t(`short.${one.kpi as 'respond_60'}`)}</th>)}</tr></thead>
        <tbody>
          {partsOf(parts).map((part) => (
            <tr key={part.key}>
              <td>{part.own ? t('figures.own', { name: part.label }) : part.label}</td><td>{part.alerts}</td>
              {columns.map((one) => {
                const figure = figureOf(part, one.kpi);
                return <td key={one.kpi}>{valueText(figure, one.unit)} <small>n {figure?.n}</small></td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <footer>
        <p>{t('report.population')}</p>
        <p>{t('report.missing')} {whole.missing.map((one) => `${one.code} ${chinese ? one.text_zh : one.text_en}`).join(chinese ? '；' : '; ')}</p>
      </footer>
    </article>
  );
}
