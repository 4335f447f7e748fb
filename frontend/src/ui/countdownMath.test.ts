import { describe, expect, it } from 'vitest';
import { alert, OPENED } from '../test/alerts';
import { barTiming, countdownOf, formatCountdown, formatSeconds } from './countdownMath';

const at = (seconds: number) => OPENED + seconds * 1000;
const iso = (seconds: number) => new Date(at(seconds)).toISOString();

describe('countdownOf', () => {
  it('counts to respond_by and, once it has passed, up', () => {
    expect(countdownOf(alert(1), at(0))).toMatchObject({ phase: 'respond', seconds: 60 });
    expect(countdownOf(alert(1), at(59.2))).toMatchObject({ phase: 'respond', seconds: 1 });
    expect(countdownOf(alert(1), at(60))).toMatchObject({ phase: 'respondOver', seconds: 0, span: null });
    expect(countdownOf(alert(1), at(69.9))).toMatchObject({ phase: 'respondOver', seconds: 9 });
  });

  it('claiming is not responding: the first clock goes on', () => {
    const claimed = alert(1, { handling: 'claimed', claimed_at: iso(5) });
    expect(countdownOf(claimed, at(70)).phase).toBe('respondOver');
  });

  it('counts to act_by after the first call, then up', () => {
    const called = alert(1, { handling: 'contacting', responded_at: iso(30) });
    expect(countdownOf(called, at(100))).toMatchObject({ phase: 'act', seconds: 500 });
    expect(countdownOf(called, at(601))).toMatchObject({ phase: 'actOver', seconds: 1 });
  });

  it('shows the age of work in hand once acted, and of shelved alerts', () => {
    const acted = alert(1, { handling: 'monitoring', responded_at: iso(30), acted_at: iso(90), claimed_at: iso(10) });
    expect(countdownOf(acted, at(700))).toMatchObject({ phase: 'handling', seconds: 690, span: null });
    expect(countdownOf(alert(1, { handling: 'suppressed' }), at(700)).phase).toBe('handling');
  });

  it('a new clock on an old case has a bar of usual length', () => {
    const again = alert(1, { respond_by: iso(3660), act_by: iso(4200) });
    expect(countdownOf(again, at(3620)).span).toEqual({ from: at(3600), to: at(3660) });
  });
});

describe('barTiming', () => {
  it('begins an animation in the middle, or later, but never in the past of its end', () => {
    expect(barTiming({ from: 0, to: 60_000 }, 15_000)).toEqual({ durationMs: 60_000, delayMs: -15_000 });
    expect(barTiming({ from: 10_000, to: 10_000 }, 5_000)).toEqual({ durationMs: 1, delayMs: 0 });
  });
});

describe('formatting', () => {
  it('uses seconds below 100, then minutes, then hours', () => {
    expect([0, 47, 99, 100, 512, 3599, 3600, 7509].map(formatSeconds)).toEqual(['0', '47', '99', '1:40', '8:32', '59:59', '1:00:00', '2:05:09']);
    expect(formatCountdown({ phase: 'respondOver', seconds: 9, span: null })).toBe('+9');
  });
});
