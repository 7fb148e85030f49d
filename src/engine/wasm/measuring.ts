/** Reads what the measuring kernel has left in memory as the Measurement that all engines share. */
import type { Measurement } from "../../experiment/statistics.ts";
import { SKETCH_BINS, SKETCH_FIRST_NORMAL } from "../../math/sketch.ts";
import type { Sketch, SketchSide } from "../../math/sketch.ts";
import { doublesAt, floatsAt, wordsAt } from "./memory.ts";
import type { Layout } from "./memory.ts";
import type { KernelModule } from "./module.ts";
import { Pace } from "./pacing.ts";
import type { Steps } from "./pacing.ts";

/** Where `measure` works. */
export interface MeasureSpace {
  readonly tables: number;
  readonly merged: number;
  readonly state: number;
}

/** Bins of one sign, finite or not. */
const SIGN_BINS = 1 << 14;
/** See assembly/measure.ts. */
const HEADER_BYTES = 64;
const IS_FINITE = 1;
const HAS_SPECIAL = 2;
/** Operations per value and pass; the order of magnitude is enough. */
const MEASURE_COST = 8;

/** Space for tensors of up to `units` columns. The tables stay zero between calls, so they must be cleared once. */
export function layoutMeasure({ kernels }: KernelModule, layout: Layout, units: number): MeasureSpace {
  return {
    tables: layout.take(kernels.counterTableBytes()),
    merged: layout.take(kernels.mergedCounterBytes()),
    state: layout.take(kernels.measureStateBytes(units)),
  };
}

/** Bins `[first, last]` of one sign without the empty ones at the ends: `[from, end)`. */
function rangeOf(
  counters: Uint32Array,
  sign: number,
  first: number,
  last: number,
): readonly [number, number] {
  while (first <= last && counters[sign + first] === 0) first++;
  while (last >= first && counters[sign + last] === 0) last--;
  return first > last ? [0, 0] : [first, last + 1];
}

/** Both signs, in one piece of memory: half as many to be had, and to be sent. */
function sidesOf(
  counters: Uint32Array,
  first: number,
  last: number,
): { readonly negative: SketchSide; readonly positive: SketchSide } {
  const negative = rangeOf(counters, SIGN_BINS, first, last);
  const positive = rangeOf(counters, 0, first, last);
  const negatives = negative[1] - negative[0];
  const counts = new Uint32Array(negatives + positive[1] - positive[0]);
  counts.set(counters.subarray(SIGN_BINS + negative[0], SIGN_BINS + negative[1]));
  counts.set(counters.subarray(...positive), negatives);
  return {
    negative: { firstBin: negative[0], counts: counts.subarray(0, negatives) },
    positive: { firstBin: positive[0], counts: counts.subarray(negatives) },
  };
}

function sumOf(counters: Uint32Array, from: number, to: number): number {
  let sum = 0;
  for (let bin = from; bin < to; bin++) sum += (counters[bin] ?? 0) + (counters[SIGN_BINS + bin] ?? 0);
  return sum;
}

/** Measures tensors; remembers how fast this device does. */
export class Measuring {
  readonly #module: KernelModule;
  readonly #pace = new Pace();

  constructor(module: KernelModule) {
    this.#module = module;
  }

  /**
   * Measures the tensor `[rows, units]` at `x`, in pieces of rows: even the first call, which browsers run with
   * unoptimised code to its end, is a short one.
   */
  *steps(space: MeasureSpace, x: number, rows: number, units: number): Steps<Measurement> {
    const { kernels } = this.#module;
    const { tables, merged, state } = space;
    const cut = (piece: (at: number, count: number) => void): Steps<void> =>
      this.#pace.cut(rows, MEASURE_COST * units, 1, (row0, row1) => piece(x + 4 * units * row0, row1 - row0));
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
    return readMeasurement(this.#module, space, rows, units);
  }
}

function readMeasurement(
  { memory }: KernelModule,
  space: MeasureSpace,
  rows: number,
  units: number,
): Measurement {
  const words = wordsAt(memory, space.state, HEADER_BYTES / 4);
  const floats = floatsAt(memory, space.state, HEADER_BYTES / 4);
  const at = (index: number): number => words[index] ?? 0;
  const [exactZeros, posInf, negInf, firstBin, lastBin] = [at(4), at(5), at(6), at(10), at(11)];
  const [min, max] = [floats[7] ?? NaN, floats[8] ?? NaN];
  const counters = wordsAt(memory, space.merged, 2 * SIGN_BINS);
  // Bin 0 is always merged; other bins outside [firstBin, lastBin] hold what an earlier tensor left.
  const zeros =
    sumOf(counters, 0, 1) +
    sumOf(counters, Math.max(1, firstBin), Math.min(SKETCH_FIRST_NORMAL, lastBin + 1));
  const nonFinite = sumOf(counters, Math.max(SKETCH_BINS, firstBin), lastBin + 1);
  const first = Math.max(SKETCH_FIRST_NORMAL, firstBin);
  const last = Math.min(SKETCH_BINS - 1, lastBin);
  const sketch: Sketch = {
    count: rows * units,
    nan: nonFinite - posInf - negInf,
    posInf,
    negInf,
    zeros,
    underflow: zeros - exactZeros,
    ...sidesOf(counters, first, last),
  };
  const sums = doublesAt(memory, space.state + HEADER_BYTES, 6 * units).slice();
  const array = (index: number): Float64Array => sums.subarray(units * index, units * (index + 1));
  const isEmpty = min > max;
  return {
    sketch,
    // Array 2 holds the residual of the mean, which the kernel has already used.
    units: { count: array(0), mean: array(1), m2: array(3), m3: array(4), m4: array(5) },
    min: isEmpty ? NaN : min,
    max: isEmpty ? NaN : max,
  };
}
