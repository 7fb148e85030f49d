/**
 * Matrix products C = A B in float32, packed and blocked for register, L1 and L2 (Goto, van de Geijn 2008;
 * BLIS). The right factor is packed once as a whole, the left one block by block, so that a product can be
 * computed in chunks of rows. Every element of C is summed over k in ascending order in blocks of DEPTH,
 * whatever the chunks and wherever it lies, so chunks and shards do not change its bits.
 */
import {
  IS_TALL,
  packLeftColumns,
  packLeftRows,
  packRightColumns,
  packRightRows,
  PANEL_COLUMNS,
  PANEL_ROWS,
} from "./pack";
import { multiplyAdd } from "./simd";

/** k block: a right panel (8 x 384 floats = 12 KiB) and a left one (6 or 9 KiB) stay in 32 KiB of L1. */
const DEPTH: u32 = 384;
/**
 * Rows per packed left block: 96 x 384 floats = 144 KiB, within the 256 KiB of L2 that
 * even old processors have.
 */
const ROWS: u32 = 96;

/** A spare tile. */
const SPARE_BYTES: u32 = PANEL_ROWS * 32;

/** The first k block of a chunk sets C, plus the bias if there is one; later blocks add to it. */
const SET: u32 = 0;
const SET_BIAS: u32 = 1;
const ADD: u32 = 2;

/**
 * One tile of PANEL_ROWS x 8: sum over `depth` >= 1 steps of two packed panels, then stored by `mode`.
 * V8 has 15 vector registers on x64. Fused, twelve accumulators, two vectors of B and one broadcast of A just
 * fit; eight would not do, as two multiply-adds a cycle that take four cycles each leave no slack: 54 against
 * 51 GFLOP/s. Not fused, each product needs one more, and twelve would spill: 28 against 45. Fused, one step
 * a round is as fast as four; not fused, four are: 44 against 39.6. The exits between them keep V8 from
 * hoisting the loads of all steps to the top, which would spill, too.
 */
