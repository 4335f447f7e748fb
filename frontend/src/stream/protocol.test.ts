import { describe, expect, it } from 'vitest';
import { frame } from '../test/frames';
import { decodePositions, parseMessage } from './protocol';

describe('parseMessage', () => {
  it('reads the four known types', () => {
    expect(parseMessage('{"type":"resumed","epoch":"a","seq":4}')).toEqual({ type: 'resumed', epoch: 'a', seq: 4 });
    expect(parseMessage('{"type":"event","seq":5,"kind":"hidden"}')).toMatchObject({ kind: 'hidden' });
  });

  it('ignores what it does not know or cannot read', () => {
    for (const text of ['{"type":"presence","seq":1}', '{"type":"event","kind":"alert.opened"}', '{"type":', 'null', '[]', '7']) {
      expect(parseMessage(text)).toBeNull();
    }
  });
});

describe('decodePositions', () => {
  it('decodes rows of the written layout, south and west included', () => {
    const decoded = decodePositions(frame([
      { id: 4_000_000_000, lat: 34.2666123, lon: 108.9425456, fixedAt: 1_795_507_100, accuracy: 65535, state: 0b1010, intervalMin: 255 },
      { id: 2, lat: -33.8688, lon: -70.6693, fixedAt: 1, accuracy: 8, state: 1, intervalMin: 1 },
    ], { full: true, serverTime: 1_795_507_200 }));
    expect(decoded).toMatchObject({ full: true, count: 2, serverTime: 1_795_507_200 });
    expect([...decoded.elderId]).toEqual([4_000_000_000, 2]);
    expect(decoded.lat[0]).toBeCloseTo(34.2666123, 7);
    expect(decoded.lon[0]).toBeCloseTo(108.9425456, 7);
    expect(decoded.lon[1]).toBeCloseTo(-70.6693, 7);
    expect([...decoded.accuracy]).toEqual([65535, 8]);
    expect([...decoded.state]).toEqual([0b1010, 1]);
    expect([...decoded.intervalMin]).toEqual([255, 1]);
  });

  it('refuses foreign and cut frames', () => {
    const good = frame([{ id: 1, lat: 0, lon: 0, fixedAt: 0 }]);
    expect(() => decodePositions(good.slice(0, good.byteLength - 1))).toThrow(RangeError);
    expect(() => decodePositions(new ArrayBuffer(3))).toThrow(RangeError);
    expect(() => decodePositions(frame([], { magic: 'XXXX' }))).toThrow(RangeError);
    expect(decodePositions(frame([])).count).toBe(0);
  });
});
