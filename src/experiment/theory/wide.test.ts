/**
 * Compares theory with networks: the float64 reference at width 192, averaged over seeds, for every input,
 * residual connection, dropout and loss, both passes, within a batch and between its inputs.
 */
import { describe, expect, it } from "vitest";
import { inputs } from "../../catalog/inputs.ts";
import { residuals } from "../../catalog/residuals.ts";
import { BLOCK_IDS } from "../blocks.ts";
import { DEFAULT_CONFIG } from "../config.ts";
import type { ExperimentConfig } from "../config.ts";
import { planExperiment } from "../plan.ts";
import { runReference } from "../reference.ts";
import { predict } from "./theory.ts";

const SEEDS = 12;
const WIDTH = 192;
type Patch = Partial<ExperimentConfig>;

/**
 * Every ratio of a measured second moment to its prediction, by name. Cosines, which may be 0, count as 1 +
 * their difference.
 */
function ratiosOf(patch: Patch, seed: number): Map<string, number> {
  const plan = planExperiment({ ...DEFAULT_CONFIG, width: WIDTH, depth: 4, batch: 8, ...patch, seed });
  const theory = predict(plan);
  const run = runReference(plan);
  const ratios = new Map<string, number>();
  let size = 0;
  const set = (name: string, measured: number | undefined, predicted: number | undefined): void => {
    // A predicted 0 must be 0 but for the rounding of its terms.
    const isNothing = predicted === 0 && Math.abs(measured ?? NaN) < 1e-12 * (1 + size);
    ratios.set(name, isNothing ? 1 : ((measured ?? NaN) / (predicted ?? NaN)) ** 2);
  };
  // The middle, and the end of a block where there is one.
  const end = plan.layers.findLastIndex(({ stream }) => stream !== undefined);
  const middle = Math.floor(plan.layers.length / 2);
  for (const at of new Set([0, middle, end < 0 ? middle : end, plan.layers.length - 1])) {
    const predicted = theory.layers[at];
    const measured = run.layers[at];
    const { activation, grad_activation, grad_pre_activation, grad_weight } = measured?.tensors ?? {};
    const { stream, grad_stream } = measured?.tensors ?? {};
    size = grad_pre_activation?.rms ?? 0;
    set(`rms of layer ${at}`, activation?.rms, predicted?.rms);
    set(`std of layer ${at}`, activation?.std, predicted?.std);
    set(`batch std of layer ${at}`, activation?.batchStd, predicted?.batchStd);
    set(`unit std of layer ${at}`, activation?.unitStd, predicted?.unitStd);
    const difference = (measured?.similarity.cosine ?? NaN) - (predicted?.cosine ?? NaN);
    ratios.set(`cosine of layer ${at}`, 1 + difference);
    set(`dL/da of layer ${at}`, grad_activation?.rms, predicted?.gradientRms);
    set(`dL/dz of layer ${at}`, grad_pre_activation?.rms, predicted?.gradPreActivationRms);
    set(`dL/dW of layer ${at}`, grad_weight?.rms, predicted?.gradWeightRms);
    if (stream === undefined) continue;
    set(`stream of layer ${at}`, stream.rms, predicted?.stream?.rms);
    set(`std of the stream of layer ${at}`, stream.std, predicted?.stream?.std);
    set(`gradient of the stream of layer ${at}`, grad_stream?.rms, predicted?.stream?.gradientRms);
  }
  if (theory.loss !== null) ratios.set("loss", (run.loss ?? NaN) / theory.loss);
  return ratios;
}

/**
 * Four standard errors of the mean over the seeds, and the deviation of a mean at width n from the limit: 5/n
 * per layer of either pass, as for a second moment (Hanin & Rolnick 2018).
 */
function expectTheory(patch: Patch): void {
  const runs = Array.from({ length: SEEDS }, (_, index) => ratiosOf(patch, index + 1));
  const layers = patch.depth ?? 4;
  for (const name of runs[0]?.keys() ?? []) {
    const ratios = runs.map((run) => run.get(name) ?? NaN);
    const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / SEEDS;
    const variance = ratios.reduce((sum, ratio) => sum + (ratio - mean) ** 2, 0) / (SEEDS - 1);
    const allowed = 4 * Math.sqrt(variance / SEEDS) + (5 * layers) / WIDTH;
    expect(mean, `ratio of ${name}`).toBeWithin({ of: 1, by: allowed });
  }
}

