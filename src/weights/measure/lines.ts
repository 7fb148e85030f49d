/**
 * A few rows or columns of a matrix, kept while its values go by: those of an orthogonal one are orthonormal
 * but for a common factor.
 */

/** Pairs of so many lines decide. */
const MOST_LINES = 8;
/** Longer lines are not kept: eight of them come to 64 MB. */
const LONGEST = 2 ** 20;
/** A random pair has a cosine of 1 / sqrt(n); that of rounding to eight bits is a hundredth of it. */
const MOST_COSINE = 0.05;
/** Norms of random lines differ by 1 / sqrt(2n). */
const MOST_SPREAD = 0.05;
const SHORTEST = 8;

export class Lines {
  readonly #columns: number;
  readonly #areRows: boolean;
  readonly #picked: readonly number[];
  readonly #lines: readonly Float64Array[];
  readonly #length: number;

  /** @param rows, columns of a matrix in row-major order; the lines of its shorter side are kept */
  constructor(rows: number, columns: number) {
    this.#columns = columns;
    this.#areRows = rows <= columns;
    const side = Math.min(rows, columns);
    this.#length = Math.max(rows, columns);
    const isKept = side >= 2 && this.#length >= SHORTEST && this.#length <= LONGEST;
    const lines = isKept ? Math.min(MOST_LINES, side) : 0;
    this.#picked = Array.from({ length: lines }, (_, index) => Math.floor((index * side) / lines));
    this.#lines = this.#picked.map(() => new Float64Array(this.#length));
  }

  /** Takes what falls on the lines out of a block. @param start index of its first value in the tensor */
  add(block: Float64Array, count: number, start: number): void {
    const columns = this.#columns;
    this.#picked.forEach((line, index) => {
      const kept = this.#lines[index];
      if (kept === undefined) return;
      if (this.#areRows) {
        const from = Math.max(start, line * columns);
        const to = Math.min(start + count, (line + 1) * columns);
        if (from < to) kept.set(block.subarray(from - start, to - start), from - line * columns);
        return;
      }
      let row = Math.max(0, Math.ceil((start - line) / columns));
      for (let at = row * columns + line; at < start + count; at += columns)
        kept[row++] = block[at - start] ?? 0;
    });
  }

  /** The common norm of the lines if they are orthogonal and of one length; null otherwise. */
  gain(): number | null {
    if (this.#lines.length < 2) return null;
    const norms = this.#lines.map((line) => Math.sqrt(dot(line, line)));
    const mean = norms.reduce((sum, norm) => sum + norm, 0) / norms.length;
    if (!(mean > 0)) return null;
    const root = Math.sqrt(this.#length);
    if (norms.some((norm) => Math.abs(norm / mean - 1) > MOST_SPREAD / root)) return null;
    for (const [i, a] of this.#lines.entries()) {
      for (const b of this.#lines.slice(i + 1)) {
        if (Math.abs(dot(a, b)) > (mean * mean * MOST_COSINE) / root) return null;
      }
    }
    return mean;
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

/** The matrices of a tensor: the first axis against the others, and the others against the last. */
export function linesOf(shape: readonly number[]): readonly Lines[] {
  if (shape.length < 2) return [];
  const count = shape.reduce((product, length) => product * length, 1);
  if (count === 0) return [];
  const first = shape[0] ?? 1;
  const last = shape.at(-1) ?? 1;
  const byFirst = new Lines(first, count / first);
  return shape.length === 2 ? [byFirst] : [byFirst, new Lines(count / last, last)];
}

/** Whether a matrix is a multiple of the identity, while its values go by. */
export class Diagonal {
  readonly #columns: number;
  readonly #side: number;
  #isPossible: boolean;
  #value = 0;
  #found = 0;

  constructor(shape: readonly number[]) {
    const [rows = 0, columns = 0] = shape;
    this.#columns = columns;
    this.#side = Math.min(rows, columns);
    this.#isPossible = shape.length === 2 && this.#side >= 2;
  }

  add(block: Float64Array, count: number, start: number): void {
    for (let i = 0; this.#isPossible && i < count; i++) {
      const value = block[i] ?? 0;
      if (value === 0) continue;
      const row = (start + i) / (this.#columns + 1);
      if (this.#found === 0) this.#value = value;
      this.#found++;
      this.#isPossible = Number.isInteger(row) && row < this.#side && value === this.#value;
    }
  }

  /** The number on the diagonal; null where the matrix is no multiple of the identity. */
  gain(): number | null {
    return this.#isPossible && this.#found === this.#side ? this.#value : null;
  }
}
