import { expect, test } from 'vitest';
import { rangeOf } from './periods';

const shown = (range: { from: number; to: number }) => [range.from, range.to].map((at) => new Date(at).toISOString());
const NOW = Date.parse('2026-11-24T17:30:00Z'); // half past one on the 25th in Xi'an

test('today began at midnight in Xi\'an, wherever the browser is', () => {
  expect(shown(rangeOf('today', NOW, 'Asia/Shanghai'))[0]).toBe('2026-11-24T16:00:00.000Z');
  expect(shown(rangeOf('today', NOW, 'UTC'))[0]).toBe('2026-11-24T00:00:00.000Z');
});

test('seven days with today', () => {
  expect(shown(rangeOf('week', NOW, 'Asia/Shanghai'))[0]).toBe('2026-11-18T16:00:00.000Z');
});

test('last month is whole, also across a change of the clocks', () => {
  expect(shown(rangeOf('lastMonth', NOW, 'Asia/Shanghai'))).toEqual(['2026-09-30T16:00:00.000Z', '2026-10-31T16:00:00.000Z']);
  expect(shown(rangeOf('lastMonth', NOW, 'Europe/Berlin'))).toEqual(['2026-09-30T22:00:00.000Z', '2026-10-31T23:00:00.000Z']);
  expect(shown(rangeOf('lastMonth', Date.parse('2026-01-10T00:00:00Z'), 'UTC'))[0]).toBe('2025-12-01T00:00:00.000Z');
});
