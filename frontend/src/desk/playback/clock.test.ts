import { expect, test } from 'vitest';
import { afterKey, dayOf, daysOffered, needsReason, windowOf, windowPlayed, within } from './clock';

const NOW = new Date(2026, 10, 25, 9, 30).getTime();
const HOUR = 3_600_000;

test('a day goes from midnight to the last millisecond', () => {
  const day = windowOf('2026-11-24');
  expect(day && dayOf(day.from)).toBe('2026-11-24');
  expect(day && dayOf(day.to)).toBe('2026-11-24');
  expect(day && dayOf(day.to + 1)).toBe('2026-11-25');
});

test('what is no day is none', () => {
  for (const text of ['', '2026-02-30', '2026-13-01', '24.11.2026', 'yesterday']) expect(windowOf(text)).toBeNull();
});

test('180 days are offered, up to today', () => {
  const { first, last } = daysOffered(NOW);
  expect(last).toBe('2026-11-25');
  const days = Math.round(((windowOf(last)?.from ?? 0) - (windowOf(first)?.from ?? 0)) / (24 * HOUR));
  expect(days).toBe(180);
});

test('yesterday wants a reason, today does not', () => {
  expect(needsReason({ from: NOW - 33 * HOUR, to: NOW }, NOW)).toBe(true);
  expect(needsReason({ from: NOW - 9 * HOUR, to: NOW }, NOW)).toBe(false);
});

test('without a day it is the last hour', () => {
  expect(windowPlayed(null, NOW)).toEqual({ from: NOW - HOUR, to: NOW });
  expect(windowPlayed({ day: '2026-11-20' }, NOW)).toEqual(windowOf('2026-11-20'));
});

test('keys move the slider and never out of the window', () => {
  const day = { from: 0, to: 24 * HOUR };
  const hour = { from: 0, to: HOUR };
  expect(afterKey('ArrowRight', false, HOUR, day)).toBe(HOUR + 60_000);
  expect(afterKey('ArrowLeft', true, HOUR, day)).toBe(HOUR - 600_000);
  expect(afterKey('ArrowRight', false, 0, hour)).toBe(10_000);
  expect(afterKey('ArrowLeft', false, 5_000, hour)).toBe(0);
  expect(afterKey('End', false, 0, day)).toBe(24 * HOUR);
  expect(afterKey('Home', false, HOUR, day)).toBe(0);
  expect(afterKey('PageUp', false, 0, day)).toBe(30 * 60_000);
  expect(afterKey('c', false, HOUR, day)).toBeNull();
  expect(within(hour, 2 * HOUR)).toBe(HOUR);
});
