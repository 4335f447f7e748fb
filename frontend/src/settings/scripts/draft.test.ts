import { expect, test } from 'vitest';
import type { Script } from '../../api/types';
import { differs, faultsOf, inserted, textsOf, wordsOf } from './draft';

const SCRIPT: Script = {
  kind: 'sos', language: 'zh-CN', version: 0, is_default: true, say: '您好', steps: ['问', '劝'], unreached: '打联系人',
  edited_by: null, edited_at: null,
};

test('words become texts and texts words', () => {
  expect(wordsOf(textsOf(SCRIPT))).toEqual({ say: '您好', steps: ['问', '劝'], unreached: '打联系人' });
  expect(differs(textsOf(SCRIPT), SCRIPT)).toBe(false);
  expect(differs({ ...textsOf(SCRIPT), steps: '问' }, SCRIPT)).toBe(true);
});

test('a refusal is said where the mistake is', () => {
  const errors = [{ field: 'steps.1', code: 'unknown_placeholder', found: '{nmae}', detail: '…' }, { field: 'say', detail: 'too long' }];
  expect(faultsOf({ errors })).toEqual([
    { field: 'steps', nth: 2, code: 'unknown_placeholder', found: '{nmae}', detail: '…' },
    { field: 'say', nth: null, code: 'other', found: '', detail: 'too long' },
  ]);
  expect(faultsOf({})).toEqual([]);
});

test('a placeholder goes where the cursor stands', () => {
  expect(inserted('您好，', 0, 'name')).toBe('{name}您好，');
});
