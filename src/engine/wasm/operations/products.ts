/** Matrix products in the kernels' memory, cut into pieces of rows that leave room for a cancellation. */
import type { Kernels } from "../kernels/kernels.ts";
import { Pace } from "../memory/pacing.ts";
import type { Steps } from "../memory/pacing.ts";

/** A dense row-major float32 matrix in memory, read as it lies or transposed. */
export interface Operand {
  readonly at: number;
  /** Columns of the matrix as it lies. */
  readonly columns: number;
  readonly isTransposed: boolean;
}

/** C = A B (+ bias on every row), `[rows, columns]`, dense, summed over `depth`. */
export interface Product {
  readonly left: Operand;
  readonly right: Operand;
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  /** `[columns]` float32, or null. */
  readonly bias: number | null;
  readonly out: number;
}

/** A multiple of the 4 or 6 rows that the kernels compute together. */
const TILE_ROWS = 12;
/** Operations per packed value; the order of magnitude is enough. */
const PACK_COST = 4;

/** Bytes of work space of a product with this shape of the right factor. */
export function productWorkBytes(kernels: Kernels, columns: number, depth: number): number {
  return (kernels.leftBlockBytes() >>> 0) + (kernels.packedRightBytes(columns, depth) >>> 0);
}

/** Computes products; remembers how fast this device does. */
export class Multiplying {
  readonly #kernels: Kernels;
  readonly #packPace = new Pace();
  readonly #pace = new Pace();

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
  }

  /** @param work `productWorkBytes` bytes */
  *steps({ left, right, rows, columns, depth, bias, out }: Product, work: number): Steps<void> {
    const kernels = this.#kernels;
    const packed = work + (kernels.leftBlockBytes() >>> 0);
    const block = kernels.depthBlock();
    yield* this.#packPace.cut(
      Math.ceil(depth / block),
      PACK_COST * columns * Math.min(block, depth),
      1,
      (from, to) => {
        for (let k = from; k < to; k++) {
          kernels.packRight(
            right.at,
            4 * right.columns,
            Number(right.isTransposed),
            columns,
            depth,
            k * block,
            packed,
          );
        }
      },
    );
    yield* this.#pace.cut(rows, 2 * columns * depth, TILE_ROWS, (row0, row1) => {
      kernels.multiplyRows(
        left.at,
        4 * left.columns,
        Number(left.isTransposed),
        row0,
        row1,
        depth,
        packed,
        columns,
        bias ?? 0,
        out,
        work,
      );
    });
  }
}
