/**
 * Kernels beside matrix products and normalisations: activation, gradient, counts, dropout, sums, scaling.
 * Each is written once and spelled for either layout.
 *
 * Shapes: B = batch, N = units.
 */
import { activationById } from "../../../catalog/activations.ts";
import type { PlannedActivation } from "../../../catalog/activations.ts";
import { generateFunction } from "./codegen.ts";
import { eachLane, elementwise, reduction, zeros } from "./kernelParts.ts";
import type { KernelSource } from "./kernelSource.ts";
import { COUNT_ROWS } from "./layout.ts";
import type { Layout, Shape } from "./layout.ts";

/** phi(y). Arguments: y `[B, N]`, the activation's parameter. */
export function activationKernel(layout: Layout, shape: Shape, activation: PlannedActivation): KernelSource {
  const { entry, sources } = generateFunction(activationById(activation).expression.f);
  return elementwise(layout, {
    name: activation,
    shape,
    tensors: ["seen"],
    numbers: ["parameter"],
    functions: sources,
    lane: (value) => `${entry}(${value("seenT")}, parameter)`,
  });
}

/**
 * g phi'(y). The derivative is computed where it is needed, here and in its counts: a tensor of it would cost
 * a launch and the memory. Arguments: g and y `[B, N]`, the activation's parameter.
 */
export function multiplyByDerivativeKernel(
  layout: Layout,
  shape: Shape,
  activation: PlannedActivation,
): KernelSource {
  const { entry, sources } = generateFunction(activationById(activation).expression.df);
  return elementwise(layout, {
    name: `${activation}-multiply-by-derivative`,
    shape,
    tensors: ["gradient", "seen"],
    numbers: ["parameter"],
    functions: sources,
    lane: (value) => `${value("gradientT")} * ${entry}(${value("seenT")}, parameter)`,
  });
}

/** a + b. Arguments: both `[B, N]`. */
export function addKernel(layout: Layout, shape: Shape): KernelSource {
  return elementwise(layout, {
    name: "add",
    shape,
    tensors: ["branch", "stream"],
    lane: (value) => `${value("branchT")} + ${value("streamT")}`,
  });
}

/** a + s b. Arguments: both `[B, N]`, s. */
export function addScaledKernel(layout: Layout, shape: Shape): KernelSource {
  return elementwise(layout, {
    name: "add-scaled",
    shape,
    tensors: ["branch", "stream"],
    numbers: ["factor"],
    lane: (value) => `${value("branchT")} + factor * ${value("streamT")}`,
  });
}

/** a b. Arguments: both `[B, N]`. */
export function multiplyKernel(layout: Layout, shape: Shape): KernelSource {
  return elementwise(layout, {
    name: "multiply",
    shape,
    tensors: ["first", "second"],
    lane: (value) => `${value("firstT")} * ${value("secondT")}`,
  });
}

/** s W, in float32. Arguments: W, s. */
export function scaleKernel(layout: Layout, shape: Shape): KernelSource {
  return elementwise(layout, {
    name: "scale",
    shape,
    tensors: ["drawn"],
    numbers: ["factor"],
    lane: (value) => `${value("drawnT")} * factor`,
  });
}

/**
 * Dropout of outputs, or of their gradients: m x where m > 0, and 0 elsewhere, whatever x was: 0 * infinity
 * would be NaN. Arguments: x `[B, N]`, m `[B, N]`, 0 or 1 / p.
 */
export function dropoutKernel(layout: Layout, shape: Shape): KernelSource {
  return elementwise(layout, {
    name: "dropout",
    shape,
    tensors: ["whole", "mask"],
    lane: (value) => `(${value("maskT")} > 0.0 ? ${value("wholeT")} * ${value("maskT")} : 0.0)`,
  });
}

/**
 * A copy, read back without blocking; its fresh sentinel distinguishes a failed copy from the previous one.
 */
export function copyKernel(layout: Layout, shape: Shape): KernelSource {
  return elementwise(layout, {
    name: "copy",
    shape,
    tensors: ["original"],
    lane: (value) => value("originalT"),
  });
}

/**
 * Per unit: entries with |phi'| below a threshold, and entries whose phi' is not 0 (NaN is not 0).
 * Arguments: y `[B, N]`, the activation's parameter, threshold. @returns counts `[2, N]`, exact below 2^24
 */
export function derivativeCountsKernel(
  layout: Layout,
  shape: Shape,
  activation: PlannedActivation,
): KernelSource {
  const { rows } = shape;
  const { entry, sources } = generateFunction(activationById(activation).expression.df);
  return reduction(layout, {
    name: `${activation}-derivative-counts`,
    shape,
    rows: COUNT_ROWS,
    tensors: ["seen"],
    numbers: ["parameter", "threshold"],
    functions: sources,
    body: `
${zeros(layout, "flat")}
${zeros(layout, "alive")}
for (let b0 = 0; b0 < ${rows}; b0++) {
const v0 = seen[b0][column];
${eachLane(layout, (lane) => {
  const value = `d${lane}`;
  return `const ${value} = ${entry}(${layout.at("v0", lane)}, parameter);
flat${lane} += Math.abs(${value}) < threshold ? 1.0 : 0.0;
alive${lane} += ${value} === 0.0 ? 0.0 : 1.0;`;
})}
}
if (row < 1) { return ${layout.result((lane) => `flat${lane}`)}; }
return ${layout.result((lane) => `alive${lane}`)};`,
  });
}