function tile(a: usize, b: usize, depth: u32, c: usize, stride: usize, mode: u32, bias: usize): void {
  const end = a + <usize>depth * 4 * PANEL_ROWS;
  let c00 = f32x4.splat(0);
  let c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0);
  let c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0);
  let c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0);
  let c31 = f32x4.splat(0);
  let c40 = f32x4.splat(0);
  let c41 = f32x4.splat(0);
  let c50 = f32x4.splat(0);
  let c51 = f32x4.splat(0);
  let b0: v128;
  let b1: v128;
  let t: v128;
  do {
    b0 = v128.load(b);
    b1 = v128.load(b, 16);
    t = v128.load32_splat(a);
    c00 = multiplyAdd(t, b0, c00);
    c01 = multiplyAdd(t, b1, c01);
    t = v128.load32_splat(a, 4);
    c10 = multiplyAdd(t, b0, c10);
    c11 = multiplyAdd(t, b1, c11);
    t = v128.load32_splat(a, 8);
    c20 = multiplyAdd(t, b0, c20);
    c21 = multiplyAdd(t, b1, c21);
    t = v128.load32_splat(a, 12);
    c30 = multiplyAdd(t, b0, c30);
    c31 = multiplyAdd(t, b1, c31);
    if (IS_TALL) {
      t = v128.load32_splat(a, 16);
      c40 = multiplyAdd(t, b0, c40);
      c41 = multiplyAdd(t, b1, c41);
      t = v128.load32_splat(a, 20);
      c50 = multiplyAdd(t, b0, c50);
      c51 = multiplyAdd(t, b1, c51);
    }
    a += 4 * PANEL_ROWS;
    b += 32;
    if (IS_TALL) continue;
    if (a >= end) break;
    b0 = v128.load(b);
    b1 = v128.load(b, 16);
    t = v128.load32_splat(a);
    c00 = multiplyAdd(t, b0, c00);
    c01 = multiplyAdd(t, b1, c01);
    t = v128.load32_splat(a, 4);
    c10 = multiplyAdd(t, b0, c10);
    c11 = multiplyAdd(t, b1, c11);
    t = v128.load32_splat(a, 8);
    c20 = multiplyAdd(t, b0, c20);
    c21 = multiplyAdd(t, b1, c21);
    t = v128.load32_splat(a, 12);
    c30 = multiplyAdd(t, b0, c30);
    c31 = multiplyAdd(t, b1, c31);
    a += 4 * PANEL_ROWS;
    b += 32;
    if (a >= end) break;
    b0 = v128.load(b);
    b1 = v128.load(b, 16);
    t = v128.load32_splat(a);
    c00 = multiplyAdd(t, b0, c00);
    c01 = multiplyAdd(t, b1, c01);
    t = v128.load32_splat(a, 4);
    c10 = multiplyAdd(t, b0, c10);
    c11 = multiplyAdd(t, b1, c11);
    t = v128.load32_splat(a, 8);
    c20 = multiplyAdd(t, b0, c20);
    c21 = multiplyAdd(t, b1, c21);
    t = v128.load32_splat(a, 12);
    c30 = multiplyAdd(t, b0, c30);
    c31 = multiplyAdd(t, b1, c31);
    a += 4 * PANEL_ROWS;
    b += 32;
    if (a >= end) break;
    b0 = v128.load(b);
    b1 = v128.load(b, 16);
    t = v128.load32_splat(a);
    c00 = multiplyAdd(t, b0, c00);
    c01 = multiplyAdd(t, b1, c01);
    t = v128.load32_splat(a, 4);
    c10 = multiplyAdd(t, b0, c10);
    c11 = multiplyAdd(t, b1, c11);
    t = v128.load32_splat(a, 8);
    c20 = multiplyAdd(t, b0, c20);
    c21 = multiplyAdd(t, b1, c21);
    t = v128.load32_splat(a, 12);
    c30 = multiplyAdd(t, b0, c30);
    c31 = multiplyAdd(t, b1, c31);
    a += 4 * PANEL_ROWS;
    b += 32;
  } while (a < end);
  if (mode != SET) {
    if (mode == SET_BIAS) {
      b0 = v128.load(bias);
      b1 = v128.load(bias, 16);
      c00 = f32x4.add(c00, b0);
      c01 = f32x4.add(c01, b1);
      c10 = f32x4.add(c10, b0);
      c11 = f32x4.add(c11, b1);
      c20 = f32x4.add(c20, b0);
      c21 = f32x4.add(c21, b1);
      c30 = f32x4.add(c30, b0);
      c31 = f32x4.add(c31, b1);
      if (IS_TALL) {
        c40 = f32x4.add(c40, b0);
        c41 = f32x4.add(c41, b1);
        c50 = f32x4.add(c50, b0);
        c51 = f32x4.add(c51, b1);
      }
    } else {
      c00 = f32x4.add(c00, v128.load(c));
      c01 = f32x4.add(c01, v128.load(c, 16));
      c10 = f32x4.add(c10, v128.load(c + stride));
      c11 = f32x4.add(c11, v128.load(c + stride, 16));
      c20 = f32x4.add(c20, v128.load(c + 2 * stride));
      c21 = f32x4.add(c21, v128.load(c + 2 * stride, 16));
      c30 = f32x4.add(c30, v128.load(c + 3 * stride));
      c31 = f32x4.add(c31, v128.load(c + 3 * stride, 16));
      if (IS_TALL) {
        c40 = f32x4.add(c40, v128.load(c + 4 * stride));
        c41 = f32x4.add(c41, v128.load(c + 4 * stride, 16));
        c50 = f32x4.add(c50, v128.load(c + 5 * stride));
        c51 = f32x4.add(c51, v128.load(c + 5 * stride, 16));
      }
    }
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  v128.store(c + stride, c10);
  v128.store(c + stride, c11, 16);
  v128.store(c + 2 * stride, c20);
  v128.store(c + 2 * stride, c21, 16);
  v128.store(c + 3 * stride, c30);
  v128.store(c + 3 * stride, c31, 16);
  if (IS_TALL) {
    v128.store(c + 4 * stride, c40);
    v128.store(c + 4 * stride, c41, 16);
    v128.store(c + 5 * stride, c50);
    v128.store(c + 5 * stride, c51, 16);
  }
}

/**
 * A tile over the edge of C, by way of a full one in `spare` (SPARE_BYTES). The same sums in the same order.
 */
function edgeTile(
  a: usize,
  b: usize,
  depth: u32,
  c: usize,
  stride: usize,
  mode: u32,
  bias: usize,
  rows: u32,
  columns: u32,
  spare: usize,
): void {
  tile(a, b, depth, spare, 32, SET, 0);
  for (let row: u32 = 0; row < rows; row++) {
    for (let column: u32 = 0; column < columns; column++) {
      const to = c + <usize>row * stride + (column << 2);
      let value = load<f32>(spare + (row << 5) + (column << 2));
      if (mode == SET_BIAS) value += load<f32>(bias + (column << 2));
      else if (mode == ADD) value += load<f32>(to);
      store<f32>(to, value);
    }
  }
}

