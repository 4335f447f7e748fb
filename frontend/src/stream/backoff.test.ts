import { describe, expect, it } from 'vitest';
import { ClockOffset, FIRST_DELAY_MS, LONGEST_DELAY_MS, reconnectDelay } from './backoff';

describe('reconnectDelay', () => {
  it('starts at half a second, grows, and never waits more than 15 s', () => {
    expect(reconnectDelay(0, 0)).toBe(FIRST_DELAY_MS);
    const highest = Array.from({ length: 12 }, (_, attempt) => reconnectDelay(attempt, 1));
    expect([...highest].sort((a, b) => a - b)).toEqual(highest);
    expect(highest.at(-1)).toBe(LONGEST_DELAY_MS);
    expect(reconnectDelay(30, 0)).toBe(LONGEST_DELAY_MS / 2);
  });
});

describe('ClockOffset', () => {
  it('trusts the sample that travelled fastest', () => {
    const clock = new ClockOffset();
    // The server is 5000 ms ahead; the messages took 80, 20 and 300 ms.
    clock.add(10_000, 5_080);
    clock.add(12_000, 7_020);
    expect(clock.add(14_000, 9_300)).toBe(280);
    expect(clock.value).toBe(4_980);
  });

  it('forgets old samples, so that a drifting clock is followed', () => {
    const clock = new ClockOffset(2);
    clock.add(1_000, 0);
    clock.add(2_000, 1_500);
    clock.add(3_000, 2_500);
    expect(clock.value).toBe(500);
    clock.reset();
    expect(clock.value).toBe(0);
  });
});
