/** A vertex that comes near a neighbour's vertex or side is put onto it, so that no slivers are left between. Pure. */
export interface Pixel { x: number; y: number }

/**
 * The nearest vertex of `lines` within `reach` of `at`, else the nearest place on a side of theirs; null when nothing is
 * near. Vertices win over sides: two corners that should be one are the usual wish. All in pixels.
 */
export function snap(at: Pixel, lines: Iterable<readonly Pixel[]>, reach: number): Pixel | null {
  let corner: Pixel | null = null;
  let side: Pixel | null = null;
  let toCorner = reach;
  let toSide = reach;
  for (const line of lines) {
    line.forEach((vertex, i) => {
      const d = distance(at, vertex);
      if (d <= toCorner) [corner, toCorner] = [vertex, d];
      const next = line[i + 1];
      if (!next) return;
      const foot = nearest(at, vertex, next);
      const f = distance(at, foot);
      if (f <= toSide) [side, toSide] = [foot, f];
    });
  }
  return corner ?? side;
}

const distance = (a: Pixel, b: Pixel): number => Math.hypot(a.x - b.x, a.y - b.y);

function nearest(p: Pixel, a: Pixel, b: Pixel): Pixel {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length = dx * dx + dy * dy;
  const t = length === 0 ? 0 : Math.min(1, Math.max(0, ((p.x - a.x) * dx + (p.y - a.y) * dy) / length));
  return { x: a.x + t * dx, y: a.y + t * dy };
}
