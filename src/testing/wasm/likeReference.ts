/**
 * The comparison of a run with the float64 reference: tensors, statistics, similarity, calibration and loss.
 */
import { expect } from "vitest";
import { lossGradient } from "../../experiment/losses.ts";
import type { LayerPlan, Plan } from "../../experiment/plan.ts";
import { runReference } from "../../experiment/reference.ts";
import { TENSOR_IDS } from "../../experiment/result.ts";
import type { TensorId, TensorStats } from "../../experiment/result.ts";
import { hasTensor } from "../../experiment/runRequest.ts";
import { drawUpstream, drawWeights, scaleInPlace } from "../../experiment/draws.ts";
import { SIMILARITY_ROWS, similarity } from "../../experiment/similarity.ts";
import type { Similarity } from "../../experiment/similarity.ts";
import { measure, tensorStats } from "../../experiment/statistics.ts";
import type { EngineRun } from "../../engine/engine.ts";
import { relativeError, SELF_TEST_TOLERANCE } from "../../engine/selfTest.ts";

/**
 * Compares the similarity of a tensor with the oracle's of the same tensor. The cosine is a float64 sum of
 * rows + units roundings of numbers up to 1, doubled by the square. The ratio's bound is derived in
 * comparing.ts, plus 2^-24 twice for the centred values.
 */
export function expectSimilarity(
  actual: Similarity | undefined,
  values: Float32Array,
  rows: number,
  units: number,
): void {
  const expected = similarity(values, rows, units);
  const cosineError = 4 * (rows + units) * 2 ** -53;
  const ratioError = 2 * (units + 2) * 2 ** -24 * Math.sqrt(Math.min(SIMILARITY_ROWS, units, rows));
  expectNear(actual?.cosine, expected.cosine, cosineError);
  expectNear(
    actual?.participationRatio,
    expected.participationRatio,
    ratioError * expected.participationRatio,
  );
}

function expectNear(actual: number | undefined, expected: number, allowed: number): void {
  if (Number.isNaN(expected)) expect(actual).toBeNaN();
  else expect(Math.abs((actual ?? NaN) - expected)).toBeLessThanOrEqual(allowed);
}

/**
 * Tolerance of a loss. Let an output be off by d = tolerance |a| in L2. Cross-entropy changes by at most 2
 * |d_b| per input, as the logit and the log-sum each change by less, so by 2 d / sqrt(B) on average; the
 * squared error by (2 |a - t| + d) d / (B n).
 */
function lossError(plan: Plan, output: Float64Array): number {
  const length = (values: Float64Array): number => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0));
  const d = SELF_TEST_TOLERANCE * length(output);
  if (plan.gradient === "cross_entropy") return (2 * d) / Math.sqrt(plan.batch);
  const targets = drawUpstream(plan);
  const residual = output.map((value, index) => value - (targets[index] ?? 0));
  return ((2 * length(residual) + d) * d) / output.length;
}

/** -0 and 0 are one statistic: the order of comparing decides which of several zeros is the largest. */
function unsigned(stats: TensorStats | undefined): TensorStats | undefined {
  if (stats === undefined) return undefined;
  const { min, max, mean } = stats;
  return { ...stats, min: min + 0, max: max + 0, mean: mean + 0 };
}

/**
 * Compares statistics merged from parts: the same counts and range, and moments that are the same float64
 * sums of n terms in another order. A sum is off by n 2^-53 of its terms' magnitudes at most: the mean and
 * the deviations from it by that share of the rms, the shape, where deviations are taken to the fourth power,
 * by (rms / std)^4 of it. Twice that for the two sums that are compared, and again for the two levels, within
 * units and between them.
 */
function expectSameButForOrder(actual: TensorStats | undefined, expected: TensorStats): void {
  const { sketch, finite, min, max } = expected;
  expect(unsigned(actual)).toMatchObject({ sketch, finite, min: min + 0, max: max + 0 });
  const share = 4 * finite * 2 ** -53;
  for (const statistic of ["mean", "std", "rms", "batchStd", "unitStd"] as const) {
    expectNear(actual?.[statistic], expected[statistic], share * expected.rms);
  }
  const shape = share * (expected.rms / expected.std) ** 4;
  for (const statistic of ["skewness", "excessKurtosis"] as const) {
    expectNear(actual?.[statistic], expected[statistic], shape * (3 + Math.abs(expected[statistic])));
  }
}

/** Relative L2 error allowed to a tensor of a layer. */
export type Tolerance = (layer: LayerPlan, tensor: TensorId) => number;

/** The scale has the error of its std, which is at most that of the tensor. */
export const selfTestTolerance: Tolerance = () => SELF_TEST_TOLERANCE;

/**
 * Compares a run with the reference. Draws agree bit for bit (calibrated weights: with the draws times the
 * engine's scale), and every tensor within the self-test's tolerance. Statistics and similarity are those of
 * the returned tensors. The number of rescalings, the saturation and the loss are the same.
 * @param run with `capture`
 * @param allowed relative L2 error of a tensor
 */
export function expectLikeReference(
  plan: Plan,
  { captured, result }: EngineRun,
  allowed = selfTestTolerance,
): void {
  const expected = runReference(plan);
  expect(captured?.input).toEqual(Float32Array.from(expected.captured.input));
  for (const layer of plan.layers) {
    const { layerIndex, units, fanIn } = layer;
    const found = result.layers[layerIndex];
    const wanted = expected.layers[layerIndex];
    const [mixed, mixing] = [found?.attention, wanted?.attention];
    expect(mixed === undefined).toBe(mixing === undefined);
    for (const name of ["logitStd", "entropy", "uniform", "cosineIn", "cosineOut"] as const)
      if (mixing !== undefined)
        expectNear(mixed?.[name], mixing[name], SELF_TEST_TOLERANCE * Math.max(1, Math.abs(mixing[name])));
    for (const tensor of TENSOR_IDS) {
      const values = captured?.layers[layerIndex]?.[tensor] ?? new Float32Array(0);
      const exact = expected.captured.layers[layerIndex]?.[tensor] ?? [];
      expect(values.length).toBe(exact.length);
      if (!hasTensor(layer, tensor)) continue;
      const error = relativeError(values, exact);
      expect(error, `${tensor} of layer ${layerIndex + 1}`).toBeWithin({ of: 0, by: allowed(layer, tensor) });
      const isWeight = tensor === "weight" || tensor === "grad_weight";
      const [rows, columns] = isWeight ? [units, fanIn] : [plan.batch, units];
      const stats = tensorStats(tensor, measure(values, rows, columns));
      if (result.report.workers === 1) expect(unsigned(found?.tensors[tensor])).toEqual(unsigned(stats));
      else expectSameButForOrder(found?.tensors[tensor], stats);
    }
    const weights = scaleInPlace(drawWeights(plan, layer), found?.calibration?.scale ?? 1);
    expect(captured?.layers[layerIndex]?.weight).toEqual(weights);
    expect(found?.saturated).toBe(wanted?.saturated);
    expect(found?.deadUnits).toBe(wanted?.deadUnits);
    expect(found?.calibration?.iterations).toBe(wanted?.calibration?.iterations);
    const { activation, stream } = captured?.layers[layerIndex] ?? {};
    const output = (layer.stream === undefined ? activation : stream) ?? new Float32Array(0);
    expectSimilarity(found?.similarity, output, plan.batch, units);
  }
  const output = expected.captured.layers.at(-1)?.activation ?? new Float64Array(0);
  if (lossGradient(plan, null) === null) expect(result.loss).toBeNull();
  else expectNear(result.loss ?? undefined, expected.loss ?? NaN, lossError(plan, output));
}
