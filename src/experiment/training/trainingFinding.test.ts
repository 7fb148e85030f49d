/** Verdicts on trainings that are known to learn or not, and the changes that are worth a trial. */
import { describe, expect, it } from "vitest";
import { DEFAULT_CONFIG } from "../config.ts";
import type { ExperimentConfig } from "../config.ts";
import type { Snapshot } from "./snapshot.ts";
import { trainingFinding, guessingLoss } from "./trainingFinding.ts";
import { trainingFixes, trialSteps, worthOffering } from "./trainingFixes.ts";
import { trainReference } from "./trainReference.ts";
import { planTraining } from "./trainingPlan.ts";

const SMALL: Partial<ExperimentConfig> = {
  depth: 3,
  width: 12,
  batch: 32,
  task: "gaussians",
  points: 32,
  steps: 60,
  learningRate: 0.3,
};

function trained(patch: Partial<ExperimentConfig>) {
  const config = { ...DEFAULT_CONFIG, ...SMALL, ...patch };
  const training = planTraining(config);
  if (training === null) throw new RangeError("no task");
  const snapshots: Snapshot[] = [];
  const { stopped } = trainReference(training, {
    every: 20,
    onEvent: (event) => event.kind === "snapshot" && snapshots.push(event.snapshot),
  });
  const at = (index: number) => trainingFinding(training, snapshots, index, stopped);
  return { config, training, snapshots, at, end: at(snapshots.length - 1) };
}

describe("the verdict", () => {
  it("is of the step: begun, then learnt", () => {
    const { at, end } = trained({});
    expect(at(0)?.kind).toBe("early");
    expect(end).toMatchObject({ kind: "learns", step: 60, cause: null, guess: Math.LN2 });
    expect(end?.loss).toBeLessThan(0.3);
  });

  it("tells slow from not at all: a tenth of the way is more than chance", () => {
    const { training, snapshots } = trained({});
    const kindAt = (loss: number) => {
      const shown = snapshots.map((snapshot) => ({ ...snapshot, loss }));
      return trainingFinding(training, shown, shown.length - 1, null)?.kind;
    };
    expect([0.5, 0.9, 0.97, 1.5].map((share) => kindAt(share * Math.LN2))).toEqual([
      "learns",
      "slow",
      "stalled",
      "stalled",
    ]);
  });

  it("finds symmetry where weights are zero", () => {
    const { end, config } = trained({ initializer: "zeros", activation: "tanh" });
    expect(end).toMatchObject({ kind: "stalled", cause: { id: "symmetry" } });
    if (end === null) return;
    expect(trainingFixes(config, end)[0]).toEqual({
      id: "law",
      patch: expect.objectContaining({ initializer: "xavier_normal" }) as unknown,
    });
  });

  it("finds a rate too small, and a rate too large that ends in values that are not finite", () => {
    const { end, config } = trained({ learningRate: 1e-6 });
    expect(end).toMatchObject({ kind: "stalled", cause: { id: "rate_small" } });
    if (end !== null) {
      expect(trainingFixes(config, end).map(({ patch }) => patch.learningRate)).toEqual([1e-5, 1e-4, 1e-3]);
    }
    const broken = trained({ task: "plane", learningRate: 100, steps: 40 });
    expect(broken.end).toMatchObject({ kind: "diverged", cause: { id: "rate_large" } });
  });

  it("tries pre-norm and warm-up first where post-norm does not learn, and keeps a block's final norm", () => {
    const stuck = { cause: { id: "unknown", layer: 1, value: 1e-3 } } as const;
    const fixesOf = (block: "post" | "pre") => {
      const { end, config } = trained({ block, normalization: "layer", depth: 6, steps: 1 });
      if (end === null) throw new RangeError("no finding");
      return trainingFixes(config, { ...end, ...stuck });
    };
    expect(fixesOf("post").map(({ id }) => id)).toEqual(["pre_norm", "warm_up", "adam", "rate_up"]);
    expect(fixesOf("pre").map(({ id }) => id)).toEqual(["adam", "rate_up", "rate_down", "batch_norm"]);
    expect(fixesOf("pre").at(-1)?.patch).not.toHaveProperty("normalizedLayers");
  });

  it("finds saturation, and gradients that vanish on their way to the first layer", () => {
    const saturated = trained({
      activation: "tanh",
      initializer: "normal",
      initializerParameters: { std: 30 },
      learningRate: 1e-4,
      task: "noise",
    });
    expect(saturated.end).toMatchObject({ cause: { id: "saturated" } });
    const vanished = trained({
      depth: 20,
      initializer: "normal",
      initializerParameters: { std: 0.05 },
      task: "noise",
      learningRate: 0.01,
    });
    expect(vanished.end).toMatchObject({ kind: "stalled", cause: { id: "vanished", layer: 1 } });
  });
});

it("takes the mean of the targets for a guess where values are learnt", () => {
  const training = planTraining({ ...DEFAULT_CONFIG, ...SMALL, task: "plane", noise: 0 });
  // A coordinate has variance 1, up to chance: 32 uniform points.
  expect(training === null ? NaN : guessingLoss(training)).toBeCloseTo(1, 0);
});

it("offers what helped, the best first, and tries no longer than it may cost", () => {
  const trial = (loss: number) => ({ id: "adam" as const, patch: {}, steps: 60, loss });
  const offered = worthOffering([trial(0.6), trial(0.1), trial(NaN), trial(0.3)], { loss: 0.7, guess: 0.69 });
  expect(offered.map(({ loss }) => loss)).toEqual([0.1, 0.3]);
  const large = planTraining({ ...DEFAULT_CONFIG, task: "moons", width: 1024, depth: 30 });
  expect(large === null ? NaN : trialSteps(large, 1000)).toBe(20);
});
