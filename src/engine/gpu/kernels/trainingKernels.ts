/**
 * Kernels that only training needs: the points of a step, its loss and gradient, gradients of vectors,
 * running statistics, and the norm of all gradients.
 *
 * Shapes: B = points of a step, N = units, R = points of the data set. `order` `[R', 1]` holds the numbers of
 * points; the points of a step begin at its row `start`.
 */
import { RUNNING_MOMENTUM } from "../../../experiment/training/trainingPlan.ts";
import { helperSources } from "./codegen.ts";
import { eachLane, elementwise, isUnit, POSITION, reduction, rowElement, zeros } from "./kernelParts.ts";
import { kernelSource } from "./kernelSource.ts";
import type { KernelSource } from "./kernelSource.ts";
import { LOSS_VALUES, NORM_ROWS, outputOf, RUNNING_ROWS, STATISTICS } from "./layout.ts";
import type { Layout, Shape } from "./layout.ts";
import { alongRow, rowReduction, total } from "./rowKernels.ts";

/** Sizes of what a step takes its points from. */
export interface PointSizes {
  /** Points of the data set. */
  readonly points: number;
  /** Rows of the order. */
  readonly order: number;
}

/** Places among the values of a loss. */
const [LARGEST, TOTAL, LOSS, LABEL] = [0, 1, 2, 3] as const;

/** The number of the point of a row, as `placeT`. Rows of padding have the first point. */
function placeOf(layout: Layout, rows: number): string {
  return `const at = row < ${rows} ? start + row : start;
const placeL = order[at][0];
const placeT = ${layout.at("placeL", 0)};`;
}

/** The points of a step. Arguments: data `[R, K]`, order, start. @returns `[B, K]` */
export function gatherKernel(layout: Layout, shape: Shape, { points, order }: PointSizes): KernelSource {
  const { rows, columns } = shape;
  return kernelSource({
    name: `${layout.name}-gather-${rows}x${columns}-of-${points}-by-${order}`,
    tensors: ["whole", "order"],
    numbers: ["start"],
    output: outputOf(layout, shape),
    body: `${POSITION}
if (row > ${layout.paddedRows(rows) - 1}) {
const wholeS = whole[${layout.paddedRows(points)}][column];
const orderS = order[${layout.paddedRows(order)}][0];
return ${layout.result((lane) => `${layout.at("wholeS", lane)} + ${layout.at("orderS", 0)} + shift`)};
}
${placeOf(layout, rows)}
const wholeT = whole[placeT][column];
return ${layout.result((lane) => layout.at("wholeT", lane))};`,
  });
}

/** The value of the unit `wanted` of a row, as `own`. */
function pick(layout: Layout): string {
  if (layout.name === "scalar") return "const own = seen[row][wanted];";
  return `const group = Math.floor(wanted / 4.0);
const chosen = seen[row][group];
const lane = wanted - 4.0 * group;
const own = lane < 0.5 ? chosen[0] : (lane < 1.5 ? chosen[1] : (lane < 2.5 ? chosen[2] : chosen[3]));`;
}

/**
 * Cross-entropy of every point, its share of the mean: (ln sum exp(a - max) + max - a_k) / B.
 * Arguments: a `[B, N]`, classes `[R, 1]`, order, start. @returns `[B, 4]`, see `LOSS_VALUES`
 */
export function crossEntropyRowsKernel(
  layout: Layout,
  shape: Shape,
  { points, order }: PointSizes,
): KernelSource {
  const { rows, columns } = shape;
  return rowReduction(layout, {
    name: "cross-entropy-rows",
    shape,
    count: LOSS_VALUES,
    tensors: ["seen"],
    further: [
      { name: "classes", rows: points },
      { name: "order", rows: order },
    ],
    numbers: ["start"],
    functions: helperSources(["largerOf", "stableExp"]),
    body: `${placeOf(layout, rows)}
const wantedL = classes[placeT][0];
const wanted = ${layout.at("wantedL", 0)};
let largest = -3.4e38;
${alongRow(layout, columns, "A", ["seen"], (_, value) => `largest = largerOf(largest, ${value("seen")});`)}
${zeros(layout, "power")}
${alongRow(layout, columns, "B", ["seen"], (lane, value) => `power${lane} += stableExp(${value("seen")} - largest);`)}
const powers = ${total(layout, "power")};
${pick(layout)}
const share = (Math.log(powers) + (largest - own)) * ${String(1 / rows)};`,
    values: ["largest", "powers", "share", "wanted"],
  });
}

