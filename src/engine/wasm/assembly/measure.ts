/**
 * Everything a tensor's statistics need, in one call: sketch counters, range, and per-unit central sums.
 * The greatest magnitude bits say whether anything is not finite, so the common case needs no tests per value.
 */
import { correctSquares, meansOfSums, powersOfAll, powersOfFinite, sumColumns, sumFiniteColumns } from "./moments";
import { countSpecial, countValues, mergeCounters } from "./sketch";

/** Bytes of the header at the start of the state. */
const HEADER: usize = 64;
const RANGE: usize = 0;
const SPECIAL: usize = 16;
const FIRST_BIN: usize = 40;
const LAST_BIN: usize = 44;

/** Bytes of the state of `measure` for tensors with `units` columns. */
export function measureStateBytes(units: u32): usize {
  return HEADER + (<usize>units << 3) * 6;
}

/**
 * Measures a dense `[rows, units]` float32 tensor.
 * @param state a header of 64 bytes: [0] least non-zero magnitude bits - 1, [4] greatest magnitude bits (u32), [16] exact
 *   zeros, [20] +Inf, [24] -Inf (u32), [28] min, [32] max of the finite values (f32), [40] first, [44] last merged bin (u32);
 *   then float64 `[units]` each: count, mean, residual, m2, m3, m4
 * @param merged receives the counters of the merged bins and of bin 0
 */
export function measure(x: usize, rows: u32, units: u32, tables: usize, merged: usize, state: usize): void {
  const count = rows * units;
  const array = <usize>units << 3;
  const counts = state + HEADER;
  const means = counts + array;
  const sums = means + array;
  memory.fill(state, 0, HEADER + 6 * array);
  store<u32>(state, 0xffffffff, RANGE);
  store<f32>(state, <f32>Infinity, RANGE + 8);
  store<f32>(state, <f32>-Infinity, RANGE + 12);
  countValues(x, count, tables, state + RANGE);
  const least = load<u32>(state, RANGE) + 1;
  const greatest = load<u32>(state, RANGE + 4);
  const isFinite = greatest < 0x7f800000;
  // least = 0 says that there are only zeros.
  const first = least == 0 ? 0 : least >>> 17;
  const last = greatest >>> 17;
  mergeCounters(tables, merged, first, last);
  store<u32>(state, first, FIRST_BIN);
  store<u32>(state, last, LAST_BIN);
  if (!isFinite || (least != 0 && first == 0)) {
    // Infinities, or denormals in the bin of the zeros.
    countSpecial(x, count, state + SPECIAL);
  } else {
    store<u32>(state, load<u32>(merged) + load<u32>(merged, 1 << 16), SPECIAL);
    store<u32>(state, load<u32>(state, RANGE + 8), SPECIAL + 12);
    store<u32>(state, load<u32>(state, RANGE + 12), SPECIAL + 16);
  }
  if (isFinite) {
    for (let at: usize = 0; at < array; at += 8) store<f64>(counts + at, <f64>rows);
    sumColumns(x, rows, units, means);
    meansOfSums(means, counts, units, means);
    powersOfAll(x, rows, units, means, sums);
  } else {
    sumFiniteColumns(x, rows, units, means, counts);
    meansOfSums(means, counts, units, means);
    powersOfFinite(x, rows, units, means, sums);
  }
  correctSquares(sums, counts, units);
}
