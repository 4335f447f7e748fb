import { expect, test } from 'vitest';
import type { KpiFigure, KpiRow } from '../api/types';
import { behind, polyline, valueText, verdictOf } from './figures';

const figure = (change: Partial<KpiFigure>): KpiFigure => ({ kpi: 'respond_60', value: 97.46, n: 412, against: 11, met: false, percentiles: null, per_seat: null, ...change });
const ROW: KpiRow = { key: '5', label: '莲湖区', from: '2026-11-23T16:00:00.000Z', to: '2026-11-24T16:00:00.000Z', area_id: 5, own: false, alerts: 9, figures: [] };
const SCOPE = { from: 1, to: 2, area: null };

test('a figure without a value is no zero', () => {
  expect(valueText(figure({ value: null }), '%')).toBe('–');
  expect(valueText(figure({ value: 100 }), '%')).toBe('100.0 %');
  expect(valueText(figure({ value: 0 }), 'count')).toBe('0');
});

test('a figure without a target or a value is neither met nor missed', () => {
  expect([verdictOf(figure({ met: null })), verdictOf(figure({})), verdictOf(figure({ met: true }))]).toEqual(['noTarget', 'missed', 'met']);
  expect(verdictOf(figure({ met: null, value: null }))).toBe('noData');
});

test('a click asks for the row it is in', () => {
  expect(behind('respond_60', ROW, 'area', SCOPE, true).scope).toEqual({ ...SCOPE, area: 5, own: false });
  expect(behind('respond_60', ROW, 'shift', SCOPE, true)).toMatchObject({ shift: '5', scope: SCOPE });
  expect(behind('respond_60', ROW, 'day', SCOPE, true).scope).toMatchObject({ from: Date.parse(ROW.from), to: Date.parse(ROW.to) });
  expect(behind('respond_60', ROW, null, SCOPE, false).scope).toEqual(SCOPE);
});

test('a day without alerts leaves a gap in the line', () => {
  expect(polyline([0, 100, null, 50], 0, 100)).toEqual(['0.0,22.0 33.3,2.0', '100.0,12.0']);
  expect(polyline([7], 7, 7)).toEqual(['0.0,22.0']);
});
