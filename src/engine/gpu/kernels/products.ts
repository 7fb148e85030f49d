/**
 * Kernels of the three matrix products. Scalar layout: one value per thread. Packed layout: a tile of 4 x 4
 * values per thread, 8 texel reads for 64 multiplications, its four rows in four outputs that `joinKernel`
 * puts back in order.
 *
 * Long sums are cut into pieces, each adding to the previous one, so that no draw is long enough for a
 * watchdog.
 */
import type { Product, ProductKind } from "./cutting.ts";
import { kernelSource } from "./kernelSource.ts";
import type { KernelSource } from "./kernelSource.ts";
import { isUnit } from "./kernelParts.ts";
import { outputOf, packedLayout, scalarLayout } from "./layout.ts";
import type { Layout, Shape } from "./layout.ts";

/** The start of the sum: nothing, a bias per column, or an earlier piece. */
export type Addend = "none" | "bias" | "previous";

/** A section of the sum: `count` steps, from the argument `start` on. A step is `stepSize` terms. */
export interface Piece {
  readonly count: number;
  readonly addend: Addend;
}

/** Rows in front of the sentinel of the two factors. */
function sentinelRows(layout: Layout, { kind, rows, columns, inner }: Product): readonly [number, number] {
  switch (kind) {
    case "forward":
      return [layout.paddedRows(rows), layout.paddedRows(columns)];
    case "inputGradient":
      return [layout.paddedRows(rows), layout.paddedRows(inner)];
    case "weightGradient":
      return [layout.paddedRows(inner), layout.paddedRows(inner)];
    default:
      return kind satisfies never;
  }
}

function sentinelOf(layout: Layout, product: Product, { addend }: Piece): string {
  const [left, right] = sentinelRows(layout, product);
  const last = { none: null, bias: layout.paddedRows(1), previous: layout.paddedRows(product.rows) }[addend];
  return `const leftS = left[${left}][0];
const rightS = right[${right}][0];
${last === null ? "" : `const startS = base[${last}][0];`}
const total = ${layout.at("leftS", 0)} + ${layout.at("rightS", 0)} + ${last === null ? "" : `${layout.at("startS", 0)} + `}shift;`;
}

function parts(layout: Layout, product: Product, piece: Piece) {
  const { kind, rows, columns, inner } = product;
  return {
    name: `${layout.name}-${kind}-${rows}x${columns}x${inner}-${piece.count}-${piece.addend}`,
    tensors: ["left", "right", ...(piece.addend === "none" ? [] : ["base"])],
    numbers: ["start"],
  };
}

function scalarProduct(product: Product, piece: Piece): KernelSource {
  const base = { none: "0.0", bias: "base[0][column]", previous: "base[row][column]" }[piece.addend];
  const factors = {
    forward: "left[row][start + k] * right[column][start + k]",
    inputGradient: "left[row][start + k] * right[start + k][column]",
    weightGradient: "left[start + k][row] * right[start + k][column]",
  }[product.kind];
  return kernelSource({
    ...parts(scalarLayout, product, piece),
    output: outputOf(scalarLayout, product),
    body: `const row = this.thread.y;
const column = this.thread.x;
if (row > ${scalarLayout.paddedRows(product.rows) - 1}) {
${sentinelOf(scalarLayout, product, piece)}
return total;
}
let sum = ${base};
for (let k = 0; k < ${piece.count}; k++) { sum += ${factors}; }
return sum;`,
  });
}

const TILE = [0, 1, 2, 3];

/** Rows of a tile behind the first: each has an output of its own. */
const FURTHER_ROWS = [1, 2, 3];

/** `s{r}{c} += ...` for the 4 x 4 sums of a tile. */
function addToTile(term: (r: number, c: number) => string): string {
  return TILE.flatMap((r) => TILE.map((c) => `s${r}${c} += ${term(r, c)};`)).join("\n");
}

/** All steps of a 4 x 4 tile, from `start` on. */
function tileSteps(kind: ProductKind, count: number): string {
  const dot = (terms: (i: number) => string): string => TILE.map(terms).join(" + ");
  const loop = (turns: number, turn: string): string =>
    turns === 0 ? "" : `for (let k = 0; k < ${turns}; k++) {\n${turn}\n}`;
  switch (kind) {
    case "forward":
      return loop(
        count,
        `const step = start + k;
${TILE.map((i) => `const p${i} = left[row + ${i}][step]; const q${i} = right[unit + ${i}][step];`).join("\n")}
${addToTile((r, c) => dot((i) => `p${r}[${i}] * q${c}[${i}]`))}`,
      );
    case "inputGradient":
      return loop(
        count,
        `const step = start + k;
${TILE.map((i) => `const p${i} = left[row + ${i}][step]; const q${i} = right[step * 4.0 + ${i}][column];`).join("\n")}
${addToTile((r, c) => dot((i) => `p${r}[${i}] * q${i}[${c}]`))}`,
      );
    case "weightGradient": {
      // Four steps per turn, about a quarter faster than one; the remaining steps follow the loop.
      const turns = Math.floor(count / 4);
      return `${loop(turns, `const step = start + 4.0 * k;\n${outerProducts("p", "q", "step", 4)}`)}
${outerProducts("lastP", "lastQ", `start + ${4 * turns}.0`, count % 4)}`;
    }
    default:
      return kind satisfies never;
  }
}

