import { expect, test } from 'vitest';
import { ApiError } from '../../api/client';
import '../../i18n';
import { refusal } from './refusal';

test('what an area still holds is said in words', () => {
  const full = new ApiError(409, { kind: 'conflict', holds: { users: 2, elders: 31 } });
  expect(refusal(full)).toContain('31 位老人');
  expect(refusal(full)).toContain('2 位');
  expect(refusal(new ApiError(409, { kind: 'stale_version' }))).not.toContain('位老人');
});
