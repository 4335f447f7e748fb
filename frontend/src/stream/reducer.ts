/** The reader's state of the log: pure function of (state, message). */
import type { AlertState } from '../api/types';
import { isAlertEvent, type ServerMessage } from './protocol';

export interface StreamState {
  epoch: string | number | null;
  /** Last applied sequence number; null before the first snapshot. */
  seq: number | null;
  alerts: ReadonlyMap<number, AlertState>;
  /** A sequence number was skipped: only a new snapshot can repair the state. */
  hole: boolean;
}

export const EMPTY: StreamState = { epoch: null, seq: null, alerts: new Map(), hole: false };

export function reduce(state: StreamState, message: ServerMessage): StreamState {
  switch (message.type) {
    case 'snapshot': {
      const alerts = new Map<number, AlertState>();
      for (const alert of message.state.alerts) if (alert.handling !== 'closed') alerts.set(alert.id, alert);
      return { epoch: message.epoch, seq: message.seq, alerts, hole: false };
    }
    case 'resumed':
      // The server continues right after our `after`; `seq` is where its backlog ends, the events still come one by one.
      return state.seq === null || state.epoch !== message.epoch ? { ...state, hole: true } : { ...state, hole: false };
    case 'event':
      return applyEvent(state, message);
    case 'heartbeat':
    case 'viewers':
      return state;
  }
}

function applyEvent(state: StreamState, event: Extract<ServerMessage, { type: 'event' }>): StreamState {
  // What the snapshot or an earlier delivery already holds is harmless.
  if (state.seq !== null && event.seq <= state.seq) return state;
  if (state.seq === null || event.seq !== state.seq + 1) return { ...state, hole: true };
  if (!isAlertEvent(event.kind) || !isAlert(event.payload)) return { ...state, seq: event.seq };
  const alerts = new Map(state.alerts);
  if (event.payload.handling === 'closed') alerts.delete(event.payload.id);
  else alerts.set(event.payload.id, event.payload);
  return { ...state, seq: event.seq, alerts };
}

function isAlert(payload: unknown): payload is AlertState {
  return typeof payload === 'object' && payload !== null && 'id' in payload && 'handling' in payload;
}

/** Unanswered work before handled work, then priority, then the next deadline, then age. */
export function compareAlerts(a: AlertState, b: AlertState): number {
  return (
    rank(a) - rank(b) ||
    a.priority - b.priority ||
    deadline(a).localeCompare(deadline(b)) ||
    a.opened_at.localeCompare(b.opened_at) ||
    a.id - b.id
  );
}

/** 0 waits for someone, 1 is in someone's hands, 2 rests (suppressed, resolved). */
function rank(alert: AlertState): number {
  if (alert.handling === 'open') return 0;
  return alert.handling === 'suppressed' || alert.handling === 'resolved' ? 2 : 1;
}

function deadline(alert: AlertState): string {
  const next = alert.responded_at ? alert.act_by : alert.respond_by;
  return next ?? '9999';
}
