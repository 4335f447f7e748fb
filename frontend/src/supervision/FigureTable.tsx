import { useTranslation } from 'react-i18next';
import type { KpiDefinition, KpiFigure, KpiName, Kpis } from '../api/types';
import { behind, figureOf, MARK, OF_DEVICES, OF_NOW, partsOf, polyline, targetText, valueText, verdictOf, wholeOf } from './figures';
import type { Behind, Scope } from './queries';

interface Props { kpis: Kpis; scope: Scope; onAsk: (asked: Behind) => void }

/** One line per figure: value, target, whether it was met, n, the misses, percentiles, and how it went by day. */
export function FigureTable({ kpis, scope, onAsk }: Props) {
  const { t, i18n } = useTranslation('supervision');
  const whole = wholeOf(kpis);
  if (!whole) return null;
  const chinese = i18n.language !== 'en';
  return (
    <div className="sup-scroll" role="region" aria-label={t('figures.title')} tabIndex={-1}>
      <table className="sup-table">
        <caption className="sr-only">{t('figures.title')}</caption>
        <thead>
          <tr>
            {(['figure', 'value', 'target', 'met', 'n', 'against', 'percentiles', 'trend'] as const).map((name) => (
              <th key={name} scope="col" className={name === 'figure' || name === 'met' || name === 'trend' ? '' : 'num'}>{t(`column.${name}`)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {kpis.definitions.map((definition) => {
            const figure = figureOf(whole, definition.kpi);
            if (!figure) return null;
            const ask = (missed: boolean) => { onAsk({ ...behind(definition.kpi, whole, null, scope, missed), label: chinese ? definition.text_zh : definition.text_en }); };
            return (
              <tr key={definition.kpi}>
                <th scope="row"><b>{definition.code}</b> {chinese ? definition.text_zh : definition.text_en}</th>
                <td className="num value">{valueText(figure, definition.unit)}</td>
                <td className="num">{targetText(definition)}</td>
                <td><VerdictMark figure={figure} /></td>
                <td className="num"><Count kpi={definition} n={figure.n} only={OF_DEVICES} label={t('figures.all', { count: figure.n })} onClick={() => { ask(false); }} /></td>
                <td className="num"><Count kpi={definition} n={figure.against} label={t('figures.missed', { count: figure.against })} onClick={() => { ask(true); }} /></td>
                <td className="num">{spread(figure)}{figure.per_seat === null ? null : t('figures.perSeat', { count: figure.per_seat })}</td>
                <td><Trend kpis={kpis} definition={definition} /></td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

export function VerdictMark({ figure, bare = false }: { figure: KpiFigure; bare?: boolean }) {
  const { t } = useTranslation('supervision');
  const verdict = verdictOf(figure);
  return (
    <span className={`verdict ${verdict}`}>
      {MARK[verdict] ? <i aria-hidden="true">{MARK[verdict]}</i> : null}
      <span className={bare ? 'sr-only' : ''}>{t(`verdict.${verdict}`)}</span>
    </span>
  );
}

interface CountProps { kpi: KpiDefinition; n: number; label: string; only?: readonly KpiName[]; onClick: () => void }

/** A number that opens what is behind it; of the figures in `only` it is just a number. */
function Count({ kpi, n, label, only = [], onClick }: CountProps) {
  if (n === 0 || OF_NOW.includes(kpi.kpi) || only.includes(kpi.kpi)) return <>{n}</>;
  return <button type="button" className="sup-count" aria-label={`${kpi.code} ${label}`} onClick={onClick}>{n}</button>;
}

function spread({ percentiles }: KpiFigure): string {
  if (!percentiles || percentiles.n === 0) return '';
  const text = (value: number | null): string => (value === null ? '–' : value < 10 ? String(value) : value.toFixed(0));
  return `${text(percentiles.p50)} / ${text(percentiles.p90)} / ${text(percentiles.p99)} s · n ${String(percentiles.n)}`;
}

/** How it went, day by day; the target is a line across. */
function Trend({ kpis, definition }: { kpis: Kpis; definition: KpiDefinition }) {
  const { t } = useTranslation('supervision');
  const days = partsOf(kpis).map((row) => figureOf(row, definition.kpi)?.value ?? null);
  const known = days.filter((value) => value !== null);
  if (known.length < 2) return null;
  const all = definition.target === null ? known : [...known, definition.target];
  const low = Math.min(...all);
  const high = Math.max(...all, low + 1e-9);
  const label = t('figures.trend', { first: known[0], last: known.at(-1), low: Math.min(...known), high: Math.max(...known) });
  const target = definition.target === null ? null : 22 - (20 * (definition.target - low)) / (high - low || 1);
  return (
    <svg className="sup-trend" viewBox="-2 0 104 24" preserveAspectRatio="none" role="img" aria-label={label}>
      {target === null ? null : <line x1="0" x2="100" y1={target} y2={target} />}
      {polyline(days, low, high).map((points) => <polyline key={points} points={points} />)}
    </svg>
  );
}
