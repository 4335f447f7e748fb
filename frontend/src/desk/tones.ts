/** The desk's tones, made in code: no files to load when it matters. Nothing above 3 strokes a second. */
import type { Tone } from './soundRules';

interface Stroke {
  at: number;
  hz: number;
  seconds: number;
}

/** P1: three rising strokes; P2: two falling; test: one of each. The pause after them is PERIOD_MS. */
export const PATTERNS: Record<Tone | 'test' | 'chime', readonly Stroke[]> = {
  p1: [
    { at: 0, hz: 740, seconds: 0.18 },
    { at: 0.36, hz: 880, seconds: 0.18 },
    { at: 0.72, hz: 1175, seconds: 0.3 },
  ],
  p2: [
    { at: 0, hz: 660, seconds: 0.2 },
    { at: 0.36, hz: 494, seconds: 0.28 },
  ],
  chime: [{ at: 0, hz: 988, seconds: 0.25 }],
  test: [
    { at: 0, hz: 494, seconds: 0.2 },
    { at: 0.36, hz: 740, seconds: 0.3 },
  ],
};

export const PERIOD_MS: Record<Tone, number> = { p1: 2_000, p2: 4_000 };
const LOUDNESS = 0.35;

export class Tones {
  private context: AudioContext | null = null;
  private timer: ReturnType<typeof setInterval> | undefined;
  private ringing: Tone | null = null;
  private readonly onBlocked: (blocked: boolean) => void;

  constructor(onBlocked: (blocked: boolean) => void) {
    this.onBlocked = onBlocked;
  }

  /** Call from a key press or click as well: only then do browsers let a page begin to sound. */
  async unlock(): Promise<void> {
    if (!('AudioContext' in window)) {
      this.onBlocked(true);
      return;
    }
    this.context ??= this.create();
    if (this.context.state !== 'running') {
      // Without a gesture this promise never settles, so it must not be awaited alone.
      await Promise.race([this.context.resume(), new Promise((done) => setTimeout(done, 300))]);
    }
    this.report();
  }

  ring(tone: Tone | null): void {
    if (tone === this.ringing) return;
    this.ringing = tone;
    clearInterval(this.timer);
    if (!tone) return;
    this.play(tone);
    this.timer = setInterval(() => this.play(tone), PERIOD_MS[tone]);
  }

  play(name: keyof typeof PATTERNS): void {
    const context = this.context;
    if (context?.state !== 'running') return;
    for (const { at, hz, seconds } of PATTERNS[name]) {
      const start = context.currentTime + at;
      const tone = context.createOscillator();
      const gain = context.createGain();
      tone.type = 'triangle';
      tone.frequency.value = hz;
      // Soft edges, or every stroke begins and ends with a click.
      gain.gain.setValueAtTime(0, start);
      gain.gain.linearRampToValueAtTime(LOUDNESS, start + 0.015);
      gain.gain.setValueAtTime(LOUDNESS, start + seconds - 0.05);
      gain.gain.linearRampToValueAtTime(0, start + seconds);
      tone.connect(gain).connect(context.destination);
      tone.start(start);
      tone.stop(start + seconds);
    }
  }

  close(): void {
    this.ring(null);
    void this.context?.close();
    this.context = null;
  }

  private create(): AudioContext {
    const context = new AudioContext();
    context.onstatechange = () => this.report();
    return context;
  }

  private report(): void {
    this.onBlocked(this.context?.state !== 'running');
  }
}
