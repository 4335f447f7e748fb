import { expect, test } from 'vitest';
import { asBody, spanOf } from './span';
import { toField } from './times';

const NOW = Date.parse('2026-11-24T10:00:30Z');
const at = (hours: number): string => toField(NOW + hours * 3_600_000);

test('a directive begins now or later, and ends after that', () => {
  expect(spanOf('', at(24), NOW)).toMatchObject({ from: null });
  expect(spanOf(at(2), at(24), NOW)).toEqual({ from: Date.parse(at(2)), to: Date.parse(at(24)) });
  expect([spanOf('', '', NOW), spanOf('', at(-1), NOW)]).toEqual(['untilNeeded', 'untilNeeded']);
  expect([spanOf(at(-1), at(24), NOW), spanOf(at(24), at(24), NOW), spanOf(at(25), at(24), NOW)]).toEqual(['fromNeeded', 'fromNeeded', 'fromNeeded']);
});

test('one that begins now says no start: the service has the clock', () => {
  expect(asBody({ from: null, to: NOW })).toEqual({ ends_at: '2026-11-24T10:00:30.000Z' });
  expect(asBody({ from: NOW, to: NOW + 1000 })).toEqual({ starts_at: '2026-11-24T10:00:30.000Z', ends_at: '2026-11-24T10:00:31.000Z' });
});
