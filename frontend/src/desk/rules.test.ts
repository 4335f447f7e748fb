import { expect, test } from 'vitest';
import { buttons, primaryAction } from './case';
import { fixOf, isStale, newestFix } from './fix';
import { age, distance, metresBetween, minutesSeconds } from './format';
import { newlyUrgent, rings, toneFor } from './soundRules';
import { noticeOf } from './useCaseNotices';
import { aCall, aDetail, anAlert, OPENED } from './testing';

const ME = 2;
const mine = { id: ME, name: '李娜' };
const other = { id: 3, name: '周洋' };

test('only unclaimed P1 and P2 ring, and P1 drowns P2', () => {
  expect(toneFor([], ME, false)).toBeNull();
  expect(toneFor([anAlert(1, { priority: 3 }), anAlert(2, { priority: 4 })], ME, false)).toBeNull();
  expect(toneFor([anAlert(1)], ME, false)).toBe('p2');
  expect(toneFor([anAlert(1), anAlert(2, { priority: 1 })], ME, false)).toBe('p1');
});

test('a claim stops it; a breach without a call arms it again, for the holder and for supervisors', () => {
  const claimed = anAlert(1, { handling: 'claimed', claimed_by: mine });
  expect(rings(claimed, ME, true)).toBe(false);
  const late = { ...claimed, breached: true };
  expect(rings(late, ME, false)).toBe(true);
  expect(rings({ ...late, claimed_by: other }, ME, false)).toBe(false);
  expect(rings({ ...late, claimed_by: other }, ME, true)).toBe(true);
  expect(rings({ ...late, handling: 'contacting', responded_at: late.opened_at }, ME, true)).toBe(false);
});

test('the first look announces nothing; later only new P1 and P2', () => {
  expect(newlyUrgent(null, [anAlert(1)])).toEqual([]);
  const fresh = newlyUrgent(new Set([1]), [anAlert(1), anAlert(2), anAlert(3, { priority: 3 }), anAlert(4, { handling: 'claimed' })]);
  expect(fresh.map((a) => a.id)).toEqual([2]);
});

test('exactly the allowed actions become buttons', () => {
  expect(buttons(['note', 'claim', 'shelve'])).toEqual(['claim', 'note', 'shelve']);
  expect(buttons(['calls', 'reached', 'not_reached', 'notes'])).toEqual(['call', 'note']);
  expect(buttons([])).toEqual([]);
});

test('the usual next step is the primary one, but never one that is not allowed', () => {
  expect(primaryAction(aDetail(1, { actions: ['claim', 'note'] }))).toBe('claim');
  expect(primaryAction(aDetail(1, { handling: 'claimed', actions: ['note'] }))).toBeNull();
  expect(primaryAction(aDetail(1, { handling: 'contacting', actions: ['call'], calls: [aCall(1)] }))).toBeNull();
  expect(primaryAction(aDetail(1, { handling: 'resolved', actions: ['close'] }))).toBe('close');
});

test('the newest fix wins, wherever it came from', () => {
  const old = { lat: 34.2, lon: 108.9, accuracy_m: 10, source: 'gnss', fixed_at: '2026-11-24T07:59:00Z' };
  const row = { elderId: 1, lat: 34.3, lon: 108.9, fixedAt: OPENED / 1000, accuracy: 65535, presence: 2, source: 1, intervalMin: 1 };
  expect(newestFix([old, null, fixOf(row)])).toEqual({ lat: 34.3, lon: 108.9, accuracy_m: null, source: 'wifi', fixed_at: '2026-11-24T08:00:00.000Z' });
  expect(newestFix([null, undefined])).toBeNull();
  expect(isStale(old, 60, OPENED)).toBe(false);
  expect(isStale(old, 60, OPENED + 61_000)).toBe(true);
});

test('spans and distances read as people say them', () => {
  expect(minutesSeconds(65_400)).toBe('1:05');
  expect(minutesSeconds(3_725_000)).toBe('1:02:05');
  expect(minutesSeconds(-5)).toBe('0:00');
  expect(age(119_000)).toEqual({ unit: 'seconds', count: 119 });
  expect(age(120_000)).toEqual({ unit: 'minutes', count: 2 });
  expect(age(7_200_000)).toEqual({ unit: 'hours', count: 2 });
  expect(age(3 * 86_400_000)).toEqual({ unit: 'days', count: 3 });
  expect(distance(419.6)).toBe('420 m');
  expect(distance(1_249)).toBe('1.2 km');
  expect(distance(12_300)).toBe('12 km');
});

test('a degree of latitude is 111.195 km on the mean sphere', () => {
  expect(metresBetween({ lat: 34, lon: 108 }, { lat: 35, lon: 108 })).toBeCloseTo(111_195, -1);
  expect(metresBetween({ lat: 34, lon: 108 }, { lat: 34, lon: 108 })).toBe(0);
});

test('the holder hears of a warning, a lapsed claim and a takeover; everybody of a second press', () => {
  const held = anAlert(1, { handling: 'claimed', claimed_by: mine });
  const was = new Set([1]);
  expect(noticeOf('alert.repeated', anAlert(1), ME, new Set())).toBe('toast.repeated');
  expect(noticeOf('alert.warned', held, ME, was)).toBe('toast.warned');
  expect(noticeOf('alert.warned', anAlert(1), ME, new Set())).toBeNull();
  expect(noticeOf('alert.lease_ended', anAlert(1), ME, was)).toBe('toast.leaseEnded');
  expect(noticeOf('alert.lease_ended', anAlert(1), ME, new Set())).toBeNull();
  expect(noticeOf('alert.taken_over', { ...held, claimed_by: other }, ME, was)).toBe('toast.takenOver');
  expect(noticeOf('alert.taken_over', held, ME, was)).toBeNull();
});
