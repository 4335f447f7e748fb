import { describe, expect, it } from 'vitest';
import { frame, type Row } from '../test/frames';
import { Positions } from './positions';
import { decodePositions } from './protocol';

const decoded = (rows: Row[], full = false) => decodePositions(frame(rows, { full }));
const row = (id: number, fixedAt: number, lat = 34): Row => ({ id, lat, lon: 108, fixedAt });

describe('Positions', () => {
  it('keeps the newest fix of each elder, whatever the order of arrival', () => {
    const positions = new Positions();
    positions.apply(decoded([row(1, 100, 34.1), row(2, 100)], true));
    positions.apply(decoded([row(1, 90, 34.9)]));
    expect(positions.get(1)).toMatchObject({ fixedAt: 100 });
    positions.apply(decoded([row(1, 110, 34.2)]));
    expect(positions.get(1)?.lat).toBeCloseTo(34.2, 7);
    expect(positions.count).toBe(2);
  });

  it('a full frame forgets whoever is not in it', () => {
    const positions = new Positions();
    positions.apply(decoded([row(1, 100), row(2, 100)], true));
    positions.apply(decoded([row(2, 50)], true));
    expect(positions.get(1)).toBeUndefined();
    expect(positions.get(2)?.fixedAt).toBe(50);
    expect(positions.count).toBe(1);
  });

  it('tells listeners the changed rows, or null when rows were added', () => {
    const positions = new Positions();
    const heard: (readonly number[] | null)[] = [];
    const stop = positions.subscribe((rows) => heard.push(rows));
    positions.apply(decoded([row(7, 1), row(8, 1)], true));
    positions.apply(decoded([row(8, 2), row(7, 0)]));
    positions.apply(decoded([row(9, 2)]));
    stop();
    positions.apply(decoded([row(9, 3)]));
    expect(heard).toEqual([null, [1], null]);
  });

  it('grows past its capacity without losing rows', () => {
    const positions = new Positions();
    positions.apply(decoded(Array.from({ length: 1000 }, (_, i) => row(i, 1)), true));
    positions.apply(decoded(Array.from({ length: 1500 }, (_, i) => row(i + 1000, 2))));
    expect(positions.count).toBe(2500);
    expect(positions.get(0)?.fixedAt).toBe(1);
    expect(positions.get(2499)?.fixedAt).toBe(2);
  });

  it('unpacks presence and source', () => {
    const positions = new Positions();
    positions.apply(decoded([{ ...row(1, 1), state: 2 | (3 << 3), accuracy: 65535, intervalMin: 10 }], true));
    expect(positions.get(1)).toMatchObject({ presence: 2, source: 3, accuracy: 65535, intervalMin: 10 });
    positions.reset();
    expect(positions.get(1)).toBeUndefined();
  });
});
