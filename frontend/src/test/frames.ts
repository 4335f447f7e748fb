import { HEADER_BYTES, ROW_BYTES } from '../stream/protocol';

export interface Row { id: number; lat: number; lon: number; fixedAt: number; accuracy?: number; state?: number; intervalMin?: number }

/** Encodes a frame byte by byte from the written layout, independently of the decoder. */
export function frame(rows: Row[], { full = false, serverTime = 1_795_507_200, magic = 'NYP1' } = {}): ArrayBuffer {
  const buffer = new ArrayBuffer(HEADER_BYTES + rows.length * ROW_BYTES);
  const view = new DataView(buffer);
  [...magic].forEach((letter, i) => { view.setUint8(i, letter.charCodeAt(0)); });
  view.setUint8(4, full ? 1 : 0);
  view.setUint32(8, rows.length, true);
  view.setUint32(12, serverTime, true);
  rows.forEach((row, i) => {
    const at = HEADER_BYTES + i * ROW_BYTES;
    view.setUint32(at, row.id, true);
    view.setInt32(at + 4, Math.round(row.lat * 1e7), true);
    view.setInt32(at + 8, Math.round(row.lon * 1e7), true);
    view.setUint32(at + 12, row.fixedAt, true);
    view.setUint16(at + 16, row.accuracy ?? 12, true);
    view.setUint8(at + 18, row.state ?? 1);
    view.setUint8(at + 19, row.intervalMin ?? 5);
  });
  return buffer;
}
