/**
 * Compares the reference's whole backward pass with differences of its loss. Residual streams, dropout masks
 * and the losses act outside a single layer, so a layer's gradient check does not cover them.
 *
 * The scale s of a layer's weights is the only continuous variable of a plan: dL/ds = sum(dW * W) / s.
 */
import { describe, expect, it } from "vitest";
import { residuals } from "../catalog/residuals.ts";
import { DEFAULT_CONFIG } from "./config.ts";
import type { ExperimentConfig } from "./config.ts";
import { planExperiment } from "./plan.ts";
import type { Plan } from "./plan.ts";
import { runReference } from "./reference.ts";
import { drawUpstream } from "./draws.ts";

const SMALL: Partial<ExperimentConfig> = {
  depth: 7,
  width: 9,
  batch: 8,
  activation: "tanh",
  initializer: "lecun_normal",
  biasStd: 0.2,
};

/**
 * Relative step: the quotient errs by step^2 of the third derivative, some 1e-4, and
 * weights are rounded to float32.
 */
const STEP = 0.01;
/**
 * Ten times the step's error, against the largest of the layers; a lost stream or mask is
 * wrong by tens of per cent.
 */
const TOLERANCE = 2e-3;

/** The plan with the weights of one layer scaled. */
function scaled(plan: Plan, layerIndex: number, factor: number): Plan {
  const layers = plan.layers.map((layer) =>
    layer.layerIndex === layerIndex && layer.weight.kind === "scaled"
      ? { ...layer, weight: { ...layer.weight, scale: layer.weight.scale * factor } }
      : layer,
  );
  return { ...plan, layers };
}

/** The loss, or sum(upstream * output) where the gradient is drawn. */
function lossOf(plan: Plan): number {
  const { loss, captured } = runReference(plan);
  if (loss !== null) return loss;
  const upstream = drawUpstream(plan);
  const output = captured.layers.at(-1)?.activation ?? new Float64Array();
  return output.reduce((sum, value, index) => sum + value * (upstream[index] ?? NaN), 0);
}

function expectGradients(patch: Partial<ExperimentConfig>): void {
  const plan = planExperiment({ ...DEFAULT_CONFIG, ...SMALL, ...patch });
  const { captured } = runReference(plan);
  const pairs = captured.layers.map(({ weight, grad_weight: gradient }, layerIndex) => ({
    analytic: weight.reduce((sum, value, index) => sum + value * (gradient[index] ?? NaN), 0),
    numeric:
      (lossOf(scaled(plan, layerIndex, 1 + STEP)) - lossOf(scaled(plan, layerIndex, 1 - STEP))) / (2 * STEP),
  }));
  const largest = Math.max(...pairs.map(({ numeric }) => Math.abs(numeric)));
  expect(largest).toBeGreaterThan(0);
  for (const [index, { analytic, numeric }] of pairs.entries()) {
    expect(Math.abs(analytic - numeric) / largest, `layer ${index + 1}`).toBeLessThan(TOLERANCE);
  }
}

it("of shared weights is the sum of the shares of its layers", () => {
  const plan = planExperiment({ ...DEFAULT_CONFIG, ...SMALL, gradient: "mse", sharing: "all" });
  expect(new Set(plan.layers.map(({ weightsFrom }) => weightsFrom))).toEqual(new Set([0]));
  const { captured } = runReference(plan);
  const analytic = captured.layers.reduce(
    (total, { weight, grad_weight: gradient }) =>
      total + weight.reduce((sum, value, index) => sum + value * (gradient[index] ?? NaN), 0),
    0,
  );
  const all = (factor: number): number =>
    lossOf(plan.layers.reduce((scaledPlan, { layerIndex }) => scaled(scaledPlan, layerIndex, factor), plan));
  const numeric = (all(1 + STEP) - all(1 - STEP)) / (2 * STEP);
  expect(Math.abs(analytic / numeric - 1)).toBeLessThan(TOLERANCE);
});

describe("the gradient of the whole network", () => {
  it.each(residuals.map(({ id }) => id))("residual %s", (residual) => expectGradients({ residual }));

  it.each([
    // Batch norm before the activation undoes any scale; after it, or by running statistics, it does not.
    { residual: "plain", normalization: "batch", batchStatistics: "running" },
    { residual: "depth_scaled", normalization: "batch", normalizationPosition: "after" },
    { residual: "plain", normalization: "layer", keepProbability: 0.7 },
    { keepProbability: 0.5 },
    { keepProbability: 0.5, normalization: "batch", normalizationPosition: "after" },
    { gradient: "mse" },
    { gradient: "cross_entropy" },
    { gradient: "cross_entropy", residual: "plain", keepProbability: 0.8, lastActivation: "linear" },
    { gradient: "mse", normalization: "rms", input: "correlated" },
    { gradient: "mse", input: "pixels", inputScale: 3, inputShift: -1, biasMean: 0.3 },
    { gradient: "mse", normalization: "batch", normalizedLayers: "hidden" },
    {
      keepProbability: 0.6,
      normalization: "batch",
      normalizationPosition: "after",
      dropoutPosition: "before",
    },
    { keepProbability: 0.6, normalization: "layer", dropoutPosition: "before", residual: "plain" },
    { keepProbability: 0.7, dropout: "alpha", gradient: "mse" },
    { activationOverrides: [{ from: 2, to: 3, id: "sigmoid" }], gradient: "mse" },
  ] as const)("%j", (patch) => expectGradients(patch));
});
