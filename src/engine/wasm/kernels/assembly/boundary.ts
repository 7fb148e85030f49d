/**
 * Small networks trained four at a time, one in every lane of a register: the pixels of the boundary of
 * trainability. A module of its own, compiled without relaxed SIMD, because its bits must agree with
 * experiment/boundary/boundaryTraining.ts, operation by operation. Every number of a network stands in memory
 * as a vector of the four networks' numbers.
 */

const TANH: i32 = 0;
const RELU: i32 = 1;
const BATCH: usize = 16;
const TAIL: i32 = 20;
const HOPELESS: f32 = 1e9;
/** Bytes of a vector. */
const V: usize = 16;

/** out = the sum, or out = out - rate times the sum. */
const STORE: i32 = 0;
const UPDATE: i32 = 1;

// @ts-ignore: decorator
@inline
function put(at: usize, sum: v128, rate: v128, mode: i32): void {
  if (mode == STORE) v128.store(at, sum);
  else v128.store(at, f32x4.sub(v128.load(at), f32x4.mul(rate, sum)));
}

/**
 * out[r, c] = sum over k of a[r, k] b[k, c], row-major `[rows, columns]`, in tiles of 4 x 2 sums. Strides are
 * in bytes; rows is a multiple of 4, columns of 2.
 */
// @ts-ignore: decorator
@inline
function product(
  out: usize,
  a: usize,
  aRow: usize,
  aStep: usize,
  b: usize,
  bStep: usize,
  bColumn: usize,
  rows: usize,
  columns: usize,
  depth: usize,
  rate: v128,
  mode: i32,
): void {
  const outRow = columns * V;
  for (let row: usize = 0; row < rows; row += 4) {
    for (let column: usize = 0; column < columns; column += 2) {
      let c00 = f32x4.splat(0);
      let c01 = c00;
      let c10 = c00;
      let c11 = c00;
      let c20 = c00;
      let c21 = c00;
      let c30 = c00;
      let c31 = c00;
      let p = a + row * aRow;
      let q = b + column * bColumn;
      const end = q + depth * bStep;
      while (q < end) {
        const x = v128.load(q);
        const y = v128.load(q + bColumn);
        const l0 = v128.load(p);
        c00 = f32x4.add(c00, f32x4.mul(l0, x));
        c01 = f32x4.add(c01, f32x4.mul(l0, y));
        const l1 = v128.load(p + aRow);
        c10 = f32x4.add(c10, f32x4.mul(l1, x));
        c11 = f32x4.add(c11, f32x4.mul(l1, y));
        const l2 = v128.load(p + 2 * aRow);
        c20 = f32x4.add(c20, f32x4.mul(l2, x));
        c21 = f32x4.add(c21, f32x4.mul(l2, y));
        const l3 = v128.load(p + 3 * aRow);
        c30 = f32x4.add(c30, f32x4.mul(l3, x));
        c31 = f32x4.add(c31, f32x4.mul(l3, y));
        p += aStep;
        q += bStep;
      }
      const to = out + row * outRow + column * V;
      put(to, c00, rate, mode);
      put(to + V, c01, rate, mode);
      put(to + outRow, c10, rate, mode);
      put(to + outRow + V, c11, rate, mode);
      put(to + 2 * outRow, c20, rate, mode);
      put(to + 2 * outRow + V, c21, rate, mode);
      put(to + 3 * outRow, c30, rate, mode);
      put(to + 3 * outRow + V, c31, rate, mode);
    }
  }
}

// @ts-ignore: decorator
@inline
function times(sum: v128, square: v128, coefficient: f32): v128 {
  return f32x4.add(f32x4.mul(sum, square), f32x4.splat(coefficient));
}

