import type { Call, CallResult, NextStep } from '../api/types';

/** Results in the order of the keys 1 … 9, 0, minus: the frequent ones first. */
export const ELDER_RESULTS = [
  'answered_elder',
  'no_answer',
  'busy',
  'answered_other',
  'rejected',
  'unreachable',
  'voicemail',
  'wrong_person',
  'invalid_number',
  'dropped',
  'network_failure',
] as const satisfies readonly CallResult[];

const CONTACT_RESULTS: readonly CallResult[] = [
  'answered_other',
  'no_answer',
  'busy',
  'answered_elder',
  ...ELDER_RESULTS.slice(4),
];

export const OUTCOMES = ['safe', 'reminded', 'needs_help', 'unclear'] as const;
export type CallOutcome = (typeof OUTCOMES)[number];

const ANSWERED = new Set<CallResult>(['answered_elder', 'answered_other']);

export function toElder(call: Pick<Call, 'contact_id'>): boolean {
  return call.contact_id === null;
}

export function resultsFor(elder: boolean): readonly CallResult[] {
  return elder ? ELDER_RESULTS : CONTACT_RESULTS;
}

export function needsOutcome(result: CallResult): boolean {
  return ANSWERED.has(result);
}

/** The call whose result nobody has written down yet, the newest if there are several. */
export function pendingCall(calls: readonly Call[]): Call | null {
  return calls.filter((c) => !c.result).sort((a, b) => b.id - a.id)[0] ?? null;
}

/** Whom the key C calls: as the server proposes; the elder when it proposes nobody. */
export function nextCallee(step: Pick<NextStep, 'contact_id'> | null | undefined): 'elder' | number {
  return step?.contact_id ?? 'elder';
}

/** The result form is a tiny machine: which result, then (if someone answered) which outcome, then on its way. */
export type FormState = { step: 'result' } | { step: 'outcome'; result: CallResult } | { step: 'sent' };
export type FormEvent = { choose: number } | 'back';
export type FormDone = { result: CallResult; outcome?: CallOutcome };

export function advanceForm(
  state: FormState,
  event: FormEvent,
  elder: boolean,
): { state: FormState; done?: FormDone } {
  if (state.step === 'sent') return { state };
  if (event === 'back') return { state: { step: 'result' } };
  if (state.step === 'result') {
    const result = resultsFor(elder)[event.choose];
    if (!result) return { state };
    return needsOutcome(result) ? { state: { step: 'outcome', result } } : { state: { step: 'sent' }, done: { result } };
  }
  const outcome = OUTCOMES[event.choose];
  return outcome ? { state: { step: 'sent' }, done: { result: state.result, outcome } } : { state };
}