/** (softmax(a) - e_k) / B, `[B, N]`. Arguments: a `[B, N]`, the result of `crossEntropyRowsKernel`. */
export function crossEntropyGradientKernel(layout: Layout, shape: Shape): KernelSource {
  const { rows, columns } = shape;
  const width = layout.lanes.length;
  const element = (index: number): string => rowElement(layout, "points", index);
  return elementwise(layout, {
    name: "cross-entropy-gradient",
    shape,
    tensors: ["seen"],
    rowVectors: { points: LOSS_VALUES },
    functions: helperSources(["stableExp"]),
    lane: (value, lane) => {
      const target = `(Math.abs(${element(LABEL)} - ${width}.0 * column - ${lane}.0) < 0.5 ? 1.0 : 0.0)`;
      const power = `stableExp(${value("seenT")} - ${element(LARGEST)}) / ${element(TOTAL)}`;
      return ofUnit(layout, columns, lane, `(${power} - ${target}) * ${String(1 / rows)}`);
    },
  });
}

/** A lane, and 0 where it is padding. */
function ofUnit(layout: Layout, columns: number, lane: number, value: string): string {
  const unit = isUnit(layout, columns, lane);
  return unit === null ? value : `(${unit} ? ${value} : 0.0)`;
}

/** 2 (a - t) / (B N). Arguments: a `[B, N]`, targets `[R, N]`, order, start. @returns `[B, N]` */
export function squaredErrorGradientKernel(
  layout: Layout,
  shape: Shape,
  { points, order }: PointSizes,
): KernelSource {
  const { rows, columns } = shape;
  const last = layout.paddedRows(rows);
  return kernelSource({
    name: `${layout.name}-squared-error-gradient-${rows}x${columns}-of-${points}-by-${order}`,
    tensors: ["seen", "whole", "order"],
    numbers: ["start"],
    output: outputOf(layout, shape),
    body: `${POSITION}
if (row > ${last - 1}) {
const seenS = seen[${last}][column];
const wholeS = whole[${layout.paddedRows(points)}][column];
const orderS = order[${layout.paddedRows(order)}][0];
return ${layout.result((lane) => `${layout.at("seenS", lane)} + ${layout.at("wholeS", lane)} + ${layout.at("orderS", 0)} + shift`)};
}
${placeOf(layout, rows)}
const seenT = seen[row][column];
const wholeT = whole[placeT][column];
return ${layout.result((lane) =>
      ofUnit(
        layout,
        columns,
        lane,
        `(${layout.at("seenT", lane)} - ${layout.at("wholeT", lane)}) * ${String(2 / (rows * columns))}`,
      ),
    )};`,
  });
}

/**
 * Squared error of every point, its share of the mean, from the gradient g = 2 (a - t) / (B N): the sum of
 * g^2 B N / 4. Argument: g `[B, N]`. @returns `[B, 4]`, see `LOSS_VALUES`
 */
export function squaredErrorRowsKernel(layout: Layout, shape: Shape): KernelSource {
  const { rows, columns } = shape;
  return rowReduction(layout, {
    name: "squared-error-rows",
    shape,
    count: LOSS_VALUES,
    tensors: ["gradient"],
    body: `${zeros(layout, "square")}
${alongRow(
  layout,
  columns,
  "A",
  ["gradient"],
  (lane, value) => `square${lane} += ${value("gradient")} * ${value("gradient")};`,
)}
const share = (${total(layout, "square")}) * ${floatText((rows * columns) / 4)};`,
    values: ["0.0", "0.0", "share", "0.0"],
  });
}

