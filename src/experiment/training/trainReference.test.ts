/** The oracle of training against PyTorch, and what it promises about steps, snapshots and their bits. */
import { describe, expect, it } from "vitest";
import { goldenBlocks, goldenTrainings } from "../../testing/training/goldens.ts";
import { DEFAULT_CONFIG } from "../config.ts";
import type { ExperimentConfig } from "../config.ts";
import { runReference } from "../reference.ts";
import { updateRatio } from "./snapshot.ts";
import type { Snapshot } from "./snapshot.ts";
import { trainReference } from "./trainReference.ts";
import type { StepReport } from "./trainReference.ts";
import { planTraining } from "./trainingPlan.ts";
import type { TrainingPlan } from "./trainingPlan.ts";

/** The files have twelve digits; the runs are float64 on both sides. */
const TOLERANCE = 1e-8;

function expectNear(actual: ArrayLike<number> | undefined, expected: ArrayLike<number>, what: string): void {
  expect({ what, length: actual?.length }).toEqual({ what, length: expected.length });
  for (let i = 0; i < expected.length; i++) {
    const [a = NaN, b = NaN] = [actual?.[i], expected[i]];
    if (!(Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.abs(b)))) {
      expect({ what, at: i, value: a }).toEqual({ what, at: i, value: b });
    }
  }
}

const std = (values: Float64Array): number => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
};
const norm = (values: Float64Array): number => Math.hypot(...values);

describe("PyTorch's golden trainings", () => {
  it("are all there", () => {
    expect(goldenTrainings).toHaveLength(26);
    expect(goldenBlocks).toHaveLength(16);
    expect(new Set(goldenTrainings.map(({ training }) => training.optimizer)).size).toBe(6);
  });

  it.each([...goldenTrainings, ...goldenBlocks])("$id", ({ training, given, steps, final }) => {
    const reports: StepReport[] = [];
    const snapshots: Snapshot[] = [];
    const run = trainReference(training, {
      every: 1,
      given,
      onEvent: (event) => {
        if (event.kind === "step") reports.push(event.report);
        if (event.kind === "snapshot") snapshots.push(event.snapshot);
      },
    });
    expect(run.stopped).toBeNull();
    expect(reports).toHaveLength(steps.length);
    for (const [index, step] of steps.entries()) {
      const report = reports[index];
      const states = report?.states ?? [];
      expectNear([report?.loss ?? NaN], [step.loss], `loss ${index}`);
      expectNear([report?.gradientNorm ?? NaN], [step.gradientNorm], `gradient norm ${index}`);
      const norms = report?.gradients.map(({ weights }) => norm(weights));
      if (step.weightGradientNorms !== null) expectNear(norms, step.weightGradientNorms, `norms ${index}`);
      const stds = states.map(({ activation }) => std(activation));
      if (step.activationStd !== null) expectNear(stds, step.activationStd, `std ${index}`);
      const ratios = snapshots[index]?.layers.map(updateRatio);
      const expected = step.updateToWeightStd?.map((value) => value ?? NaN);
      if (expected !== undefined) expectNear(ratios, expected, `ratios ${index}`);
    }
    for (const [index, layer] of run.layers.entries()) {
      expectNear(layer.weights, final.weights[index]?.data ?? [], `weights ${index}`);
      expectNear(layer.biases, final.biases[index]?.data ?? [], `biases ${index}`);
      if (layer.running === null) continue;
      expectNear(layer.running.mean, final.runningMean?.[index] ?? [], `mean ${index}`);
      expectNear(layer.running.variance, final.runningVariance?.[index] ?? [], `variance ${index}`);
    }
    for (const [index, { data }] of (final.gamma ?? []).entries()) {
      expectNear(run.layers[index]?.gain, data, `gamma ${index}`);
      expectNear(run.layers[index]?.shift, final.beta?.[index]?.data ?? [], `beta ${index}`);
    }
    if (final.evaluationLoss !== undefined) {
      expectNear([snapshots.at(-1)?.validation ?? NaN], [final.evaluationLoss], "evaluation");
    }
  });
});

const SMALL: Partial<ExperimentConfig> = {
  depth: 4,
  width: 8,
  batch: 32,
  points: 40,
  miniBatch: 16,
  steps: 6,
};

function trainingOf(patch: Partial<ExperimentConfig>): TrainingPlan {
  const training = planTraining({ ...DEFAULT_CONFIG, task: "spirals", ...SMALL, ...patch });
  if (training === null) throw new RangeError("no task");
  return training;
}

function snapshotsOf(training: TrainingPlan, every = 1): readonly Snapshot[] {
  const snapshots: Snapshot[] = [];
  trainReference(training, {
    every,
    onEvent: (event) => event.kind === "snapshot" && snapshots.push(event.snapshot),
  });
  return snapshots;
}

describe("a training", () => {
  it.each<Partial<ExperimentConfig>>([
    {},
    { normalization: "batch", gamma: 0.7, beta: 0.1, keepProbability: 0.8 },
    { initializer: "pytorch_linear", residual: "plain", depth: 6, normalization: "layer" },
    { task: "teacher", activation: "tanh" },
    { block: "deepnorm", gate: "glu", depth: 8, normalization: "layer", expansion: 2 },
    { points: 4, batch: 20 },
  ])("begins with what a run gives: %o", (patch) => {
    const training = trainingOf(patch);
    const run = runReference(training.plan);
    const [first] = snapshotsOf(training);
    expect(first?.loss).toBe(run.loss);
    const bare = { update: null, dormantUnits: null, lostUpdates: null };
    expect(first?.layers.map((layer) => ({ ...layer, ...bare }))).toEqual(
      run.layers.map((layer) => ({ ...layer, ...bare })),
    );
  });

  it("starts from the weights that the batch has scaled", () => {
    const training = trainingOf({ initializer: "lsuv" });
    const run = runReference(training.plan);
    const [first] = snapshotsOf(training);
    expect(first?.layers.map(({ tensors }) => tensors)).toEqual(run.layers.map(({ tensors }) => tensors));
  });

  it("lets the loss fall", () => {
    const training = trainingOf({ optimizer: "adam", steps: 60, task: "gaussians", width: 16 });
    const { losses } = trainReference(training);
    expect(losses.at(-1)).toBeLessThan(0.1 * (losses[0] ?? 0));
  });

  it("keeps its first steps when it is longer, and its snapshots when there are fewer", () => {
    const short = trainReference(trainingOf({ steps: 5 }));
    const long = trainReference(trainingOf({ steps: 9 }));
    expect(long.losses.slice(0, 5)).toEqual(short.losses);
    const all = snapshotsOf(trainingOf({}));
    const few = snapshotsOf(trainingOf({}), 4);
    expect(few.map(({ step }) => step)).toEqual([0, 4, 6]);
    expect(few).toEqual(all.filter(({ step }) => step % 4 === 0 || step === 6));
  });

  it("stops where a value is not finite, and says where", () => {
    const training = trainingOf({ task: "curve", learningRate: 100, steps: 200, depth: 3 });
    const { losses, stopped } = trainReference(training);
    expect(losses.length).toBeLessThan(200);
    expect(losses.at(-1)).not.toBeLessThan(Infinity);
    expect(stopped?.step).toBe(losses.length - 1);
    expect(["weight", "pre_activation", "activation"]).toContain(stopped?.tensor);
  });
});
