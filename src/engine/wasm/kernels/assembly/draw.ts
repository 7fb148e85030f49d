/**
 * Standard draws by address: Philox 4x32-10 on four counters at once (math/philox.ts), then a quantile of
 * each word's uniform, rounded to float32. Bit for bit the numbers of experiment/sampling.ts.
 */
import { centralQuantile, isCentral, tailQuantile } from "./quantile";
import { toFloats } from "./simd";

const MULTIPLIER_0: u32 = 0xd2511f53;
const MULTIPLIER_1: u32 = 0xcd9e8d57;
const WEYL_0: u32 = 0x9e3779b9;
const WEYL_1: u32 = 0xbb67ae85;

/** Words of a row are made sixteen at a time. */
function paddedColumns(columns: u32): u32 {
  return (columns + 15) & ~15;
}

/** Bytes of the work space of a draw of `columns` columns: words, then uniforms and places of the tails. */
export function drawWorkBytes(columns: u32): usize {
  return <usize>paddedColumns(columns) * 4 + <usize>(columns + 4) * 12 + 16;
}

/**
 * The words of one row in column order: column j is word j mod 4 of the block with counter (j
 * div 4, row, layer, stream).
 */
function rowWords(seed: u32, stream: u32, layer: u32, row: u32, columns: u32, words: usize): void {
  const multiplier0 = i32x4.splat(MULTIPLIER_0);
  const multiplier1 = i32x4.splat(MULTIPLIER_1);
  let block = i32x4(0, 1, 2, 3);
  for (let column: u32 = 0; column < columns; column += 16) {
    let c0 = block;
    let c1 = i32x4.splat(row);
    let c2 = i32x4.splat(layer);
    let c3 = i32x4.splat(stream);
    let k0 = seed;
    let k1: u32 = 0;
    for (let round = 0; round < 10; round++) {
      const low0 = i64x2.extmul_low_i32x4_u(c0, multiplier0);
      const high0 = i64x2.extmul_high_i32x4_u(c0, multiplier0);
      const low1 = i64x2.extmul_low_i32x4_u(c2, multiplier1);
      const high1 = i64x2.extmul_high_i32x4_u(c2, multiplier1);
      c0 = v128.xor(v128.xor(v128.shuffle<u32>(low1, high1, 1, 3, 5, 7), c1), i32x4.splat(k0));
      c1 = v128.shuffle<u32>(low1, high1, 0, 2, 4, 6);
      c2 = v128.xor(v128.xor(v128.shuffle<u32>(low0, high0, 1, 3, 5, 7), c3), i32x4.splat(k1));
      c3 = v128.shuffle<u32>(low0, high0, 0, 2, 4, 6);
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
    const a = v128.shuffle<u32>(c0, c1, 0, 4, 1, 5);
    const b = v128.shuffle<u32>(c2, c3, 0, 4, 1, 5);
    const c = v128.shuffle<u32>(c0, c1, 2, 6, 3, 7);
    const d = v128.shuffle<u32>(c2, c3, 2, 6, 3, 7);
    v128.store(words, v128.shuffle<u64>(a, b, 0, 2));
    v128.store(words, v128.shuffle<u64>(a, b, 1, 3), 16);
    v128.store(words, v128.shuffle<u64>(c, d, 0, 2), 32);
    v128.store(words, v128.shuffle<u64>(c, d, 1, 3), 48);
    words += 64;
    block = i32x4.add(block, i32x4.splat(4));
  }
}

/** (w + 1/2) / 2^32 of lanes 0 and 1. */
// @ts-ignore: decorator
@inline
function uniforms(words: v128): v128 {
  const w = f64x2.convert_low_i32x4_u(words);
  return f64x2.mul(f64x2.add(w, f64x2.splat(0.5)), f64x2.splat(2.3283064365386963e-10));
}

/** Lanes 2 and 3 moved down. */
// @ts-ignore: decorator
@inline
function upper(words: v128): v128 {
  return v128.shuffle<u64>(words, words, 1, 1);
}

/** Stores the first `count` of four float32. */
// @ts-ignore: decorator
@inline
function storeFloats(to: usize, floats: v128, count: u32): void {
  if (count >= 4) {
    v128.store(to, floats);
  } else {
    v128.store32_lane(to, floats, 0);
    if (count > 1) v128.store32_lane(to, floats, 1, 4);
    if (count > 2) v128.store32_lane(to, floats, 2, 8);
  }
}

/**
 * Appends a uniform and its column to the list of tails. The caller either counts the entry, or lets the next
 * one overwrite it.
 */
// @ts-ignore: decorator
@inline
function append(tails: usize, places: usize, count: u32, u: f64, column: u32): void {
  store<f64>(tails + (count << 3), u);
  store<u32>(places + (count << 2), column);
}

/**
 * Normal quantiles of `low + span u`; the other parameters as of `drawNormal`. Where they are 0 and
 * 1, that is u to the bit.
 */
function drawQuantiles(
  out: usize,
  seed: u32,
  stream: u32,
  layer: u32,
  row0: u32,
  row1: u32,
  columns: u32,
  work: usize,
  low: f64,
  span: f64,
): void {
  const lows = f64x2.splat(low);
  const spans = f64x2.splat(span);
  const tails = (work + <usize>paddedColumns(columns) * 4 + 15) & ~15;
  const places = tails + <usize>(columns + 4) * 8;
  for (let row = row0; row < row1; row++) {
    rowWords(seed, stream, layer, row, columns, work);
    const to = out + <usize>row * columns * 4;
    let count: u32 = 0;
    for (let column: u32 = 0; column < columns; column += 4) {
      const words = v128.load(work + (column << 2));
      const u = f64x2.add(lows, f64x2.mul(spans, uniforms(words)));
      const v = f64x2.add(lows, f64x2.mul(spans, uniforms(upper(words))));
      const left = columns - column;
      storeFloats(to + (column << 2), toFloats(centralQuantile(u), centralQuantile(v)), left);
      // The tails are gathered and computed together below. An entry is always written and counted only when
      // needed: half of these vectors have one, which no branch predictor can foresee.
      const central: u32 = i64x2.bitmask(isCentral(u)) | (i64x2.bitmask(isCentral(v)) << 2);
      const outside = ~central & (left >= 4 ? 15 : (1 << left) - 1);
      append(tails, places, count, f64x2.extract_lane(u, 0), column);
      count += outside & 1;
      append(tails, places, count, f64x2.extract_lane(u, 1), column + 1);
      count += (outside >> 1) & 1;
      append(tails, places, count, f64x2.extract_lane(v, 0), column + 2);
      count += (outside >> 2) & 1;
      append(tails, places, count, f64x2.extract_lane(v, 1), column + 3);
      count += outside >> 3;
    }
    // Repetitions of the first entry fill up the list.
    const u = load<f64>(tails);
    const place = load<u32>(places);
    for (let i = count; i < count + 3; i++) append(tails, places, i, u, place);
    for (let i: u32 = 0; i < count; i += 4) {
      const at = tails + (i << 3);
      const z = toFloats(tailQuantile(v128.load(at)), tailQuantile(v128.load(at, 16)));
      const place = places + (i << 2);
      v128.store32_lane(to + (load<u32>(place) << 2), z, 0);
      v128.store32_lane(to + (load<u32>(place, 4) << 2), z, 1);
      v128.store32_lane(to + (load<u32>(place, 8) << 2), z, 2);
      v128.store32_lane(to + (load<u32>(place, 12) << 2), z, 3);
    }
  }
}

/**
 * Rows `[row0, row1)` of a matrix of standard normal draws.
 * @param out start of the whole matrix, `[rows, columns]` float32
 * @param work `drawWorkBytes(columns)` bytes
 */
export function drawNormal(
  out: usize,
  seed: u32,
  stream: u32,
  layer: u32,
  row0: u32,
  row1: u32,
  columns: u32,
  work: usize,
): void {
  drawQuantiles(out, seed, stream, layer, row0, row1, columns, work, 0, 1);
}

/** Standard normal draws cut at +-c, low = Phi(-c), span = Phi(c) - Phi(-c); the rest as of `drawNormal`. */
export function drawTruncated(
  out: usize,
  seed: u32,
  stream: u32,
  layer: u32,
  row0: u32,
  row1: u32,
  columns: u32,
  work: usize,
  low: f64,
  span: f64,
): void {
  drawQuantiles(out, seed, stream, layer, row0, row1, columns, work, low, span);
}

/** root (factor u - shift); the other parameters as of `drawNormal`. */
function drawLinear(
  out: usize,
  seed: u32,
  stream: u32,
  layer: u32,
  row0: u32,
  row1: u32,
  columns: u32,
  work: usize,
  factor: f64,
  shift: f64,
  root: f64,
): void {
  const factors = f64x2.splat(factor);
  const shifts = f64x2.splat(shift);
  const roots = f64x2.splat(root);
  for (let row = row0; row < row1; row++) {
    rowWords(seed, stream, layer, row, columns, work);
    const to = out + <usize>row * columns * 4;
    for (let column: u32 = 0; column < columns; column += 4) {
      const words = v128.load(work + (column << 2));
      const u = f64x2.sub(f64x2.mul(factors, uniforms(words)), shifts);
      const v = f64x2.sub(f64x2.mul(factors, uniforms(upper(words))), shifts);
      storeFloats(to + (column << 2), toFloats(f64x2.mul(roots, u), f64x2.mul(roots, v)), columns - column);
    }
  }
}

/**
 * Rows `[row0, row1)` of a matrix of uniform draws with mean 0 and variance 1; parameters as of `drawNormal`.
 */
export function drawUniform(
  out: usize,
  seed: u32,
  stream: u32,
  layer: u32,
  row0: u32,
  row1: u32,
  columns: u32,
  work: usize,
): void {
  drawLinear(out, seed, stream, layer, row0, row1, columns, work, 2, 1, 1.7320508075688772);
}

/** Rows `[row0, row1)` of a matrix of uniform draws between 0 and 1; parameters as of `drawNormal`. */
export function drawUnitUniform(
  out: usize,
  seed: u32,
  stream: u32,
  layer: u32,
  row0: u32,
  row1: u32,
  columns: u32,
  work: usize,
): void {
  drawLinear(out, seed, stream, layer, row0, row1, columns, work, 1, 0, 1);
}
