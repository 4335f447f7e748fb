import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ShownMeter } from './shown';

const OPENED = '2026-11-24T08:00:00.000Z';
let paint: (() => void)[];

beforeEach(() => {
  vi.useFakeTimers();
  paint = [];
  vi.stubGlobal('requestAnimationFrame', (frame: () => void) => paint.push(frame));
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('measures once it is painted, and tells what has gathered', () => {
  const told: unknown[] = [];
  let now = Date.parse(OPENED) + 40;
  const meter = new ShownMeter(() => now, (alerts) => { told.push(alerts); });
  meter.opened({ id: 1, opened_at: OPENED });
  expect(told).toEqual([]);
  now += 25;
  paint.forEach((frame) => { frame(); });
  now += 200_000; // this one was opened while the screen was away
  paint = [];
  meter.opened({ id: 2, opened_at: OPENED });
  paint.forEach((frame) => { frame(); });
  vi.advanceTimersByTime(10_000);
  expect(told).toEqual([[[1, 65]]]);
  vi.advanceTimersByTime(60_000);
  expect(told).toHaveLength(1);
});
