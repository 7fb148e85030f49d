/**
 * Counters of the log-linear sketch (math/sketch.ts) and the exact range of a float32 tensor. There are four
 * interleaved counter tables, one per lane: otherwise runs of equal values (the zeros of a ReLU) would wait
 * on each other's store. Only the touched range is read and cleared again.
 */

const MAGNITUDE: u32 = 0x7fffffff;
const INFINITY_BITS: u32 = 0x7f800000;
/** float32 bits >>> 17 is the bin (SKETCH_SHIFT). */
const SHIFT: u32 = 17;
const SIGN_BINS: u32 = 1 << 14;
/** Bins of one sign below those of normal numbers, and below those of infinities and NaN. */
const FIRST_NORMAL: u32 = 1 << 6;
const FINITE_BINS: u32 = 255 << 6;

/** Bytes of the four interleaved tables; they must be zero before the first count. */
export function counterTableBytes(): usize {
  return 2 * SIGN_BINS * 16;
}

/** Bytes for the counts of both sides. */
export function mergedCounterBytes(): usize {
  return 2 * SIGN_BINS * 4;
}

/**
 * Counts `count` values into the tables.
 * @param range receives the least non-zero magnitude bits minus one and the greatest magnitude
 *   bits (u32), and the least and greatest value (f32; meaningless where something is not
 *   finite); it accumulates over calls
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

/** Returns and clears the counts of one bin in all four tables. */
// @ts-ignore: decorator
@inline
function takeBin(tables: usize, bin: u32): u32 {
  const at = tables + (<usize>bin << 4);
  const v = v128.load(at);
  v128.store(at, i32x4.splat(0));
  const halves = i32x4.add(v, v128.shuffle<u64>(v, v, 1, 0));
  return i32x4.extract_lane(halves, 0) + i32x4.extract_lane(halves, 1);
}

/** Returns and clears the counts of the bins `[first, end)` of both signs. */
function takeBins(tables: usize, first: u32, end: u32): u32 {
  let sum: u32 = 0;
  for (let bin = first; bin < end; bin++) sum += takeBin(tables, bin) + takeBin(tables, SIGN_BINS + bin);
  return sum;
}

/**
 * Moves out and clears the counts of the bins `[first, end)` of one sign, without the empty bins at both
 * ends.
 * @param sign 0 or SIGN_BINS
 * @param side receives the first bin and the number of bins, 0 and 0 where all are empty
 * @returns the end of the counts in `out`
 */
function cutSide(tables: usize, sign: u32, first: u32, end: u32, out: usize, side: usize): usize {
  let count: u32 = 0;
  let bin = first;
  for (; bin < end; bin++) {
    count = takeBin(tables, sign + bin);
    if (count != 0) break;
  }
  if (bin >= end) return out;
  store<u32>(side, bin);
  let last = out;
  for (let to = out; ; ) {
    store<u32>(to, count);
    to += 4;
    if (count != 0) last = to;
    if (++bin >= end) break;
    count = takeBin(tables, sign + bin);
  }
  store<u32>(side, <u32>(last - out) >>> 2, 4);
  return last;
}

/**
 * Makes a sketch of the counters and clears them.
 * @param least least non-zero magnitude bits, 0 where there are only zeros
 * @param greatest greatest magnitude bits
 * @param out receives the counts of the negative side and, behind them, of the positive one
 * @param counted 24 zeroed bytes that receive, u32: the values in bins of zeros and denormals, those that are
 *   not finite, then first bin and number of bins of the negative and of the positive side
 * @returns the values in bin 0: the zeros, and the smallest denormals
 */
export function cutCounters(tables: usize, out: usize, least: u32, greatest: u32, counted: usize): u32 {
  const first = least >>> SHIFT;
  const end = (greatest >>> SHIFT) + 1;
  const zeros = takeBins(tables, 0, 1);
  store<u32>(counted, zeros + takeBins(tables, first, min(FIRST_NORMAL, end)));
  store<u32>(counted, takeBins(tables, max(FINITE_BINS, first), end), 4);
  const from = max(FIRST_NORMAL, first);
  const to = min(FINITE_BINS, end);
  const positive = cutSide(tables, SIGN_BINS, from, to, out, counted + 8);
  cutSide(tables, 0, from, to, positive, counted + 16);
  return zeros;
}

/**
 * Values that the counters cannot separate, by another pass that accumulates over calls: exact zeros, +Inf,
 * -Inf (u32 each at `special`) and the least and greatest finite value (f32 behind them, +Inf and -Inf at
 * first).
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
