/**
 * The small networks whose boundary of trainability is mapped: what they are, and the numbers that all of
 * them begin with. Every pixel of a map trains one of them from the same draws.
 */
import { normalQuantile } from "../../math/quantile.ts";
import { STREAM, uniformRow } from "../../math/philox.ts";
import { powerOfTen } from "../../math/portablePower.ts";
import type { Stream } from "../../math/philox.ts";

export const BOUNDARY_ACTIVATIONS = ["tanh", "relu", "linear"] as const;
export type BoundaryActivation = (typeof BOUNDARY_ACTIVATIONS)[number];

/** Multiples of four: products are taken in blocks of four rows. */
export const BOUNDARY_WIDTHS = [4, 8, 16] as const;
export type BoundaryWidth = (typeof BOUNDARY_WIDTHS)[number];

/** Points to learn from, all of them in every step. */
export const BOUNDARY_BATCH = 16;
/** The last losses whose mean decides. */
export const TAIL_STEPS = 20;
/** A loss of so many times the first one never comes back: the training ends there. */
export const HOPELESS_RATIO = 1e9;

/** A family of networks: a pixel adds its rates and its scale. */
export interface BoundaryNetwork {
  readonly activation: BoundaryActivation;
  /** Layers of weights: the last one has a single unit and no activation. */
  readonly layers: 2 | 3;
  /** Units of a hidden layer, and numbers of an input. */
  readonly width: BoundaryWidth;
  readonly steps: number;
  readonly seed: number;
}

/** What a pixel says: numbers that float32 holds. */
export interface BoundaryPoint {
  /** Rate of all layers but the last. */
  readonly hiddenRate: number;
  readonly lastRate: number;
  /** Factor of all weights at the start. */
  readonly scale: number;
}

/** The pixel of two rates in decades, rounded as the map rounds them. */
export function pointOfRates(hidden: number, last: number): BoundaryPoint {
  const [hiddenRate = NaN, lastRate = NaN] = [hidden, last].map(powerOfTen).map(Math.fround);
  return { hiddenRate, lastRate, scale: 1 };
}

/** The draws of a family, all float32 and row-major. */
export interface BoundaryDraws {
  /** `[batch, width]`, N(0, 1) */
  readonly inputs: Float32Array;
  /** `[batch]`, N(0, 1): there is nothing to be learnt but the points themselves. */
  readonly targets: Float32Array;
  /** `[width in, width out]` of every hidden layer, one after another, N(0, 1 / width) */
  readonly hidden: Float32Array;
  /** `[width]`, N(0, 1 / width) */
  readonly last: Float32Array;
}

/** A matrix of N(0, 1) times a scale, each rounded to float32. */
function drawMatrix(
  { seed }: BoundaryNetwork,
  [stream, layer]: readonly [Stream, number],
  [rows, columns]: readonly [number, number],
  scale: number,
): Float32Array {
  const values = new Float32Array(rows * columns);
  const uniforms = new Float64Array(columns);
  for (let row = 0; row < rows; row++) {
    uniformRow(seed, stream, layer, row, uniforms);
    for (let column = 0; column < columns; column++) {
      values[row * columns + column] = Math.fround(normalQuantile(uniforms[column] ?? NaN)) * scale;
    }
  }
  return values;
}

/** The draws of a family: the same on every device. */
export function drawBoundary(network: BoundaryNetwork): BoundaryDraws {
  const { width, layers } = network;
  // The square roots of 4 and 16 are exact, that of 8 is rounded once.
  const scale = 1 / Math.sqrt(width);
  const hidden = new Float32Array((layers - 1) * width * width);
  for (let layer = 0; layer < layers - 1; layer++) {
    hidden.set(drawMatrix(network, [STREAM.weight, layer], [width, width], scale), layer * width * width);
  }
  return {
    inputs: drawMatrix(network, [STREAM.input, 0], [BOUNDARY_BATCH, width], 1),
    targets: drawMatrix(network, [STREAM.label, 0], [1, BOUNDARY_BATCH], 1),
    hidden,
    last: drawMatrix(network, [STREAM.weight, layers - 1], [1, width], scale),
  };
}

/**
 * Multiplications and additions of one step of one network, without activations: products forward, the
 * gradients of weights, those of inputs between hidden layers, and updates.
 */
export function stepFlops({ width, layers }: Pick<BoundaryNetwork, "width" | "layers">): number {
  const square = 2 * BOUNDARY_BATCH * width * width;
  const vector = 2 * BOUNDARY_BATCH * width;
  const weights = (layers - 1) * width * width + width;
  // Forward and gradients of weights for every layer; the gradient of the last hidden outputs is an outer
  // product.
  return (layers - 1) * 2 * square + (layers - 2) * square + 2 * vector + vector / 2 + 2 * weights;
}
