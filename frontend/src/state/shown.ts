/** How long after it opened an alert was on this screen (K6): measured once it is painted, told now and then. */
import type { AlertState } from '../api/types';

const FLUSH_MS = 10_000;
/** Longer, and this screen was asleep or away. */
const MOST_MS = 60_000;
const MOST_TOLD = 200;

export class ShownMeter {
  private waiting: [id: number, ms: number][] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly now: () => number;
  private readonly tell: (alerts: [number, number][]) => void;

  constructor(now: () => number, tell: (alerts: [number, number][]) => void) {
    this.now = now;
    this.tell = tell;
  }

  /** The stream has just told of it. A page that is hidden paints nothing, and so tells nothing. */
  opened({ id, opened_at }: Pick<AlertState, 'id' | 'opened_at'>): void {
    requestAnimationFrame(() => {
      const ms = Math.max(0, Math.round(this.now() - Date.parse(opened_at)));
      if (ms > MOST_MS || this.waiting.length >= MOST_TOLD) return;
      this.waiting.push([id, ms]);
      this.timer ??= setTimeout(this.flush, FLUSH_MS);
    });
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.waiting = [];
  }

  private readonly flush = (): void => {
    this.timer = undefined;
    this.tell(this.waiting);
    this.waiting = [];
  };
}
