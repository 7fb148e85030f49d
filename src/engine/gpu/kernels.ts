/**
 * Kernels of everything but matrix products: activation, batch norm forward and backward, counts. Each is written once
 * and spelled for either layout. No identifier occurs twice in one source: GPU.js resolves names without scopes.
 *
 * Shapes: B = batch, N = units. Loop bounds are literals, so GPU.js's silent cap on loops does not apply.
 */
import { activationById } from "../../catalog/activations.ts";
import type { ActivationId } from "../../catalog/activations.ts";
import { generateFunction, helperSources } from "./codegen.ts";
import { kernelSource } from "./kernelSource.ts";
import type { KernelSource } from "./kernelSource.ts";
import { outputOf } from "./layout.ts";
import type { Layout, Shape } from "./layout.ts";

/** Rows of the batch norm statistics: mean, what rounding left of it, 1/std (-1 where std^2 + epsilon is 0). */
export const STATISTICS_ROWS = 3;
export const INVERSE_STD_ROW = 2;
/** Rows of the gradient sums: mean of g, mean of g times the normalised value. */
const SUMS_ROWS = 2;
/** Rows of the slope counts: saturated entries, entries whose slope is not 0. */
export const COUNT_ROWS = 2;

const POSITION = `const row = this.thread.y;
const column = this.thread.x;`;

/** `const nameT = name[row][column];` for each tensor. */
function load(tensors: readonly string[]): string {
  return tensors.map((name) => `const ${name}T = ${name}[row][column];`).join("\n");
}

interface Elementwise {
  readonly name: string;
  readonly shape: Shape;
  readonly tensors: readonly string[];
  /** Tensors with one value per unit, by name the rows to load as `nameT0`, `nameT1`... */
  readonly vectors?: Readonly<Record<string, number>>;
  readonly numbers?: readonly string[];
  readonly functions?: readonly string[];
  /** The result of one lane; `value(name)` is the lane of a loaded texel. */
  readonly lane: (value: (name: string) => string) => string;
}

