import { expect, test } from 'vitest';
import type { TrackItem } from '../../api/types';
import { indexAt, momentAt, pathOf, runs } from './path';
import { stops } from './stops';
import { strip } from './strip';

const START = Date.parse('2026-11-24T00:00:00Z');
const HOME = { lat: 34.2658, lon: 108.9402, radius_m: 100 };
const NORTH = 1 / 111_195;

/** A fix `metres` north of home at a minute of the day. */
function fix(minute: number, metres: number, change: Partial<TrackItem> = {}): TrackItem {
  const at = new Date(START + minute * 60_000).toISOString();
  return { fixed_at: at, received_at: at, lat: HOME.lat + metres * NORTH, lon: HOME.lon, accuracy_m: 10, source: 'gnss', ...change };
}
const t = (minute: number): number => START + minute * 60_000;
const north = (lat: number): number => Math.round((lat - HOME.lat) / NORTH);

test('between two fixes she is on the way from one to the other, in the wider circle', () => {
  const path = pathOf([fix(0, 0), fix(2, 300, { accuracy_m: 40 })], HOME);
  const half = momentAt(path, t(1));
  expect(north(half?.lat ?? 0)).toBe(150);
  expect(half?.accuracy).toBe(40);
  expect(momentAt(path, t(0))?.accuracy).toBe(10);
  expect(half?.fixedAt).toBe(t(0));
  expect(half?.gap).toBe(false);
});

test('a circle of unknown size stays unknown', () => {
  const path = pathOf([fix(0, 0), fix(2, 300, { accuracy_m: null })], HOME);
  expect(momentAt(path, t(1))?.accuracy).toBeNull();
});

test('in a gap nobody walks: she stays where she was seen last', () => {
  const path = pathOf([fix(0, 20), fix(30, 900)], HOME);
  const lost = momentAt(path, t(29));
  expect(north(lost?.lat ?? 0)).toBe(20);
  expect(lost?.gap).toBe(true);
  expect(momentAt(path, t(30))?.gap).toBe(false);
  expect(momentAt(path, t(41))?.gap).toBe(true);
});

test('before the first fix there is nothing', () => {
  expect(momentAt(pathOf([fix(5, 0)], HOME), t(4))).toBeNull();
  expect(momentAt(pathOf([], HOME), t(4))).toBeNull();
});

test('doubted fixes are left out, late ones put in their place, and of one instant one is kept', () => {
  const path = pathOf([fix(3, 3), fix(1, 1), fix(2, 90_000, { quarantine: 'speed' }), fix(1, 7)], HOME);
  expect([...path.at]).toEqual([t(1), t(3)]);
  expect(north(path.lat[0] ?? 0)).toBe(7);
});

test('the index is that of the last fix at or before the instant', () => {
  const path = pathOf(Array.from({ length: 1000 }, (_, i) => fix(i, i)), HOME);
  for (const [at, index] of [[-1, -1], [0, 0], [0.5, 0], [1, 1], [998.9, 998], [999, 999], [5000, 999]] as const) {
    expect(indexAt(path, t(at))).toBe(index);
  }
});

test('the way falls into pieces inside, outside and unheard of, and every piece begins where the last one ended', () => {
  const path = pathOf([fix(0, 0), fix(1, 10), fix(2, 500), fix(3, 600), fix(60, 20), fix(61, 10)], HOME);
  expect(runs(path)).toEqual([
    { kind: 'inside', from: 0, to: 1 },
    { kind: 'outside', from: 1, to: 3 },
    { kind: 'gap', from: 3, to: 4 },
    { kind: 'inside', from: 4, to: 5 },
  ]);
});

test('without a home nothing is inside or outside', () => {
  const path = pathOf([fix(0, 0), fix(1, 500)], null);
  expect(runs(path).map(({ kind }) => kind)).toEqual(['unknown']);
});

test('a minute outside is not lost in a day', () => {
  const path = pathOf([fix(0, 0), fix(1, 0), fix(2, 400), fix(3, 0), fix(4, 0), fix(500, 0)], HOME);
  const pieces = strip(path, { from: t(0), to: t(1440) }, 288);
  expect(pieces.map(({ kind }) => kind)).toEqual(['outside', 'gap']);
  expect(pieces.at(-1)?.to).toBeCloseTo(101 / 288);
  expect(strip(pathOf([], HOME), { from: t(0), to: t(1440) })).toEqual([]);
});

test('a stay is ten minutes within fifty metres; a walk has none', () => {
  const home = Array.from({ length: 20 }, (_, i) => fix(i, i % 2 === 0 ? 0 : 30));
  const walk = Array.from({ length: 10 }, (_, i) => fix(20 + i, 100 + 60 * i));
  const bench = Array.from({ length: 15 }, (_, i) => fix(30 + i, 900));
  const found = stops(pathOf([...home, ...walk, ...bench], HOME));
  expect(found.map(({ from, to, where }) => [(from - START) / 60_000, (to - START) / 60_000, where])).toEqual([[0, 19, 'inside'], [30, 44, 'outside']]);
  expect(north(found[1]?.lat ?? 0)).toBe(900);
  expect(stops(pathOf(walk, HOME))).toEqual([]);
});

test('a fix of a cell tower does not end a stay', () => {
  const day = Array.from({ length: 12 }, (_, i) => (i === 6 ? fix(i, 2000, { accuracy_m: 900, source: 'cell' }) : fix(i, 5)));
  expect(stops(pathOf(day, HOME))).toHaveLength(1);
});

test('ten thousand fixes are ready in well under a frame of patience', () => {
  const day = Array.from({ length: 10_000 }, (_, i) => fix(i / 10, (i * 7) % 900));
  const began = performance.now();
  const path = pathOf(day, HOME);
  runs(path);
  stops(path);
  strip(path, { from: t(0), to: t(1440) });
  expect(performance.now() - began).toBeLessThan(1000);
});
