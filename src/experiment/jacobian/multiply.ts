/** Products in plain TypeScript: two rows by four at a time, so that each value serves twice. */
import type { Multiply } from "./tangents.ts";

/** c = a b^T in float64; sums run over `inner` in ascending order. */
export const multiplyPlainly: Multiply = (a, b, rows, columns, inner) => {
  const c = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i += 2) {
    const hasSecond = i + 1 < rows;
    const a0 = i * inner;
    const a1 = hasSecond ? a0 + inner : a0;
    for (let j = 0; j < columns; j += 4) {
      const b0 = j * inner;
      const b1 = j + 1 < columns ? b0 + inner : b0;
      const b2 = j + 2 < columns ? b0 + 2 * inner : b0;
      const b3 = j + 3 < columns ? b0 + 3 * inner : b0;
      let [s00, s01, s02, s03, s10, s11, s12, s13] = [0, 0, 0, 0, 0, 0, 0, 0];
      for (let k = 0; k < inner; k++) {
        const x = a[a0 + k] ?? 0;
        const y = a[a1 + k] ?? 0;
        const p = b[b0 + k] ?? 0;
        const q = b[b1 + k] ?? 0;
        const r = b[b2 + k] ?? 0;
        const s = b[b3 + k] ?? 0;
        s00 += x * p;
        s01 += x * q;
        s02 += x * r;
        s03 += x * s;
        s10 += y * p;
        s11 += y * q;
        s12 += y * r;
        s13 += y * s;
      }
      const first = [s00, s01, s02, s03];
      const second = [s10, s11, s12, s13];
      for (let column = j; column < Math.min(j + 4, columns); column++) {
        c[i * columns + column] = first[column - j] ?? 0;
        if (hasSecond) c[(i + 1) * columns + column] = second[column - j] ?? 0;
      }
    }
  }
  return c;
};
