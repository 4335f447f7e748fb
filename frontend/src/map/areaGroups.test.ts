import { expect, test } from 'vitest';
import { anAlert } from '../desk/testing';
import { byArea, fixAge } from './areaGroups';

const EAST = { id: 2, name: '长乐西路街道' };
const WEST = { id: 1, name: '北院门街道' };

test('the area of the most urgent alert comes first, and nobody is left out', () => {
  const groups = byArea([
    anAlert(5, { area: EAST, priority: 1 }), anAlert(4, { area: WEST }), anAlert(3, { area: null }), anAlert(2, { area: EAST }), anAlert(1, { area: WEST }),
  ]);
  expect(groups.map(({ name, alerts }) => [name, alerts.map(({ id }) => id)])).toEqual([
    ['长乐西路街道', [5, 2]], ['北院门街道', [4, 1]], [null, [3]],
  ]);
  expect(byArea([])).toEqual([]);
});

test.each([
  [0, { unit: 'now' }], [119_999, { unit: 'now' }], [120_000, { unit: 'minutes', count: 2 }],
  [7_200_000, { unit: 'hours', count: 2 }], [86_400_000 * 3, { unit: 'days', count: 3 }],
])('a fix of %i ms ago', (ms, expected) => {
  expect(fixAge(ms)).toEqual(expected);
});
