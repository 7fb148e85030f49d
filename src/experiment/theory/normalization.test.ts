/** Compares the theory of normalised networks with the reference at width 256. */
import { describe, expect, it } from "vitest";
import { normalizationPositions } from "../../catalog/normalizations.ts";
import { DEFAULT_CONFIG } from "../config.ts";
import { planExperiment } from "../plan.ts";
import { runReference } from "../reference.ts";
import { predict } from "./theory.ts";

const NORMS = [
  { normalization: "layer" },
  { normalization: "rms" },
  { normalization: "batch", batchStatistics: "running" },
] as const;

describe.each(
  NORMS.flatMap((norm) =>
    normalizationPositions.map((normalizationPosition) => ({ ...norm, normalizationPosition })),
  ),
)("theory of $normalization norm $normalizationPosition the activation", (norm) => {
  const RUNS = 12;
  const WIDTH = 256;
  const DEPTH = 3;

  it.each(["relu", "tanh", "sigmoid"] as const)("is what wide %s networks show", (activation) => {
    const runs = Array.from({ length: RUNS }, (_, index) => {
      const plan = planExperiment({
        ...DEFAULT_CONFIG,
        ...norm,
        activation,
        depth: DEPTH,
        width: WIDTH,
        batch: 6,
        biasStd: 0.2,
        gamma: 1.2,
        beta: 0.3,
        epsilon: 0.05,
        seed: index + 1,
      });
      const expected = predict(plan).layers;
      const { layers } = runReference(plan);
      const square = (actual: number | undefined, predicted: number | undefined): number =>
        ((actual ?? NaN) / (predicted ?? NaN)) ** 2;
      const [first, last] = [layers[0]?.tensors, layers.at(-1)?.tensors];
      return [
        square(last?.activation?.rms, expected.at(-1)?.rms),
        square(last?.activation?.std, expected.at(-1)?.std),
        square(first?.grad_activation?.rms, expected[0]?.gradientRms),
        square(first?.grad_pre_activation?.rms, expected[0]?.gradPreActivationRms),
        square(first?.grad_weight?.rms, expected[0]?.gradWeightRms),
      ];
    });
    for (let column = 0; column < 5; column++) {
      const ratios = runs.map((run) => run[column] ?? NaN);
      const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / RUNS;
      const variance = ratios.reduce((sum, ratio) => sum + (ratio - mean) ** 2, 0) / (RUNS - 1);
      // Four standard errors, and the 5/n per layer by which a second moment at width n
      // may differ from the limit.
      const allowed = 4 * Math.sqrt(variance / RUNS) + (5 * DEPTH) / WIDTH;
      expect(mean, `column ${column}`).toBeWithin({ of: 1, by: allowed });
    }
  });
});

describe("layer norm", () => {
  it("has no exploding gradient where batch norm has one: ReLU keeps it, tanh pays E phi'^2 / E phi^2", () => {
    // Layer norm before the activation, epsilon 0: chi = E phi'^2 / E phi^2 from the second layer on. The
    // finite width adds 1 / n, which no longer shows in 12 digits at 2^45 units.
    const chi = (activation: "relu" | "tanh") =>
      predict(
        planExperiment({
          ...DEFAULT_CONFIG,
          depth: 4,
          width: 2 ** 45,
          activation,
          normalization: "layer",
          epsilon: 0,
        }),
      ).layers[2]?.chi ?? NaN;
    expect(chi("relu")).toBeCloseTo(1, 12);
    expect(Math.abs(chi("tanh") - 0.464403 / 0.394294)).toBeLessThanOrEqual(3e-6);
  });
});
