import { useMemo } from 'react';
import type { Window } from './clock';
import type { Path } from './path';
import { strip } from './strip';

/** When she was at home, outside, or not heard of: height and colour differ, so that neither is needed alone. */
export function Strip({ path, window: { from, to } }: { path: Path; window: Window }) {
  const pieces = useMemo(() => strip(path, { from, to }), [path, from, to]);
  return (
    <div className="desk-strip" aria-hidden="true">
      {pieces.map((piece) => (
        <i key={piece.from} className={piece.kind} style={{ left: `${piece.from * 100}%`, width: `${(piece.to - piece.from) * 100}%` }} />
      ))}
    </div>
  );
}
