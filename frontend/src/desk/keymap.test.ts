import { describe, expect, test } from 'vitest';
import { choiceKey, commandFor, placeOf, type KeyPress, type Place } from './keymap';

const key = (name: string, change: Partial<KeyPress> = {}): KeyPress => ({
  key: name, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, repeat: false, ...change,
});
const FREE: Place = { typing: false, onControl: false, choosing: false };

test.each([
  ['Enter', 'claim'], ['c', 'call'], ['C', 'call'], ['d', 'dispatch'], ['n', 'note'], ['r', 'release'],
  ['e', 'escalate'], ['x', 'close'], ['t', 'takeover'], ['s', 'shelve'],
] as const)('%s asks for %s', (name, action) => {
  expect(commandFor(key(name), FREE)).toEqual({ do: 'action', action });
});

test.each([['/', 'search'], ['?', 'help'], ['f', 'follow'], ['m', 'mute'], ['Escape', 'back']] as const)('%s means %s', (name, command) => {
  expect(commandFor(key(name, { shiftKey: name === '?' }), FREE)).toEqual({ do: command });
});

describe('keys are never stolen', () => {
  test('while typing', () => {
    for (const name of ['c', 'Enter', 'ArrowDown', '/', '1', 'Escape']) {
      expect(commandFor(key(name), { ...FREE, typing: true })).toBeNull();
    }
  });
  test('from the browser', () => {
    expect(commandFor(key('c', { ctrlKey: true }), FREE)).toBeNull();
    expect(commandFor(key('r', { metaKey: true }), FREE)).toBeNull();
    expect(commandFor(key('d', { altKey: true }), FREE)).toBeNull();
  });
  test('from an input method', () => {
    expect(commandFor(key('Enter', { isComposing: true }), FREE)).toBeNull();
  });
  test('from a focused button: Enter presses it', () => {
    expect(commandFor(key('Enter'), { ...FREE, onControl: true })).toBeNull();
    expect(commandFor(key('c'), { ...FREE, onControl: true })).toEqual({ do: 'action', action: 'call' });
  });
});

test('a key held down walks the list but never claims or calls again', () => {
  expect(commandFor(key('ArrowDown', { repeat: true }), FREE)).toEqual({ do: 'select', by: 1 });
  expect(commandFor(key('Enter', { repeat: true }), FREE)).toBeNull();
  expect(commandFor(key('c', { repeat: true }), FREE)).toBeNull();
});

test('digits choose only while a call waits for its result', () => {
  expect(commandFor(key('3', { code: 'Digit3' }), FREE)).toBeNull();
  expect(commandFor(key('3', { code: 'Digit3' }), { ...FREE, choosing: true })).toEqual({ do: 'choose', nth: 2 });
  expect(commandFor(key('0', { code: 'Digit0' }), { ...FREE, choosing: true })).toEqual({ do: 'choose', nth: 9 });
});

test('Shift and a digit call a contact on every keyboard layout', () => {
  expect(commandFor(key('@', { code: 'Digit2', shiftKey: true }), FREE)).toEqual({ do: 'callContact', nth: 1 });
  expect(commandFor(key('"', { code: 'Digit2', shiftKey: true }), FREE)).toEqual({ do: 'callContact', nth: 1 });
});

test('the key shown is the key that works', () => {
  for (let nth = 0; nth < 11; nth += 1) {
    expect(commandFor(key(choiceKey(nth)), { ...FREE, choosing: true })).toEqual({ do: 'choose', nth });
  }
});

test('where the focus is decides', () => {
  document.body.innerHTML = '<textarea></textarea><button><i></i></button><input type="radio"><div role="option"></div>';
  const find = (css: string) => document.querySelector(css);
  expect(placeOf(find('textarea'), false, false).typing).toBe(true);
  expect(placeOf(find('i'), false, false)).toEqual({ typing: false, onControl: true, choosing: false });
  expect(placeOf(find('input'), false, false).typing).toBe(false);
  expect(placeOf(find('[role=option]'), false, true)).toEqual({ typing: false, onControl: false, choosing: true });
  expect(placeOf(document.body, true, false).typing).toBe(true);
});