/** Rows `[0, rows)` of C from one packed left block and one packed k block of the right factor. */
function block(
  left: usize,
  right: usize,
  rows: u32,
  columns: u32,
  depth: u32,
  c: usize,
  stride: usize,
  mode: u32,
  bias: usize,
  spare: usize,
): void {
  const leftStep = <usize>depth * 4 * PANEL_ROWS;
  for (let column: u32 = 0; column < columns; column += PANEL_COLUMNS) {
    const columnsLeft = min(columns - column, PANEL_COLUMNS);
    const biasAt = bias + (column << 2);
    let a = left;
    let to = c + (column << 2);
    for (let row: u32 = 0; row < rows; row += PANEL_ROWS) {
      const rowsLeft = min(rows - row, PANEL_ROWS);
      if (columnsLeft == PANEL_COLUMNS && rowsLeft == PANEL_ROWS) tile(a, right, depth, to, stride, mode, biasAt);
      else edgeTile(a, right, depth, to, stride, mode, biasAt, rowsLeft, columnsLeft, spare);
      a += leftStep;
      to += <usize>PANEL_ROWS * stride;
    }
    right += <usize>depth * 32;
  }
}

/** Bytes that the right factor takes when packed. */
export function packedRightBytes(columns: u32, depth: u32): usize {
  return <usize>((columns + PANEL_COLUMNS - 1) & ~(PANEL_COLUMNS - 1)) * depth * 4;
}

/** Bytes of work space of `multiplyRows`: a packed left block and one tile. */
export function leftBlockBytes(): usize {
  return ROWS * DEPTH * 4 + SPARE_BYTES;
}

/** The depth of a k block: the right factor is packed in steps of it. */
export function depthBlock(): u32 {
  return DEPTH;
}

/**
 * Packs the k block that starts at `k0` (a multiple of DEPTH) of the right factor.
 * @param isTransposed the source is `[columns, depth]` rather than `[depth, columns]`
 * @param stride bytes between rows of the source
 * @param to start of the packed factor, `packedRightBytes(columns, depth)` long
 */
export function packRight(
  from: usize,
  stride: usize,
  isTransposed: bool,
  columns: u32,
  depth: u32,
  k0: u32,
  to: usize,
): void {
  const taken = min(depth - k0, DEPTH);
  to += packedRightBytes(columns, k0);
  if (isTransposed) packRightRows(from + (k0 << 2), stride, columns, taken, to);
  else packRightColumns(from + <usize>k0 * stride, stride, columns, taken, to);
}

/**
 * Rows `[row0, row1)` of C = A B (+ bias on every row).
 * @param left A, `[rows, depth]`, or `[depth, rows]` where `isTransposed`; `leftStride`
 *   is its row stride in bytes
 * @param right B, packed
 * @param bias `[columns]` or 0
 * @param c C, `[rows, columns]`, dense
 * @param work `leftBlockBytes()` bytes
 */
export function multiplyRows(
  left: usize,
  leftStride: usize,
  isTransposed: bool,
  row0: u32,
  row1: u32,
  depth: u32,
  right: usize,
  columns: u32,
  bias: usize,
  c: usize,
  work: usize,
): void {
  const stride = <usize>columns << 2;
  const spare = work + ROWS * DEPTH * 4;
  for (let k0: u32 = 0; k0 < depth; k0 += DEPTH) {
    const taken = min(depth - k0, DEPTH);
    const mode = k0 > 0 ? ADD : bias != 0 ? SET_BIAS : SET;
    const rightBlock = right + packedRightBytes(columns, k0);
    for (let row = row0; row < row1; row += ROWS) {
      const rows = min(row1 - row, ROWS);
      if (isTransposed) {
        packLeftColumns(left + <usize>k0 * leftStride + (row << 2), leftStride, rows, taken, work);
      } else {
        packLeftRows(left + <usize>row * leftStride + (k0 << 2), leftStride, rows, taken, work);
      }
      block(work, rightBlock, rows, columns, taken, c + <usize>row * stride, stride, mode, bias, spare);
    }
  }
}