describe.each(inputs.map(({ id }) => id))("%s inputs", (input) => {
  it.each<[string, Patch]>([
    ["ReLU", {}],
    ["tanh with biases", { activation: "tanh", biasStd: 0.4 }],
  ])("%s", (_name, patch) => {
    expectTheory({ ...patch, input });
  });
});

describe("dropout", () => {
  it.each<[string, Patch]>([
    ["ReLU", { keepProbability: 0.7 }],
    ["sigmoid, correlated inputs", { keepProbability: 0.5, activation: "sigmoid", input: "correlated" }],
    ["a loss", { keepProbability: 0.7, activation: "tanh", gradient: "mse" }],
  ])("%s", (_name, patch) => {
    expectTheory(patch);
  });
});

describe.each(residuals.map(({ id }) => id))("residual connections: %s", (residual) => {
  it.each<[string, Patch]>([
    ["ReLU", {}],
    ["tanh, layer norm", { activation: "tanh", normalization: "layer" }],
    ["GELU, dropout, a loss", { activation: "gelu", keepProbability: 0.8, gradient: "mse" }],
  ])("%s", (_name, patch) => {
    expectTheory({ ...patch, residual, depth: 6 });
  });
});

describe.each(BLOCK_IDS.filter((id) => id !== "none"))("blocks: %s", (block) => {
  it.each<[string, Patch]>([
    ["ReLU, RMS norm", { normalization: "rms", normalizedLayers: "all" }],
    ["GELU, a factor, layer norm", { activation: "gelu", normalization: "layer", branch: 0.5 }],
    ["SiLU, a gate", { activation: "silu", gate: "glu", normalization: "rms", depth: 5 }],
    ["ReLU, a gate, dropout, expansion", { gate: "glu", keepProbability: 0.8, expansion: 2, depth: 5 }],
    ["tanh, a loss, layer norm", { activation: "tanh", normalization: "layer", gradient: "mse" }],
  ])("%s", (_name, patch) => {
    expectTheory({ depth: 6, block, ...patch });
  });
});

it.each(["residual", "pre", "branch"] as const)("blocks with batch norm, correlated inputs: %s", (block) => {
  const patch = { activation: "tanh", normalization: "batch", input: "correlated", batch: 16 } as const;
  expectTheory({ depth: 6, block, ...patch });
});

it.each(["post", "deepnorm"] as const)(
  "says that it does not describe batch norm of a stream: %s",
  (block) => {
    const plan = planExperiment({ ...DEFAULT_CONFIG, depth: 6, block, normalization: "batch" });
    expect(predict(plan)).toMatchObject({ gap: "batch_normed_stream", gapLayer: 2 });
  },
);

describe("losses", () => {
  it.each<[string, Patch]>([
    ["linear", { activation: "linear", initializer: "lecun_normal" }],
    ["ReLU, correlated inputs", { input: "correlated" }],
    ["sigmoid", { activation: "sigmoid", initializer: "xavier_normal" }],
    ["batch norm", { normalization: "batch", batch: 16 }],
    [
      "layer norm behind tanh",
      { activation: "tanh", normalization: "layer", normalizationPosition: "after" },
    ],
    ["running statistics", { normalization: "batch", batchStatistics: "running", gamma: 1.2, beta: 0.4 }],
  ])("mse: %s", (_name, patch) => {
    expectTheory({ ...patch, gradient: "mse" });
  });

  it.each<[string, Patch]>([
    ["linear output", { lastActivation: "linear" }],
    ["ten classes", { lastActivation: "linear", activation: "tanh", width: [WIDTH, WIDTH, WIDTH, 10] }],
    ["correlated inputs", { lastActivation: "linear", input: "correlated", batch: 24 }],
    // Predictions that are alike and far from even: the part that the inputs share is most of dL/dW.
    [
      "ten classes, pixels, a batch of 48",
      {
        depth: 3,
        width: [WIDTH, WIDTH, 10],
        batch: 48,
        input: "pixels",
        activation: "tanh",
        lastActivation: "linear",
        initializer: "mean_field",
        initializerParameters: { std: 2 },
      },
    ],
    ["tanh output, pixels", { activation: "tanh", input: "pixels" }],
    ["batch norm", { activation: "tanh", normalization: "batch", batch: 16 }],
  ])("cross-entropy: %s", (_name, patch) => {
    expectTheory({ ...patch, gradient: "cross_entropy" });
  });
});

