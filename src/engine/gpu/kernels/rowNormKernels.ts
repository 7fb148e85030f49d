/**
 * Kernels of layer and RMS norm, forward and backward: statistics of each input over the units of a
 * layer. RMS norm is layer norm about 0.
 *
 * Shapes: B = batch, N = units.
 */
import { helperSources } from "./codegen.ts";
import { elementwise, isUnit, rowElement, zeros } from "./kernelParts.ts";
import type { KernelSource } from "./kernelSource.ts";
import { INVERSE_STD, STATISTICS } from "./layout.ts";
import type { Layout, Shape } from "./layout.ts";
import { inverseOf } from "./normKernels.ts";
import { alongRow, rowReduction, total } from "./rowKernels.ts";

/** Values of the gradient sums of a row: mean of g (0 for RMS norm), mean of g times the normalised value. */
const SUMS = 2;

/** Whether the mean over the units is subtracted. */
export interface RowNorm extends Shape {
  readonly isCentered: boolean;
}

const kindOf = ({ isCentered }: RowNorm): string => (isCentered ? "layer" : "rms");

/**
 * Mean (in two pieces, as for batch norm; 0 for RMS norm) and 1 / sqrt(mean((x - mean)^2) + epsilon) of each
 * row. The mean is summed from shares and the squares are scaled by the largest deviation, so nothing over-
 * or underflows. Arguments: x `[B, N]`, sqrt(epsilon).
 * @returns statistics `[B, 3]`
 */
export function rowStatisticsKernel(layout: Layout, norm: RowNorm): KernelSource {
  const { columns, isCentered } = norm;
  const perUnit = String(1 / columns);
  const deviation = (value: string): string => (isCentered ? `((${value} - mean) - rest)` : value);
  const center = `
${zeros(layout, "plain")}
${alongRow(layout, columns, "A", ["seen"], (lane, value) => `plain${lane} += ${value("seen")} * ${perUnit};`)}
const mean = ${total(layout, "plain")};
${zeros(layout, "drift")}
${alongRow(layout, columns, "B", ["seen"], (lane, value) => `drift${lane} += (${value("seen")} - mean) * ${perUnit};`)}
const rest = ${total(layout, "drift")};`;
  // About 0, an infinite value gives 1/std = 0, as in IEEE 754, unless there is a NaN; `span` would be NaN
  // then, too. About a mean, which is infinite as well, all values are NaN.
  const ownInverse = isCentered ? "inverse" : "(reach * 0.5 < reach ? inverse : span > 0.0 ? 0.0 : inverse)";
  return rowReduction(layout, {
    name: `row-statistics-${kindOf(norm)}`,
    shape: norm,
    count: STATISTICS,
    tensors: ["seen"],
    numbers: ["softening"],
    functions: helperSources(["largerOf", "smallerOf"]),
    body: `${isCentered ? center : ""}
let reach = 0.0;
let span = 0.0;
${alongRow(layout, columns, "C", ["seen"], (_, value, suffix) => {
  const size = `size${suffix}`;
  return `const ${size} = Math.abs(${deviation(value("seen"))}); reach = largerOf(reach, ${size}); span += ${size};`;
})}
const divisor = reach > 0.0 ? reach : 1.0;
${zeros(layout, "squares")}
${alongRow(
  layout,
  columns,
  "D",
  ["seen"],
  (lane, value, suffix) =>
    `const part${suffix} = ${deviation(value("seen"))} / divisor; squares${lane} += part${suffix} * part${suffix};`,
)}
const std = divisor * Math.sqrt((${total(layout, "squares")}) * ${perUnit});
${inverseOf("")}`,
    values: isCentered ? ["mean", "rest", "inverse"] : ["0.0", "0.0", ownInverse],
  });
}

/** The normalised value. */
function hat(layout: Layout, value: string): string {
  const element = (index: number): string => rowElement(layout, "moments", index);
  return `((${value} - ${element(0)}) - ${element(1)}) * ${element(INVERSE_STD)}`;
}

/**
 * A lane of a matrix `[B, N]`. Padding stays 0, because 1/std times padding may overflow, and then spread.
 */
function ofUnit(layout: Layout, columns: number, lane: number, value: string): string {
  const unit = isUnit(layout, columns, lane);
  return unit === null ? value : `(${unit} ? ${value} : 0.0)`;
}

/** gamma (x - mean) / std + beta. Arguments: x `[B, N]`, gammas and betas `[1, N]`, statistics `[B, 3]`. */
export function normalizeRowsKernel(layout: Layout, shape: Shape): KernelSource {
  return elementwise(layout, {
    name: "normalize-rows",
    shape,
    tensors: ["seen"],
    vectors: { gammas: 1, betas: 1 },
    rowVectors: { moments: STATISTICS },
    lane: (value, lane) =>
      ofUnit(
        layout,
        shape.columns,
        lane,
        `${value("gammasT0")} * (${hat(layout, value("seenT"))}) + ${value("betasT0")}`,
      ),
  });
}

/**
 * Means over the units of h and of h times the normalised x, for h = g times the part of its unit's gain.
 * Arguments: g, x `[B, N]`, statistics `[B, 3]`, parts `[1, N]`.
 */
export function rowGradientSumsKernel(layout: Layout, norm: RowNorm): KernelSource {
  const { columns, isCentered } = norm;
  const perUnit = String(1 / columns);
  return rowReduction(layout, {
    name: `row-gradient-sums-${kindOf(norm)}`,
    shape: norm,
    count: SUMS,
    tensors: ["gradient", "seen"],
    rowVectors: { moments: STATISTICS },
    unitVectors: ["parts"],
    body: `${zeros(layout, "plain")}
${zeros(layout, "projected")}
${alongRow(
  layout,
  columns,
  "A",
  ["gradient", "seen"],
  (lane, value) => {
    const gradient = `${value("gradient")} * ${value("parts")}`;
    return `plain${lane} += ${gradient};
projected${lane} += ${gradient} * (${hat(layout, value("seen"))});`;
  },
  ["parts"],
)}`,
    values: [
      isCentered ? `(${total(layout, "plain")}) * ${perUnit}` : "0.0",
      `(${total(layout, "projected")}) * ${perUnit}`,
    ],
  });
}

/**
 * Gradient through the statistics of the row: gamma / std (h - mean(h) - xhat mean(h xhat)), gamma the
 * greatest gain and h = g times the part of its unit's gain.
 * Arguments: g and x `[B, N]`, parts `[1, N]`, statistics `[B, 3]`, sums `[B, 2]`, gamma.
 */
export function normalizeRowsBackwardKernel(layout: Layout, shape: Shape): KernelSource {
  return elementwise(layout, {
    name: "normalize-rows-backward",
    shape,
    tensors: ["gradient", "seen"],
    vectors: { parts: 1 },
    rowVectors: { moments: STATISTICS, sums: SUMS },
    numbers: ["gamma"],
    lane: (value, lane) => {
      const inverse = rowElement(layout, "moments", INVERSE_STD);
      const [plain, projected] = [rowElement(layout, "sums", 0), rowElement(layout, "sums", 1)];
      const rest = `(${value("gradientT")} * ${value("partsT0")} - ${plain}) - (${hat(layout, value("seenT"))}) * ${projected}`;
      return ofUnit(layout, shape.columns, lane, `gamma * ${inverse} * (${rest})`);
    },
  });
}
