/** Places the name tags of pins so that none covers another. Pure; pixels. */

export type Side = 'right' | 'left' | 'above' | 'below' | 'none';
export interface PinBox { id: number; x: number; y: number; tagWidth: number }
export interface TagMetrics { pin: number; gap: number; tagHeight: number }
interface Rect { x0: number; y0: number; x1: number; y1: number }

const SIDES: readonly Exclude<Side, 'none'>[] = ['right', 'left', 'above', 'below'];

/** Pins in order of importance: an earlier one gets its place first; one that finds none shows only its shape. */
export function layoutTags(pins: readonly PinBox[], view: { width: number; height: number }, metrics: TagMetrics): Map<number, Side> {
  const taken: Rect[] = pins.map(({ x, y }) => square(x, y, metrics.pin));
  const result = new Map<number, Side>();
  pins.forEach((pin, i) => {
    const free = SIDES.find((side) => {
      const rect = tagRect(pin, side, metrics);
      return inside(rect, view) && !taken.some((other, j) => j !== i && overlap(rect, other));
    });
    if (free) taken.push(tagRect(pin, free, metrics));
    result.set(pin.id, free ?? 'none');
  });
  return result;
}

function tagRect({ x, y, tagWidth }: PinBox, side: Exclude<Side, 'none'>, { pin, gap, tagHeight }: TagMetrics): Rect {
  const half = pin / 2 + gap;
  switch (side) {
    case 'right':
      return { x0: x + half, y0: y - tagHeight / 2, x1: x + half + tagWidth, y1: y + tagHeight / 2 };
    case 'left':
      return { x0: x - half - tagWidth, y0: y - tagHeight / 2, x1: x - half, y1: y + tagHeight / 2 };
    case 'above':
      return { x0: x - tagWidth / 2, y0: y - half - tagHeight, x1: x + tagWidth / 2, y1: y - half };
    case 'below':
      return { x0: x - tagWidth / 2, y0: y + half, x1: x + tagWidth / 2, y1: y + half + tagHeight };
  }
}

const square = (x: number, y: number, size: number): Rect => ({ x0: x - size / 2, y0: y - size / 2, x1: x + size / 2, y1: y + size / 2 });
const overlap = (a: Rect, b: Rect): boolean => a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;
const inside = (r: Rect, view: { width: number; height: number }): boolean => r.x0 >= 0 && r.y0 >= 0 && r.x1 <= view.width && r.y1 <= view.height;
