/**
 * Kernels of batch norm, forward and backward, with the statistics of the batch or with given ones. Each is
 * written once and spelled for either layout.
 *
 * Shapes: B = batch, N = units.
 */
import { helperSources } from "./codegen.ts";
import { eachLane, elementwise, isUnit, reduction, zeros } from "./kernelParts.ts";
import type { KernelSource } from "./kernelSource.ts";
import { INVERSE_STD, STATISTICS } from "./layout.ts";
import type { Layout, Shape } from "./layout.ts";

/** Rows of the gradient sums: mean of g, mean of g times the normalised value. */
const SUMS_ROWS = 2;

/** gamma (x - mean) / std + beta. Arguments: x `[B, N]`, statistics `[3, N]`, gammas and betas `[1, N]`. */
export function normalizeKernel(layout: Layout, shape: Shape): KernelSource {
  return elementwise(layout, {
    name: "normalize",
    shape,
    tensors: ["seen"],
    vectors: { moments: STATISTICS, gammas: 1, betas: 1 },
    lane: (value) =>
      `${value("gammasT0")} * (((${value("seenT")} - ${value("momentsT0")}) - ${value("momentsT1")}) * ${value("momentsT2")}) + ${value("betasT0")}`,
  });
}

/**
 * Gradient through the batch statistics: gamma / std (g - mean(g) - xhat mean(g xhat)), both projection
 * terms. Arguments: g and x `[B, N]`, statistics `[3, N]`, sums `[2, N]`, gammas `[1, N]`.
 */
export function normalizeBackwardKernel(layout: Layout, shape: Shape): KernelSource {
  return elementwise(layout, {
    name: "normalize-backward",
    shape,
    tensors: ["gradient", "seen"],
    vectors: { moments: STATISTICS, sums: SUMS_ROWS, gammas: 1 },
    lane: (value) => {
      const hat = `((${value("seenT")} - ${value("momentsT0")}) - ${value("momentsT1")}) * ${value("momentsT2")}`;
      return `${value("gammasT0")} * ${value("momentsT2")} * ((${value("gradientT")} - ${value("sumsT0")}) - (${hat}) * ${value("sumsT1")})`;
    },
  });
}

/**
 * `inverse` = 1 / sqrt(std^2 + softening^2), joined like a hypotenuse so that neither square over- or
 * underflows; -1 where both are 0. All names have the suffix.
 */
export function inverseOf(suffix: string): string {
  return `const long${suffix} = largerOf(std${suffix}, softening);
const short${suffix} = smallerOf(std${suffix}, softening);
const slant${suffix} = short${suffix} / (long${suffix} > 0.0 ? long${suffix} : 1.0);
const inverse${suffix} = long${suffix} > 0.0 ? 1.0 / (long${suffix} * Math.sqrt(1.0 + slant${suffix} * slant${suffix})) : -1.0;`;
}

/**
 * Mean (in two pieces, so that |mean|/std up to 1e6 costs no digits) and 1 / sqrt(var + epsilon) of each unit
 * over the batch, var biased: Ioffe, Szegedy 2015, algorithm 1. The means are summed from shares, the squares
 * scaled by the largest deviation and joined with sqrt(epsilon) like a hypotenuse, so nothing over- or
 * underflows. Arguments: x `[B, N]`, sqrt(epsilon).
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
    rows: STATISTICS,
    tensors: ["seen"],
    numbers: ["softening"],
    functions: helperSources(["largerOf", "smallerOf"]),
    body: `
${zeros(layout, "total")}
for (let b0 = 0; b0 < ${rows}; b0++) {
const v0 = seen[b0][column];
${eachLane(layout, (lane) => `total${lane} += ${layout.at("v0", lane)} * ${perRow};`)}
}
${eachLane(layout, (lane) => `const mean${lane} = total${lane};`)}
if (row < 1) { return ${layout.result((lane) => `mean${lane}`)}; }
${zeros(layout, "drift")}
for (let b1 = 0; b1 < ${rows}; b1++) {
const v1 = seen[b1][column];
${eachLane(layout, (lane) => `drift${lane} += (${layout.at("v1", lane)} - mean${lane}) * ${perRow};`)}
}
${eachLane(layout, (lane) => `const rest${lane} = drift${lane};`)}
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
${inverseOf(String(lane))}`,
)}
return ${layout.result((lane) => {
      const unit = isUnit(layout, columns, lane);
      // A padding column would be divided by sqrt(epsilon), which may be 0.
      return unit === null ? `inverse${lane}` : `(${unit} ? inverse${lane} : 0.0)`;
    })};`,
  });
}

/**
 * Means over the batch of g and of g times the normalised x. Arguments: g, x `[B, N]`, statistics `[3, N]`.
 */
export function gradientSumsKernel(layout: Layout, shape: Shape): KernelSource {
  const { rows } = shape;
  const perRow = String(1 / rows);
  return reduction(layout, {
    name: "gradient-sums",
    shape,
    rows: SUMS_ROWS,
    tensors: ["gradient", "seen"],
    vectors: { moments: STATISTICS },
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
 * gamma / std g: the gradient where the statistics are given. Arguments: g `[B, N]`,
 * statistics `[3, N]`, gammas `[1, N]`.
 */
export function scaleByStatisticsKernel(layout: Layout, shape: Shape): KernelSource {
  return elementwise(layout, {
    name: "scale-by-statistics",
    shape,
    tensors: ["gradient"],
    vectors: { moments: STATISTICS, gammas: 1 },
    lane: (value) => `${value("gammasT0")} * ${value(`momentsT${INVERSE_STD}`)} * ${value("gradientT")}`,
  });
}
