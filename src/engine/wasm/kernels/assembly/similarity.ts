/**
 * Reductions for the similarity of a layer's outputs, beside means and products: sums of squares and of unit
 * vectors, in float64.
 */
import { addDouble, addDoubles, highDoubles, lowDoubles } from "./simd";

/** Sum of x^2 over `count` float32. No square of a float32 over- or underflows float64. */
export function sumOfSquares(x: usize, count: u32): f64 {
  const end = x + (<usize>count << 2);
  const blockedEnd = x + (<usize>(count & ~3) << 2);
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  for (; x < blockedEnd; x += 16) {
    const v = v128.load(x);
    const d = lowDoubles(v);
    const e = highDoubles(v);
    low = f64x2.add(low, f64x2.mul(d, d));
    high = f64x2.add(high, f64x2.mul(e, e));
  }
  low = f64x2.add(low, high);
  let sum = f64x2.extract_lane(low, 0) + f64x2.extract_lane(low, 1);
  for (; x < end; x += 4) {
    const d = <f64>load<f32>(x);
    sum += d * d;
  }
  return sum;
}

/**
 * sums += x / |x| for every row that is not zero.
 * @param x `[rows, units]`
 * @param sums `[units]` float64
 * @returns the number of added rows
 */
export function sumDirections(x: usize, rows: u32, units: u32, sums: usize): u32 {
  const stride = <usize>units << 2;
  const blocked = (units & ~3) << 2;
  let count: u32 = 0;
  for (let row: u32 = 0; row < rows; row++) {
    const square = sumOfSquares(x, units);
    if (square != 0) {
      count++;
      const inverse = 1 / sqrt<f64>(square);
      const factor = f64x2.splat(inverse);
      for (let at: usize = 0; at < blocked; at += 16) {
        const v = v128.load(x + at);
        addDoubles(sums + 2 * at, f64x2.mul(lowDoubles(v), factor));
        addDoubles(sums + 2 * at + 16, f64x2.mul(highDoubles(v), factor));
      }
      for (let at: usize = blocked; at < stride; at += 4) {
        addDouble(sums + 2 * at, <f64>load<f32>(x + at) * inverse);
      }
    }
    x += stride;
  }
  return count;
}
