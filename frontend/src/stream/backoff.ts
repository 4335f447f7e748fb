/** Waiting times between attempts to reconnect, and the measured clock. Pure. */

export const FIRST_DELAY_MS = 500;
export const LONGEST_DELAY_MS = 15_000;

/** Doubles per failed attempt (0, 1, …); jitter in [0.5, 1) keeps a hall of walls from knocking together. */
export function reconnectDelay(attempt: number, random: number): number {
  const ceiling = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (attempt + 1));
  return Math.max(FIRST_DELAY_MS, ceiling * (0.5 + random / 2));
}

/**
 * Server clock minus ours, ms. Each sample is the true offset minus the one-way delay, so the largest of the
 * recent samples is the best one; what a sample falls short of it is its extra delay.
 */
export class ClockOffset {
  private samples: number[] = [];
  private readonly kept: number;

  constructor(kept = 30) {
    this.kept = kept;
  }

  /** Returns how late this message was against the best one, ms. */
  add(serverMs: number, receivedMs: number): number {
    this.samples.push(serverMs - receivedMs);
    if (this.samples.length > this.kept) this.samples.shift();
    return this.value - (serverMs - receivedMs);
  }

  get value(): number {
    return this.samples.length ? Math.max(...this.samples) : 0;
  }

  /** After a change of the local clock or a sleep the old samples say nothing. */
  reset(): void {
    this.samples = [];
  }
}