/** tanh, operation by operation that of `boundaryTanh`. */
// @ts-ignore: decorator
@inline
function tanh(value: v128): v128 {
  // NaN is neither more nor less, so that it passes.
  let x = f32x4.pmin(value, f32x4.splat(7.90531110763549805));
  x = f32x4.pmax(x, f32x4.splat(-7.90531110763549805));
  const square = f32x4.mul(x, x);
  let p = f32x4.splat(-2.76076847742355e-16);
  p = times(p, square, 2.00018790482477e-13);
  p = times(p, square, -8.60467152213735e-11);
  p = times(p, square, 5.12229709037114e-8);
  p = times(p, square, 1.48572235717979e-5);
  p = times(p, square, 6.37261928875436e-4);
  p = times(p, square, 4.89352455891786e-3);
  let q = f32x4.splat(1.19825839466702e-6);
  q = times(q, square, 1.18534705686654e-4);
  q = times(q, square, 2.2684346324390e-3);
  q = times(q, square, 4.89352518554385e-3);
  return f32x4.div(f32x4.mul(x, p), q);
}

/** The activation in place. */
function activate(at: usize, count: usize, activation: i32): void {
  const end = at + count * V;
  if (activation == TANH) {
    for (; at < end; at += V) v128.store(at, tanh(v128.load(at)));
  } else if (activation == RELU) {
    // NaN is not less than 0, so that it passes.
    for (; at < end; at += V) v128.store(at, f32x4.pmax(v128.load(at), f32x4.splat(0)));
  }
}

/** gradient = gradient times the derivative, from the output. */
// @ts-ignore: decorator
@inline
function sloped(gradient: v128, output: v128, activation: i32): v128 {
  if (activation == TANH) {
    return f32x4.mul(gradient, f32x4.sub(f32x4.splat(1), f32x4.mul(output, output)));
  }
  if (activation == RELU) {
    const slope = v128.and(f32x4.gt(output, f32x4.splat(0)), f32x4.splat(1));
    return f32x4.mul(gradient, slope);
  }
  return gradient;
}

/** Vectors that the kernel works in, for a width and a number of layers of weights. */
export function boundaryWorkVectors(width: u32, layers: u32): u32 {
  const square = width * width;
  const rows = <u32>BATCH * width;
  // Inputs, targets and errors; weights; outputs and gradients of every hidden layer.
  return rows + 2 * <u32>BATCH + (layers - 1) * (square + 2 * rows) + width;
}

/** Four copies of each of `count` float32. */
function spread(from: usize, to: usize, count: usize): void {
  for (let i: usize = 0; i < count; i++) v128.store(to + i * V, v128.load32_splat(from + i * 4));
}

/** Weights of four networks: the draws times their scales. */
function begin(from: usize, to: usize, count: usize, scale: v128): void {
  for (let i: usize = 0; i < count; i++) {
    v128.store(to + i * V, f32x4.mul(scale, v128.load32_splat(from + i * 4)));
  }
}

/**
 * Trains groups of four networks.
 * @param draws inputs `[16, width]`, targets `[16]`, hidden weights `[layers - 1, width, width]`, last
 *   `[width]`
 * @param points of every group: four rates of the hidden layers, four of the last one, four scales
 * @param out four numbers of every group: the pace, negative where the network did not converge
 * @param work `boundaryWorkVectors` vectors
 * @returns steps of groups that were computed
 */
