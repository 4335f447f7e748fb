import { describe, expect, it } from 'vitest';
import { allocate, CLOSED_ROW_REM, HEADING_REM, ROW_REM, type Sections } from './allocate';

const used = (wanted: Sections, got: Sections): number =>
  (wanted.waiting === 0 ? ROW_REM : got.waiting * ROW_REM) +
  (got.inHand > 0 ? HEADING_REM + got.inHand * ROW_REM : 0) +
  (got.closed > 0 ? HEADING_REM + got.closed * CLOSED_ROW_REM : 0);

describe('allocate', () => {
  it('never needs more than there is', () => {
    for (let height = 12; height < 80; height += 1.7) {
      for (const wanted of [{ waiting: 0, inHand: 0, closed: 9 }, { waiting: 3, inHand: 3, closed: 9 }, { waiting: 80, inHand: 30, closed: 2 }, { waiting: 0, inHand: 40, closed: 0 }]) {
        expect(used(wanted, allocate(height, wanted))).toBeLessThanOrEqual(height);
      }
    }
  });

  it('in a flood waiting alerts get the room, and two rows in hand stay', () => {
    expect(allocate(56, { waiting: 80, inHand: 30, closed: 4 })).toEqual({ waiting: 8, inHand: 2, closed: 0 });
  });

  it('on a quiet day everything is shown', () => {
    expect(allocate(56, { waiting: 2, inHand: 1, closed: 3 })).toEqual({ waiting: 2, inHand: 1, closed: 3 });
    expect(allocate(0, { waiting: 2, inHand: 1, closed: 3 })).toEqual({ waiting: 0, inHand: 0, closed: 0 });
  });
});
