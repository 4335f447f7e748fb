/** What a call that comes in asks of the desk. Pure. */
import type { Caller, WaitingCall } from '../../api/types';

export const ringingOf = (calls: readonly WaitingCall[]): WaitingCall[] => calls.filter((c) => c.state === 'ringing');
export const missedOf = (calls: readonly WaitingCall[]): WaitingCall[] => calls.filter((c) => c.state === 'missed');

/** What the key does: the only caller's card; a choice among several; a search when nobody is known. */
export type Answer = { open: Caller } | { choose: WaitingCall } | { search: true } | null;

/** The call that rings longest goes first. */
export function answerTo(calls: readonly WaitingCall[]): Answer {
  const first = ringingOf(calls).sort((a, b) => a.called_at.localeCompare(b.called_at) || a.id - b.id)[0];
  if (!first) return null;
  const [only, ...others] = first.callers;
  if (!only) return { search: true };
  return others.length === 0 ? { open: only } : { choose: first };
}

/** An address for the operator's own telephone. */
export function telOf(number: string): string {
  return `tel:${number.replace(/[^\d+]/g, '')}`;
}

const LEAST_DIGITS = 7;

/** Is what somebody typed or pasted a whole telephone number? Then it is looked for as one, however it is spelt. */
export function isNumber(text: string): boolean {
  const plain = text.normalize('NFKC').replace(/^tel:/i, '');
  return /^[\d\s()+.\-–—/]*$/.test(plain) && plain.replace(/\D/g, '').length >= LEAST_DIGITS;
}
