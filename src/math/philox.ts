/**
 * Philox 4x32-10, the counter-based generator of Salmon et al. 2011 (Random123), and the one map from
 * a number's address to a uniform. There is no state: every number can be drawn alone.
 */

/** Which purpose a draw serves. The numbers are part of the model version: never reuse or renumber one. */
export const STREAM = {
  weight: 0,
  bias: 1,
  input: 2,
  gradient: 3,
  mask: 4,
  /** The shared part of a batch's inputs; the positions of sparse and one-hot entries. */
  inputCommon: 5,
  inputMask: 6,
  dropout: 7,
  label: 8,
  /** The points of a task, and what they share: centres of clusters, weights of a teacher. */
  task: 9,
  taskCommon: 10,
  /** The order of a data set in each epoch. */
  order: 11,
  /** The start of the search for the sharpest direction. */
  sharpness: 12,
} as const;
export type Stream = (typeof STREAM)[keyof typeof STREAM];

const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;

/** High 32 bits of the 64-bit product of two unsigned 32-bit integers. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const low = aLow * bLow;
  const middle = aHigh * bLow + (low >>> 16);
  const cross = aLow * bHigh + (middle % 0x10000);
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(cross / 0x10000)) >>> 0;
}

/**
 * One Philox 4x32-10 block: four unsigned 32-bit words for a 128-bit counter and a 64-bit key.
 * @param output receives the four words; reused by callers in loops
 * Source: Salmon, Moraes, Dror, Shaw, SC11; checked against the Random123 known answers.
 */
export function philox4x32(
  counter0: number,
  counter1: number,
  counter2: number,
  counter3: number,
  key0: number,
  key1: number,
  output: Uint32Array,
): void {
  let c0 = counter0 >>> 0;
  let c1 = counter1 >>> 0;
  let c2 = counter2 >>> 0;
  let c3 = counter3 >>> 0;
  let k0 = key0 >>> 0;
  let k1 = key1 >>> 0;
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(MULTIPLIER_0, c0);
    const low0 = Math.imul(MULTIPLIER_0, c0) >>> 0;
    const high1 = multiplyHigh(MULTIPLIER_1, c2);
    const low1 = Math.imul(MULTIPLIER_1, c2) >>> 0;
    c0 = (high1 ^ c1 ^ k0) >>> 0;
    c1 = low1;
    c2 = (high0 ^ c3 ^ k1) >>> 0;
    c3 = low0;
    k0 = (k0 + WEYL_0) >>> 0;
    k1 = (k1 + WEYL_1) >>> 0;
  }
  output[0] = c0;
  output[1] = c1;
  output[2] = c2;
  output[3] = c3;
}

/** The uniform of a word, strictly inside (0, 1): (w + 1/2) / 2^32, exact in float64. */
export function uniformFromWord(word: number): number {
  return (word + 0.5) * 2.3283064365386963e-10;
}

/**
 * Words of one row of a matrix: column j is word j mod 4 of the block with counter (j div 4, row, layer,
 * stream). So a wider, deeper or larger draw keeps every number it shares with a smaller one.
 * @param output one per column
 */
export function wordRow(
  seed: number,
  stream: Stream,
  layerIndex: number,
  row: number,
  output: Uint32Array,
): void {
  const words = new Uint32Array(4);
  for (let column = 0; column < output.length; column++) {
    if ((column & 3) === 0) philox4x32(column >>> 2, row, layerIndex, stream, seed, 0, words);
    output[column] = words[column & 3] ?? 0;
  }
}

/**
 * Uniforms of one row of a matrix, those of its words.
 * @param output float64, one per column
 */
export function uniformRow(
  seed: number,
  stream: Stream,
  layerIndex: number,
  row: number,
  output: Float64Array,
): void {
  const words = new Uint32Array(output.length);
  wordRow(seed, stream, layerIndex, row, words);
  for (let column = 0; column < output.length; column++) {
    output[column] = uniformFromWord(words[column] ?? 0);
  }
}
