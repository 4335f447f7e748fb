import type { AlertState } from '../api/types';

/** A complete alert, opened at 08:00:00 UTC, with what a test cares about on top. */
export function alert(id: number, changes: Partial<AlertState> = {}): AlertState {
  return {
    id, version: 0, kind: 'outside_home', priority: 2, condition: 'active', handling: 'open',
    elder: { id: id + 1000, name: `E${id}` }, fleet: null, area: { id: 3, name: 'A' }, fix: null,
    occurred_at: '2026-11-24T08:00:00.000Z', opened_at: '2026-11-24T08:00:00.000Z',
    respond_by: '2026-11-24T08:01:00.000Z', act_by: '2026-11-24T08:10:00.000Z',
    delayed: false, count: 1, claimed_by: null, claimed_at: null, lease_until: null, responded_at: null,
    acted_at: null, closed_at: null, cleared_at: null, disposition: null, warned: false, breached: false,
    act_breached: false, distance_m: null, previous_id: null, ...changes,
  };
}

export const OPENED = Date.parse('2026-11-24T08:00:00.000Z');
