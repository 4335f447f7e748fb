import { afterEach, expect, test } from 'vitest';
import { CallResultForm } from './CallResultForm';
import { aCall, render, type Rendered } from './testing';

let shown: Rendered | undefined;
afterEach(() => { shown?.unmount(); });

const form = (line: 'placing' | 'ringing' | 'answered' | 'ended' | null): HTMLElement => {
  shown = render(<CallResultForm call={aCall(1, { line, adapter: line ? 'webhook' : 'tel', dial_url: line ? null : 'tel:1' })} />);
  return shown.element;
};

test.each([
  ['placing', '正在接通线路'],
  ['ringing', '振铃中'],
  ['answered', '已接通'],
  ['ended', '请登记结果'],
] as const)('a line that is %s says so, and the answers stay at hand', (line, words) => {
  const element = form(line);
  expect(element.querySelector('[role=status]')?.textContent).toContain(words);
  expect(element.textContent).not.toContain('重拨');
  expect(element.querySelectorAll('.desk-answers button').length).toBe(11);
});

test('whoever dials herself sees no line, and may dial again', () => {
  const element = form(null);
  expect(element.querySelector('[role=status]')).toBeNull();
  expect(element.textContent).toContain('重拨');
});
