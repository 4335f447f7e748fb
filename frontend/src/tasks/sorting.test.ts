import { expect, test } from 'vitest';
import { ApiError } from '../api/client';
import type { Offer, Task } from '../api/types';
import { refusal, wire } from './queries';
import { leftText, rings, sorted } from './sorting';

const OFFER: Offer = { responder: { id: 9, name: '陈' }, offered_at: '', expires_at: '', answer: null, answered_at: null, left_s: 100 };
const NONE: ReadonlySet<number> = new Set();

function aTask(id: number, change: Partial<Task> = {}): Task {
  return {
    id, alert_id: 1, kind: 'sos', priority: 2, area: { id: 1, name: '莲湖区' }, near: null, stage: 'offered', since: '', made_at: '',
    made_by: { id: 2, name: '李娜' }, responder: null, accepted_at: null, words: null, mine: OFFER, offers: null, steps: ['accept', 'decline'],
    ...change,
  };
}

const going = aTask(2, { stage: 'accepted', steps: ['depart', 'abort'], mine: { ...OFFER, answer: 'accepted', left_s: null } });
const back = aTask(2, { stage: 'withdrawn', steps: [], mine: { ...OFFER, answer: 'accepted', left_s: null } });
const lost = aTask(3, { stage: 'accepted', steps: [], mine: { ...OFFER, answer: 'taken', left_s: null } });

test('the most urgent offer comes first, then the one that is over soonest', () => {
  const soon = aTask(5, { mine: { ...OFFER, left_s: 20 } });
  const found = sorted([aTask(1), going, lost, soon, aTask(4, { priority: 1 })], NONE);
  expect(found.offers.map((one) => one.id)).toEqual([4, 5, 1]);
  expect(found.mine).toEqual([going]);
  expect(found.before).toEqual([lost]);
});

test('it rings for a new offer and for a task that is withdrawn, once each', () => {
  const quiet = sorted([going], NONE);
  const asked = sorted([going, aTask(1)], NONE);
  expect(rings(null, quiet)).toBe(false);
  expect(rings(null, asked)).toBe(true);
  expect(rings(quiet, asked)).toBe(true);
  expect(rings(asked, asked)).toBe(false);
  const called = sorted([back], NONE);
  expect(rings(quiet, called)).toBe(true);
  expect(rings(called, called)).toBe(false);
  expect(sorted([back], new Set([2])).withdrawn).toEqual([]);
});

test('seconds as a clock says them', () => {
  expect([179.6, 60, 5, -3].map(leftText)).toEqual(['2:59', '1:00', '0:05', '0:00']);
});

test('words go where the answer has room for them', () => {
  expect(wire('complete', '一切都好')).toEqual({ path: 'complete', body: { note: '一切都好' } });
  expect(wire('abort', '车坏了')).toEqual({ path: 'abort', body: { reason: '车坏了' } });
  expect(wire('accept', '')).toEqual({ path: 'accept' });
});

test('whoever was slower hears who goes', () => {
  expect(refusal(new ApiError(409, { responder: { id: 3, name: '孙' } }))).toBe('孙 先接了单，谢谢您。');
  expect(refusal(new ApiError(409, { responder: null }))).toBe('这次邀请已经结束。');
});
