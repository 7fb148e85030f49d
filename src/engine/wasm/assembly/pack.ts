/**
 * Packing of matrix operands for the product kernel in gemm.ts: panels of 4 rows of the left factor and of 8 columns of
 * the right one, the shared index running fastest by panel. Edges are filled with zeros, which only reach lanes that are
 * thrown away. Strides (`stride`) are in bytes.
 */

/** Rows of the left factor and columns of the right one that the kernel takes at once. */
export const PANEL_ROWS: u32 = 4;
export const PANEL_COLUMNS: u32 = 8;

/** Four vectors of four k each become four vectors of four rows, stored `step` bytes apart. */
// @ts-ignore: decorator
@inline
function storeTransposed(to: usize, step: usize, r0: v128, r1: v128, r2: v128, r3: v128): void {
  const a = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
  const b = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
  const c = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
  const d = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(a, b, 0, 1, 4, 5));
  v128.store(to + step, v128.shuffle<f32>(a, b, 2, 3, 6, 7));
  v128.store(to + 2 * step, v128.shuffle<f32>(c, d, 0, 1, 4, 5));
  v128.store(to + 3 * step, v128.shuffle<f32>(c, d, 2, 3, 6, 7));
}

/** Four source rows, contiguous in k, to one panel whose k step is `step` bytes. */
function packFour(from: usize, stride: usize, depth: u32, to: usize, step: usize): void {
  const from1 = from + stride;
  const from2 = from1 + stride;
  const from3 = from2 + stride;
  const blocked = (depth & ~3) << 2;
  let k: usize = 0;
  for (; k < blocked; k += 16) {
    storeTransposed(to, step, v128.load(from + k), v128.load(from1 + k), v128.load(from2 + k), v128.load(from3 + k));
    to += 4 * step;
  }
  for (const end = <usize>depth << 2; k < end; k += 4) {
    store<f32>(to, load<f32>(from + k));
    store<f32>(to, load<f32>(from1 + k), 4);
    store<f32>(to, load<f32>(from2 + k), 8);
    store<f32>(to, load<f32>(from3 + k), 12);
    to += step;
  }
}

/** `count` < 4 source rows of a panel of four lanes, the other lanes zero. */
function packFew(from: usize, stride: usize, count: u32, depth: u32, to: usize, step: usize): void {
  for (let k: u32 = 0; k < depth; k++) {
    v128.store(to, i32x4.splat(0));
    for (let row: u32 = 0; row < count; row++) {
      store<f32>(to + (row << 2), load<f32>(from + <usize>row * stride + (k << 2)));
    }
    to += step;
  }
}

/** Packs four lanes of a panel from up to four rows that are contiguous in k. */
function packLanes(from: usize, stride: usize, count: u32, depth: u32, to: usize, step: usize): void {
  if (count >= 4) packFour(from, stride, depth, to, step);
  else packFew(from, stride, count, depth, to, step);
}

/** Left factor from rows contiguous in k: `rows` rows by `depth`, panels of `[depth][4]`. */
export function packLeftRows(from: usize, stride: usize, rows: u32, depth: u32, to: usize): void {
  for (let row: u32 = 0; row < rows; row += PANEL_ROWS) {
    packLanes(from + <usize>row * stride, stride, rows - row, depth, to, 16);
    to += <usize>depth * 16;
  }
}

/** Left factor given transposed, `[depth, rows]` with rows contiguous: panels of `[depth][4]`. */
export function packLeftColumns(from: usize, stride: usize, rows: u32, depth: u32, to: usize): void {
  for (let row: u32 = 0; row < rows; row += PANEL_ROWS) {
    let at = from + (row << 2);
    if (rows - row >= PANEL_ROWS) {
      for (let k: u32 = 0; k < depth; k++) {
        v128.store(to, v128.load(at));
        at += stride;
        to += 16;
      }
    } else {
      for (let k: u32 = 0; k < depth; k++) {
        v128.store(to, i32x4.splat(0));
        for (let lane: u32 = 0; lane < rows - row; lane++) store<f32>(to + (lane << 2), load<f32>(at + (lane << 2)));
        at += stride;
        to += 16;
      }
    }
  }
}

/** Right factor given transposed, `[columns, depth]` with depth contiguous: panels of `[depth][8]`. */
export function packRightRows(from: usize, stride: usize, columns: u32, depth: u32, to: usize): void {
  for (let column: u32 = 0; column < columns; column += PANEL_COLUMNS) {
    const at = from + <usize>column * stride;
    const left = columns - column;
    packLanes(at, stride, left, depth, to, 32);
    // With four columns or fewer the upper lanes are all padding.
    packLanes(at + 4 * stride, stride, left > 4 ? left - 4 : 0, depth, to + 16, 32);
    to += <usize>depth * 32;
  }
}

/** Right factor `[depth, columns]` with columns contiguous: panels of `[depth][8]`. */
export function packRightColumns(from: usize, stride: usize, columns: u32, depth: u32, to: usize): void {
  for (let column: u32 = 0; column < columns; column += PANEL_COLUMNS) {
    let at = from + (column << 2);
    const left = columns - column;
    if (left >= PANEL_COLUMNS) {
      for (let k: u32 = 0; k < depth; k++) {
        v128.store(to, v128.load(at));
        v128.store(to, v128.load(at, 16), 16);
        at += stride;
        to += 32;
      }
    } else {
      for (let k: u32 = 0; k < depth; k++) {
        v128.store(to, i32x4.splat(0));
        v128.store(to, i32x4.splat(0), 16);
        for (let lane: u32 = 0; lane < left; lane++) store<f32>(to + (lane << 2), load<f32>(at + (lane << 2)));
        at += stride;
        to += 32;
      }
    }
  }
}
