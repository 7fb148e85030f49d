/**
 * Checks a matrix product at a few places against float64, before anything is made of it. A kernel that wrote
 * nothing, something else, or only a part must not become a picture: "all zeros" is a finding here.
 */
import { EngineError } from "../../engine.ts";
import { floatsAt } from "../memory/memory.ts";
import type { Operand, Product } from "./products.ts";

/** Half a unit in the last place of float32. */
const ROUNDING = 2 ** -24;
/** The smallest normal float32: what lies below may be flushed in every term. */
const SMALLEST = 2 ** -126;
/** Above this, partial sums of float32 may overflow although their total does not. */
const LARGEST = 2 ** 126;

/** The corners of a matrix, and two places inside that no tile of rows and columns shares. */
const PLACES = [
  [0, 0],
  [1, 1],
  [0.618, 0.382],
  [0.271, 0.828],
] as const;

const indexAt = (share: number, count: number): number => Math.round(share * (count - 1));

/** The values of a factor that one result sums over, one after another. @param place its row or its column */
function line(
  memory: WebAssembly.Memory,
  { at, columns }: Operand,
  place: number,
  liesTogether: boolean,
): (k: number) => number {
  const values = new Float32Array(memory.buffer, at);
  const [start, step] = liesTogether ? [place * columns, 1] : [place, columns];
  return (k) => values[start + k * step] ?? Number.NaN;
}

/**
 * @throws EngineError `failed` where a value is further from float64 than float32 sums in any order can be:
 *   (n + 2) 2^-24 sum |l r|, twice that for fused and blocked sums, and what flushed terms leave out
 */
export function checkProduct(memory: WebAssembly.Memory, product: Product): void {
  const { left, right, rows, columns, depth, bias, out } = product;
  const written = floatsAt(memory, out, rows * columns);
  const biases = bias === null ? null : floatsAt(memory, bias, columns);

  /** Checks one place. @returns whether something else than 0 was expected there, and could be compared */
  function isTelling(row: number, column: number): boolean {
    // A row of the left factor lies together as it is; a column of the right one, where it is transposed.
    const l = line(memory, left, row, !left.isTransposed);
    const r = line(memory, right, column, right.isTransposed);
    let sum = biases?.[column] ?? 0;
    let size = Math.abs(sum);
    for (let k = 0; k < depth; k++) {
      const term = l(k) * r(k);
      sum += term;
      size += Math.abs(term);
    }
    // What is not finite, or may not be, is compared nowhere: see docs/numerics.md.
    if (!(size < LARGEST)) return false;
    const found = written[row * columns + column] ?? Number.NaN;
    const allowed = 2 * (depth + 2) * ROUNDING * size + (depth + 1) * SMALLEST;
    if (Math.abs(found - sum) <= allowed) return size > 0;
    throw new EngineError("failed", `a product is wrong: ${found} (expected ${sum})`);
  }

  for (const [down, along] of PLACES) {
    const row = indexAt(down, rows);
    const column = indexAt(along, columns);
    // Where a unit is dead, memory that nobody has written is right as well. In the stead of such a place, up
    // to eight rows and eight columns are tried.
    for (let turn = 0; turn < 64; turn++)
      if (isTelling((row + rows - ((turn >> 3) % rows)) % rows, (column + 7 * turn + (turn >> 3)) % columns))
        break;
  }
}
