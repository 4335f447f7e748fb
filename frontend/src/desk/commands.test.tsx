import { act } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { AlertDetail } from '../api/types';
import { useStore } from '../state/store';
import { useDesk } from './deskStore';
import { keys } from './queries';
import { aCall, aDetail, press, render, type Rendered } from './testing';
import { useDeskKeys } from './useDeskKeys';

/** The network: each request waits until the test answers it. */
class Wire {
  readonly asked: { path: string; body: unknown; answer: (status: number, body: unknown) => Promise<void> }[] = [];

  readonly fetch = (path: string, init?: RequestInit): Promise<Response> =>
    new Promise((resolve) => {
      const body: unknown = typeof init?.body === 'string' ? JSON.parse(init.body) : null;
      const answer = (status: number, data: unknown) =>
        act(async () => {
          resolve(new Response(JSON.stringify(data), { status }));
          await new Promise((done) => { setTimeout(done, 0); });
        });
      this.asked.push({ path, body, answer });
    });

  paths(): string[] {
    return this.asked.map((a) => a.path);
  }
}

const ME = { id: 2, name: '李娜' };
const claimed = { version: 1, handling: 'claimed', claimed_by: ME, actions: ['call', 'note', 'close'] } as const;
let wire: Wire;
let shown: Rendered | undefined;

function Keys() {
  useDeskKeys();
  return null;
}

async function desk(...details: AlertDetail[]): Promise<void> {
  useStore.setState({
    user: { ...ME, username: 'lina', role: 'operator', areas: [] }, loaded: true, queue: details,
    alerts: new Map(details.map((d) => [d.id, d])),
  });
  useDesk.setState({ ...useDesk.getInitialState(), selectedId: details[0]?.id ?? null });
  shown = render(<Keys />, details.map((d) => [keys.alert(d.id), d] as const));
  await act(async () => { await Promise.resolve(); });
}

const type = async (...names: string[]) => {
  for (const name of names) press(name);
  await act(async () => { await new Promise((done) => { setTimeout(done, 0); }); });
};

beforeEach(() => {
  wire = new Wire();
  vi.stubGlobal('fetch', wire.fetch);
});
afterEach(() => {
  shown?.unmount();
  vi.unstubAllGlobals();
});

test('Enter, C typed at once claim first and then call, once', async () => {
  await desk(aDetail(1, { actions: ['claim'] }));
  await type('Enter', 'c', 'c', 'Enter');
  expect(wire.paths()).toEqual(['/api/alerts/1/claim']);
  await wire.asked[0]?.answer(200, aDetail(1, { ...claimed, actions: [...claimed.actions] }));
  expect(wire.paths()).toEqual(['/api/alerts/1/claim', '/api/alerts/1/calls']);
  expect(wire.asked[1]?.body).toEqual({ version: 1, to: 'elder' });
});

test('after a lost race the second key calls nobody, and the next case is selected', async () => {
  await desk(aDetail(1, { actions: ['claim'] }), aDetail(2, { actions: ['claim'] }));
  await type('Enter', 'c');
  const winner = { id: 3, name: '周洋' };
  await wire.asked[0]?.answer(409, {
    type: 'urn:nuanyang:problem:stale_version', status: 409, claimed_by: winner, claimed_at: '2026-11-24T08:00:30Z',
    alert: { ...aDetail(1), version: 1, handling: 'claimed', claimed_by: winner },
  });
  expect(wire.paths().filter((p) => p.endsWith('/calls'))).toEqual([]);
  expect(useDesk.getState().selectedId).toBe(2);
  expect(useDesk.getState().lost.get(1)).toEqual({ by: '周洋', at: '2026-11-24T08:00:30Z' });
});

test('a result typed twice is sent once, and can be chosen again when the server refuses it', async () => {
  const call = aCall(5);
  await desk(aDetail(1, { ...claimed, handling: 'contacting', actions: ['call'], calls: [call] }));
  await type('2', '2');
  expect(wire.paths()).toEqual(['/api/alerts/1/calls/5/result']);
  expect(wire.asked[0]?.body).toEqual({ version: 1, result: 'no_answer' });
  await wire.asked[0]?.answer(503, { type: 'urn:nuanyang:problem:unavailable', status: 503 });
  await type('3');
  expect(wire.asked.at(-1)?.body).toEqual({ version: 1, result: 'busy' });
});

test('what is not allowed is not sent', async () => {
  await desk(aDetail(1, { ...claimed, actions: ['note'] }));
  await type('c', 'x', 'Enter');
  expect(wire.asked).toEqual([]);
  expect(useDesk.getState().dialog).toBeNull();
});