export function trainBoundary(
  draws: usize,
  points: usize,
  out: usize,
  work: usize,
  groups: u32,
  width: u32,
  layers: u32,
  activation: i32,
  steps: i32,
): u32 {
  const n = <usize>width;
  const row = n * V;
  const square = n * n;
  const count = BATCH * n;
  const isDeep = layers == 3;
  const inputs = work;
  const targets = inputs + count * V;
  const errors = targets + BATCH * V;
  const first = errors + BATCH * V;
  const last = first + square * V;
  const outputs = last + row;
  const slopes = outputs + count * V;
  const second = slopes + count * V;
  const deepOutputs = second + square * V;
  const deepSlopes = deepOutputs + count * V;
  const top = isDeep ? deepOutputs : outputs;
  const topSlopes = isDeep ? deepSlopes : slopes;
  const drawnTargets = draws + count * 4;
  const drawnFirst = drawnTargets + BATCH * 4;
  const drawnLast = drawnFirst + (isDeep ? 2 : 1) * square * 4;
  spread(draws, inputs, count);
  spread(drawnTargets, targets, BATCH);
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  const share = f32x4.splat(<f32>1 / <f32>BATCH);
  let computed: u32 = 0;

  for (let group: u32 = 0; group < groups; group++) {
    const hiddenRate = v128.load(points);
    const lastRate = v128.load(points + V);
    const scale = v128.load(points + 2 * V);
    points += 3 * V;
    begin(drawnFirst, first, square, scale);
    if (isDeep) begin(drawnFirst + square * 4, second, square, scale);
    begin(drawnLast, last, n, scale);
    let firstLoss = zero;
    let fallen = zero;
    let risen = zero;
    let tail = zero;
    // Lanes of networks that may still converge.
    let alive = i32x4.splat(-1);
    for (let step = 0; step < steps; step++) {
      product(outputs, inputs, row, V, first, row, V, BATCH, n, n, zero, STORE);
      activate(outputs, count, activation);
      if (isDeep) {
        product(deepOutputs, outputs, row, V, second, row, V, BATCH, n, n, zero, STORE);
        activate(deepOutputs, count, activation);
      }
      let loss = zero;
      for (let b: usize = 0; b < BATCH; b++) {
        const at = top + b * row;
        let sum = zero;
        for (let j: usize = 0; j < row; j += V) {
          sum = f32x4.add(sum, f32x4.mul(v128.load(at + j), v128.load(last + j)));
        }
        const error = f32x4.sub(sum, v128.load(targets + b * V));
        v128.store(errors + b * V, f32x4.mul(error, share));
        loss = f32x4.add(loss, f32x4.mul(error, error));
      }
      if (step == 0) firstLoss = loss;
      computed++;
      const ratio = f32x4.div(loss, firstLoss);
      alive = v128.and(alive, f32x4.le(ratio, f32x4.splat(HOPELESS)));
      if (!v128.any_true(alive)) break;
      // Lanes that have ended keep their sums.
      const fall = v128.bitselect(ratio, one, f32x4.lt(ratio, one));
      fallen = v128.bitselect(f32x4.add(fallen, fall), fallen, alive);
      const rise = v128.bitselect(f32x4.div(one, ratio), one, f32x4.gt(ratio, one));
      risen = v128.bitselect(f32x4.add(risen, rise), risen, alive);
      if (step >= steps - TAIL) tail = f32x4.add(tail, ratio);

      for (let b: usize = 0; b < BATCH; b++) {
        const error = v128.load(errors + b * V);
        const at = b * row;
        for (let j: usize = 0; j < row; j += V) {
          const gradient = f32x4.mul(error, v128.load(last + j));
          v128.store(topSlopes + at + j, sloped(gradient, v128.load(top + at + j), activation));
        }
      }
      for (let j: usize = 0; j < row; j += V) {
        let sum = zero;
        for (let b: usize = 0; b < BATCH; b++) {
          sum = f32x4.add(sum, f32x4.mul(v128.load(errors + b * V), v128.load(top + b * row + j)));
        }
        v128.store(last + j, f32x4.sub(v128.load(last + j), f32x4.mul(lastRate, sum)));
      }
      if (isDeep) {
        product(slopes, deepSlopes, row, V, second, V, row, BATCH, n, n, zero, STORE);
        for (let i: usize = 0; i < count * V; i += V) {
          v128.store(slopes + i, sloped(v128.load(slopes + i), v128.load(outputs + i), activation));
        }
        product(second, outputs, V, row, deepSlopes, row, V, n, n, BATCH, hiddenRate, UPDATE);
      }
      product(first, inputs, V, row, slopes, row, V, n, n, BATCH, hiddenRate, UPDATE);
    }
    const least = f32x4.splat(<f32>(steps < TAIL ? steps : TAIL));
    const isConverged = v128.and(alive, f32x4.lt(tail, least));
    v128.store(
      out,
      v128.bitselect(f32x4.pmax(fallen, one), f32x4.neg(f32x4.pmax(risen, one)), isConverged),
    );
    out += V;
  }
  return computed;
}
