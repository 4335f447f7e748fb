import { expect, it } from 'vitest';
import { formats } from './format';
import { hourMarks, QUARTER_MS, slotOf, SLOTS, windowStart } from './quarters';

const now = Date.parse('2026-11-24T09:20:00Z'); // 17:20 in Xi'an

it('the running quarter hour is the last slot, yesterday falls out', () => {
  const start = windowStart(now);
  expect(slotOf('2026-11-24T09:15:00Z', start)).toBe(SLOTS - 1);
  expect(slotOf('2026-11-23T09:30:00Z', start)).toBe(0);
  expect(slotOf('2026-11-23T09:29:59Z', start)).toBeNull();
  expect(slotOf(new Date(now + QUARTER_MS).toISOString(), start)).toBeNull();
});

it('marks every third hour of the service\'s own time zone', () => {
  const { hour, clock, day } = formats('zh-CN', 'Asia/Shanghai');
  const marks = hourMarks(windowStart(now), hour);
  expect(marks.map((mark) => mark.hour)).toEqual([18, 21, 0, 3, 6, 9, 12, 15]);
  expect(marks[0]?.at).toBeCloseTo(2 / SLOTS, 9); // the window opens at 17:30
  expect(clock(now)).toBe('17:20:00');
  expect(day(now)).toBe('2026/11/24 周二');
});
