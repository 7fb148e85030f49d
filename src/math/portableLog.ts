/**
 * A natural logarithm whose bits are the same on every device. Math.log is not specified to the last bit,
 * and a link must reproduce the same weights everywhere, so the sampler does not use it.
 */
const LN2_HIGH = 6.9314718036912381649e-1;
const LN2_LOW = 1.90821492927058770002e-10;
const SQRT2 = 1.4142135623730951;

const words = new Uint32Array(2);
const float = new Float64Array(words.buffer);
// The high word of a float64 sits second on little-endian machines, the only ones
// WebAssembly and browsers run on.
const HIGH = 1;

/**
 * ln(x) for a positive, normal float64, by x = 2^k m with m in [sqrt(1/2), sqrt 2) and ln m = 2
 * atanh((m-1)/(m+1)). Only + - * / and bit moves, in a fixed order; the AssemblyScript twin repeats
 * the same operations. Error: below 1 ulp of the result away from x = 1, 2e-16 absolute near it
 * (checked against Math.log).
 */
export function portableLog(x: number): number {
  float[0] = x;
  const high = words[HIGH] ?? 0;
  let exponent = (high >>> 20) - 1023;
  words[HIGH] = (high & 0x000fffff) | 0x3ff00000;
  let m = float[0];
  if (m > SQRT2) {
    m *= 0.5;
    exponent += 1;
  }
  const s = (m - 1) / (m + 1);
  const t = s * s;
  // 2 atanh(s) = 2s (1 + t/3 + t^2/5 + ...); |s| <= 0.1716, t <= 0.02944: the term t^10/21 is below 3e-17.
  let sum = 1 / 21;
  sum = sum * t + 1 / 19;
  sum = sum * t + 1 / 17;
  sum = sum * t + 1 / 15;
  sum = sum * t + 1 / 13;
  sum = sum * t + 1 / 11;
  sum = sum * t + 1 / 9;
  sum = sum * t + 1 / 7;
  sum = sum * t + 1 / 5;
  sum = sum * t + 1 / 3;
  const tail = s * t * sum;
  return exponent * LN2_HIGH + (exponent * LN2_LOW + 2 * (s + tail));
}
