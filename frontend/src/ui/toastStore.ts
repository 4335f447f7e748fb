import { create } from 'zustand';

export type ToastTone = 'info' | 'ok' | 'warn' | 'error';
export interface ToastItem { id: number; tone: ToastTone; title: string; detail?: string }

let nextId = 1;
export const useToasts = create<{ items: ToastItem[] }>(() => ({ items: [] }));

/** Says something for a few seconds; also read out by screen readers. */
export function toast(title: string, options: { tone?: ToastTone; detail?: string } = {}): void {
  const item: ToastItem = { id: nextId++, tone: options.tone ?? 'info', title, detail: options.detail };
  useToasts.setState(({ items }) => ({ items: [...items, item].slice(-4) }));
}

export function dismissToast(id: number): void {
  useToasts.setState(({ items }) => ({ items: items.filter((item) => item.id !== id) }));
}
