/**
 * Counters of the log-linear sketch (math/sketch.ts) and the exact range of a float32 tensor.
 * Four interleaved counter tables, one per lane: runs of equal values (the zeros of a ReLU) would otherwise wait on each
 * other's store. Only the range that was touched is merged and cleared again.
 */

const MAGNITUDE: u32 = 0x7fffffff;
const INFINITY_BITS: u32 = 0x7f800000;
/** float32 bits >>> 17 is the bin (SKETCH_SHIFT). */
const SHIFT: u32 = 17;
const SIGN_BINS: u32 = 1 << 14;

/** Bytes of the four interleaved tables; they must be zero before the first count. */
export function counterTableBytes(): usize {
  return 2 * SIGN_BINS * 16;
}

/** Bytes of the merged counters. */
export function mergedCounterBytes(): usize {
  return 2 * SIGN_BINS * 4;
}

/**
 * Counts `count` values into the tables.
 * @param range receives the least non-zero magnitude bits minus one and the greatest magnitude bits (u32), and the least and
 *   greatest value (f32; meaningless where something is not finite); it accumulates over calls
 */
export function countValues(x: usize, count: u32, tables: usize, range: usize): void {
  let least = v128.load32_splat(range);
  let greatest = v128.load32_splat(range, 4);
  let low = v128.load32_splat(range, 8);
  let high = v128.load32_splat(range, 12);
  const end = x + (<usize>(count & ~3) << 2);
  for (; x < end; x += 16) {
    const v = v128.load(x);
    const magnitude = v128.and(v, i32x4.splat(MAGNITUDE));
    least = i32x4.min_u(least, i32x4.sub(magnitude, i32x4.splat(1)));
    greatest = i32x4.max_u(greatest, magnitude);
    // The comparison fails for NaN, which leaves the old value.
    low = f32x4.pmin(low, v);
    high = f32x4.pmax(high, v);
    const offsets = v128.and(i32x4.shr_u(v, SHIFT - 4), i32x4.splat(~15));
    const pair0 = i64x2.extract_lane(offsets, 0);
    const pair1 = i64x2.extract_lane(offsets, 1);
    const at0 = tables + <usize>(<u32>pair0);
    const at1 = tables + <usize>(<u64>pair0 >> 32);
    const at2 = tables + <usize>(<u32>pair1);
    const at3 = tables + <usize>(<u64>pair1 >> 32);
    store<u32>(at0, load<u32>(at0) + 1);
    store<u32>(at1, load<u32>(at1, 4) + 1, 4);
    store<u32>(at2, load<u32>(at2, 8) + 1, 8);
    store<u32>(at3, load<u32>(at3, 12) + 1, 12);
  }
  for (let i: u32 = 0; i < (count & 3); i++) {
    const v = v128.load32_splat(x);
    const magnitude = v128.and(v, i32x4.splat(MAGNITUDE));
    least = i32x4.min_u(least, i32x4.sub(magnitude, i32x4.splat(1)));
    greatest = i32x4.max_u(greatest, magnitude);
    low = f32x4.pmin(low, v);
    high = f32x4.pmax(high, v);
    const at = tables + <usize>((load<u32>(x) >>> SHIFT) << 4);
    store<u32>(at, load<u32>(at) + 1);
    x += 4;
  }
  least = i32x4.min_u(least, v128.shuffle<u64>(least, least, 1, 0));
  least = i32x4.min_u(least, v128.shuffle<u32>(least, least, 1, 0, 3, 2));
  greatest = i32x4.max_u(greatest, v128.shuffle<u64>(greatest, greatest, 1, 0));
  greatest = i32x4.max_u(greatest, v128.shuffle<u32>(greatest, greatest, 1, 0, 3, 2));
  low = f32x4.pmin(low, v128.shuffle<u64>(low, low, 1, 0));
  low = f32x4.pmin(low, v128.shuffle<u32>(low, low, 1, 0, 3, 2));
  high = f32x4.pmax(high, v128.shuffle<u64>(high, high, 1, 0));
  high = f32x4.pmax(high, v128.shuffle<u32>(high, high, 1, 0, 3, 2));
  v128.store32_lane(range, least, 0);
  v128.store32_lane(range, greatest, 0, 4);
  v128.store32_lane(range, low, 0, 8);
  v128.store32_lane(range, high, 0, 12);
}

/** Adds the four tables of one bin into `merged` and clears them. */
// @ts-ignore: decorator
@inline
function mergeBin(tables: usize, merged: usize, bin: u32): void {
  const at = tables + (<usize>bin << 4);
  const v = v128.load(at);
  const halves = i32x4.add(v, v128.shuffle<u64>(v, v, 1, 0));
  v128.store32_lane(merged + (<usize>bin << 2), i32x4.add(halves, v128.shuffle<u32>(halves, halves, 1, 0, 3, 2)), 0);
  v128.store(at, i32x4.splat(0));
}

/** Merges and clears the magnitude bins `[first, last]` of both signs, and bin 0, where the zeros are. */
export function mergeCounters(tables: usize, merged: usize, first: u32, last: u32): void {
  if (first > 0) {
    mergeBin(tables, merged, 0);
    mergeBin(tables, merged, SIGN_BINS);
  }
  for (let bin = first; bin <= last; bin++) {
    mergeBin(tables, merged, bin);
    mergeBin(tables, merged, SIGN_BINS + bin);
  }
}

/**
 * What the counters cannot tell apart, by another pass that accumulates over calls: exact zeros, +Inf, -Inf (u32 each at
 * `special`) and the least and greatest finite value (f32 behind them, +Inf and -Inf at first).
 */
export function countSpecial(x: usize, count: u32, special: usize): void {
  let zeros = load<u32>(special);
  let positive = load<u32>(special, 4);
  let negative = load<u32>(special, 8);
  let low = load<f32>(special, 12);
  let high = load<f32>(special, 16);
  for (let i: u32 = 0; i < count; i++) {
    const value = load<f32>(x);
    const bits = reinterpret<u32>(value);
    const magnitude = bits & MAGNITUDE;
    x += 4;
    if (magnitude < INFINITY_BITS) {
      if (value < low) low = value;
      if (value > high) high = value;
      if (magnitude == 0) zeros++;
    } else if (magnitude == INFINITY_BITS) {
      if (bits == magnitude) positive++;
      else negative++;
    }
  }
  store<u32>(special, zeros);
  store<u32>(special, positive, 4);
  store<u32>(special, negative, 8);
  store<f32>(special, low, 12);
  store<f32>(special, high, 16);
}
