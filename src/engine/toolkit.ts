/**
 * What every engine needs beside propagation: the random draws and the measuring of a tensor. One interface, so
 * that an engine takes the SIMD tools where WebAssembly is there and the plain ones where it is not.
 */
import type { LayerPlan, Plan } from "../experiment/plan.ts";
import { drawBiases, drawInput, drawUpstream, drawWeights } from "../experiment/sampling.ts";
import { measure } from "../experiment/statistics.ts";
import type { Measurement } from "../experiment/statistics.ts";

export interface Toolkit {
  /** `[units, fanIn]`; the caller owns the array. */
  drawWeights(plan: Plan, layer: LayerPlan): Float32Array;
  /** `[units]`, or null when all biases are zero. */
  drawBiases(plan: Plan, layer: LayerPlan): Float32Array | null;
  /** `[batch, inputUnits]` */
  drawInput(plan: Plan): Float32Array;
  /** `[batch, units of the last layer]` */
  drawUpstream(plan: Plan): Float32Array;
  /** @param values row-major `[rows, units]` */
  measure(values: Float32Array, rows: number, units: number): Measurement;
}

/** The tools in plain TypeScript: the oracle of the others. */
export const plainToolkit: Toolkit = { drawWeights, drawBiases, drawInput, drawUpstream, measure };
