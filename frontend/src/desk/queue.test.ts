import { expect, test } from 'vitest';
import { longestWait, nextWaiting, queueView, returnedUnattended, sections, step, waitingCounts } from './queue';
import { anAlert, OPENED } from './testing';

const ME = 2;
const mine = { id: ME, name: '李娜' };
const other = { id: 3, name: '周洋' };
const ids = (alerts: readonly { id: number }[]) => alerts.map((a) => a.id);

test('priority first, then the nearer deadline, then the older number', () => {
  const later = new Date(OPENED + 90_000).toISOString();
  const { waiting } = sections([
    anAlert(5), anAlert(4), anAlert(3, { respond_by: later }), anAlert(2, { priority: 1, respond_by: later }), anAlert(1, { priority: 4 }),
  ], ME);
  expect(ids(waiting)).toEqual([2, 4, 5, 3, 1]);
});

test('an answered case is ordered by when it must be acted on', () => {
  const answered = { handling: 'contacting', claimed_by: other, responded_at: new Date(OPENED + 30_000).toISOString() } as const;
  const soon = new Date(OPENED + 100_000).toISOString();
  expect(ids(sections([anAlert(1, answered), anAlert(2, { ...answered, act_by: soon })], ME).inHand)).toEqual([2, 1]);
});

test('what is in hand starts with mine, even below a higher priority of somebody else', () => {
  const { inHand, waiting } = sections([
    anAlert(1, { handling: 'claimed', priority: 1, claimed_by: other }),
    anAlert(2, { handling: 'monitoring', priority: 3, claimed_by: mine }),
  ], ME);
  expect(ids(inHand)).toEqual([2, 1]);
  expect(waiting).toEqual([]);
});

test('every alert stands in exactly one part, and the filter says how many it hides', () => {
  const alerts = [
    anAlert(1), anAlert(2, { handling: 'claimed', claimed_by: mine }), anAlert(3, { handling: 'suppressed' }),
    anAlert(4, { handling: 'resolved', claimed_by: other }), anAlert(5, { priority: 1 }),
  ];
  const all = queueView(alerts, [anAlert(9, { handling: 'closed' })], ME, 'all');
  expect([...all.order].sort()).toEqual([1, 2, 3, 4, 5, 9]);
  expect(all.hidden).toBe(0);
  const own = queueView(alerts, [anAlert(9, { handling: 'closed' })], ME, 'mine');
  expect(own.order).toEqual([2]);
  expect(own.hidden).toBe(4);
});

test('a case reopened a moment ago is not listed as closed as well', () => {
  expect(queueView([anAlert(1)], [anAlert(1, { handling: 'closed' })], ME, 'all').order).toEqual([1]);
});

test('tabs count only what nobody has taken', () => {
  expect(waitingCounts([anAlert(1), anAlert(2, { priority: 1 }), anAlert(3, { handling: 'claimed', priority: 1 })]))
    .toEqual({ 1: 1, 2: 1, 3: 0, 4: 0 });
});

test('the longest wait ignores what is in hand', () => {
  const old = anAlert(1, { handling: 'claimed', opened_at: new Date(OPENED - 900_000).toISOString() });
  expect(longestWait([old, anAlert(2)], OPENED + 7_000)).toBe(7_000);
  expect(longestWait([old], OPENED)).toBe(0);
});

test('returned unattended means cleared before anybody took it', () => {
  expect(returnedUnattended(anAlert(1, { condition: 'cleared' }))).toBe(true);
  expect(returnedUnattended(anAlert(1, { condition: 'cleared', handling: 'claimed' }))).toBe(false);
});

test('steps stop at the ends; a vanished selection starts over', () => {
  expect(step([7, 8, 9], 8, 1)).toBe(9);
  expect(step([7, 8, 9], 9, 1)).toBe(9);
  expect(step([7, 8, 9], 7, -1)).toBe(7);
  expect(step([7, 8, 9], null, 1)).toBe(7);
  expect(step([7, 8, 9], 4, -1)).toBe(9);
  expect(step([], 7, 1)).toBeNull();
});

test('the next one that waits is never the one just lost', () => {
  expect(nextWaiting([anAlert(1), anAlert(2)], 1)).toBe(2);
  expect(nextWaiting([anAlert(1)], 1)).toBeNull();
});
