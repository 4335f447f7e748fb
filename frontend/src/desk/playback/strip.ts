/** The window at a glance, as the strip above the slider shows it. Pure. */
import type { Window } from './clock';
import { runs, type Path, type Run } from './path';

export interface Piece {
  kind: Run['kind'];
  /** Shares of the window, 0 … 1. */
  from: number;
  to: number;
}

const RANK: Record<Run['kind'], number> = { unknown: 0, gap: 1, inside: 2, outside: 3 };

/** At most `bins` pieces: in each bin the most telling kind wins, so that a minute outside is never lost. */
export function strip(path: Path, { from, to }: Window, bins = 288): Piece[] {
  const kinds: (Run['kind'] | null)[] = new Array<Run['kind'] | null>(bins).fill(null);
  const bin = (t: number): number => Math.floor(((t - from) / (to - from)) * bins);
  for (const run of runs(path)) {
    const last = Math.min(bins - 1, bin(path.at[run.to] as number));
    for (let i = Math.max(0, bin(path.at[run.from] as number)); i <= last; i++) {
      const known = kinds[i];
      if (known == null || RANK[run.kind] > RANK[known]) kinds[i] = run.kind;
    }
  }
  const pieces: Piece[] = [];
  kinds.forEach((kind, i) => {
    if (kind === null) return;
    const last = pieces.at(-1);
    if (last?.kind === kind && last.to === i / bins) last.to = (i + 1) / bins;
    else pieces.push({ kind, from: i / bins, to: (i + 1) / bins });
  });
  return pieces;
}
