/**
 * Standard draws in the kernels' memory: which numbers a tensor of a plan is made of, and
 * the steps that make them.
 */
import { drawSparseKeys, givenMatrix, thinColumns, truncationRange } from "../../../experiment/sampling.ts";
import type { StandardDraw } from "../../../experiment/sampling.ts";
import { floatsAt } from "../memory/memory.ts";
import type { KernelModule } from "../kernels/module.ts";
import type { Kernels } from "../kernels/kernels.ts";
import { Pace } from "../memory/pacing.ts";
import type { RowRange } from "../memory/rowRange.ts";
import type { Steps } from "../memory/pacing.ts";

/** Equal keys mean equal bits of the standard draw. */
export function keyOf({
  draw,
  sparsity,
  cut = 2,
  given,
  seed,
  stream,
  layerIndex,
  rows,
  columns,
}: StandardDraw): string {
  const file = given === undefined ? "" : `${given.file}+${given.at}:`;
  return `${file}${draw}:${sparsity}:${cut}:${seed}:${stream}:${layerIndex}:${rows}x${columns}`;
}

/** Bytes of work space that `drawSteps` needs. */
export function drawWorkBytes(kernels: Kernels, { draw, rows, columns }: StandardDraw): number {
  const words = kernels.drawWorkBytes(columns) >>> 0;
  if (draw !== "orthogonal") return words;
  return Math.max(words, kernels.orthogonalWorkBytes(Math.max(rows, columns), Math.min(rows, columns)) >>> 0);
}

/** The kernel that draws a law's numbers; null where there is nothing to draw. */
function kernelOf(kernels: Kernels, standard: StandardDraw): Kernels["drawNormal"] | null {
  const { draw } = standard;
  switch (draw) {
    case "normal":
    case "orthogonal":
    case "sparse":
      return kernels.drawNormal;
    case "truncated": {
      const range = truncationRange(standard);
      return (...address) => kernels.drawTruncated(...address, ...range);
    }
    case "uniform":
      return kernels.drawUniform;
    case "unit_uniform":
      return kernels.drawUnitUniform;
    case "identity":
    case "given":
      return null;
    default:
      return draw satisfies never;
  }
}

/**
 * Operations per draw, and per row and column of Q when a panel is projected; the
 * order of magnitude is enough.
 */
const DRAW_COST = 32;
const PROJECTION_COST = 32;
/** Operations per key of a sparse draw: the host makes them. */
const KEY_COST = 64;

/** Makes the standard draws of one matrix; remembers how fast this device draws. */
export class Drawing {
  readonly #kernels: Kernels;
  readonly #memory: WebAssembly.Memory;
  readonly #drawPace = new Pace();
  readonly #projectionPace = new Pace();
  readonly #keyPace = new Pace();
  readonly #thinPace = new Pace();

  constructor({ kernels, memory }: KernelModule) {
    this.#kernels = kernels;
    this.#memory = memory;
  }

  /**
   * @param out `[rows, columns]` float32
   * @param work `drawWorkBytes` bytes
   * @param first,count the rows to draw, all by default; fewer only of draws whose entries are independent
   */
  *steps(
    standard: StandardDraw,
    out: number,
    work: number,
    { first, count }: RowRange = { first: 0, count: standard.rows },
  ): Steps<void> {
    const { draw, seed, stream, layerIndex, rows, columns } = standard;
    const kernel = kernelOf(this.#kernels, standard);
    if (kernel === null) {
      const matrix = floatsAt(this.#memory, out, rows * columns);
      if (draw === "given") {
        matrix.set(givenMatrix(standard));
        return;
      }
      this.#kernels.clear(out, 4 * rows * columns);
      for (let i = 0; i < Math.min(rows, columns); i++) matrix[i * columns + i] = 1;
      return;
    }
    // Kernels are told where row 0 would lie, be it in front of the memory: addresses
    // wrap around and back again.
    const matrix = out - 4 * columns * first;
    yield* this.#drawPace.cut(count, DRAW_COST * columns, 1, (row0, row1) => {
      kernel(matrix, seed, stream, layerIndex, first + row0, first + row1, columns, work);
    });
    if (draw === "orthogonal") yield* this.#orthogonalize(out, rows, columns, work);
    if (draw === "sparse") yield* this.#thinOut(standard, out);
  }

  /**
   * Which entries are zero the plain sampler decides, in pieces: by whole columns, so
   * only whole draws have them.
   */
  *#thinOut(standard: StandardDraw, out: number): Steps<void> {
    const { rows, columns } = standard;
    const keys = new Uint32Array(rows * columns);
    yield* this.#keyPace.cut(rows, KEY_COST * columns, 1, (row0, row1) => {
      drawSparseKeys(standard, keys, row0, row1);
    });
    yield* this.#thinPace.cut(columns, KEY_COST * rows, 1, (column0, column1) => {
      thinColumns(floatsAt(this.#memory, out, rows * columns), standard, keys, column0, column1);
    });
  }

  /** Turns a normal draw into the orthogonal one, in place: by panels of columns of the tall matrix. */
  *#orthogonalize(matrix: number, rows: number, columns: number, work: number): Steps<void> {
    const kernels = this.#kernels;
    const isTall = rows >= columns;
    const tallRows = Math.max(rows, columns);
    const tallColumns = Math.min(rows, columns);
    const rowStep = isTall ? 4 * columns : 4;
    const columnStep = isTall ? 4 : 4 * columns;
    const q = work;
    const panel = q + 8 * tallRows * tallColumns;
    const panelColumns = kernels.orthogonalPanel();
    for (let first = 0; first < tallColumns; first += panelColumns) {
      kernels.loadPanel(matrix, rowStep, columnStep, tallRows, tallColumns, first, panel);
      yield* this.#projectionPace.cut(first, PROJECTION_COST * tallRows, 1, (k0, k1) => {
        kernels.projectPanel(q, panel, tallRows, k0, k1);
      });
      kernels.finishPanel(matrix, rowStep, columnStep, tallRows, tallColumns, first, panel, q);
      yield;
    }
  }
}
