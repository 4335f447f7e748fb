import { expect, test } from 'vitest';
import type { Caller, WaitingCall } from '../../api/types';
import { answerTo, isNumber, missedOf, telOf } from './inbound';

const her = (id: number): Caller => ({ elder_id: id, elder_name: `老人${String(id)}`, contact_name: null, relation: null, alert_id: null });
const call = (id: number, callers: Caller[], change: Partial<WaitingCall> = {}): WaitingCall => ({
  id, state: 'ringing', number: '13900000000', called_at: `2026-11-24T08:00:0${String(id)}Z`, ended_at: null, waited_s: null, callers, ...change,
});

test('the key opens the only caller, lets choose among several, and searches for a stranger', () => {
  expect(answerTo([])).toBeNull();
  expect(answerTo([call(1, [her(7)])])).toEqual({ open: her(7) });
  const couple = call(1, [her(7), her(8)]);
  expect(answerTo([couple])).toEqual({ choose: couple });
  expect(answerTo([call(1, [])])).toEqual({ search: true });
});

test('the call that rings longest goes first, and one that is over does not', () => {
  const calls = [call(3, [her(9)]), call(2, [her(8)]), call(1, [her(7)], { state: 'missed' })];
  expect(answerTo(calls)).toEqual({ open: her(8) });
  expect(missedOf(calls).map((c) => c.id)).toEqual([1]);
});

test.each(['13900000000', '+86 139-0000-0000', '（029）8765 4321', 'tel:+8613900000000', '１３９００００００００'])('%s is a telephone number', (text) => {
  expect(isNumber(text)).toBe(true);
});

test.each(['139', '李秀英', '李 13900000000', '', '12-34'])('%s is a word to look for', (text) => {
  expect(isNumber(text)).toBe(false);
});

test('an address for the telephone has nothing but digits', () => {
  expect(telOf('+86 (139) 0000-0000')).toBe('tel:+8613900000000');
});
