/** The box-counting dimension of the boundary between two sets of pixels. */

/** Sides of the boxes, in pixels. */
const SIDES = [1, 2, 4, 8, 16, 32] as const;

export interface BoxDimension {
  /** 1 for a smooth line, up to 2 for a boundary that fills the picture; NaN without a boundary. */
  readonly dimension: number;
  /** Standard error of the slope. */
  readonly error: number;
  /** Boxes that the boundary meets, by side. */
  readonly counts: readonly { readonly side: number; readonly count: number }[];
}

/** Pixels whose right or lower neighbour belongs to the other set. */
export function boundaryPixels(isInside: Uint8Array, size: number): Uint8Array {
  const pixels = new Uint8Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const at = row * size + column;
      const isEdge =
        (column + 1 < size && isInside[at] !== isInside[at + 1]) ||
        (row + 1 < size && isInside[at] !== isInside[at + size]);
      pixels[at] = isEdge ? 1 : 0;
    }
  }
  return pixels;
}

function countBoxes(pixels: Uint8Array, size: number, side: number): number {
  const boxes = Math.ceil(size / side);
  const isMet = new Uint8Array(boxes * boxes);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      if (pixels[row * size + column] !== 1) continue;
      isMet[Math.floor(row / side) * boxes + Math.floor(column / side)] = 1;
    }
  }
  return isMet.reduce((sum, met) => sum + met, 0);
}

/**
 * The slope of log N against log 1/s by least squares, N the boxes of side s that the boundary meets.
 * @param isInside `[size, size]`, 1 inside and 0 outside
 * Source: Falconer, Fractal Geometry, section 3.1. What the fit leaves over six sides gives the error.
 */
export function boxDimension(isInside: Uint8Array, size: number): BoxDimension {
  const pixels = boundaryPixels(isInside, size);
  const counts = SIDES.map((side) => ({ side, count: countBoxes(pixels, size, side) }));
  if (counts[0]?.count === 0) return { dimension: NaN, error: NaN, counts };
  const xs = counts.map(({ side }) => -Math.log(side));
  const ys = counts.map(({ count }) => Math.log(count));
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanX, meanY] = [mean(xs), mean(ys)];
  const spread = xs.reduce((sum, x) => sum + (x - meanX) ** 2, 0);
  const slope = xs.reduce((sum, x, index) => sum + (x - meanX) * ((ys[index] ?? NaN) - meanY), 0) / spread;
  const rest = xs.reduce((sum, x, index) => sum + ((ys[index] ?? NaN) - meanY - slope * (x - meanX)) ** 2, 0);
  return { dimension: slope, error: Math.sqrt(rest / (SIDES.length - 2) / spread), counts };
}
