/** Scripts as plain values: what stands in the place of each placeholder. */
export type Values = Record<string, string>;
export interface Piece { text: string; /** Put in by the desk, not written by anybody. */ filled: boolean }

const PLACEHOLDER = /\{(\w+)\}/;

/** A text cut at its placeholders, each with its value; one without a value stays as it is written. */
export function pieces(text: string, values: Values): Piece[] {
  return text
    .split(PLACEHOLDER)
    .map((part, nth) => (nth % 2 === 0 ? { text: part, filled: false } : { text: values[part] ?? `{${part}}`, filled: part in values }))
    .filter((piece) => piece.text !== '');
}

/** Steps as they are typed: one a line, empty lines are none. */
export const stepsOf = (text: string): string[] => text.split('\n').map((line) => line.trim()).filter(Boolean);
