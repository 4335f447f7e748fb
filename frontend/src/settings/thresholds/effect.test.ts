import { expect, test } from 'vitest';
import { effectOf, refused } from './effect';

test('which way a number works', () => {
  expect(effectOf('battery.low_pct', 30, 20)).toBe('more');
  expect(effectOf('battery.low_pct', 10, 20)).toBe('fewer');
  expect(effectOf('heart_rate.normal_min', 20, 10)).toBe('endsLater');
  expect(effectOf('flood.ends', 3, 5)).toBe('endsLater');
  expect(effectOf('battery.low_pct', 20, 20)).toBe('same');
});

test('nothing is said about a number that nobody has thought about', () => {
  expect(effectOf('tomorrow.new', 3, 5)).toBeNull();
  expect(effectOf('battery.low_pct', Number.NaN, 20)).toBeNull();
});

test('bounds belong to what may be chosen', () => {
  expect([5, 50, 4.9, 51, Number.NaN].map((value) => refused(value, 5, 50))).toEqual([false, false, true, true, true]);
});
