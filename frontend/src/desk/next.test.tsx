import { afterEach, expect, test } from 'vitest';
import type { NextStep } from '../api/types';
import { clockTime } from './format';
import { NextStepLine } from './NextStepLine';
import { render, type Rendered } from './testing';

const SON = { id: 11, name: '陈建军', relation: '儿子', phone: '13800000000', rank: 1 };
let shown: Rendered | undefined;
afterEach(() => { shown?.unmount(); });

function line(step: NextStep): string {
  shown = render(<NextStepLine step={step} contacts={[SON]} />);
  return shown.element.textContent;
}

test('who is called next, with the key', () => {
  expect(line({ do: 'call_elder', at: null, contact_id: null })).toBe('下一步：呼叫老人 C');
});

test('the contact is named', () => {
  expect(line({ do: 'call_contact', at: null, contact_id: 11 })).toBe('下一步：呼叫联系人 陈建军 C');
});

test('somebody goes: another key', () => {
  expect(line({ do: 'dispatch', at: null, contact_id: null })).toBe('下一步：派人上门 D');
});

test('two minutes apart: the time is told until it has come', () => {
  const later = new Date(Date.now() + 60_000).toISOString();
  expect(line({ do: 'call_elder', at: later, contact_id: null })).toContain(clockTime(later, true));
  shown?.unmount();
  expect(line({ do: 'call_elder', at: '2020-01-01T00:00:00Z', contact_id: null })).toBe('下一步：再次呼叫老人 C');
});
