/** What an alert is counting to. Pure. Instants in ms since 1970. */
import type { AlertState } from '../api/types';

export type CountdownPhase = 'respond' | 'respondOver' | 'act' | 'actOver' | 'handling';

export interface CountdownTarget {
  phase: CountdownPhase;
  /** Whole seconds left; counted up, from 0, when over or in hand. */
  seconds: number;
  /** The span of the bar; null when nothing is being counted down. */
  span: { from: number; to: number } | null;
}

type Timed = Pick<AlertState, 'opened_at' | 'respond_by' | 'act_by' | 'responded_at' | 'acted_at' | 'claimed_at' | 'handling'>;

const ms = (instant: string | null): number | null => (instant === null ? null : Date.parse(instant));

/** First respond_by, then (a call has begun) act_by; after either has passed it counts up; once acted, the age. */
export function countdownOf(alert: Timed, now: number): CountdownTarget {
  const opened = Date.parse(alert.opened_at);
  const waiting = alert.handling !== 'suppressed' && alert.handling !== 'closed' && alert.handling !== 'resolved';
  const respondBy = ms(alert.respond_by);
  if (waiting && alert.responded_at === null && respondBy !== null) {
    return towards('respond', 'respondOver', opened, respondBy, now);
  }
  const actBy = ms(alert.act_by);
  if (waiting && alert.acted_at === null && actBy !== null) {
    return towards('act', 'actOver', opened, actBy, now);
  }
  const since = ms(alert.claimed_at) ?? opened;
  return { phase: 'handling', seconds: Math.max(0, Math.floor((now - since) / 1000)), span: null };
}

function towards(phase: CountdownPhase, over: CountdownPhase, opened: number, due: number, now: number): CountdownTarget {
  if (now >= due) return { phase: over, seconds: Math.floor((now - due) / 1000), span: null };
  // A re-check starts a new clock on an old case: without its start the bar spans what the opening would have had.
  const usual = phase === 'respond' ? 60_000 : 600_000;
  const from = due - opened > 2 * usual ? due - usual : opened;
  return { phase, seconds: Math.ceil((due - now) / 1000), span: { from, to: due } };
}

export const isOver = (phase: CountdownPhase): boolean => phase === 'respondOver' || phase === 'actOver';

/** "47" below 100 s, "8:32" below an hour, then "2:05:09". */
export function formatSeconds(seconds: number): string {
  if (seconds < 100) return String(seconds);
  const two = (n: number): string => String(n).padStart(2, '0');
  const h = Math.floor(seconds / 3600);
  const m = Math.floor((seconds % 3600) / 60);
  const s = two(seconds % 60);
  return h > 0 ? `${h}:${two(m)}:${s}` : `${m}:${s}`;
}

export function formatCountdown({ phase, seconds }: CountdownTarget): string {
  return isOver(phase) ? `+${formatSeconds(seconds)}` : formatSeconds(seconds);
}

/** Animation timing by which a CSS bar, shrinking from 1 to 0 over `duration`, is right without any timer. */
export function barTiming(span: { from: number; to: number }, now: number): { durationMs: number; delayMs: number } {
  return { durationMs: Math.max(1, span.to - span.from), delayMs: Math.min(0, span.from - now) };
}
