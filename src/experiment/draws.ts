/**
 * Draws the random matrices of a plan in plain TypeScript: the reference for the bits that every engine must
 * reproduce. sampling.ts says which numbers make up a tensor; it is a separate file because the WASM engine
 * needs it alone.
 */
import type { StandardDrawKind } from "../catalog/initializers.ts";
import { orthogonalFromNormal } from "../math/orthogonal.ts";
import { uniformRow } from "../math/philox.ts";
import { normalQuantile, uniformQuantile } from "../math/quantile.ts";
import type { LayerPlan, Plan } from "./plan.ts";
import {
  addMean,
  biasTensor,
  drawSparseKeys,
  dropoutDraw,
  givenMatrix,
  inputRecipe,
  maskFromUniforms,
  thinColumns,
  truncationRange,
  upstreamDraw,
  weightTensor,
} from "./sampling.ts";
import type { DrawnTensor, StandardDraw } from "./sampling.ts";

/** The quantile transform of a draw whose entries are independent. */
function quantileOf(
  draw: Exclude<StandardDrawKind, "orthogonal" | "sparse" | "identity" | "given">,
  standard: StandardDraw,
): (u: number) => number {
  switch (draw) {
    case "normal":
      return normalQuantile;
    case "uniform":
      return uniformQuantile;
    case "truncated": {
      const [low, span] = truncationRange(standard);
      return (u) => normalQuantile(low + span * u);
    }
    case "unit_uniform":
      return (u) => u;
    default:
      return draw satisfies never;
  }
}

/** Independent entries, each the float32 rounding of a quantile of its uniform. */
function drawIndependent(
  draw: Parameters<typeof quantileOf>[0],
  standard: StandardDraw,
  first = 0,
): Float32Array {
  const { seed, stream, layerIndex, rows, columns } = standard;
  const quantile = quantileOf(draw, standard);
  const values = new Float32Array(rows * columns);
  const uniforms = new Float64Array(columns);
  for (let row = 0; row < rows; row++) {
    uniformRow(seed, stream, layerIndex, first + row, uniforms);
    for (let column = 0; column < columns; column++) {
      values[row * columns + column] = quantile(uniforms[column] ?? 0.5);
    }
  }
  return values;
}

function thinOut(values: Float32Array, standard: StandardDraw): Float32Array {
  const keys = new Uint32Array(standard.rows * standard.columns);
  drawSparseKeys(standard, keys, 0, standard.rows);
  thinColumns(values, standard, keys, 0, standard.columns);
  return values;
}

/**
 * @param first row of the whole draw that the first row here is; only for draws whose entries are independent
 * @returns row-major `[rows, columns]`
 */
export function drawStandard(standard: StandardDraw, first = 0): Float32Array {
  const { draw, rows, columns } = standard;
  switch (draw) {
    case "orthogonal":
      return orthogonalFromNormal(drawIndependent("normal", standard), rows, columns);
    case "sparse":
      return thinOut(drawIndependent("normal", standard), standard);
    case "identity": {
      const values = new Float32Array(rows * columns);
      for (let i = 0; i < Math.min(rows, columns); i++) values[i * columns + i] = 1;
      return values;
    }
    case "given":
      return givenMatrix(standard).slice();
    case "normal":
    case "uniform":
    case "truncated":
    case "unit_uniform":
      return drawIndependent(draw, standard, first);
    default:
      return draw satisfies never;
  }
}

/** Multiplies in float32, in place: float32(value * float32(scale)). */
export function scaleInPlace(values: Float32Array, scale: number): Float32Array {
  const factor = Math.fround(scale);
  if (factor === 1) return values;
  for (let i = 0; i < values.length; i++) values[i] = (values[i] ?? 0) * factor;
  return values;
}

/**
 * A layer's dropout mask, `[batch, units]`; null where nothing is dropped.
 * @param batchIndex 0 for the batch that is shown, else a batch of training
 */
export function drawDropoutMask(plan: Plan, layer: LayerPlan, batchIndex = 0): Float32Array | null {
  const standard = dropoutDraw(plan, layer);
  return standard === null ? null : maskFromUniforms(drawStandard(standard, batchIndex * plan.batch), layer);
}

/** Draws a tensor. */
function draw(tensor: DrawnTensor): Float32Array {
  if (tensor.kind === "constant") return new Float32Array(tensor.rows * tensor.columns).fill(tensor.value);
  return addMean(scaleInPlace(drawStandard(tensor.standard), tensor.scale), tensor);
}

export const drawWeights = (plan: Plan, layer: LayerPlan): Float32Array => draw(weightTensor(plan, layer));
export function drawBiases(plan: Plan, layer: LayerPlan): Float32Array | null {
  const tensor = biasTensor(plan, layer);
  return tensor === null ? null : draw(tensor);
}
/** `[batch, inputUnits]`. @param batchIndex 0 for the batch that is shown, else a batch of training */
export function drawInput(plan: Plan, batchIndex = 0): Float32Array {
  const { standard, finish } = inputRecipe(plan);
  const first = batchIndex * plan.batch;
  const values =
    standard === null ? new Float32Array(plan.batch * plan.inputUnits) : drawStandard(standard, first);
  finish?.(values, 0, plan.batch, first);
  return values;
}
/** `[batch, units of the last layer]`: standard normal. */
export const drawUpstream = (plan: Plan): Float32Array => drawStandard(upstreamDraw(plan));
