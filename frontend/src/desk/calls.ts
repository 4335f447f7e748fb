import type { Call, CallResult, Contact } from '../api/types';

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
const REACHED_NOBODY = new Set<string>(['no_answer', 'busy', 'rejected', 'unreachable', 'invalid_number', 'voicemail']);

/** After this many calls to the elder that reached nobody, the contact list comes first. */
export const ELDER_ATTEMPTS = 2;

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

/**
 * Whom the key C calls: the elder, until two calls reached nobody; then each contact in call order that has
 * not been tried; when all were tried, the elder again.
 */
export function nextCallee(calls: readonly Call[], contacts: readonly Contact[]): 'elder' | number {
  const missed = calls.filter((c) => toElder(c) && REACHED_NOBODY.has(c.result ?? '')).length;
  if (missed < ELDER_ATTEMPTS) return 'elder';
  const tried = new Set(calls.map((c) => c.contact_id));
  const next = [...contacts].sort((a, b) => a.rank - b.rank).find((c) => !tried.has(c.id));
  return next?.id ?? 'elder';
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
