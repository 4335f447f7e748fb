import { expect, test } from 'vitest';
import { pieces, stepsOf } from './words';

test('placeholders are filled and told apart from what was written', () => {
  expect(pieces('{name}您好，我是{operator}。', { name: '王奶奶', operator: '李娜' })).toEqual([
    { text: '王奶奶', filled: true }, { text: '您好，我是', filled: false },
    { text: '李娜', filled: true }, { text: '。', filled: false },
  ]);
});

test('what this desk does not know stays readable', () => {
  expect(pieces('去{place}看', {})).toEqual([
    { text: '去', filled: false }, { text: '{place}', filled: false }, { text: '看', filled: false },
  ]);
});

test('a value with braces in it is not read again', () => {
  expect(pieces('{name}', { name: '{minutes}', minutes: '3' })).toEqual([{ text: '{minutes}', filled: true }]);
});

test('one step a line', () => {
  expect(stepsOf(' 问：好吗？\n\n 劝：早点回家。 \n')).toEqual(['问：好吗？', '劝：早点回家。']);
});
