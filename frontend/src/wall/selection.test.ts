import { describe, expect, it } from 'vitest';
import type { Area } from '../api/types';
import { alert, OPENED } from '../test/alerts';
import { longestWait, subtree, wallQueue } from './selection';
import { entryScript } from './useKiosk';

const area = (id: number, parent_id: number | null): Area => ({ id, parent_id, name: String(id), kind: 'street', boundary: null, revision: '' });

describe('subtree', () => {
  it('finds every level, whatever the order of the list', () => {
    const areas = [area(4, 3), area(3, 2), area(2, 1), area(1, null), area(9, 1)];
    expect([...subtree(areas, 2)].sort()).toEqual([2, 3, 4]);
  });
});

describe('wallQueue', () => {
  it('splits, counts the waiting and leaves out what is silent', () => {
    const queue = wallQueue([
      alert(1, { priority: 1 }), alert(2, { handling: 'contacting' }), alert(3, { handling: 'suppressed' }), alert(4, { priority: 1 }),
    ], null);
    expect(queue.waiting.map(({ id }) => id)).toEqual([1, 4]);
    expect(queue.inHand.map(({ id }) => id)).toEqual([2]);
    expect(queue.perPriority).toEqual({ 1: 2, 2: 0, 3: 0, 4: 0 });
  });

  it('keeps to the chosen area', () => {
    const alerts = [alert(1, { area: { id: 5, name: 'x' } }), alert(2, { area: null }), alert(3)];
    expect(wallQueue(alerts, new Set([5])).waiting.map(({ id }) => id)).toEqual([1]);
  });
});

it('longestWait is that of the oldest, and 0 without any', () => {
  expect(longestWait([alert(1), alert(2, { opened_at: new Date(OPENED - 9000).toISOString() })], OPENED + 1000)).toBe(10);
  expect(longestWait([], OPENED)).toBe(0);
});

it('entryScript reads the build from a page', () => {
  expect(entryScript('<head><script type="module" crossorigin src="/assets/index-AbC.js"></script>')).toBe('/assets/index-AbC.js');
  expect(entryScript('<html>maintenance</html>')).toBeNull();
});
