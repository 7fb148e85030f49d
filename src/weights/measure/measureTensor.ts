/**
 * The statistics of one stored tensor in one pass over its bytes, whatever its size. Moments are those of
 * blocks put together (Pebay 2008), so that no sum of squares cancels.
 */
import { rebin, placeEdges } from "../../math/cumulative.ts";
import { accumulate } from "../../math/moments.ts";
import type { Sums } from "../../math/moments.ts";
import { SKETCH_MANTISSA_BITS, SKETCH_SHIFT, sketchFromCounters } from "../../math/sketch.ts";
import type { Sketch } from "../../math/sketch.ts";
import { decode, dtypeOf } from "../files/dtype.ts";
import { fail, named } from "../files/fault.ts";
import type { StoredTensor } from "../files/storedTensor.ts";
import { findLaw } from "./findLaw.ts";
import { Diagonal, linesOf } from "./lines.ts";
import type { FoundLaw, WeightHistogram, WeightStats } from "./weightStats.ts";

/** Values of a block: two copies of them stay in the cache of a core. */
const BLOCK = 2 ** 14;
const BINS = 40;
/** The histogram reaches so many std to both sides of the mean. */
const REACH = 4;

/**
 * Whether float64 holds a power sum in full: those of values beyond 1e75 or below 1e-72 overflow or vanish.
 */
const isHeld = (sum: number): boolean => sum < 1e300 && sum > 1e-290;

/** What is known of the values that have gone by. */
class Gathering {
  readonly #sums: Sums = { n: 0, mean: 0, m2: 0, m3: 0, m4: 0 };
  readonly #counters = new Uint32Array(1 << (9 + SKETCH_MANTISSA_BITS));
  readonly #rounded = new Float32Array(BLOCK);
  readonly #bits = new Uint32Array(this.#rounded.buffer);
  readonly #finite = new Float64Array(BLOCK);
  #zeros = 0;
  #nan = 0;
  #infinite = 0;
  #min = Infinity;
  #max = -Infinity;

  add(block: Float64Array, count: number): void {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += block[i] ?? 0;
    // One sum tells whether all of them are finite; one that overflows is only slower.
    if (Number.isFinite(sum)) this.#addFinite(block, count, sum);
    else this.#sort(block, count);
  }

