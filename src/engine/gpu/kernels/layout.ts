/**
 * The layout of a matrix on the device. WebGL2 packs four columns into one texel, about 3 times faster there.
 * A WebGPU kernel of GPU.js cannot read such a result, so there a thread handles one value. Kernels are
 * written once for both.
 */

/** A matrix `[rows, columns]`; on the device it has padded rows and one more row, the sentinel. */
export interface Shape {
  readonly rows: number;
  readonly columns: number;
}

export type LayoutName = "packed" | "scalar";

/** Sizes and spellings of one layout. */
export interface Layout {
  readonly name: LayoutName;
  /** Values per thread. */
  readonly lanes: readonly number[];
  /** The value of a lane of the variable `name`. */
  at(name: string, lane: number): string;
  /** The return value of a kernel, given its lanes. */
  result(lane: (index: number) => string): string;
  /** Threads per row. */
  groups(columns: number): number;
  /** Rows in front of the sentinel row. */
  paddedRows(rows: number): number;
}

export const packedLayout: Layout = {
  name: "packed",
  lanes: [0, 1, 2, 3],
  at: (name, lane) => `${name}[${lane}]`,
  result: (lane) => `[${[0, 1, 2, 3].map(lane).join(", ")}]`,
  groups: (columns) => Math.ceil(columns / 4),
  // Products work on tiles of 4 x 4 values.
  paddedRows: (rows) => 4 * Math.ceil(rows / 4),
};

export const scalarLayout: Layout = {
  name: "scalar",
  lanes: [0],
  at: (name) => name,
  result: (lane) => lane(0),
  groups: (columns) => columns,
  paddedRows: (rows) => rows,
};

/** Columns on the device, padding included. */
export function paddedColumns(layout: Layout, columns: number): number {
  return layout.groups(columns) * layout.lanes.length;
}

/** Kernel output `[width, height]` of a matrix with its sentinel row. */
export function outputOf(layout: Layout, { rows, columns }: Shape): readonly [number, number] {
  return [layout.groups(columns), layout.paddedRows(rows) + 1];
}

/** Rows of the counts of derivatives: saturated entries, entries whose derivative is not 0. */
export const COUNT_ROWS = 2;
/** Values of the statistics of a norm: mean, its rounding error, 1/std (-1 where std^2 + epsilon is 0). */
export const STATISTICS = 3;
/** Index of 1/std among them. */
export const INVERSE_STD = 2;
/** Values per point of a loss: greatest output, sum of exponentials, share of the loss, class. */
export const LOSS_VALUES = 4;
/** Rows of the running statistics of batch norm: mean, variance. */
export const RUNNING_ROWS = 2;
/** Rows of a norm: greatest magnitude, and the sum of squares in units of it. */
export const NORM_ROWS = 2;
