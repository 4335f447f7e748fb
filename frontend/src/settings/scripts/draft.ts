/** Words while they are being written. Pure. */
import type { Problem } from '../../api/client';
import type { Script } from '../../api/types';
import { stepsOf } from '../../desk/script/words';

export const FIELDS = ['say', 'steps', 'unreached'] as const;
export type FieldName = (typeof FIELDS)[number];
export type Texts = Record<FieldName, string>;

export const textsOf = (script: Pick<Script, 'say' | 'steps' | 'unreached'>): Texts =>
  ({ say: script.say, steps: script.steps.join('\n'), unreached: script.unreached });

export const wordsOf = (texts: Texts): Pick<Script, 'say' | 'steps' | 'unreached'> =>
  ({ say: texts.say.trim(), steps: stepsOf(texts.steps), unreached: texts.unreached.trim() });

export const differs = (texts: Texts, script: Script): boolean => FIELDS.some((one) => texts[one] !== textsOf(script)[one]);

export interface WordFault { field: FieldName; /** Which step, from 1. */ nth: number | null; code: string; found: string; detail: string }

/** What a 422 says is wrong, by the field in which it is. */
export function faultsOf(body: Problem): WordFault[] {
  const errors = Array.isArray(body.errors) ? (body.errors as { field?: string; code?: string; found?: string; detail?: string }[]) : [];
  return errors.map((error) => {
    const [field, nth] = (error.field ?? '').split('.');
    return {
      field: FIELDS.find((one) => one === field) ?? 'say',
      nth: nth === undefined ? null : Number(nth) + 1,
      code: error.code ?? 'other', found: error.found ?? '', detail: error.detail ?? '',
    };
  });
}

/** A text with a placeholder put in where the cursor stands. */
export const inserted = (text: string, at: number, name: string): string => `${text.slice(0, at)}{${name}}${text.slice(at)}`;