describe("batch norm, where inputs have something in common", () => {
  it.each<[string, Patch]>([
    ["tanh, correlated", { activation: "tanh", input: "correlated" }],
    ["ReLU, pixels, biases, epsilon", { input: "pixels", biasStd: 1, gamma: 1.3, beta: 0.4, epsilon: 0.1 }],
    ["constant inputs", { input: "constant", epsilon: 0.01, beta: 0.2, gradient: "gaussian" }],
    ["behind tanh", { activation: "tanh", input: "correlated", normalizationPosition: "after" }],
  ])("%s", (_name, patch) => {
    expectTheory({ normalization: "batch", batch: 16, ...patch });
  });
});

it("a loss gives gradients a mean: mse behind ReLU, constant biases", () => {
  const predictions: number[][] = [];
  const errors = Array.from({ length: SEEDS }, (_, index) => {
    const plan = planExperiment({
      ...DEFAULT_CONFIG,
      width: WIDTH,
      depth: 3,
      batch: 8,
      gradient: "mse",
      initializer: "tf_playground",
      seed: index + 1,
    });
    const theory = predict(plan).layers;
    return runReference(plan).layers.flatMap(({ tensors }, at) => {
      const expected = theory[at];
      const pairs = [
        [tensors.pre_activation, expected?.preActivationMean, Math.sqrt(expected?.q ?? NaN)],
        [tensors.grad_activation, expected?.gradientMean, expected?.gradientRms],
        [tensors.grad_pre_activation, expected?.gradPreActivationMean, expected?.gradPreActivationRms],
        [tensors.grad_weight, expected?.gradWeightMean, expected?.gradWeightRms],
      ] as const;
      predictions.push(pairs.map(([, mean = NaN, rms = NaN]) => mean / rms));
      return pairs.map(([stats, mean = NaN, rms = NaN]) => ((stats?.mean ?? NaN) - mean) / rms);
    });
  });
  expect(Math.max(...predictions.flat())).toBeGreaterThan(0.2);
  errors[0]?.forEach((_, column) => {
    const values = errors.map((run) => run[column] ?? NaN);
    const mean = values.reduce((sum, value) => sum + value, 0) / SEEDS;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (SEEDS - 1);
    // In units of the rms: four standard errors, and at most 5/n of the mean per layer.
    const allowed = 4 * Math.sqrt(variance / SEEDS) + 15 / WIDTH;
    expect(mean, `column ${column}`).toBeWithin({ of: 0, by: allowed });
  });
});

it("a small batch changes the marginal law of batch norm's output: tanh at B = 8", () => {
  const plan = planExperiment({ ...DEFAULT_CONFIG, activation: "tanh", normalization: "batch", batch: 8 });
  const { rms = NaN } = predict({ ...plan, layers: plan.layers.slice(0, 1) }).layers[0] ?? {};
  // On the sphere of 7 dimensions t = sqrt 7 s has density (1 - t^2 / 7)^2; by the trapezoid rule, whose
  // error is far below 1e-4.
  let mass = 0;
  let square = 0;
  for (let t = -Math.sqrt(7); t <= Math.sqrt(7); t += 1e-3) {
    const density = (1 - (t * t) / 7) ** 2;
    mass += density;
    square += density * Math.tanh(t) ** 2;
  }
  // First order in 1/7 leaves about 1/49 of the function's own curvature, 0.2.
  expect(Math.abs(rms ** 2 / (square / mass) - 1)).toBeLessThanOrEqual(0.006);
});
