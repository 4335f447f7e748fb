import { describe, expect, it } from 'vitest';
import type { AlertState } from '../api/types';
import { alert } from '../test/alerts';
import type { ServerMessage } from './protocol';
import { compareAlerts, EMPTY, reduce, type StreamState } from './reducer';

const snapshot = (seq: number, alerts: AlertState[], epoch = 'a'): ServerMessage => ({ type: 'snapshot', epoch, seq, state: { alerts } });
const event = (seq: number, payload: unknown, kind = 'alert.opened'): ServerMessage => ({ type: 'event', seq, kind, payload });
const run = (...messages: ServerMessage[]): StreamState => messages.reduce(reduce, EMPTY);

describe('reduce', () => {
  it('starts from a snapshot and applies events in order', () => {
    const state = run(snapshot(10, [alert(1)]), event(11, alert(2)), event(12, alert(1, { handling: 'claimed', version: 1 }), 'alert.claimed'));
    expect(state.seq).toBe(12);
    expect(state.alerts.get(1)?.handling).toBe('claimed');
    expect([...state.alerts.keys()]).toEqual([1, 2]);
  });

  it('drops closed alerts, from events and from snapshots', () => {
    expect(run(snapshot(1, [alert(1)]), event(2, alert(1, { handling: 'closed' }), 'alert.closed')).alerts.size).toBe(0);
    expect(run(snapshot(1, [alert(1, { handling: 'closed' })])).alerts.size).toBe(0);
  });

  it('moves on over hidden and unknown kinds without touching the alerts', () => {
    const before = run(snapshot(1, [alert(1)]));
    const after = [event(2, undefined, 'hidden'), event(3, { id: 7 }, 'elder.changed'), event(4, { x: 1 }, 'weather.changed')].reduce(reduce, before);
    expect(after.seq).toBe(4);
    expect(after.alerts).toBe(before.alerts);
    expect(after.hole).toBe(false);
  });

  it('takes the same event twice without harm', () => {
    const once = run(snapshot(1, []), event(2, alert(1)));
    expect(reduce(once, event(2, alert(1)))).toBe(once);
    expect(reduce(once, event(1, alert(9)))).toBe(once);
  });

  it('notices a hole, keeps the place before it, and is whole again after a snapshot', () => {
    const holed = run(snapshot(1, [alert(1)]), event(3, alert(2)));
    expect(holed).toMatchObject({ hole: true, seq: 1 });
    expect(holed.alerts.has(2)).toBe(false);
    expect(reduce(holed, snapshot(3, [alert(2)]))).toMatchObject({ hole: false, seq: 3 });
  });

  it('cannot use events before any snapshot', () => {
    expect(run(event(1, alert(1))).hole).toBe(true);
  });

  it('resumes its own epoch only', () => {
    const state = run(snapshot(5, [alert(1)]));
    const resumed = reduce(state, { type: 'resumed', epoch: 'a', seq: 7 });
    // What was missed still comes event by event.
    expect(reduce(reduce(resumed, event(6, alert(2))), event(7, alert(3)))).toMatchObject({ seq: 7, hole: false });
    expect(reduce(state, { type: 'resumed', epoch: 'b', seq: 7 }).hole).toBe(true);
    expect(reduce(EMPTY, { type: 'resumed', epoch: 'a', seq: 7 }).hole).toBe(true);
  });

  it('a snapshot replaces everything', () => {
    const state = run(snapshot(5, [alert(1)]), snapshot(2, [alert(9)], 'b'));
    expect([...state.alerts.keys()]).toEqual([9]);
    expect(state).toMatchObject({ epoch: 'b', seq: 2 });
  });
});

describe('compareAlerts', () => {
  it('puts waiting first, then priority, then the next deadline', () => {
    const late = '2026-11-24T08:02:00.000Z';
    const order = [
      alert(1, { handling: 'suppressed', priority: 1 }),
      alert(2, { handling: 'claimed', priority: 1 }),
      alert(3, { priority: 2, respond_by: late }),
      alert(4, { priority: 2 }),
      alert(5, { priority: 1, respond_by: late }),
      alert(6, { handling: 'contacting', priority: 1, responded_at: late, act_by: '2026-11-24T08:00:30.000Z' }),
    ].sort(compareAlerts).map(({ id }) => id);
    expect(order).toEqual([5, 4, 3, 6, 2, 1]);
  });
});
