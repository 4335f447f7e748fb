import { expect, test } from 'vitest';
import { i18next } from '.';

type Texts = { [key: string]: string | Texts };

/** Every text with its path: "desk.map.ago" → "{{time}}前". */
function flat(texts: Texts, path = ''): [string, string][] {
  return Object.entries(texts).flatMap(([key, text]) => {
    const here = path ? `${path}.${key}` : key;
    return typeof text === 'string' ? [[here, text] as [string, string]] : flat(text, here);
  });
}

const rooms = i18next.options.ns as string[];
const of = (language: string, room: string) => new Map(flat(i18next.getResourceBundle(language, room) as Texts));
const placeholders = (text: string) => [...new Set(text.match(/\{\{\s*\w+/g))].sort();
/** English says one and many in different words; Chinese has one form. */
const singular = (key: string) => key.replace(/_(one|other)$/, '');

test('every room of the interface speaks both languages', () => {
  expect(rooms.length).toBeGreaterThan(6);
  for (const room of rooms) expect(of('en', room).size, room).toBeGreaterThan(0);
});

test.each(rooms)('%s has the same texts in Chinese and English, with the same gaps to fill', (room) => {
  const zh = of('zh-CN', room);
  const en = of('en', room);
  expect([...new Set([...en.keys()].map(singular))].sort()).toEqual([...new Set([...zh.keys()].map(singular))].sort());
  for (const [key, text] of en) {
    const chinese = zh.get(key) ?? zh.get(singular(key)) ?? '';
    // A singular may leave its number out ("a minute").
    if (!key.endsWith('_one')) expect(placeholders(text), key).toEqual(placeholders(chinese));
    // A language is called by its own name.
    if (text !== '中文') expect(text, key).not.toMatch(/[一-鿿]/);
  }
});
