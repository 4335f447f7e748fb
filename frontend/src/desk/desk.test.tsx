import { act } from 'react';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { User } from '../api/types';
import { useStore } from '../state/store';
import { ActionBar } from './ActionBar';
import { CallResultForm } from './CallResultForm';
import { useDesk } from './deskStore';
import { Dialogs } from './dialogs/Dialogs';
import { keys } from './queries';
import { Queue } from './Queue';
import { aCall, aDetail, anAlert, press, render, type Rendered } from './testing';
import { useDeskKeys } from './useDeskKeys';

const ME: User = { id: 2, username: 'lina', name: '李娜', role: 'operator', areas: [] };
let shown: Rendered | undefined;

function has(...alerts: ReturnType<typeof anAlert>[]): void {
  act(() => { useStore.setState({ user: ME, loaded: true, alerts: new Map(alerts.map((a) => [a.id, a])), queue: alerts }); });
}

function Keys() {
  useDeskKeys();
  return null;
}

const rows = () => [...document.querySelectorAll('[role=option]')];
const selected = () => document.querySelector('[role=option][aria-selected=true] h2')?.textContent ?? null;

beforeEach(() => {
  Element.prototype.scrollIntoView = () => undefined;
  useDesk.setState(useDesk.getInitialState());
});
afterEach(() => {
  shown?.unmount();
  shown = undefined;
});

test('the arrow keys walk the queue and a new alert moves nothing', () => {
  has(anAlert(1), anAlert(2));
  shown = render(<><Keys /><Queue /></>, [[keys.done, []]]);
  press('ArrowDown');
  press('ArrowDown');
  expect(selected()).toContain('老人2');
  has(anAlert(9, { priority: 1 }), anAlert(1), anAlert(2));
  expect(rows()).toHaveLength(3);
  expect(rows()[0]?.textContent).toContain('老人9');
  expect(selected()).toContain('老人2');
});

test('the list says which row is active, and a new P1 is announced', () => {
  has(anAlert(1));
  shown = render(<><Keys /><Queue /></>, [[keys.done, []]]);
  press('ArrowDown');
  expect(document.querySelector('[role=listbox]')?.getAttribute('aria-activedescendant')).toBe('desk-row-1');
  expect(document.querySelector('[aria-live]')?.textContent).toBe('');
  has(anAlert(1), anAlert(7, { priority: 1, kind: 'sos' }));
  expect(document.querySelector('[aria-live]')?.textContent).toContain('老人7');
});

test('who has it, how often, and that she came back unattended stand on the row', () => {
  has(
    anAlert(1, { handling: 'claimed', claimed_by: { id: 3, name: '周洋' } }),
    anAlert(2, { handling: 'claimed', claimed_by: { id: ME.id, name: ME.name } }),
    anAlert(3, { condition: 'cleared', count: 2, delayed: true }),
  );
  shown = render(<Queue />, [[keys.done, []]]);
  const text = (id: number) => document.getElementById(`desk-row-${String(id)}`)?.textContent ?? '';
  expect(text(1)).toContain('周洋');
  expect(text(2)).toContain('我');
  expect(text(3)).toContain('已回家，未查看');
  expect(text(3)).toContain('×2');
  expect(text(3)).toContain('迟到消息');
});

test('the action bar draws what the server allows, no more', () => {
  has(anAlert(1));
  useDesk.setState({ selectedId: 1 });
  shown = render(<ActionBar />, [[keys.alert(1), aDetail(1, { actions: ['claim', 'note'] })]]);
  const names = [...document.querySelectorAll('[role=toolbar] button')].map((b) => b.getAttribute('aria-keyshortcuts'));
  expect(names).toEqual(['Enter', 'N']);
});

test('a window belongs to its case: selecting another one closes it', () => {
  has(anAlert(1), anAlert(2));
  useDesk.setState({ selectedId: 1, dialog: 'close' });
  shown = render(<Dialogs />, [
    [keys.alert(1), aDetail(1, { dispositions: ['test', 'other'] })],
    [keys.alert(2), aDetail(2, { dispositions: ['test', 'other'] })],
  ]);
  expect(document.querySelector('[role=dialog]')?.textContent).toContain('老人1');
  act(() => { useDesk.getState().select(2); });
  expect(document.querySelector('[role=dialog]')).toBeNull();
});

test('closing as "other" without a note says what is missing', () => {
  has(anAlert(1));
  useDesk.setState({ selectedId: 1, dialog: 'close' });
  shown = render(<Dialogs />, [[keys.alert(1), aDetail(1, { dispositions: ['test', 'other'] })]]);
  const other = document.querySelector<HTMLInputElement>('input[value=other]');
  act(() => { other?.click(); });
  act(() => { document.querySelector<HTMLButtonElement>('[role=dialog] button[type=submit]')?.click(); });
  expect(document.querySelector('[role=dialog] [role=alert]')?.textContent).toBe('选择“其他”时须说明');
});

test('keys typed into a window do nothing on the desk', () => {
  has(anAlert(1), anAlert(2));
  useDesk.setState({ selectedId: 1, dialog: 'note' });
  shown = render(<><Keys /><Dialogs /><Queue /></>, [[keys.alert(1), aDetail(1, { actions: ['note'] })], [keys.done, []]]);
  const field = document.querySelector('textarea');
  expect(document.activeElement).toBe(field);
  press('x', field ?? window);
  press('ArrowDown', field ?? window);
  expect(useDesk.getState()).toMatchObject({ dialog: 'note', selectedId: 1 });
});

test('an answered call asks for the outcome next, and Escape goes back', () => {
  const call = aCall(5);
  const held = { handling: 'contacting', claimed_by: { id: ME.id, name: ME.name } } as const;
  has(anAlert(1, held));
  useDesk.setState({ selectedId: 1 });
  shown = render(<><Keys /><CallResultForm call={call} /></>, [[keys.alert(1), aDetail(1, { ...held, calls: [call], actions: ['call'] })]]);
  expect(document.querySelector('.desk-form')?.textContent).toContain('老人接听');
  press('1');
  expect(document.querySelector('.desk-form')?.textContent).toContain('已劝其回家');
  press('Escape');
  expect(document.querySelector('.desk-form')?.textContent).toContain('老人接听');
});
