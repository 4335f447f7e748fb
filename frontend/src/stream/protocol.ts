/** The stream's messages and the binary positions frame, decoded. Pure: no sockets, no clocks. */
import type { AlertState, Ref } from '../api/types';

export type ServerMessage =
  | { type: 'snapshot'; epoch: string | number; seq: number; state: { alerts: AlertState[] }; server_time?: string }
  | { type: 'resumed'; epoch: string | number; seq: number }
  | { type: 'event'; seq: number; kind: string; payload?: unknown }
  | { type: 'heartbeat'; seq: number; server_time: string }
  | { type: 'viewers'; seq: number; alerts: Viewers };

/** Who looks at which alert, by its id. */
export type Viewers = Readonly<Record<string, readonly Ref[]>>;

export interface Hello {
  type: 'hello';
  token: string | null;
  epoch: string | number | null;
  after: number | null;
}

/** Messages of a type this reader does not know are null and get ignored, so that a newer server can add some. */
export function parseMessage(text: string): ServerMessage | null {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return null;
  }
  if (!data || typeof data !== 'object' || !('type' in data)) return null;
  const message = data as { type: unknown; seq?: unknown };
  if (typeof message.seq !== 'number') return null;
  switch (message.type) {
    case 'snapshot':
    case 'resumed':
    case 'event':
    case 'heartbeat':
    case 'viewers':
      return data as ServerMessage;
    default:
      return null;
  }
}

/** Kinds whose payload is a whole alert. */
export function isAlertEvent(kind: string): boolean {
  return kind.startsWith('alert.');
}

export const HEADER_BYTES = 16;
export const ROW_BYTES = 20;
export const ACCURACY_UNKNOWN = 65535;
const MAGIC = 0x3150594e; // "NYP1" read as a little-endian u32

/** A decoded frame. Column arrays, `count` long; degrees WGS-84, seconds since 1970, metres, minutes. */
export interface PositionsFrame {
  full: boolean;
  serverTime: number;
  count: number;
  elderId: Uint32Array;
  lat: Float64Array;
  lon: Float64Array;
  fixedAt: Uint32Array;
  accuracy: Uint16Array;
  state: Uint8Array;
  intervalMin: Uint8Array;
}

/** Throws RangeError when the frame is not one of ours or is cut short. */
export function decodePositions(buffer: ArrayBuffer): PositionsFrame {
  const view = new DataView(buffer);
  if (buffer.byteLength < HEADER_BYTES || view.getUint32(0, true) !== MAGIC) throw new RangeError('not a positions frame');
  const count = view.getUint32(8, true);
  if (buffer.byteLength < HEADER_BYTES + count * ROW_BYTES) throw new RangeError('positions frame cut short');
  const frame: PositionsFrame = {
    full: (view.getUint8(4) & 1) === 1,
    serverTime: view.getUint32(12, true),
    count,
    elderId: new Uint32Array(count),
    lat: new Float64Array(count),
    lon: new Float64Array(count),
    fixedAt: new Uint32Array(count),
    accuracy: new Uint16Array(count),
    state: new Uint8Array(count),
    intervalMin: new Uint8Array(count),
  };
  for (let i = 0, at = HEADER_BYTES; i < count; i++, at += ROW_BYTES) {
    frame.elderId[i] = view.getUint32(at, true);
    frame.lat[i] = view.getInt32(at + 4, true) / 1e7;
    frame.lon[i] = view.getInt32(at + 8, true) / 1e7;
    frame.fixedAt[i] = view.getUint32(at + 12, true);
    frame.accuracy[i] = view.getUint16(at + 16, true);
    frame.state[i] = view.getUint8(at + 18);
    frame.intervalMin[i] = view.getUint8(at + 19);
  }
  return frame;
}
