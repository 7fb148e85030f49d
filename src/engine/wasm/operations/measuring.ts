/** Reads what the measuring kernel has left in memory as the Measurement that all engines share. */
import type { Measurement } from "../../../experiment/statistics.ts";
import { doublesAt, floatsAt, wordsAt } from "../memory/memory.ts";
import type { Layout } from "../memory/memory.ts";
import type { KernelModule } from "../kernels/module.ts";
import { Pace, runAtOnce } from "../memory/pacing.ts";
import type { Steps } from "../memory/pacing.ts";

/** Where `measure` works. */
export interface MeasureSpace {
  readonly tables: number;
  readonly merged: number;
  readonly state: number;
}

/** See assembly/measure.ts. */
const HEADER_BYTES = 64;
const IS_FINITE = 1;
const HAS_SPECIAL = 2;
/** Operations per value and pass; the order of magnitude is enough. */
const MEASURE_COST = 8;
/** Passes over a finite tensor: counts, sums, powers. */
const PASSES = 3;

/**
 * Space for tensors of up to `units` columns. The tables stay zero between calls, so
 * they must be cleared once.
 */
export function layoutMeasure({ kernels }: KernelModule, layout: Layout, units: number): MeasureSpace {
  return {
    tables: layout.take(kernels.counterTableBytes()),
    merged: layout.take(kernels.mergedCounterBytes()),
    state: layout.take(kernels.measureStateBytes(units)),
  };
}

/** Runs `piece(address, rows)` over the rows of a tensor. */
type Cut = (piece: (at: number, count: number) => void) => Steps<void>;

/** In one piece. */
function whole(x: number, rows: number): Cut {
  // oxlint-disable-next-line require-yield
  return function* (piece) {
    piece(x, rows);
  };
}

/** Copies a measurement that is read later: the next one overwrites it. Fresh memory is slow to touch. */
export function measurementCopy({ units, ...measurement }: Measurement): Measurement {
  const { count, mean, m2, m3, m4 } = units;
  const all = new Float64Array(5 * count.length);
  const copy = (values: Float64Array, index: number): Float64Array => {
    const at = index * count.length;
    all.set(values, at);
    return all.subarray(at, at + count.length);
  };
  return {
    ...measurement,
    units: { count: copy(count, 0), mean: copy(mean, 1), m2: copy(m2, 2), m3: copy(m3, 3), m4: copy(m4, 4) },
  };
}

/** Measures tensors; remembers how fast this device does. */
export class Measuring {
  readonly #module: KernelModule;
  readonly #pace = new Pace();

  constructor(module: KernelModule) {
    this.#module = module;
  }

  /**
   * Measures the tensor `[rows, units]` at `x`: a short one at once, a long one in pieces of rows. Even the
   * first call, which browsers run with unoptimised code to its end, is a short one.
   * @returns its sums lie where the next tensor will be measured; `kept` makes copies of them
   */
  *steps(space: MeasureSpace, x: number, rows: number, units: number): Steps<Measurement> {
    const isDone = this.#pace.atOnce(PASSES * MEASURE_COST * rows * units, () =>
      runAtOnce(this.#stages(space, units, whole(x, rows))),
    );
    if (!isDone) {
      const inPieces: Cut = (piece) =>
        this.#pace.cut(rows, MEASURE_COST * units, 1, (row0, row1) =>
          piece(x + 4 * units * row0, row1 - row0),
        );
      yield* this.#stages(space, units, inPieces);
    }
    return this.#read(space, rows, units);
  }

  *#stages({ tables, merged, state }: MeasureSpace, units: number, cut: Cut): Steps<void> {
    const { kernels } = this.#module;
    kernels.measureBegin(units, state);
    yield* cut((at, count) => kernels.measureCounts(at, count * units, tables, state));
    const flags = kernels.measureRange(tables, merged, state);
    const isFinite = flags & IS_FINITE;
    if ((flags & HAS_SPECIAL) !== 0)
      yield* cut((at, count) => kernels.measureSpecial(at, count * units, state));
    yield* cut((at, count) => kernels.measureSums(at, count, units, isFinite, state));
    kernels.measureMeans(units, state);
    yield* cut((at, count) => kernels.measurePowers(at, count, units, isFinite, state));
    kernels.measureEnd(units, state);
  }

  /**
   * See assembly/measure.ts. Both sides of the sketch in one piece of memory: half as many to be
   * had, and to be given away.
   */
  #read({ merged, state }: MeasureSpace, rows: number, units: number): Measurement {
    const { memory } = this.#module;
    const words = wordsAt(memory, state, HEADER_BYTES / 4);
    const [min = NaN, max = NaN] = floatsAt(memory, state + 28, 2);
    const at = (index: number): number => words[index] ?? 0;
    const [exactZeros, posInf, negInf, zeros, nonFinite] = [at(4), at(5), at(6), at(10), at(11)];
    const [negatives, positives] = [at(13), at(15)];
    const counts = wordsAt(memory, merged, negatives + positives).slice();
    const sums = state + HEADER_BYTES;
    const array = (index: number): Float64Array => doublesAt(memory, sums + 8 * units * index, units);
    const isEmpty = min > max;
    return {
      sketch: {
        count: rows * units,
        nan: nonFinite - posInf - negInf,
        posInf,
        negInf,
        zeros,
        underflow: zeros - exactZeros,
        negative: { firstBin: at(12), counts: counts.subarray(0, negatives) },
        positive: { firstBin: at(14), counts: counts.subarray(negatives) },
      },
      // Array 2 holds the residual of the mean, which the kernel has already used.
      units: { count: array(0), mean: array(1), m2: array(3), m3: array(4), m4: array(5) },
      min: isEmpty ? NaN : min,
      max: isEmpty ? NaN : max,
    };
  }
}
