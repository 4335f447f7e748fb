/** Figures as words. Pure. */
import type { KpiBy, KpiDefinition, KpiFigure, KpiName, KpiRow, Kpis } from '../api/types';
import type { Behind, Scope } from './queries';

/** The ones that stand in the columns by area, shift, day or month. */
export const COLUMNS: readonly KpiName[] = ['respond_60', 'respond_180', 'act_600', 'false_alarms', 'unseen', 'flood', 'accept', 'heartbeats', 'care_calls'];
/** Nothing is listed behind this one: it is of this moment. */
export const OF_NOW: readonly KpiName[] = ['contact'];
/** Behind these are devices, and only those that were missed. */
export const OF_DEVICES: readonly KpiName[] = ['heartbeats'];

export type Verdict = 'met' | 'missed' | 'noTarget' | 'noData';
export const MARK: Record<Verdict, string> = { met: '✓', missed: '✕', noTarget: '', noData: '' };

export function verdictOf(figure: KpiFigure): Verdict {
  // No value and not met: what should have come never came.
  if (figure.met === null) return figure.value === null ? 'noData' : 'noTarget';
  return figure.met ? 'met' : 'missed';
}

export function valueText(figure: KpiFigure | undefined, unit: string): string {
  if (!figure || figure.value === null) return '–';
  if (unit === '%') return `${figure.value.toFixed(1)} %`;
  return unit === 's' ? `${String(figure.value)} s` : String(figure.value);
}

export function targetText(definition: KpiDefinition): string {
  if (definition.target === null) return '';
  const unit = definition.unit === 'count' ? '' : ` ${definition.unit}`;
  return `${definition.least ? '≥' : '≤'} ${String(definition.target)}${unit}`;
}

export const figureOf = (row: KpiRow | undefined, kpi: KpiName): KpiFigure | undefined => row?.figures.find((one) => one.kpi === kpi);
export const wholeOf = (kpis: Kpis): KpiRow | undefined => kpis.items[0];
/** What lies in an area itself and in none below it is a row only when there is something. */
export const partsOf = (kpis: Kpis): readonly KpiRow[] => kpis.items.slice(1).filter((row) => !row.own || row.alerts > 0 || row.figures.some((one) => one.n > 0));

/** What to ask for when the number of this row is clicked: the same row again. */
export function behind(kpi: KpiName, row: KpiRow, by: KpiBy | null, scope: Scope, missed: boolean): Behind {
  const area = by === 'area' ? { area: row.area_id, own: row.own } : {};
  const time = by === 'day' || by === 'month' ? { from: Date.parse(row.from), to: Date.parse(row.to) } : {};
  return { kpi, scope: { ...scope, ...area, ...time }, shift: by === 'shift' ? row.key : null, missed, label: row.label };
}

/** A polyline over days on a 100 × 24 grid; days without a value leave a gap. */
export function polyline(values: readonly (number | null)[], low: number, high: number): string[] {
  const step = values.length > 1 ? 100 / (values.length - 1) : 0;
  const lines: string[][] = [[]];
  values.forEach((value, i) => {
    if (value === null) lines.push([]);
    else lines.at(-1)?.push(`${(i * step).toFixed(1)},${(22 - (20 * (value - low)) / (high - low || 1)).toFixed(1)}`);
  });
  return lines.filter((line) => line.length > 0).map((line) => line.join(' '));
}
