import { expect, test } from 'vitest';
import { CALL_RESULTS } from '../api/types';
import { advanceForm, nextCallee, OUTCOMES, pendingCall, resultsFor } from './calls';
import { closeProblem, suggestedDisposition } from './dispositions';
import { aCall, aDetail } from './testing';

test('C calls whom the server proposes, and the elder when it proposes nobody', () => {
  expect(nextCallee(null)).toBe('elder');
  expect(nextCallee(undefined)).toBe('elder');
  expect(nextCallee({ contact_id: null })).toBe('elder');
  expect(nextCallee({ contact_id: 11 })).toBe(11);
});

test('the newest call without a result is the pending one', () => {
  expect(pendingCall([aCall(1, { result: 'busy' }), aCall(3), aCall(2)])?.id).toBe(3);
  expect(pendingCall([aCall(1, { result: 'busy' })])).toBeNull();
});

test('every result of the domain can be chosen, for the elder and for contacts', () => {
  expect([...resultsFor(true)].sort()).toEqual([...CALL_RESULTS].sort());
  expect([...resultsFor(false)].sort()).toEqual([...CALL_RESULTS].sort());
  expect(resultsFor(true)[0]).toBe('answered_elder');
  expect(resultsFor(false)[0]).toBe('answered_other');
});

test('an unanswered call is done with one key', () => {
  const { state, done } = advanceForm({ step: 'result' }, { choose: 1 }, true);
  expect(done).toEqual({ result: 'no_answer' });
  expect(advanceForm(state, { choose: 1 }, true)).toEqual({ state });
});

test('an answered call asks how she is, and can go back', () => {
  const { state, done } = advanceForm({ step: 'result' }, { choose: 0 }, true);
  expect(done).toBeUndefined();
  expect(state).toEqual({ step: 'outcome', result: 'answered_elder' });
  expect(advanceForm(state, 'back', true).state).toEqual({ step: 'result' });
  expect(advanceForm(state, { choose: 1 }, true).done).toEqual({ result: 'answered_elder', outcome: OUTCOMES[1] });
});

test('a key without an answer changes nothing', () => {
  const state = { step: 'outcome', result: 'answered_elder' } as const;
  expect(advanceForm(state, { choose: 8 }, true)).toEqual({ state });
  expect(advanceForm({ step: 'result' }, { choose: 11 }, true)).toEqual({ state: { step: 'result' } });
});

test('the close suggests what the last conversation said, if the kind allows it', () => {
  const reminded = aCall(1, { result: 'answered_elder', outcome: 'reminded' });
  expect(suggestedDisposition(aDetail(1, { calls: [reminded], dispositions: ['safe_home', 'reminded_returning'] }))).toBe('reminded_returning');
  expect(suggestedDisposition(aDetail(1, { calls: [reminded], dispositions: ['test'] }))).toBeNull();
  expect(suggestedDisposition(aDetail(1, { condition: 'cleared', dispositions: ['auto_returned'] }))).toBe('auto_returned');
  expect(suggestedDisposition(aDetail(1, { dispositions: ['auto_returned', 'test'] }))).toBeNull();
});

test('"other" cannot be sent without a note', () => {
  expect(closeProblem(null, '')).toBe('choose');
  expect(closeProblem('other', '  ')).toBe('note');
  expect(closeProblem('other', '邻居代接')).toBeNull();
  expect(closeProblem('test', '')).toBeNull();
});