/** Some steps of the weight gradient, each an outer product; `p` and `q` name their factors. */
function outerProducts(p: string, q: string, first: string, steps: number): string {
  if (steps === 0) return "";
  const each = TILE.slice(0, steps);
  return `${each.map((i) => `const ${p}${i} = left[${first} + ${i}.0][tile]; const ${q}${i} = right[${first} + ${i}.0][column];`).join("\n")}
${addToTile((r, c) => each.map((i) => `${p}${i}[${r}] * ${q}${i}[${c}]`).join(" + "))}`;
}

function packedProduct(product: Product, piece: Piece): KernelSource {
  const { rows, columns, kind } = product;
  const tiles = packedLayout.paddedRows(rows) / 4;
  const first = {
    none: TILE.flatMap((r) => TILE.map((c) => `let s${r}${c} = 0.0;`)),
    bias: [
      "const base0 = base[0][column];",
      ...TILE.flatMap((r) => TILE.map((c) => `let s${r}${c} = base0[${c}];`)),
    ],
    previous: TILE.flatMap((r) => [
      `const base${r} = base[row + ${r}][column];`,
      ...TILE.map((c) => `let s${r}${c} = base${r}[${c}];`),
    ]),
  }[piece.addend];
  // Padding must stay 0: infinity times a padding weight of 0 would be NaN, and spread.
  const lane = (r: number, c: number): string => {
    const unit = isUnit(packedLayout, columns, c);
    return unit === null ? `s${r}${c}` : `(${unit} ? s${r}${c} : 0.0)`;
  };
  const row = (r: number): string => `[${TILE.map((c) => lane(r, c)).join(", ")}]`;
  // Each output has a sentinel of its own, so that one in the place of another shows.
  const sentinel = (r: number): string => `[${TILE.map(() => `total + ${r}.0`).join(", ")}]`;
  const further = (value: (r: number) => string): string =>
    FURTHER_ROWS.map((r) => `tileRow${r}(${value(r)});`).join("\n");
  const source = kernelSource({
    ...parts(packedLayout, product, piece),
    output: [packedLayout.groups(columns), tiles + 1],
    body: `const tile = this.thread.y;
const column = this.thread.x;
const row = tile * 4.0;
const unit = column * 4.0;
if (tile > ${tiles - 1}) {
${sentinelOf(packedLayout, product, piece)}
${further(sentinel)}
return ${sentinel(0)};
}
${first.join("\n")}
${tileSteps(kind, piece.count)}
${further(row)}
return ${row(0)};`,
  });
  const furtherOutputs = Object.fromEntries(
    FURTHER_ROWS.map((r) => [
      `tileRow${r}`,
      `function tileRow${r}(tileValues${r}) { return tileValues${r}; }`,
    ]),
  );
  return { ...source, furtherOutputs };
}

/** A piece of a product. Arguments: both factors, the start of the sum if any, the first step, shift. */
export function productKernel(layout: Layout, product: Product, piece: Piece): KernelSource {
  return layout.name === "packed" ? packedProduct(product, piece) : scalarProduct(product, piece);
}

/**
 * What `joinKernel` makes of the sentinels of the four outputs, s, s + 1, s + 2 and s + 3: they are weighted
 * 1 to 4 and added, so that one that is lost, stale or in the place of another shows.
 */
export function joinedSentinel(sentinel: number): number {
  return TILE.reduce((sum, r) => sum + (r + 1) * (sentinel + r), 0);
}

/** Packed only: the four outputs of a tile, row by row. @returns `[rows, columns]` */
export function joinKernel({ rows, columns }: Shape): KernelSource {
  const tiles = packedLayout.paddedRows(rows) / 4;
  const names = ["first", "second", "third", "fourth"];
  const select = names.slice(0, 3).map((name, r) => `if (part < ${r}.5) { return ${name}T; }`);
  return kernelSource({
    name: `packed-join-${rows}x${columns}`,
    tensors: names,
    output: outputOf(packedLayout, { rows, columns }),
    body: `const row = this.thread.y;
const column = this.thread.x;
if (row > ${packedLayout.paddedRows(rows) - 1}) {
${names.map((name) => `const ${name}S = ${name}[${tiles}][column];`).join("\n")}
return [${TILE.map((c) => [...names.map((name, r) => `${r + 1}.0 * ${name}S[${c}]`), "shift"].join(" + ")).join(", ")}];
}
const tile = Math.floor(row / 4.0);
const part = row - tile * 4.0;
${names.map((name) => `const ${name}T = ${name}[tile][column];`).join("\n")}
${select.join("\n")}
return fourthT;`,
  });
}

/** Packed only: an upload `[rows + 1, columns]` (row-major, padded, sentinel row last) as a tensor. */
export function uploadKernel(layout: Layout, { rows, columns }: Shape): KernelSource {
  const lanes = layout.lanes.length;
  const source = kernelSource({
    name: `${layout.name}-upload-${rows}x${columns}`,
    tensors: ["values"],
    output: outputOf(layout, { rows, columns }),
    body: `const row = this.thread.y;
const column = this.thread.x * ${lanes}.0;
const added = row > ${layout.paddedRows(rows) - 1} ? shift : 0.0;
return ${layout.result((lane) => `values[row][column + ${lane}.0] + added`)};`,
  });
  return { ...source, argumentKinds: ["values", "number"] };
}
