/**
 * The statistics of a tensor: sketch counters, range, and per-unit central sums, in stages that each take the
 * tensor in chunks of rows. The greatest magnitude bits show whether any value is not finite, so the common
 * case needs no tests per value.
 *
 * State: a header of 64 bytes: [0] least non-zero magnitude bits - 1, [4] greatest magnitude bits (u32), [8]
 * least, [12] greatest value (f32, meaningless where a value is not finite), [16] exact zeros, [20] +Inf,
 * [24] -Inf (u32), [28] least, [32] greatest finite value (f32), and (u32) the results of the counters: [40]
 * zeros and denormals, [44] values that are not finite, [48] first bin and [52] number of bins of the
 * negative side, [56] and [60] of the positive one; then float64 `[units]` each: count, mean, residual, m2,
 * m3, m4.
 */
import { correctSquares, meansOfSums, powersOfAll, powersOfFinite, sumColumns, sumFiniteColumns } from "./moments";
import { countSpecial, countValues, cutCounters } from "./sketch";

const HEADER: usize = 64;
const SPECIAL: usize = 16;
const COUNTED: usize = 40;

/** Bytes of the state for tensors with `units` columns. */
export function measureStateBytes(units: u32): usize {
  return HEADER + (<usize>units << 3) * 6;
}

/** Stage 1: an empty state. */
export function measureBegin(units: u32, state: usize): void {
  memory.fill(state, 0, measureStateBytes(units));
  store<u32>(state, 0xffffffff);
  store<f32>(state, <f32>Infinity, 8);
  store<f32>(state, <f32>-Infinity, 12);
  store<f32>(state, <f32>Infinity, SPECIAL + 12);
  store<f32>(state, <f32>-Infinity, SPECIAL + 16);
}

/** Stage 2, chunk by chunk: counters and range. The tables must have been zero before the first chunk. */
export function measureCounts(x: usize, count: u32, tables: usize, state: usize): void {
  countValues(x, count, tables, state);
}

/** The least magnitude bits that are not counted in bin 0. */
const BIN_1: u32 = 1 << 17;
/** All values are finite. */
const IS_FINITE: u32 = 1;
/** Stage 4 is needed. */
const HAS_SPECIAL: u32 = 2;

/**
 * Stage 3: cuts the sketch out of the counters, and clears the tables again.
 * @param merged receives the counts of the negative side, then those of the positive one
 * @returns 1 when all values are finite, plus 2 when stage 4 must separate values that the counters cannot
 */
export function measureRange(tables: usize, merged: usize, state: usize): u32 {
  const least = load<u32>(state) + 1;
  const greatest = load<u32>(state, 4);
  const zeros = cutCounters(tables, merged, least, greatest, state + COUNTED);
  const finite = greatest < 0x7f800000 ? IS_FINITE : 0;
  // There are infinities, or denormals in the bin of the zeros.
  if (finite == 0 || (least != 0 && least < BIN_1)) return finite | HAS_SPECIAL;
  store<u32>(state, zeros, SPECIAL);
  store<u32>(state, load<u32>(state, 8), SPECIAL + 12);
  store<u32>(state, load<u32>(state, 12), SPECIAL + 16);
  return finite;
}

/**
 * Stage 4, chunk by chunk, when stage 3 asked for it: exact zeros, infinities, and the range of the finite
 * values.
 */
export function measureSpecial(x: usize, count: u32, state: usize): void {
  countSpecial(x, count, state + SPECIAL);
}

/** Stage 5, chunk by chunk: sums and counts per unit. */
export function measureSums(x: usize, rows: u32, units: u32, isFinite: bool, state: usize): void {
  const counts = state + HEADER;
  const sums = counts + (<usize>units << 3);
  if (!isFinite) {
    sumFiniteColumns(x, rows, units, sums, counts);
    return;
  }
  for (let at = counts; at < sums; at += 8) store<f64>(at, load<f64>(at) + <f64>rows);
  sumColumns(x, rows, units, sums);
}

/** Stage 6: sums become means. */
export function measureMeans(units: u32, state: usize): void {
  const counts = state + HEADER;
  const means = counts + (<usize>units << 3);
  meansOfSums(means, counts, units, means);
}

/** Stage 7, chunk by chunk: powers of the distances from the means. */
export function measurePowers(x: usize, rows: u32, units: u32, isFinite: bool, state: usize): void {
  const array = <usize>units << 3;
  const means = state + HEADER + array;
  if (isFinite) powersOfAll(x, rows, units, means, means + array);
  else powersOfFinite(x, rows, units, means, means + array);
}

/** Stage 8: corrects m2 for the rounding of the means. */
export function measureEnd(units: u32, state: usize): void {
  const counts = state + HEADER;
  correctSquares(counts + (<usize>units << 4), counts, units);
}
