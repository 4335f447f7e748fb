/** What can be told apart without colour, and read with any eyes. */
import { expect, it } from 'vitest';
import { POINT_LOOKS } from '../map/pointLooks';
import pins from '../map/AlertPins.tsx?raw';
import { i18next } from '../i18n';
import { OUTLINE } from './severity';
import css from './tokens.css?raw';

type Rgb = [number, number, number];
const tokens = new Map([...css.matchAll(/--([\w-]+):(#[0-9a-f]{6})/g)].map(([, name, value]) => [name, value]));

function rgb(token: string): Rgb {
  const hex = tokens.get(token) ?? token;
  return [1, 3, 5].map((at) => {
    const c = parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
}

/** Machado, Oliveira and Fernandes 2009, severity 1.0, in linear RGB; the last one keeps brightness only. */
const EYES: Record<string, [Rgb, Rgb, Rgb]> = {
  usual: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
  achromatopsia: [[0.2126, 0.7152, 0.0722], [0.2126, 0.7152, 0.0722], [0.2126, 0.7152, 0.0722]],
};

function luminance(token: string, eyes: string): number {
  const [r, g, b] = rgb(token);
  const seen = (EYES[eyes] as [Rgb, Rgb, Rgb]).map(([x, y, z]) => Math.min(1, Math.max(0, x * r + y * g + z * b))) as Rgb;
  return 0.2126 * seen[0] + 0.7152 * seen[1] + 0.0722 * seen[2];
}

function contrast(a: string, b: string, eyes: string): number {
  const [light, dark] = [luminance(a, eyes), luminance(b, eyes)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const GROUNDS = ['bg-0', 'bg-1', 'bg-2'];
const PAIRS: [text: string, ground: string][] = [
  ...['tx-1', 'tx-2', 'tx-3', 'accent', 'crit', 'high', 'med', 'low', 'ok', 'off'].flatMap((text) => GROUNDS.map((ground): [string, string] => [text, ground])),
  ...['tx-1', 'tx-2'].map((text): [string, string] => [text, 'bg-3']),
  ...['crit', 'high', 'med', 'low'].map((text): [string, string] => [text, `${text}-bg`]),
  ...['crit', 'high', 'med', 'low'].map((ground): [string, string] => ['ink', ground]), // pictograms, breached rows
];

it('the tokens were read', () => { expect(tokens.size).toBeGreaterThan(20); });

it.each(Object.keys(EYES))('text can be read: %s', (eyes) => {
  const poor = PAIRS.map(([text, ground]) => ({ pair: `${text} on ${ground}`, is: contrast(text, ground, eyes) })).filter(({ is }) => is < 4.5);
  expect(poor).toEqual([]);
});

it('each severity has a shape and a word of its own', () => {
  expect(new Set(Object.values(OUTLINE)).size).toBe(4);
  for (const language of ['zh-CN', 'en']) {
    const say = i18next.getFixedT(language);
    expect(new Set(([1, 2, 3, 4] as const).map((priority) => say(`priority.${priority}`))).size).toBe(4);
  }
});

it('where somebody is, and whether we know, has a shape of its own on the map', () => {
  const shapes = Object.values(POINT_LOOKS).map(({ shape }) => shape);
  expect(new Set(shapes).size).toBe(shapes.length);
});

it.each(Object.keys(EYES))('points stand out from the ground: %s', (eyes) => {
  for (const { colour } of Object.values(POINT_LOOKS)) expect(contrast(colour, 'bg-0', eyes)).toBeGreaterThan(3);
});

it('nothing moves for ever but the ring of an urgent alert that waits, far below three times a second, and not when asked not to', () => {
  const sheets = Object.values(import.meta.glob<string>('../**/*.css', { query: '?raw', import: 'default', eager: true })).join('\n');
  const endless = [...sheets.matchAll(/([^{}]+)\{[^{}]*animation:([^;}]*infinite[^;}]*)/g)].map(([, who, how]) => [who?.trim(), how]);
  expect(endless.map(([who]) => who)).toEqual(['.pin-ring']);
  const seconds = Number(/([\d.]+)s\b/.exec(endless[0]?.[1] ?? '')?.[1]);
  expect(seconds).toBeGreaterThan(1 / 3);
  expect(sheets).toMatch(/prefers-reduced-motion:reduce\)\{\.pin-ring\{animation:none\}/);
  expect(pins).toMatch(/waiting && alert\.priority === 1 \? <i className="pin-ring"/);
});