function elementwise(layout: Layout, kernel: Elementwise): KernelSource {
  const { shape, tensors, vectors = {}, lane } = kernel;
  const sentinelRow = layout.paddedRows(shape.rows);
  const vectorNames = Object.keys(vectors);
  const vectorLoads = Object.entries(vectors).flatMap(([name, rows]) =>
    Array.from({ length: rows }, (_, index) => `const ${name}T${index} = ${name}[${index}][column];`),
  );
  const vectorSentinels = Object.entries(vectors).map(
    ([name, rows]) => `const ${name}S = ${name}[${layout.paddedRows(rows)}][column];`,
  );
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
${vectorLoads.join("\n")}
return ${layout.result((index) => lane((name) => layout.at(name, index)))};`,
  });
}

/** phi(y) or phi'(y). Arguments: y `[B, N]`, the activation's parameter. */
export function activationKernel(
  layout: Layout,
  shape: Shape,
  activation: ActivationId,
  which: "f" | "df",
): KernelSource {
  const { entry, sources } = generateFunction(activationById(activation).kernel[which]);
  return elementwise(layout, {
    name: `${activation}-${which}`,
    shape,
    tensors: ["seen"],
    numbers: ["slope"],
    functions: sources,
    lane: (value) => `${entry}(${value("seenT")}, slope)`,
  });
}

/** g * d. Arguments: both `[B, N]`. */
export function multiplyKernel(layout: Layout, shape: Shape): KernelSource {
  return elementwise(layout, {
    name: "multiply",
    shape,
    tensors: ["gradient", "slopes"],
    lane: (value) => `${value("gradientT")} * ${value("slopesT")}`,
  });
}

/** A copy, read back without blocking; its fresh sentinel tells a failed copy from the one before. */
export function copyKernel(layout: Layout, shape: Shape): KernelSource {
  return elementwise(layout, {
    name: "copy",
    shape,
    tensors: ["original"],
    lane: (value) => value("originalT"),
  });
}

/** gamma (x - mean) / std + beta. Arguments: x `[B, N]`, statistics `[3, N]`, gamma, beta. */
export function normalizeKernel(layout: Layout, shape: Shape): KernelSource {
  return elementwise(layout, {
    name: "normalize",
    shape,
    tensors: ["seen"],
    vectors: { moments: STATISTICS_ROWS },
    numbers: ["gamma", "beta"],
    lane: (value) =>
      `gamma * (((${value("seenT")} - ${value("momentsT0")}) - ${value("momentsT1")}) * ${value("momentsT2")}) + beta`,
  });
}

/**
 * Gradient through the batch statistics: gamma / std (g - mean(g) - xhat mean(g xhat)), both projection terms.
 * Arguments: g and x `[B, N]`, statistics `[3, N]`, sums `[2, N]`, gamma.
 */
export function normalizeBackwardKernel(layout: Layout, shape: Shape): KernelSource {
  return elementwise(layout, {
    name: "normalize-backward",
    shape,
    tensors: ["gradient", "seen"],
    vectors: { moments: STATISTICS_ROWS, sums: SUMS_ROWS },
    numbers: ["gamma"],
    lane: (value) => {
      const hat = `((${value("seenT")} - ${value("momentsT0")}) - ${value("momentsT1")}) * ${value("momentsT2")}`;
      return `gamma * ${value("momentsT2")} * ((${value("gradientT")} - ${value("sumsT0")}) - (${hat}) * ${value("sumsT1")})`;
    },
  });
}

interface Reduction {
  readonly name: string;
  readonly shape: Shape;
  readonly rows: number;
  readonly tensors: readonly string[];
  readonly vectors?: Readonly<Record<string, number>>;
  readonly numbers?: readonly string[];
  readonly functions?: readonly string[];
  readonly body: string;
}

/** A kernel with one column per unit: a few rows, each a loop over the batch. */
function reduction(layout: Layout, kernel: Reduction): KernelSource {
  const { shape, tensors, vectors = {} } = kernel;
  const inputs = [
    ...tensors.map((name) => ({ name, last: layout.paddedRows(shape.rows) })),
    ...Object.entries(vectors).map(([name, rows]) => ({ name, last: layout.paddedRows(rows) })),
  ];
  return kernelSource({
    name: `${layout.name}-${kernel.name}-${shape.rows}x${shape.columns}`,
    tensors: inputs.map(({ name }) => name),
    numbers: kernel.numbers ?? [],
    functions: kernel.functions ?? [],
    output: outputOf(layout, { rows: kernel.rows, columns: shape.columns }),
    body: `${POSITION}
if (row > ${layout.paddedRows(kernel.rows) - 1}) {
${inputs.map(({ name, last }) => `const ${name}S = ${name}[${last}][column];`).join("\n")}
return ${layout.result((index) => [...inputs.map(({ name }) => layout.at(`${name}S`, index)), "shift"].join(" + "))};
}
${kernel.body}`,
  });
}

/** `let name0 = 0.0; ...`, one accumulator per lane. */
function zeros(layout: Layout, name: string): string {
  return layout.lanes.map((lane) => `let ${name}${lane} = 0.0;`).join(" ");
}

/** A statement for every lane. */
function eachLane(layout: Layout, statement: (lane: number) => string): string {
  return layout.lanes.map(statement).join("\n");
}

/** Whether a lane is a unit of the matrix and not padding, as an expression; null where there is no padding. */
export function isUnit(layout: Layout, columns: number, lane: number): string | null {
  if (layout.lanes.length === 1 || columns % layout.lanes.length === 0) return null;
  return `${layout.lanes.length} * column + ${lane} < ${columns}`;
}

/**
 * Mean (in two pieces, so that |mean|/std up to 1e6 costs no digits) and 1 / sqrt(var + epsilon) of each unit over the
 * batch, var biased: Ioffe, Szegedy 2015, algorithm 1. The squares are scaled by the largest deviation and joined with
 * sqrt(epsilon) like a hypotenuse, so nothing over- or underflows. Arguments: x `[B, N]`, sqrt(epsilon).
 * @returns statistics `[3, N]`
 */
export function statisticsKernel(layout: Layout, shape: Shape): KernelSource {
  const { rows, columns } = shape;
  const perRow = String(1 / rows);
  const deviation = (texel: string, lane: number): string =>
    `(${layout.at(texel, lane)} - mean${lane}) - rest${lane}`;
  return reduction(layout, {
    name: "statistics",
    shape,
    rows: STATISTICS_ROWS,
    tensors: ["seen"],
    numbers: ["softening"],
    functions: helperSources(["largerOf", "smallerOf"]),
    body: `
${zeros(layout, "total")}
for (let b0 = 0; b0 < ${rows}; b0++) {
const v0 = seen[b0][column];
${eachLane(layout, (lane) => `total${lane} += ${layout.at("v0", lane)};`)}
}
${eachLane(layout, (lane) => `const mean${lane} = total${lane} * ${perRow};`)}
if (row < 1) { return ${layout.result((lane) => `mean${lane}`)}; }
${zeros(layout, "drift")}
for (let b1 = 0; b1 < ${rows}; b1++) {
const v1 = seen[b1][column];
${eachLane(layout, (lane) => `drift${lane} += ${layout.at("v1", lane)} - mean${lane};`)}
}
${eachLane(layout, (lane) => `const rest${lane} = drift${lane} * ${perRow};`)}
if (row < 2) { return ${layout.result((lane) => `rest${lane}`)}; }
${zeros(layout, "reach")}
for (let b2 = 0; b2 < ${rows}; b2++) {
const v2 = seen[b2][column];
${eachLane(layout, (lane) => `reach${lane} = largerOf(reach${lane}, Math.abs(${deviation("v2", lane)}));`)}
}
${eachLane(layout, (lane) => `const divisor${lane} = reach${lane} > 0.0 ? reach${lane} : 1.0;`)}
${zeros(layout, "squares")}
for (let b3 = 0; b3 < ${rows}; b3++) {
const v3 = seen[b3][column];
${eachLane(
  layout,
  (lane) =>
    `const part${lane} = (${deviation("v3", lane)}) / divisor${lane}; squares${lane} += part${lane} * part${lane};`,
)}
}
${eachLane(
  layout,
  (lane) => `const std${lane} = divisor${lane} * Math.sqrt(squares${lane} * ${perRow});
const long${lane} = largerOf(std${lane}, softening);
const short${lane} = smallerOf(std${lane}, softening);
const slant${lane} = short${lane} / (long${lane} > 0.0 ? long${lane} : 1.0);
const inverse${lane} = long${lane} > 0.0 ? 1.0 / (long${lane} * Math.sqrt(1.0 + slant${lane} * slant${lane})) : -1.0;`,
)}
return ${layout.result((lane) => {
      const unit = isUnit(layout, columns, lane);
      // A padding column would be divided by sqrt(epsilon), which may be 0.
      return unit === null ? `inverse${lane}` : `(${unit} ? inverse${lane} : 0.0)`;
    })};`,
  });
}

/** Means over the batch of g and of g times the normalised x. Arguments: g, x `[B, N]`, statistics `[3, N]`. */
export function gradientSumsKernel(layout: Layout, shape: Shape): KernelSource {
  const { rows } = shape;
  const perRow = String(1 / rows);
  return reduction(layout, {
    name: "gradient-sums",
    shape,
    rows: SUMS_ROWS,
    tensors: ["gradient", "seen"],
    vectors: { moments: STATISTICS_ROWS },
    body: `
const mean = moments[0][column];
const rest = moments[1][column];
const inverse = moments[2][column];
${zeros(layout, "plain")}
${zeros(layout, "projected")}
for (let b0 = 0; b0 < ${rows}; b0++) {
const g0 = gradient[b0][column];
const v0 = seen[b0][column];
${eachLane(layout, (lane) => {
  const at = (name: string): string => layout.at(name, lane);
  return `plain${lane} += ${at("g0")};
projected${lane} += ${at("g0")} * (((${at("v0")} - ${at("mean")}) - ${at("rest")}) * ${at("inverse")});`;
})}
}
if (row < 1) { return ${layout.result((lane) => `plain${lane} * ${perRow}`)}; }
return ${layout.result((lane) => `projected${lane} * ${perRow}`)};`,
  });
}

/**
 * Per unit: entries with |phi'| below a threshold, and entries whose phi' is not 0 (NaN is not 0).
 * Arguments: phi' `[B, N]`, threshold. @returns counts `[2, N]`, exact below 2^24
 */
export function slopeCountsKernel(layout: Layout, shape: Shape): KernelSource {
  const { rows } = shape;
  return reduction(layout, {
    name: "slope-counts",
    shape,
    rows: COUNT_ROWS,
    tensors: ["slopes"],
    numbers: ["threshold"],
    body: `
${zeros(layout, "flat")}
${zeros(layout, "alive")}
for (let b0 = 0; b0 < ${rows}; b0++) {
const d0 = slopes[b0][column];
${eachLane(layout, (lane) => {
  const value = layout.at("d0", lane);
  return `flat${lane} += Math.abs(${value}) < threshold ? 1.0 : 0.0;
alive${lane} += ${value} === 0.0 ? 0.0 : 1.0;`;
})}
}
if (row < 1) { return ${layout.result((lane) => `flat${lane}`)}; }
return ${layout.result((lane) => `alive${lane}`)};`,
  });
}
