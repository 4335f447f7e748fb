import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PATTERNS, PERIOD_MS, Tones } from './tones';

/** The browser's audio, as far as the desk uses it. Suspended until the test allows sound. */
class Audio {
  static allowed = false;
  static started = 0;
  state = Audio.allowed ? 'running' : 'suspended';
  currentTime = 0;
  destination = {};
  onstatechange: (() => void) | null = null;

  resume(): Promise<void> {
    // As browsers do: without a gesture the promise stays open.
    if (!Audio.allowed) return new Promise(() => undefined);
    this.state = 'running';
    this.onstatechange?.();
    return Promise.resolve();
  }
  close(): Promise<void> {
    return Promise.resolve();
  }
  createOscillator() {
    return { type: '', frequency: { value: 0 }, connect: <T>(next: T) => next, start: () => { Audio.started += 1; }, stop: () => undefined };
  }
  createGain() {
    const gain = { setValueAtTime: () => undefined, linearRampToValueAtTime: () => undefined };
    return { gain, connect: <T>(next: T) => next };
  }
}

let blocked: boolean | null;
let tones: Tones;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('AudioContext', Audio);
  Audio.allowed = false;
  Audio.started = 0;
  blocked = null;
  tones = new Tones((is) => { blocked = is; });
});
afterEach(() => {
  tones.close();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test('a browser that blocks sound is noticed, and the first gesture unlocks it', async () => {
  const first = tones.unlock();
  await vi.advanceTimersByTimeAsync(500);
  await first;
  expect(blocked).toBe(true);
  tones.ring('p1');
  expect(Audio.started).toBe(0);
  Audio.allowed = true;
  await tones.unlock();
  expect(blocked).toBe(false);
});

test('a tone repeats until it is stopped, and asking again does not start it anew', async () => {
  Audio.allowed = true;
  await tones.unlock();
  tones.ring('p1');
  tones.ring('p1');
  expect(Audio.started).toBe(PATTERNS.p1.length);
  vi.advanceTimersByTime(PERIOD_MS.p1);
  expect(Audio.started).toBe(2 * PATTERNS.p1.length);
  tones.ring(null);
  vi.advanceTimersByTime(10 * PERIOD_MS.p1);
  expect(Audio.started).toBe(2 * PATTERNS.p1.length);
});

test('no pattern strokes more than three times a second, nor outlasts its period', () => {
  for (const strokes of Object.values(PATTERNS)) {
    for (let i = 1; i < strokes.length; i += 1) {
      expect((strokes[i]?.at ?? 0) - (strokes[i - 1]?.at ?? 0)).toBeGreaterThanOrEqual(1 / 3);
    }
  }
  for (const tone of ['p1', 'p2'] as const) {
    const last = PATTERNS[tone].at(-1);
    expect(((last?.at ?? 0) + (last?.seconds ?? 0)) * 1000).toBeLessThan(PERIOD_MS[tone]);
  }
});