  /** Puts what is not finite apart. */
  #sort(block: Float64Array, count: number): void {
    const finite = this.#finite;
    let kept = 0;
    let sum = 0;
    for (let i = 0; i < count; i++) {
      const value = block[i] ?? 0;
      if (Number.isFinite(value)) {
        finite[kept++] = value;
        sum += value;
      } else if (Number.isNaN(value)) this.#nan++;
      else this.#infinite++;
    }
    this.#addFinite(finite, kept, sum);
  }

  #addFinite(block: Float64Array, count: number, sum: number): void {
    if (count === 0) return;
    const mean = sum / count;
    let min = this.#min;
    let max = this.#max;
    let zeros = 0;
    let rest = 0;
    let m2 = 0;
    let m3 = 0;
    let m4 = 0;
    for (let i = 0; i < count; i++) {
      const value = block[i] ?? 0;
      if (value < min) min = value;
      if (value > max) max = value;
      if (value === 0) zeros++;
      const d = value - mean;
      const square = d * d;
      rest += d;
      m2 += square;
      m3 += square * d;
      m4 += square * square;
    }
    this.#min = min;
    this.#max = max;
    this.#zeros += zeros;
    accumulate(this.#sums, count, mean, Math.max(0, m2 - (rest * rest) / count), m3, m4);
    this.#count(block, count);
  }

  #count(block: Float64Array, count: number): void {
    const rounded = this.#rounded;
    const bits = this.#bits;
    const counters = this.#counters;
    rounded.set(count === block.length ? block : block.subarray(0, count));
    for (let i = 0; i < count; i++) {
      const bin = (bits[i] ?? 0) >>> SKETCH_SHIFT;
      counters[bin] = (counters[bin] ?? 0) + 1;
    }
  }

  /** @param law finds the law where the values do not already say it */
  end(shapeLaw: FoundLaw | null, { dtype }: Pick<StoredTensor, "dtype">): WeightStats {
    const { n, mean, m2, m4 } = this.#sums;
    const isEmpty = n === 0;
    const variance = m2 / n;
    const isConstant = this.#min === this.#max;
    const fourth = m4 / n;
    const sketch = sketchFromCounters(this.#counters, { exactZeros: this.#zeros, posInf: 0, negInf: 0 });
    const numbers = {
      finite: n,
      zeros: this.#zeros,
      mean: isEmpty ? NaN : isConstant ? this.#min : mean,
      std: isEmpty ? NaN : isConstant ? 0 : isHeld(variance) ? Math.sqrt(variance) : NaN,
      min: isEmpty ? NaN : this.#min,
      max: isEmpty ? NaN : this.#max,
      kurtosis: !isConstant && isHeld(variance) && isHeld(fourth) ? fourth / variance ** 2 : NaN,
    };
    const entry = dtype === null ? null : dtypeOf(dtype);
    const canMatch = !isEmpty && entry?.kind === "float";
    let law: FoundLaw | null = null;
    if (canMatch) {
      if (isConstant) law = { kind: "constant", value: this.#min };
      // Values that float32 does not hold are in no bin, or all in one.
      else if (sketch.nan > 0 || !(numbers.std > 1e-30)) law = { kind: "other" };
      else law = shapeLaw ?? findLaw({ sketch, ...numbers, ...entry });
    }
    return {
      count: n + this.#nan + this.#infinite,
      nan: this.#nan,
      infinite: this.#infinite,
      ...numbers,
      histogram: histogramOf(sketch, numbers),
      law,
    };
  }
}

function histogramOf(sketch: Sketch, { mean, std, min, max }: WeightNumbers): WeightHistogram {
  const low = Math.max(min, mean - REACH * std);
  const high = Math.min(max, mean + REACH * std);
  if (!(high > low)) return { low, high, counts: Number.isNaN(min) ? [] : [sketch.count] };
  const edges = Float64Array.from({ length: BINS + 1 }, (_, i) => low + ((high - low) * i) / BINS);
  const { counts, below, above } = rebin(sketch, placeEdges(edges));
  // The sketch's bins at both ends reach beyond the extremes; those of cut tails do.
  if (low === min) counts[0] = (counts[0] ?? 0) + below;
  if (high === max) counts[BINS - 1] = (counts[BINS - 1] ?? 0) + above;
  if (low <= 0 && high >= 0) {
    const next = edges.findIndex((edge) => edge > 0);
    const bin = next < 0 ? BINS - 1 : next - 1;
    counts[bin] = (counts[bin] ?? 0) + sketch.zeros;
  }
  return { low, high, counts: [...counts] };
}

type WeightNumbers = Pick<WeightStats, "mean" | "std" | "min" | "max">;

export interface MeasureOptions {
  /** Told how many bytes have been read since the last call. */
  readonly onBytes: (bytes: number) => void;
  readonly signal: AbortSignal;
}

/**
 * Statistics of a tensor.
 * Memory: some megabytes, whatever its size; the lines that tell an orthogonal matrix take at most 128 MB.
 * @throws WeightFileError for damaged bytes, what `signal` says when it is aborted
 */
export async function measureTensor(
  tensor: StoredTensor,
  { onBytes, signal }: MeasureOptions,
): Promise<WeightStats> {
  const { dtype, isBigEndian, storedShape, count, name } = tensor;
  if (dtype === null) return fail({ kind: "dtype", name: named(tensor.dtypeName) });
  const { bytes: size } = dtypeOf(dtype);
  const gathering = new Gathering();
  const lines = linesOf(storedShape);
  const diagonal = new Diagonal(storedShape);
  const block = new Float64Array(BLOCK);
  let seen = 0;
  const take = (bytes: Uint8Array): void => {
    const taken = decode(bytes, dtype, isBigEndian, block);
    gathering.add(block, taken);
    for (const own of lines) own.add(block, taken, seen);
    diagonal.add(block, taken, seen);
    seen += taken;
  };
  // Pieces end anywhere: the bytes of a value that lies across two of them are put together.
  let rest = new Uint8Array(0);
  for await (const piece of tensor.pieces()) {
    signal.throwIfAborted();
    let from = 0;
    if (rest.length > 0) {
      from = Math.min(size - rest.length, piece.length);
      const joined = new Uint8Array([...rest, ...piece.subarray(0, from)]);
      rest = joined;
      if (joined.length < size) continue;
      take(joined);
    }
    const whole = from + Math.floor((piece.length - from) / size) * size;
    for (let at = from; at < whole; at += BLOCK * size)
      take(piece.subarray(at, Math.min(whole, at + BLOCK * size)));
    rest = piece.slice(whole);
    onBytes(piece.length);
  }
  if (seen !== count || rest.length > 0) fail({ kind: "damaged", name: named(name) });
  return gathering.end(lawOfShape(lines, diagonal), tensor);
}

function lawOfShape(lines: ReturnType<typeof linesOf>, diagonal: Diagonal): FoundLaw | null {
  const one = diagonal.gain();
  if (one !== null) return { kind: "identity", gain: one };
  for (const own of lines) {
    const gain = own.gain();
    if (gain !== null) return { kind: "orthogonal", gain };
  }
  return null;
}
