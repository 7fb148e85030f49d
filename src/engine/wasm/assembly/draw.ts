/**
 * Standard draws by address: Philox 4x32-10 on four counters at once (math/philox.ts), then a quantile of each word's
 * uniform, rounded to float32. Bit for bit the numbers of experiment/sampling.ts.
 */
import { centralQuantile, isCentral, tailQuantile } from "./quantile";

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
  return <usize>paddedColumns(columns) * 4 + <usize>(columns + 2) * 12 + 16;
}

/** The words of one row in column order: column j is word j mod 4 of the block with counter (j div 4, row, layer, stream). */
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

/** (w + 1/2) / 2^32 of the two words at `words`. */
// @ts-ignore: decorator
@inline
function uniforms(words: usize): v128 {
  const w = f64x2.convert_low_i32x4_u(v128.load64_zero(words));
  return f64x2.mul(f64x2.add(w, f64x2.splat(0.5)), f64x2.splat(2.3283064365386963e-10));
}

/** Stores two float32, or the first alone at the end of an odd row. */
// @ts-ignore: decorator
@inline
function storePair(to: usize, pair: v128, isPair: bool): void {
  const floats = f32x4.demote_f64x2_zero(pair);
  if (isPair) v128.store64_lane(to, floats, 0);
  else v128.store32_lane(to, floats, 0);
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
  const tails = (work + <usize>paddedColumns(columns) * 4 + 15) & ~15;
  const places = tails + <usize>(columns + 2) * 8;
  for (let row = row0; row < row1; row++) {
    rowWords(seed, stream, layer, row, columns, work);
    const to = out + <usize>row * columns * 4;
    let count: u32 = 0;
    for (let column: u32 = 0; column < columns; column += 2) {
      const u = uniforms(work + (column << 2));
      storePair(to + (column << 2), centralQuantile(u), column + 1 < columns);
      // The tails are gathered and done in full pairs below. Written always, counted when needed: 28 % of the pairs
      // have one, which no branch predictor can foresee.
      const outside: u32 = i64x2.bitmask(isCentral(u)) ^ 3;
      store<f64>(tails + (count << 3), f64x2.extract_lane(u, 0));
      store<u32>(places + (count << 2), column);
      count += outside & 1;
      store<f64>(tails + (count << 3), f64x2.extract_lane(u, 1));
      store<u32>(places + (count << 2), column + 1);
      count += (outside >> 1) & u32(column + 1 < columns);
    }
    // An odd last pair repeats its first.
    store<f64>(tails + (count << 3), load<f64>(tails));
    store<u32>(places + (count << 2), load<u32>(places));
    for (let i: u32 = 0; i < count; i += 2) {
      const z = f32x4.demote_f64x2_zero(tailQuantile(v128.load(tails + (i << 3))));
      v128.store32_lane(to + (load<u32>(places + (i << 2)) << 2), z, 0);
      v128.store32_lane(to + (load<u32>(places + (i << 2), 4) << 2), z, 1);
    }
  }
}

/** Rows `[row0, row1)` of a matrix of uniform draws with mean 0 and variance 1; parameters as of `drawNormal`. */
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
  const root = f64x2.splat(1.7320508075688772);
  for (let row = row0; row < row1; row++) {
    rowWords(seed, stream, layer, row, columns, work);
    const to = out + <usize>row * columns * 4;
    for (let column: u32 = 0; column < columns; column += 2) {
      const u = uniforms(work + (column << 2));
      const centered = f64x2.sub(f64x2.mul(f64x2.splat(2), u), f64x2.splat(1));
      storePair(to + (column << 2), f64x2.mul(root, centered), column + 1 < columns);
    }
  }
}
