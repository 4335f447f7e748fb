import { expect, it } from 'vitest';
import { standOf, step } from './times';

const call = { due_from: '2026-11-24T01:00:00.000Z', due_until: '2026-11-24T03:00:00.000Z' };
const rows = [{ id: 4 }, { id: 7 }, { id: 9 }];

it('is due from its first moment until before its last', () => {
  expect(standOf(call, Date.parse(call.due_from) - 1)).toBe('later');
  expect(standOf(call, Date.parse(call.due_from))).toBe('due');
  expect(standOf(call, Date.parse(call.due_until) - 1)).toBe('due');
  expect(standOf(call, Date.parse(call.due_until))).toBe('over');
});

it('walks the list and stays at its ends', () => {
  expect(step(rows, null, 1)?.id).toBe(4);
  expect(step(rows, 4, 1)?.id).toBe(7);
  expect(step(rows, 9, 1)?.id).toBe(9);
  expect(step(rows, 4, -1)?.id).toBe(4);
  expect(step([], null, 1)).toBeUndefined();
});

it('goes on where the row was that has left the list', () => {
  expect(step(rows, 5, 1, 1)?.id).toBe(7);
  expect(step(rows, 5, -1, 1)?.id).toBe(4);
});
