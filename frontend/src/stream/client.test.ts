import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { alert } from '../test/alerts';
import { frame } from '../test/frames';
import { StreamClient, WATCHDOG_MS, type Connection } from './client';
import type { StreamState } from './reducer';

/** The browser's side of a WebSocket, driven by the test. */
class FakeSocket {
  static all: FakeSocket[] = [];
  binaryType = '';
  sent: string[] = [];
  closed = false;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  constructor(readonly url: string) { FakeSocket.all.push(this); }
  send(text: string): void { this.sent.push(text); }
  close(): void { this.closed = true; }
  say(message: unknown): void { this.onmessage?.({ data: JSON.stringify(message) }); }
  get hello(): unknown { return JSON.parse(this.sent[0] ?? 'null'); }
}

const newest = (): FakeSocket => FakeSocket.all.at(-1) as FakeSocket;
const heartbeat = (seq: number, at: number) => ({ type: 'heartbeat', seq, server_time: new Date(at).toISOString() });

describe('StreamClient', () => {
  let states: StreamState[];
  let connections: Connection[];
  let frames: number;
  let signedOut: number;
  let looks: unknown[];
  let client: StreamClient;
  const status = () => connections.at(-1)?.status;

  beforeEach(() => {
    vi.useFakeTimers({ now: Date.parse('2026-11-24T08:00:00Z') });
    vi.stubGlobal('WebSocket', FakeSocket);
    FakeSocket.all = [];
    states = [];
    connections = [];
    looks = [];
    frames = signedOut = 0;
    client = new StreamClient('ws://x/api/stream', {
      onState: (state) => states.push(state),
      onPositions: () => { frames++; },
      onConnection: (connection) => connections.push(connection),
      onSignedOut: () => { signedOut++; },
      onViewers: (viewers) => looks.push(viewers),
    });
    client.start();
    newest().onopen?.();
  });

  afterEach(() => {
    client.stop();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  function live(): void {
    newest().say({ type: 'snapshot', epoch: 'e', seq: 5, state: { alerts: [alert(1)] } });
  }

  it('says what is looked at once it is live, again after each reconnect, and hears of the others', () => {
    client.looksAt(41);
    expect(newest().sent).toHaveLength(1);
    live();
    expect(JSON.parse(newest().sent[1] as string)).toEqual({ type: 'viewing', alert_id: 41 });
    newest().say({ type: 'viewers', seq: 5, alerts: { 41: [{ id: 8, name: 'zhao' }] } });
    expect(looks).toEqual([{ 41: [{ id: 8, name: 'zhao' }] }]);
    expect(states).toHaveLength(1);
    newest().onclose?.({ code: 1006 });
    vi.advanceTimersByTime(20_000);
    newest().onopen?.();
    newest().say({ type: 'resumed', epoch: 'e', seq: 5 });
    expect(JSON.parse(newest().sent[1] as string)).toEqual({ type: 'viewing', alert_id: 41 });
  });

  it('says hello for a snapshot and is live once it has one', () => {
    expect(newest().hello).toEqual({ type: 'hello', token: null, epoch: null, after: null });
    live();
    expect(status()).toBe('live');
    expect(states.at(-1)?.alerts.size).toBe(1);
  });

  it('resumes from where it was after the connection dropped', () => {
    live();
    newest().onclose?.({ code: 1006 });
    expect(status()).toBe('stale');
    vi.advanceTimersByTime(1_000);
    expect(FakeSocket.all.length).toBe(2);
    newest().onopen?.();
    expect(newest().hello).toEqual({ type: 'hello', token: null, epoch: 'e', after: 5 });
    newest().say({ type: 'resumed', epoch: 'e', seq: 5 });
    expect(status()).toBe('live');
  });

  it('asks for a snapshot when it finds a hole', () => {
    live();
    newest().say({ type: 'event', seq: 7, kind: 'alert.opened', payload: alert(2) });
    expect(FakeSocket.all.map(({ closed }) => closed)).toEqual([true, false]);
    newest().onopen?.();
    expect(newest().hello).toMatchObject({ epoch: null, after: null });
  });

  it('calls the picture stale when nothing has come for six seconds, heartbeats being enough to prevent it', () => {
    live();
    vi.advanceTimersByTime(WATCHDOG_MS - 1);
    newest().say(heartbeat(5, Date.now()));
    vi.advanceTimersByTime(WATCHDOG_MS - 1);
    expect(status()).toBe('live');
    vi.advanceTimersByTime(1);
    expect(status()).toBe('stale');
    // The picture is as old as the last message, not as the alarm about it.
    expect(connections.at(-1)?.lastHeardAt).toBe(Date.now() - WATCHDOG_MS);
    expect(FakeSocket.all[0]?.closed).toBe(true);
  });

  it('comes back at once when the network does, but leaves a live stream alone', () => {
    live();
    window.dispatchEvent(new Event('online'));
    expect(FakeSocket.all.length).toBe(1);
    newest().onclose?.({ code: 1006 });
    window.dispatchEvent(new Event('online'));
    expect(FakeSocket.all.length).toBe(2);
  });

  it('does not trust a connection that was quiet when the network or the tab comes back', () => {
    live();
    vi.advanceTimersByTime(3_000);
    window.dispatchEvent(new Event('online'));
    expect([status(), FakeSocket.all.length, FakeSocket.all[0]?.closed]).toEqual(['stale', 2, true]);
    newest().onopen?.();
    expect(newest().hello).toMatchObject({ epoch: 'e', after: 5 });
  });

  it('says within a second after a sleep that it was blind, and resumes at once', () => {
    live();
    vi.setSystemTime(Date.now() + 3_600_000); // the timers slept with the computer
    vi.advanceTimersByTime(1_000);
    expect([status(), FakeSocket.all.length]).toEqual(['stale', 2]);
    newest().onopen?.();
    expect(newest().hello).toMatchObject({ epoch: 'e', after: 5 });
    newest().say({ type: 'resumed', epoch: 'e', seq: 6 });
    newest().say({ type: 'event', seq: 6, kind: 'alert.opened', payload: alert(2) });
    expect([status(), states.at(-1)?.alerts.size]).toEqual(['live', 2]);
    FakeSocket.all[0]?.onmessage?.({ data: JSON.stringify({ type: 'event', seq: 6, kind: 'alert.opened', payload: alert(2) }) });
    expect(states.at(-1)?.alerts.size).toBe(2);
  });

  it('measures the server clock', () => {
    live();
    newest().say(heartbeat(5, Date.now() + 4_000));
    expect(connections.at(-1)).toEqual({ status: 'live', latencyMs: 0, clockOffsetMs: 4_000, lastHeardAt: null });
  });

  it('takes positions and survives a frame it cannot read', () => {
    vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    live();
    newest().onmessage?.({ data: frame([{ id: 1, lat: 34, lon: 108, fixedAt: 1 }]) });
    newest().onmessage?.({ data: new ArrayBuffer(5) });
    expect(frames).toBe(1);
    expect(status()).toBe('live');
  });

  it('does not knock again after it was signed out', () => {
    live();
    newest().onclose?.({ code: 4401 });
    vi.advanceTimersByTime(60_000);
    expect([signedOut, FakeSocket.all.length]).toEqual([1, 1]);
  });
});
