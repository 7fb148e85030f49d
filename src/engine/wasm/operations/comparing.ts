/**
 * How alike a tensor makes the inputs of a batch, by kernels: the numbers of experiment/similarity.ts, whose
 * plain TypeScript is the oracle.
 */
import { SIMILARITY_ROWS } from "../../../experiment/similarity.ts";
import type { Similarity } from "../../../experiment/similarity.ts";
import { doublesAt } from "../memory/memory.ts";
import type { Layout } from "../memory/memory.ts";
import type { KernelModule } from "../kernels/module.ts";
import { Pace } from "../memory/pacing.ts";
import type { Steps } from "../memory/pacing.ts";
import { Multiplying, productWorkBytes } from "./products.ts";

/** Where the comparison of tensors of up to a number of units works. */
export interface SimilaritySpace {
  /** float64 `[units]` each, one behind the other: means, residuals, squares, factors. */
  readonly vectors: number;
  /** The first inputs, centred, `[128, units]`. */
  readonly centered: number;
  /** A strip of the Gram matrix, `[128, STRIP]`. */
  readonly gram: number;
  readonly work: number;
}

/**
 * Columns of a strip of the Gram matrix. It is symmetric, so that of the strip from input j only the inputs
 * from j on are computed: with four strips 10 of 16 blocks.
 */
const STRIP = SIMILARITY_ROWS / 4;
/** Operations per value, in the unit of Pace; only the order of magnitude matters. */
const DIRECTION_COST = 8;

export function layoutSimilarity({ kernels }: KernelModule, layout: Layout, units: number): SimilaritySpace {
  return {
    vectors: layout.doubles(4 * units),
    centered: layout.floats(SIMILARITY_ROWS * units),
    gram: layout.floats(SIMILARITY_ROWS * STRIP),
    work: layout.take(productWorkBytes(kernels, STRIP, units)),
  };
}

/**
 * The sum of the unit vectors along some inputs, `[units]`, and how many they are: inputs that
 * are 0 have no direction.
 */
export interface Directions {
  readonly sum: Float64Array;
  readonly count: number;
}

/**
 * The mean cosine over all pairs of the inputs of all parts: |sum of unit vectors|^2 = B + B (B - 1) cosine.
 */
export function meanCosine(parts: readonly [Directions, ...Directions[]]): number {
  const { sum, count } = parts.reduce((a, b) => ({
    sum: a.sum.map((value, unit) => value + (b.sum[unit] ?? 0)),
    count: a.count + b.count,
  }));
  let total = 0;
  for (const value of sum) total += value * value;
  const cosine = (total - count) / (count * (count - 1));
  return Number.isFinite(cosine) ? Math.min(1, Math.max(-1, cosine)) : NaN;
}

/** Compares the rows of tensors; remembers how fast this device does. */
export class Comparing {
  readonly #module: KernelModule;
  readonly #multiplying: Multiplying;
  readonly #pace = new Pace();

  constructor(module: KernelModule) {
    this.#module = module;
    this.#multiplying = new Multiplying(module.kernels);
  }

  /**
   * The similarity of the tensor `[rows, units]` at `x`.
   * Accuracy: the cosine is summed in float64. The Gram matrix is a float32 product of a matrix of norm 1:
   * its error is at most g = units 2^-24 times the norms of the two inputs, that of its norm at most g, and
   * the ratio, whose inverse root is that norm, is off by at most 2 g sqrt(ratio) relative, with ratio < 128;
   * rounding errors that do not conspire give the root of `units` in place of it.
   */
  *steps(space: SimilaritySpace, x: number, rows: number, units: number): Steps<Similarity> {
    return {
      cosine: meanCosine([yield* this.directions(space, x, rows, units)]),
      participationRatio: yield* this.participationRatio(space, x, Math.min(rows, SIMILARITY_ROWS), units),
    };
  }

  /** What some inputs, the rows of the tensor `[rows, units]` at `x`, add to the mean cosine. */
  *directions({ vectors }: SimilaritySpace, x: number, rows: number, units: number): Steps<Directions> {
    const { kernels, memory } = this.#module;
    kernels.clear(vectors, 8 * units);
    let count = 0;
    yield* this.#pace.cut(rows, DIRECTION_COST * units, 1, (row0, row1) => {
      count += kernels.sumDirections(x + 4 * units * row0, row1 - row0, units, vectors) >>> 0;
    });
    return { sum: doublesAt(memory, vectors, units).slice(), count };
  }

  /** (tr G)^2 / tr(G^2) of the Gram matrix G of the centred inputs, which are scaled to tr G = 1. */
  *participationRatio(space: SimilaritySpace, x: number, rows: number, units: number): Steps<number> {
    if (!this.#center(space, x, rows, units)) return NaN;
    yield;
    const { kernels } = this.#module;
    const { centered, gram, work } = space;
    let squares = 0;
    for (let first = 0; first < rows; first += STRIP) {
      const columns = Math.min(STRIP, rows - first);
      const strip = { at: centered + 4 * units * first, columns: units };
      yield* this.#multiplying.steps(
        {
          left: { ...strip, isTransposed: false },
          right: { ...strip, isTransposed: true },
          rows: rows - first,
          columns,
          depth: units,
          bias: null,
          out: gram,
        },
        work,
      );
      const below = (rows - first - columns) * columns;
      squares +=
        kernels.sumOfSquares(gram, columns * columns) +
        2 * kernels.sumOfSquares(gram + 4 * columns * columns, below);
    }
    return 1 / squares;
  }

  /** @returns whether there is anything to compare: the inputs are finite and differ */
  #center({ vectors, centered }: SimilaritySpace, x: number, rows: number, units: number): boolean {
    const { kernels, memory } = this.#module;
    const [means, residuals, factors] = [vectors, vectors + 8 * units, vectors + 24 * units];
    kernels.clear(vectors, 24 * units);
    kernels.sumColumns(x, rows, units, means);
    doublesAt(memory, factors, units).fill(rows);
    kernels.meansOfSums(means, factors, units, means);
    kernels.squaresOfAll(x, rows, units, means, residuals);
    let trace = 0;
    for (const square of doublesAt(memory, residuals + 8 * units, units)) trace += square;
    if (!(trace > 0 && trace < Infinity)) return false;
    doublesAt(memory, factors, units).fill(1 / Math.sqrt(trace));
    // The sums are read: their place holds gains of 1 and shifts of 0.
    const [gains, shifts] = [residuals, residuals + 8 * units];
    doublesAt(memory, gains, units).fill(1);
    doublesAt(memory, shifts, units).fill(0);
    kernels.normalize(x, centered, rows, units, means, factors, gains, shifts);
    return true;
  }
}
