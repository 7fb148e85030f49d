/**
 * The tools that every engine needs beside propagation: the random draws and the measuring of a tensor. Both
 * kinds of tools have one interface: SIMD with WebAssembly, plain TypeScript without.
 */
import type { LayerPlan, Plan } from "../experiment/plan.ts";
import { drawBiases, drawDropoutMask, drawInput, drawUpstream, drawWeights } from "../experiment/draws.ts";
import { similarity } from "../experiment/similarity.ts";
import type { Similarity } from "../experiment/similarity.ts";
import { measure } from "../experiment/statistics.ts";
import type { Measurement } from "../experiment/statistics.ts";

export interface Toolkit {
  /** `[units, fanIn]`; the caller owns the array. */
  drawWeights(plan: Plan, layer: LayerPlan): Float32Array;
  /** `[units]`, or null when all biases are zero. */
  drawBiases(plan: Plan, layer: LayerPlan): Float32Array | null;
  /** `[batch, inputUnits]` */
  drawInput(plan: Plan): Float32Array;
  /** `[batch, units of the last layer]`: the injected gradient, or the targets of `mse` */
  drawUpstream(plan: Plan): Float32Array;
  /**
   * `[batch, units]`, or null without dropout.
   * @param batchIndex 0, the default, for the batch that is shown, else a batch of training
   */
  drawDropoutMask(plan: Plan, layer: LayerPlan, batchIndex?: number): Float32Array | null;
  /** @param values row-major `[rows, units]` */
  measure(values: Float32Array, rows: number, units: number): Measurement;
  /** @param values row-major `[rows, units]` */
  similarity(values: Float32Array, rows: number, units: number): Similarity;
}

/** The tools in plain TypeScript: the oracle of the others. */
export const plainToolkit: Toolkit = {
  drawWeights,
  drawBiases,
  drawInput,
  drawUpstream,
  drawDropoutMask,
  measure,
  similarity,
};
