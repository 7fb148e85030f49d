/**
 * Draws the random matrices of a plan in plain TypeScript: the truth for the bits that every engine must reproduce.
 * Addresses: weights (column, row = unit, layer), biases (unit, 0, layer), inputs and the injected gradient
 * (unit, row = input, 0), so a deeper, wider or larger experiment keeps every number it shares with a smaller one.
 */
import { orthogonalFromNormal } from "../math/orthogonal.ts";
import { STREAM, uniformRow } from "../math/philox.ts";
import type { Stream } from "../math/philox.ts";
import { normalQuantile, uniformQuantile } from "../math/quantile.ts";
import type { LayerPlan, Plan } from "./plan.ts";

/**
 * A matrix of standard draws (mean 0, variance 1), each the float32 rounding of a quantile of its own uniform.
 * @returns row-major `[rows, columns]`
 */
export function drawStandard(
  draw: "normal" | "uniform",
  seed: number,
  stream: Stream,
  layerIndex: number,
  rows: number,
  columns: number,
): Float32Array {
  const quantile = draw === "normal" ? normalQuantile : uniformQuantile;
  const values = new Float32Array(rows * columns);
  const uniforms = new Float64Array(columns);
  for (let row = 0; row < rows; row++) {
    uniformRow(seed, stream, layerIndex, row, uniforms);
    for (let column = 0; column < columns; column++)
      values[row * columns + column] = quantile(uniforms[column] ?? 0.5);
  }
  return values;
}

/** Multiplies in float32, in place: float32(value * float32(scale)). */
function scaleInPlace(values: Float32Array, scale: number): Float32Array {
  const factor = Math.fround(scale);
  if (factor === 1) return values;
  for (let i = 0; i < values.length; i++) values[i] = (values[i] ?? 0) * factor;
  return values;
}

/** Weights of one layer, `[units, fanIn]`. */
export function drawWeights(plan: Plan, layer: LayerPlan): Float32Array {
  const { units, fanIn, weight } = layer;
  switch (weight.kind) {
    case "constant":
      return new Float32Array(units * fanIn).fill(weight.value);
    case "scaled": {
      const base = weight.draw === "orthogonal" ? "normal" : weight.draw;
      const standard = drawStandard(base, plan.seed, STREAM.weight, layer.layerIndex, units, fanIn);
      const values = weight.draw === "orthogonal" ? orthogonalFromNormal(standard, units, fanIn) : standard;
      return scaleInPlace(values, weight.scale);
    }
    default:
      return weight satisfies never;
  }
}

/** Biases of one layer, `[units]`; null when they are all zero. */
export function drawBiases(plan: Plan, layer: LayerPlan): Float32Array | null {
  if (layer.biasStd === 0) return null;
  return scaleInPlace(
    drawStandard("normal", plan.seed, STREAM.bias, layer.layerIndex, 1, layer.units),
    layer.biasStd,
  );
}

/** The random batch, `[batch, inputUnits]`. */
export function drawInput(plan: Plan): Float32Array {
  const { draw, scale } = plan.input;
  return scaleInPlace(drawStandard(draw, plan.seed, STREAM.input, 0, plan.batch, plan.inputUnits), scale);
}

/** The gradient injected at the output of the last layer, `[batch, units of the last layer]`. */
export function drawUpstream(plan: Plan): Float32Array {
  const { draw, scale } = plan.upstream;
  const units = plan.layers.at(-1)?.units ?? 1;
  return scaleInPlace(drawStandard(draw, plan.seed, STREAM.gradient, 0, plan.batch, units), scale);
}