/** A number in the syntax of a kernel, always with a point. */
function floatText(value: number): string {
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/**
 * Puts the loss of a step into the list of losses, so that many come in one reading. Arguments: losses
 * `[S, 1]`, the shares of the points `[B, 4]`, the row of this step.
 */
export function noteLossKernel(layout: Layout, steps: number, rows: number): KernelSource {
  const loss = layout.name === "packed" ? `pointL[${LOSS}]` : "pointL";
  const at = layout.name === "packed" ? 0 : LOSS;
  return kernelSource({
    name: `${layout.name}-note-loss-${steps}-${rows}`,
    tensors: ["noted", "points"],
    numbers: ["place"],
    output: outputOf(layout, { rows: steps, columns: 1 }),
    body: `const row = this.thread.y;
if (row > ${layout.paddedRows(steps) - 1}) {
const notedS = noted[${layout.paddedRows(steps)}][0];
const pointsS = points[${layout.paddedRows(rows)}][0];
return ${layout.result((lane) => `${layout.at("notedS", lane)} + ${layout.at("pointsS", lane)} + shift`)};
}
const notedT = noted[row][0];
if (row < place) { return ${layout.result((lane) => layout.at("notedT", lane))}; }
if (row > place) { return ${layout.result((lane) => layout.at("notedT", lane))}; }
let loss = 0.0;
for (let b0 = 0; b0 < ${rows}; b0++) {
const pointL = points[b0][${at}];
loss += ${loss};
}
return ${layout.result(() => "loss")};`,
  });
}

/** Sums over the batch: the gradient of a bias or a beta. Argument: g `[B, N]`. @returns `[1, N]` */
export function columnSumsKernel(layout: Layout, shape: Shape): KernelSource {
  return reduction(layout, {
    name: "column-sums",
    shape,
    rows: 1,
    tensors: ["gradient"],
    body: `${zeros(layout, "sum")}
for (let b0 = 0; b0 < ${shape.rows}; b0++) {
const g0 = gradient[b0][column];
${eachLane(layout, (lane) => `sum${lane} += ${layout.at("g0", lane)};`)}
}
return ${layout.result((lane) => `sum${lane}`)};`,
  });
}

/**
 * Sums over the batch of g times the normalised x: the gradient of a gamma. Arguments: g and x `[B, N]`,
 * statistics `[3, N]` of the units, or `[B, 3]` of the rows.
 * @returns `[1, N]`
 */
export function gainGradientKernel(layout: Layout, shape: Shape, of: "units" | "rows"): KernelSource {
  const byRow =
    layout.name === "packed"
      ? ["momentsR[0]", "momentsR[1]", "momentsR[2]"]
      : ["momentsR0", "momentsR1", "momentsR2"];
  const loads =
    layout.name === "packed"
      ? "const momentsR = moments[b0][0];"
      : [0, 1, 2].map((index) => `const momentsR${index} = moments[b0][${index}];`).join("\n");
  const element = (index: number, lane: number): string =>
    of === "rows" ? (byRow[index] ?? "0.0") : layout.at(`momentsU${index}`, lane);
  return reduction(layout, {
    name: `gain-gradient-${of}`,
    shape,
    rows: 1,
    tensors: ["gradient", "seen"],
    ...(of === "units" ? { vectors: { moments: STATISTICS } } : { rowVectors: { moments: STATISTICS } }),
    body: `${of === "units" ? [0, 1, 2].map((index) => `const momentsU${index} = moments[${index}][column];`).join("\n") : ""}
${zeros(layout, "sum")}
for (let b0 = 0; b0 < ${shape.rows}; b0++) {
const g0 = gradient[b0][column];
const v0 = seen[b0][column];
${of === "rows" ? loads : ""}
${eachLane(
  layout,
  (lane) =>
    `sum${lane} += ${layout.at("g0", lane)} * (((${layout.at("v0", lane)} - ${element(0, lane)}) - ${element(1, lane)}) * ${element(2, lane)});`,
)}
}
return ${layout.result((lane) => `sum${lane}`)};`,
  });
}

/**
 * Running statistics behind one more mini-batch, the variance unbiased (PyTorch). Arguments: x `[B, N]`, its
 * statistics `[3, N]`, the running ones `[2, N]`.
 */
export function followStatisticsKernel(layout: Layout, shape: Shape): KernelSource {
  const { rows } = shape;
  const follow = (lane: number, value: string): string =>
    `${String(1 - RUNNING_MOMENTUM)} * ${layout.at("before", lane)} + ${String(RUNNING_MOMENTUM)} * (${value})`;
  return reduction(layout, {
    name: "follow-statistics",
    shape,
    rows: RUNNING_ROWS,
    tensors: ["seen"],
    vectors: { moments: STATISTICS, running: RUNNING_ROWS },
    body: `const mean = moments[0][column];
const rest = moments[1][column];
const before = running[row][column];
if (row < 1) { return ${layout.result((lane) => follow(lane, `${layout.at("mean", lane)} + ${layout.at("rest", lane)}`))}; }
${zeros(layout, "squares")}
for (let b0 = 0; b0 < ${rows}; b0++) {
const v0 = seen[b0][column];
${eachLane(
  layout,
  (lane) =>
    `const part${lane} = (${layout.at("v0", lane)} - ${layout.at("mean", lane)}) - ${layout.at("rest", lane)}; squares${lane} += part${lane} * part${lane};`,
)}
}
return ${layout.result((lane) => follow(lane, `squares${lane} * ${floatText(1 / Math.max(1, rows - 1))}`))};`,
  });
}

/**
 * Running statistics in the form of the statistics of a batch, `[3, N]`. Arguments: running ones `[2, N]`,
 * epsilon, which is not 0.
 */
export function runningStatisticsKernel(layout: Layout, units: number): KernelSource {
  return reduction(layout, {
    name: "running-statistics",
    shape: { rows: 1, columns: units },
    rows: STATISTICS,
    tensors: [],
    vectors: { running: RUNNING_ROWS },
    numbers: ["epsilon"],
    body: `const mean = running[0][column];
const variance = running[1][column];
if (row < 1) { return ${layout.result((lane) => layout.at("mean", lane))}; }
if (row < 2) { return ${layout.result(() => "0.0")}; }
return ${layout.result((lane) => `1.0 / Math.sqrt(${layout.at("variance", lane)} + epsilon)`)};`,
  });
}

/**
 * The norm of each column, so that no square over- or underflows: greatest magnitude, and the squares in
 * units of it. Argument: g `[R, N]`. @returns `[2, N]`
 */
export function columnNormsKernel(layout: Layout, shape: Shape): KernelSource {
  return reduction(layout, {
    name: "column-norms",
    shape,
    rows: NORM_ROWS,
    tensors: ["gradient"],
    functions: helperSources(["largerOf"]),
    body: `${zeros(layout, "reach")}
for (let b0 = 0; b0 < ${shape.rows}; b0++) {
const g0 = gradient[b0][column];
${eachLane(layout, (lane) => `reach${lane} = largerOf(reach${lane}, Math.abs(${layout.at("g0", lane)}));`)}
}
if (row < 1) { return ${layout.result((lane) => `reach${lane}`)}; }
${eachLane(layout, (lane) => `const divisor${lane} = reach${lane} > 0.0 ? reach${lane} : 1.0;`)}
${zeros(layout, "squares")}
for (let b1 = 0; b1 < ${shape.rows}; b1++) {
const g1 = gradient[b1][column];
${eachLane(layout, (lane) => `const part${lane} = ${layout.at("g1", lane)} / divisor${lane}; squares${lane} += part${lane} * part${lane};`)}
}
return ${layout.result((lane) => `squares${lane}`)};`,
  });
}

/**
 * The norms of the columns of one more tensor, joined with the norm so far. Arguments: norms `[2, N]`, the
 * norm so far `[2, 1]`.
 * @returns `[2, 1]`
 */
export function joinNormsKernel(layout: Layout, columns: number): KernelSource {
  const groups = layout.groups(columns);
  return kernelSource({
    name: `${layout.name}-join-norms-${columns}`,
    tensors: ["norms", "before"],
    functions: helperSources(["largerOf"]),
    output: outputOf(layout, { rows: NORM_ROWS, columns: 1 }),
    body: `const row = this.thread.y;
if (row > ${layout.paddedRows(NORM_ROWS) - 1}) {
const normsS = norms[${layout.paddedRows(NORM_ROWS)}][0];
const beforeS = before[${layout.paddedRows(NORM_ROWS)}][0];
return ${layout.result((lane) => `${layout.at("normsS", lane)} + ${layout.at("beforeS", lane)} + shift`)};
}
const reachL = before[0][0];
const squaresL = before[1][0];
let reach = ${layout.at("reachL", 0)};
for (let c0 = 0; c0 < ${groups}; c0++) {
const r0 = norms[0][c0];
${eachLane(layout, (lane) => `reach = largerOf(reach, ${layout.at("r0", lane)});`)}
}
const divisor = reach > 0.0 ? reach : 1.0;
const shareL = ${layout.at("reachL", 0)} / divisor;
let squares = ${layout.at("squaresL", 0)} * shareL * shareL;
for (let c1 = 0; c1 < ${groups}; c1++) {
const r1 = norms[0][c1];
const s1 = norms[1][c1];
${eachLane(
  layout,
  (lane) =>
    `const share${lane} = ${layout.at("r1", lane)} / divisor; squares += ${layout.at("s1", lane)} * share${lane} * share${lane};`,
)}
}
if (row < 1) { return ${layout.result(() => "reach")}; }
return ${layout.result(() => "squares")};`,
  });
}

/**
 * The factor that brings a norm down to a limit: min(1, limit / (norm + 1e-6)), as PyTorch has it. Arguments:
 * the norm `[2, 1]`, the limit. @returns `[1, 1]`
 */
export function clipFactorKernel(layout: Layout): KernelSource {
  return kernelSource({
    name: `${layout.name}-clip-factor`,
    tensors: ["whole"],
    numbers: ["limit"],
    functions: helperSources(["smallerOf"]),
    output: outputOf(layout, { rows: 1, columns: 1 }),
    body: `const row = this.thread.y;
if (row > ${layout.paddedRows(1) - 1}) {
const wholeS = whole[${layout.paddedRows(NORM_ROWS)}][0];
return ${layout.result((lane) => `${layout.at("wholeS", lane)} + shift`)};
}
const reachL = whole[0][0];
const squaresL = whole[1][0];
const factor = smallerOf(limit / (${layout.at("reachL", 0)} * Math.sqrt(${layout.at("squaresL", 0)}) + 0.000001), 1.0);
return ${layout.result(() => "factor")};`,
  });
}

/** a - b. Arguments: both of one shape. */
export function subtractKernel(layout: Layout, shape: Shape): KernelSource {
  return elementwise(layout, {
    name: "subtract",
    shape,
    tensors: ["after", "before"],
    lane: (value) => `${value("afterT")} - ${value("beforeT")}`,
  });
}
