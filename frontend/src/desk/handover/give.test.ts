import { describe, expect, it } from 'vitest';
import type { Handover } from '../../api/types';
import { anAlert } from '../testing';
import { toGive } from './give';

const ME = 7;
const mine = (id: number, priority: 1 | 2 = 2) => anAlert(id, { claimed_by: { id: ME, name: 'li' }, handling: 'monitoring', priority });
const handed = (accepted: boolean, ...ids: number[]): Handover => ({
  id: 1, given_by: { id: ME, name: 'li' }, given_at: '2026-11-24T08:00:00.000Z', note: null, ended_at: null, ended_by: null, withdrawn: false,
  waiting: ids.length, items: ids.map((id) => ({ alert: mine(id), note: null, accepted_by: accepted ? { id: 8, name: 'zhao' } : null, accepted_at: null })),
});

describe('what there is to hand over', () => {
  it('is what I hold, the most urgent first', () => {
    const others = anAlert(4, { claimed_by: { id: 8, name: 'zhao' } });
    expect(toGive([mine(1), mine(2, 1), anAlert(3), others], [], ME, false).map((a) => a.id)).toEqual([2, 1]);
  });

  it('is everything open for whoever leads the shift', () => {
    expect(toGive([mine(1), anAlert(3), anAlert(5, { handling: 'closed' })], [], ME, true).map((a) => a.id)).toEqual([1, 3]);
  });

  it('is not what waits to be taken already', () => {
    expect(toGive([mine(1), mine(2)], [handed(false, 1)], ME, false).map((a) => a.id)).toEqual([2]);
    expect(toGive([mine(1)], [handed(true, 1)], ME, false).map((a) => a.id)).toEqual([1]);
  });
});
