/**
 * The log-linear sketch: a histogram of float32 values keyed by sign, exponent and the top six mantissa bits.
 * It needs no range pass, merges exactly, and every view (value, shape, magnitude) is a re-binning of it.
 * Cf. HdrHistogram (Tene) and DDSketch (Masson, Rim, Lee 2019).
 */

/**
 * Mantissa bits kept: a bin is 1/64 to 1/128 of its value wide, so a midpoint is within
 * 0.8 % of any value in it.
 */
export const SKETCH_MANTISSA_BITS = 6;
export const SKETCH_SHIFT = 23 - SKETCH_MANTISSA_BITS;
/** Bins of one sign that hold finite values; index = float32 magnitude bits >>> SKETCH_SHIFT. */
export const SKETCH_BINS = 255 << SKETCH_MANTISSA_BITS;
/** First bin of a normal float32; below it lie zero and the denormals, the "underflow to 0" atom. */
export const SKETCH_FIRST_NORMAL = 1 << SKETCH_MANTISSA_BITS;
/** Largest relative distance between a finite value and the middle of its bin. */
export const SKETCH_RELATIVE_ERROR = 2 ** -(SKETCH_MANTISSA_BITS + 1);

/** Counts of consecutive bins of one sign, without empty bins at either end. */
export interface SketchSide {
  readonly firstBin: number;
  readonly counts: Uint32Array;
}

/**
 * Exact counts of one tensor. count = zeros + negative + positive + nan + posInf + negInf, always.
 * `zeros` holds exact zeros and denormals (|x| < 2^-126): GPUs flush denormals, so all engines count them
 * alike; `underflow` says how many of them were denormals where the engine keeps them.
 */
export interface Sketch {
  readonly count: number;
  readonly nan: number;
  readonly posInf: number;
  readonly negInf: number;
  readonly zeros: number;
  readonly underflow: number;
  readonly negative: SketchSide;
  readonly positive: SketchSide;
}

/** No counts. */
export const EMPTY_SIDE: SketchSide = { firstBin: 0, counts: new Uint32Array(0) };

/** Every edge, computed once: drawing needs tens of thousands of them per frame. */
const EDGES = Float64Array.from({ length: SKETCH_BINS + 1 }, (_, bin) => {
  const exponent = bin >>> SKETCH_MANTISSA_BITS;
  const mantissa = bin & (SKETCH_FIRST_NORMAL - 1);
  return (1 + mantissa / SKETCH_FIRST_NORMAL) * 2 ** (exponent - 127);
});

/** Lower edge of a magnitude bin; `binEdge(bin + 1)` is its upper edge (2^128 above the last). */
export function binEdge(bin: number): number {
  return EDGES[bin] ?? NaN;
}

/** Middle of a magnitude bin. */
export function binMiddle(bin: number): number {
  return 0.5 * (binEdge(bin) + binEdge(bin + 1));
}

function trim(counts: Uint32Array, from: number, to: number): SketchSide {
  let first = from;
  while (first < to && counts[first] === 0) first++;
  let last = to - 1;
  while (last > first && counts[last] === 0) last--;
  if (first >= to) return EMPTY_SIDE;
  return { firstBin: first - from + SKETCH_FIRST_NORMAL, counts: counts.slice(first, last + 1) };
}

/**
 * A sketch from full-range counters, as the kernels fill them.
 * @param counters `[2 * 2^(8 + SKETCH_MANTISSA_BITS)]` u32, index = float32 bits >>> SKETCH_SHIFT
 * @param extra counts that share a counter: exact zeros with denormals, NaN with infinities
 */
export function sketchFromCounters(
  counters: Uint32Array,
  extra: { readonly exactZeros: number; readonly posInf: number; readonly negInf: number },
): Sketch {
  const sign = counters.length >>> 1;
  let zeroExponent = 0;
  for (let bin = 0; bin < SKETCH_FIRST_NORMAL; bin++) {
    zeroExponent += (counters[bin] ?? 0) + (counters[sign + bin] ?? 0);
  }
  let nonFinite = 0;
  for (let bin = SKETCH_BINS; bin < sign; bin++)
    nonFinite += (counters[bin] ?? 0) + (counters[sign + bin] ?? 0);
  const positive = trim(counters, SKETCH_FIRST_NORMAL, SKETCH_BINS);
  const negative = trim(counters, sign + SKETCH_FIRST_NORMAL, sign + SKETCH_BINS);
  return {
    count: zeroExponent + nonFinite + sideTotal(positive) + sideTotal(negative),
    nan: nonFinite - extra.posInf - extra.negInf,
    posInf: extra.posInf,
    negInf: extra.negInf,
    zeros: zeroExponent,
    underflow: zeroExponent - extra.exactZeros,
    negative,
    positive,
  };
}

/**
 * The sketch of float32 values in plain TypeScript: the oracle of the kernels; the reference engine runs it.
 */
export function sketchOf(values: Float32Array): Sketch {
  const counters = new Uint32Array(1 << (9 + SKETCH_MANTISSA_BITS));
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  let exactZeros = 0;
  let posInf = 0;
  let negInf = 0;
  for (const word of bits) {
    const bin = word >>> SKETCH_SHIFT;
    counters[bin] = (counters[bin] ?? 0) + 1;
    if ((word & 0x7fffffff) === 0) exactZeros++;
    else if (word === 0x7f800000) posInf++;
    else if (word === 0xff800000) negInf++;
  }
  return sketchFromCounters(counters, { exactZeros, posInf, negInf });
}

/** Total of one side. */
export function sideTotal(side: SketchSide): number {
  let total = 0;
  for (const count of side.counts) total += count;
  return total;
}

/** How many values are finite. */
export function finiteCount(sketch: Sketch): number {
  return sketch.count - sketch.nan - sketch.posInf - sketch.negInf;
}
