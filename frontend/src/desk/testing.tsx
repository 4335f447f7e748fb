/** Values and a small renderer for the tests of the desk. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import type { AlertDetail, AlertState, Call } from '../api/types';
import '../i18n';

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

export const OPENED = Date.parse('2026-11-24T08:00:00.000Z');
const at = (seconds: number): string => new Date(OPENED + seconds * 1000).toISOString();

export function anAlert(id: number, change: Partial<AlertState> = {}): AlertState {
  return {
    id, version: 0, kind: 'outside_home', priority: 2, condition: 'active', handling: 'open',
    elder: { id: id + 100, name: `老人${String(id)}`, sex: 'f', age: 79 }, fleet: null, area: { id: 1, name: '北院门街道' },
    address: null, fix: null, occurred_at: at(-5), opened_at: at(0), respond_by: at(60), act_by: at(600),
    delayed: false, count: 1, claimed_by: null, claimed_at: null, lease_until: null, responded_at: null,
    acted_at: null, closed_at: null, cleared_at: null, disposition: null, warned: false, breached: false,
    act_breached: false, distance_m: null, previous_id: null, ...change,
  };
}

export function aDetail(id: number, change: Partial<AlertDetail> = {}): AlertDetail {
  return { ...anAlert(id), actions: [], timeline: [], evidence: null, dispositions: [], calls: [], tasks: [], next_step: null, ...change };
}

export function aCall(id: number, change: Partial<Call> = {}): Call {
  return {
    id, to: 'elder', contact_id: null, name: '王秀兰', phone: '13900000000', started_at: at(20), ended_at: null,
    result: null, outcome: null, adapter: 'tel', line: null, dial_url: 'tel:13900000000', ...change,
  };
}

export interface Rendered {
  element: HTMLElement;
  client: QueryClient;
  unmount(): void;
}

/** Renders for real, into the document, with a query cache of its own that never fetches. */
export function render(ui: ReactNode, cached: readonly (readonly [readonly unknown[], unknown])[] = []): Rendered {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } });
  for (const [key, data] of cached) client.setQueryData(key, data);
  const element = document.body.appendChild(document.createElement('div'));
  const root = createRoot(element);
  act(() => { root.render(<QueryClientProvider client={client}>{ui}</QueryClientProvider>); });
  return {
    element,
    client,
    unmount: () => {
      act(() => { root.unmount(); });
      element.remove();
      client.clear();
    },
  };
}

export function press(key: string, on: EventTarget = window): void {
  act(() => { on.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })); });
}
