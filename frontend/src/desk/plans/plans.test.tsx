import { act } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Elder, Outing, Plan } from '../../api/types';
import { useStore } from '../../state/store';
import { useDesk } from '../deskStore';
import { Dialogs } from '../dialogs/Dialogs';
import { keys } from '../queries';
import { render, type Rendered } from '../testing';
import { LivingArea } from './LivingArea';
import { ModeChip } from './ModeChip';
import { Outings } from './Outings';
import { planKeys, untilItChanges } from './queries';
import { fromField, shortTime, toField } from './times';

const soon = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();
const ELDER = { id: 7, name: '李秀英', monitoring_mode: 'free', devices: [], contacts: [] } as unknown as Elder;
let shown: Rendered | undefined;

function aPlan(change: Partial<Plan> = {}): Plan {
  return {
    mode: 'free', own_mode: 'free', directive: null, outside_alerts: false, until: null, mode_until: null,
    curfew: null, outing: null, outings: [], ...change,
  };
}

function anOuting(id: number, change: Partial<Outing> = {}): Outing {
  return {
    id, elder_id: 7, starts_at: soon(-30), expected_back_at: soon(30), destination: '兴庆宫公园', companion: '女儿',
    note: null, created_at: soon(-40), returned_at: null, cancelled_at: null, state: 'under_way', ...change,
  };
}

const shows = (plan: Plan, ui = <ModeChip elder={ELDER} />): string => {
  shown = render(ui, [[planKeys.plan(7), plan]]);
  return shown.element.textContent;
};

beforeEach(() => { useDesk.setState(useDesk.getInitialState()); });
afterEach(() => {
  shown?.unmount();
  shown = undefined;
});

test('a directive is named, with its end', () => {
  const until = new Date(2026, 11, 1, 8, 0).toISOString();
  const text = shows(aPlan({ mode: 'stay_home', directive: { id: 1, name: '防疫指令' }, mode_until: until }));
  expect(text).toBe('居家（防疫指令，至 12-01 08:00）');
});

test('a curfew shows its hours, and whether it is in force', () => {
  const curfew = { starts: '22:00', ends: '06:00', days: [], time_zone: null, source: 'default', holds: false };
  expect(shows(aPlan({ mode: 'curfew', curfew }))).toBe('夜间不外出（22:00–06:00）');
  shown?.unmount();
  expect(shows(aPlan({ mode: 'curfew', curfew: { ...curfew, holds: true } }))).toContain('现在生效');
});

test('her own mode stands until the plan has come', () => {
  shown = render(<ModeChip elder={ELDER} />);
  expect(shown.element.textContent).toBe('自由活动');
});

test('an outing under way and one that is overdue stand beside the mode', () => {
  const out = anOuting(1);
  expect(shows(aPlan({ outing: out, outings: [out] }))).toContain('外出中');
  shown?.unmount();
  expect(shows(aPlan({ outings: [anOuting(1, { state: 'overdue' })] }))).toContain('应于');
});

test('only an outing that has begun can be over', () => {
  const text = shows(aPlan({ outings: [anOuting(1), anOuting(2, { state: 'planned', destination: '女儿家' })] }), <Outings elderId={7} />);
  expect(text).toContain('与女儿');
  const rows = [...document.querySelectorAll('.desk-outing')];
  expect(rows.map((r) => r.querySelectorAll('button').length)).toEqual([2, 1]);
});

test('an outing says what is missing, and is sent as instants', async () => {
  const sent: unknown[] = [];
  vi.stubGlobal('fetch', (_: string, init: RequestInit) => {
    sent.push(JSON.parse(init.body as string));
    return Promise.resolve(new Response(JSON.stringify(anOuting(1)), { status: 201 }));
  });
  act(() => { useStore.setState({ user: null, loaded: true }); });
  useDesk.setState({ dialog: 'outing', elderId: 7 });
  shown = render(<Dialogs />, [[keys.elder(7), ELDER], [planKeys.plan(7), aPlan()]]);
  const submit = document.querySelector<HTMLButtonElement>('[role=dialog] button[type=submit]');
  act(() => { submit?.click(); });
  expect(document.querySelector('[role=dialog] [role=alert]')?.textContent).toBe('请写明去哪里');
  const field = document.querySelector<HTMLInputElement>('[role=dialog] input:not([type])');
  act(() => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, '公园');
    field?.dispatchEvent(new Event('input', { bubbles: true }));
  });
  await act(async () => { submit?.click(); await Promise.resolve(); });
  expect(sent).toHaveLength(1);
  expect(sent[0]).toMatchObject({ destination: '公园', companion: null });
  expect((sent[0] as { starts_at: string }).starts_at).toMatch(/Z$/);
  vi.unstubAllGlobals();
});

test('a learned living area says so, and only supervisors may have one proposed', () => {
  const fence = (id: number, learned: string | null) => ({
    type: 'Feature', id, geometry: { type: 'Point', coordinates: [0, 0] }, properties: { kind: 'safe', name: `围栏${String(id)}`, learned_at: learned },
  });
  const cached = [[keys.fences(7), [fence(1, soon(-1)), fence(2, null)]]] as const;
  const user = { id: 1, username: 'w', name: '王', role: 'operator', areas: [] } as const;
  act(() => { useStore.setState({ user: { ...user, areas: [] }, loaded: true }); });
  shown = render(<LivingArea elderId={7} mode="free" />, cached);
  expect(shown.element.textContent).toMatch(/围栏1系统学得（.*围栏2手绘/);
  expect(shown.element.querySelector('button')).toBeNull();
  shown.unmount();
  act(() => { useStore.setState({ user: { ...user, role: 'supervisor', areas: [] } }); });
  const proposal = { geometry: { type: 'Point', coordinates: [0, 0] }, days: 12, hours: 200, covered: 0.934, area_m2: 640_000 };
  shown = render(<LivingArea elderId={7} mode="free" />, [...cached, [planKeys.proposal(7), proposal]]);
  expect(shown.element.textContent).toContain('12 天的定位，覆盖其中 93% 的时间，约 800 m 见方');
  expect(shown.element.querySelector('button')?.textContent).toBe('采用');
});

test('looking at another elder closes the window', () => {
  useDesk.setState({ dialog: 'outing', elderId: 7 });
  useDesk.getState().openElder(8);
  expect(useDesk.getState().dialog).toBeNull();
});

test('a plan is read again when what it says is over', () => {
  expect(untilItChanges(aPlan())).toBe(false);
  expect(untilItChanges(aPlan({ until: soon(-5) }))).toBe(1000);
  expect(untilItChanges(aPlan({ until: soon(10) }))).toBeGreaterThan(590_000);
});

test('times: today is short, a field and its instant are the same minute', () => {
  const noon = new Date(2026, 10, 24, 12, 0).getTime();
  expect(shortTime(new Date(2026, 10, 24, 16, 5).toISOString(), noon)).toBe('16:05');
  expect(shortTime(new Date(2026, 11, 1, 8, 0).toISOString(), noon)).toBe('12-01 08:00');
  expect(fromField(toField(noon))).toBe(noon);
  expect(fromField('')).toBeNull();
});
