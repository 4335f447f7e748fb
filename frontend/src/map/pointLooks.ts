/** What each elder's point looks like, for the graphics card and for the legend: never told apart by colour alone. */

/** Numbers are the shader's. */
export const POINT_SHAPES = { disc: 0, square: 1, cross: 2, ring: 3 } as const;
export type PointShape = keyof typeof POINT_SHAPES;

interface PointLook {
  shape: PointShape;
  /** Times the size of somebody at home. */
  size: number;
  colour: string;
  alpha: number;
}

export const POINT_LOOKS = {
  unknown: { shape: 'cross', size: 1.25, colour: '#8297ad', alpha: 0.8 },
  inside: { shape: 'disc', size: 1, colour: '#3fc1a5', alpha: 0.72 },
  outside: { shape: 'square', size: 1.2, colour: '#ffb855', alpha: 0.9 },
  offline: { shape: 'ring', size: 1.25, colour: '#8ca1b8', alpha: 0.6 },
} as const satisfies Record<string, PointLook>;

/** How much is left of the colour of an old position. */
export const FADED = 0.45;

/** The look as the arguments of the shader's `Look(shape, size, colour)`. */
export function shaderLook({ shape, size, colour, alpha }: PointLook): string {
  const rgb = [1, 3, 5].map((at) => (parseInt(colour.slice(at, at + 2), 16) / 255).toFixed(3));
  return `Look(${POINT_SHAPES[shape].toFixed(1)},${size.toFixed(2)},vec4(${rgb.join(',')},${alpha.toFixed(2)}))`;
}
