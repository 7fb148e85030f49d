/**
 * The two forms of a kernel other than a matrix product, over either layout: value by value, and one column
 * per unit with a loop over the batch. No identifier occurs twice in one source: GPU.js resolves names
 * without scopes.
 *
 * Shapes: B = batch, N = units. Loop bounds are literals, so GPU.js's silent cap on loops does not apply.
 */
import { kernelSource } from "./kernelSource.ts";
import type { KernelSource } from "./kernelSource.ts";
import { outputOf } from "./layout.ts";
import type { Layout, Shape } from "./layout.ts";

export const POSITION = `const row = this.thread.y;
const column = this.thread.x;`;

/** `const nameT = name[row][column];` for each tensor. */
function load(tensors: readonly string[]): string {
  return tensors.map((name) => `const ${name}T = ${name}[row][column];`).join("\n");
}

/** Loads the up to four values that a row has in a tensor `[B, count]`, for `rowElement`. */
export function loadRow(layout: Layout, name: string, count: number): string {
  if (layout.name === "packed") return `const ${name}T = ${name}[row][0];`;
  return Array.from({ length: count }, (_, index) => `const ${name}T${index} = ${name}[row][${index}];`).join(
    "\n",
  );
}

/** One of the values that `loadRow` has loaded. */
export function rowElement(layout: Layout, name: string, index: number): string {
  return layout.name === "packed" ? `${name}T[${index}]` : `${name}T${index}`;
}

interface Elementwise {
  readonly name: string;
  readonly shape: Shape;
  readonly tensors: readonly string[];
  /** Tensors with one value per unit: by name, the rows to load as `nameT0`, `nameT1`... */
  readonly vectors?: Readonly<Record<string, number>>;
  readonly numbers?: readonly string[];
  readonly functions?: readonly string[];
  /** Tensors with a few values per row: by name, their number; `rowElement` spells them. */
  readonly rowVectors?: Readonly<Record<string, number>>;
  /** Tensors with one value, `[1, 1]`, to load as `nameT`; `layout.at(nameT, 0)` spells it. */
  readonly scalars?: readonly string[];
  /** The result of one lane; `value(name)` is the lane of a loaded texel. */
  readonly lane: (value: (name: string) => string, lane: number) => string;
}

export function elementwise(layout: Layout, kernel: Elementwise): KernelSource {
  const { shape, tensors, vectors = {}, rowVectors = {}, scalars = [], lane } = kernel;
  const sentinelRow = layout.paddedRows(shape.rows);
  const vectorNames = [...Object.keys(vectors), ...Object.keys(rowVectors), ...scalars];
  const vectorLoads = Object.entries(vectors).flatMap(([name, rows]) =>
    Array.from({ length: rows }, (_, index) => `const ${name}T${index} = ${name}[${index}][column];`),
  );
  const vectorSentinels = [
    ...Object.entries(vectors).map(
      ([name, rows]) => `const ${name}S = ${name}[${layout.paddedRows(rows)}][column];`,
    ),
    ...Object.keys(rowVectors).map((name) => `const ${name}S = ${name}[${sentinelRow}][0];`),
    ...scalars.map((name) => `const ${name}S = ${name}[${layout.paddedRows(1)}][0];`),
  ];
  const rowLoads = [
    ...Object.entries(rowVectors).map(([name, count]) => loadRow(layout, name, count)),
    ...scalars.map((name) => `const ${name}T = ${name}[0][0];`),
  ];
  return kernelSource({
    name: `${layout.name}-${kernel.name}-${shape.rows}x${shape.columns}`,
    tensors: [...tensors, ...vectorNames],
    numbers: kernel.numbers ?? [],
    functions: kernel.functions ?? [],
    output: outputOf(layout, shape),
    body: `${POSITION}
${load(tensors)}
if (row > ${sentinelRow - 1}) {
${vectorSentinels.join("\n")}
return ${layout.result((index) =>
      [
        ...tensors.map((name) => layout.at(`${name}T`, index)),
        ...vectorNames.map((name) => layout.at(`${name}S`, index)),
        "shift",
      ].join(" + "),
    )};
}
${[...vectorLoads, ...rowLoads].join("\n")}
return ${layout.result((index) => lane((name) => layout.at(name, index), index))};`,
  });
}

interface Reduction {
  readonly name: string;
  readonly shape: Shape;
  readonly rows: number;
  readonly tensors: readonly string[];
  readonly vectors?: Readonly<Record<string, number>>;
  /** Tensors with a few values per row: by name, their number; the body loads them. */
  readonly rowVectors?: Readonly<Record<string, number>>;
  readonly numbers?: readonly string[];
  readonly functions?: readonly string[];
  readonly body: string;
}

/** A kernel with one column per unit: a few rows, each a loop over the batch. */
export function reduction(layout: Layout, kernel: Reduction): KernelSource {
  const { shape, tensors, vectors = {}, rowVectors = {} } = kernel;
  const last = layout.paddedRows(shape.rows);
  const inputs = [
    ...tensors.map((name) => ({ name, last, at: "column" })),
    ...Object.entries(vectors).map(([name, rows]) => ({ name, last: layout.paddedRows(rows), at: "column" })),
    ...Object.keys(rowVectors).map((name) => ({ name, last, at: "0" })),
  ];
  return kernelSource({
    name: `${layout.name}-${kernel.name}-${shape.rows}x${shape.columns}`,
    tensors: inputs.map(({ name }) => name),
    numbers: kernel.numbers ?? [],
    functions: kernel.functions ?? [],
    output: outputOf(layout, { rows: kernel.rows, columns: shape.columns }),
    body: `${POSITION}
if (row > ${layout.paddedRows(kernel.rows) - 1}) {
${inputs.map((tensor) => `const ${tensor.name}S = ${tensor.name}[${tensor.last}][${tensor.at}];`).join("\n")}
return ${layout.result((index) => [...inputs.map(({ name }) => layout.at(`${name}S`, index)), "shift"].join(" + "))};
}
${kernel.body}`,
  });
}

/** `let name0 = 0.0; ...`, one accumulator per lane. */
export function zeros(layout: Layout, name: string): string {
  return layout.lanes.map((lane) => `let ${name}${lane} = 0.0;`).join(" ");
}

/** A statement for every lane. */
export function eachLane(layout: Layout, statement: (lane: number) => string): string {
  return layout.lanes.map(statement).join("\n");
}

/**
 * Whether a lane is a unit of the matrix and not padding, as an expression; null where there is no padding.
 */
export function isUnit(layout: Layout, columns: number, lane: number): string | null {
  if (layout.lanes.length === 1 || columns % layout.lanes.length === 0) return null;
  return `${layout.lanes.length} * column + ${lane} < ${columns}`;
}
