import { expect, test } from 'vitest';
import { alert, OPENED } from '../test/alerts';
import { byKind, canTakeOver, hands, tally, usualKinds } from './board';

const LI = { id: 2, name: '李娜' };
const ZHOU = { id: 3, name: '周洋' };

test('a claim is no call: what is claimed and past its minute is late', () => {
  const some = [alert(1), alert(2, { handling: 'claimed', claimed_by: LI }), alert(3, { responded_at: '2026-11-24T08:00:20.000Z', handling: 'contacting', claimed_by: LI })];
  expect(tally(some, OPENED + 30_000)).toMatchObject({ open: 3, unclaimed: 1, breached: 0, inHand: 2 });
  expect(tally(some, OPENED + 61_000).breached).toBe(2);
  expect(tally(some, OPENED + 601_000)).toMatchObject({ breached: 2, actBreached: 1 });
});

test('what is shelved is counted apart, and who came home unseen is seen', () => {
  const some = [alert(1, { handling: 'suppressed' }), alert(2, { condition: 'cleared' })];
  expect(tally(some, OPENED)).toMatchObject({ open: 1, shelved: 1, unattended: 1 });
});

test('who is on what: the fullest hands first', () => {
  const some = [alert(1, { claimed_by: ZHOU }), alert(2, { claimed_by: LI }), alert(3, { claimed_by: LI }), alert(4)];
  expect(hands(some).map((h) => [h.name, h.alerts.map((a) => a.id)])).toEqual([['李娜', [2, 3]], ['周洋', [1]]]);
});

test('nobody takes over from herself, nor what is not in hand', () => {
  expect(canTakeOver(alert(1, { handling: 'claimed', claimed_by: LI }), 9)).toBe(true);
  expect(canTakeOver(alert(1, { handling: 'claimed', claimed_by: LI }), LI.id)).toBe(false);
  expect(canTakeOver(alert(1, { handling: 'monitoring', claimed_by: LI }), 9)).toBe(false);
});

test('in a flood what is about devices is proposed to wait, and never a P1', () => {
  const some = [
    alert(1, { kind: 'sos', priority: 1 }), alert(2, { kind: 'battery', priority: 4 }), alert(3, { kind: 'battery', priority: 3 }),
    alert(4, { kind: 'device_silent', priority: 3 }), alert(5, { kind: 'outside_home', priority: 2 }), alert(6, { kind: 'battery', priority: 4, handling: 'claimed' }),
  ];
  const groups = byKind(some);
  expect(groups.map((g) => [g.kind, g.priority, g.alerts.map((a) => a.id)])).toEqual([
    ['battery', 3, [2, 3]], ['device_silent', 3, [4]], ['outside_home', 2, [5]],
  ]);
  expect([...usualKinds(groups)]).toEqual(['battery', 'device_silent']);
});
