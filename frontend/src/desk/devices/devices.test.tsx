import { act } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import type { Command, Device } from '../../api/types';
import { render, type Rendered } from '../testing';
import { DeviceCommands } from './DeviceCommands';
import { commandKeys } from './queries';

const WATCH: Device = { id: 4, unique_id: '8800000015', kind: 'watch', expected_interval_s: 300, last_contact_at: null, battery_pct: null };
let shown: Rendered | undefined;

function aCommand(id: number, change: Partial<Command> = {}): Command {
  return {
    id, device_id: 4, command: 'find', parameters: {}, requested_by: { id: 1, name: '李娜' },
    requested_at: '2026-11-24T08:00:00.000Z', sent_at: null, answered_at: null, answer: null,
    expires_at: '2026-11-24T08:15:00.000Z', state: 'queued', ...change,
  };
}

afterEach(() => {
  shown?.unmount();
  shown = undefined;
  vi.unstubAllGlobals();
});

const shows = (commands: Command[], device = WATCH): Rendered =>
  (shown = render(<DeviceCommands device={device} />, [[commandKeys.device(4), commands]]));

test('what became of each request is said, and who asked', () => {
  const text = shows([
    aCommand(3), aCommand(2, { state: 'answered', command: 'message', parameters: { text: '早点回家' } }), aCommand(1, { state: 'expired' }),
  ]).element.textContent;
  for (const words of ['等待设备上线', '设备已确认', '早点回家', '已过期', '李娜']) expect(text).toContain(words);
});

test('a phone can be located, and no more', () => {
  expect([...shows([], { ...WATCH, kind: 'phone' }).element.querySelectorAll('button')].map((b) => b.textContent)).toEqual(['立即定位']);
});

test('a button asks, a message is written first', async () => {
  const sent: unknown[] = [];
  vi.stubGlobal('fetch', (_: string, init?: RequestInit) => {
    if (init?.method === 'POST') sent.push(JSON.parse(init.body as string));
    return Promise.resolve(new Response(JSON.stringify(init?.method === 'POST' ? aCommand(1) : { items: [], next: null }), { status: 200 }));
  });
  const { element } = shows([]);
  const button = (text: string) => [...element.querySelectorAll('button')].find((b) => b.textContent === text);
  await act(async () => { button('响铃寻找')?.click(); await Promise.resolve(); });
  act(() => { button('发送消息')?.click(); });
  expect(button('发送')?.disabled).toBe(true);
  const input = element.querySelector('input');
  await act(async () => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(input, ' 早点回家 ');
    input?.dispatchEvent(new Event('input', { bubbles: true }));
    await Promise.resolve();
  });
  await act(async () => { button('发送')?.click(); await Promise.resolve(); });
  await vi.waitFor(() => { expect(sent).toEqual([{ command: 'find' }, { command: 'message', text: '早点回家' }]); });
});
