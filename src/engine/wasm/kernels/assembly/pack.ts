/**
 * Packing of matrix operands for the product kernel in gemm.ts: panels of 4 or 6 rows of the left factor and
 * of 8 columns of the right one, the shared index running fastest by panel. Edges are filled with zeros,
 * which only reach discarded lanes. Strides (`stride`) are in bytes.
 */

/** Rows of the left factor and columns of the right one that the kernel takes at once. */
export const IS_TALL: bool = ASC_FEATURE_RELAXED_SIMD;
export const PANEL_ROWS: u32 = IS_TALL ? 6 : 4;
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

/** Two source rows, contiguous in k, to two lanes of a panel whose k step is `step` bytes. */
function packTwo(from: usize, stride: usize, depth: u32, to: usize, step: usize): void {
  const from1 = from + stride;
  const blocked = (depth & ~3) << 2;
  let k: usize = 0;
  for (; k < blocked; k += 16) {
    const r0 = v128.load(from + k);
    const r1 = v128.load(from1 + k);
    const low = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
    const high = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
    v128.store64_lane(to, low, 0);
    v128.store64_lane(to + step, low, 1);
    v128.store64_lane(to + 2 * step, high, 0);
    v128.store64_lane(to + 3 * step, high, 1);
    to += 4 * step;
  }
  for (const end = <usize>depth << 2; k < end; k += 4) {
    store<f32>(to, load<f32>(from + k));
    store<f32>(to, load<f32>(from1 + k), 4);
    to += step;
  }
}

/** Left factor from rows contiguous in k: `rows` rows by `depth`, panels of `[depth][PANEL_ROWS]`. */
export function packLeftRows(from: usize, stride: usize, rows: u32, depth: u32, to: usize): void {
  const step: usize = 4 * PANEL_ROWS;
  for (let row: u32 = 0; row < rows; row += PANEL_ROWS) {
    const at = from + <usize>row * stride;
    const left = rows - row;
    if (IS_TALL) {
      // The upper lanes are packed first: a panel that is not full is written by whole vectors, past its own
      // lanes.
      if (left >= PANEL_ROWS) packTwo(at + 4 * stride, stride, depth, to + 16, step);
      else packFew(at + 4 * stride, stride, left > 4 ? left - 4 : 0, depth, to + 16, step);
    }
    packLanes(at, stride, left, depth, to, step);
    to += depth * step;
  }
}

/** The first `count` of `lanes` lanes, the others zero. */
function copyLanes(from: usize, count: u32, to: usize, lanes: u32): void {
  for (let lane: u32 = 0; lane < lanes; lane++) {
    store<f32>(to + (lane << 2), lane < count ? load<f32>(from + (lane << 2)) : 0);
  }
}

/** Left factor given transposed, `[depth, rows]` with rows contiguous: panels of `[depth][PANEL_ROWS]`. */
export function packLeftColumns(from: usize, stride: usize, rows: u32, depth: u32, to: usize): void {
  for (let row: u32 = 0; row < rows; row += PANEL_ROWS) {
    let at = from + (row << 2);
    const left = rows - row;
    for (let k: u32 = 0; k < depth; k++) {
      if (left >= PANEL_ROWS) {
        v128.store(to, v128.load(at));
        if (IS_TALL) store<u64>(to, load<u64>(at, 16), 16);
      } else {
        copyLanes(at, left, to, PANEL_ROWS);
      }
      at += stride;
      to += 4 * PANEL_ROWS;
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
    for (let k: u32 = 0; k < depth; k++) {
      if (left >= PANEL_COLUMNS) {
        v128.store(to, v128.load(at));
        v128.store(to, v128.load(at, 16), 16);
      } else {
        copyLanes(at, left, to, PANEL_COLUMNS);
      }
      at += stride;
      to += 32;
    }
  }
}
