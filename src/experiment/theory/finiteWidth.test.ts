/** The band claims to hold 95 % of random networks. It must hold them, and must not be wider than needed. */
import { describe, expect, it } from "vitest";
import { DEFAULT_CONFIG } from "../config.ts";
import type { ExperimentConfig } from "../config.ts";
import { finiteWidthBands } from "./finiteWidth.ts";
import { planExperiment } from "../plan.ts";
import { runReference } from "../reference.ts";
import { predict } from "./theory.ts";

const SEEDS = 24;
/**
 * Layers of one network deviate together, so the number of seeds counts: sd sqrt(0.95 * 0.05 / 24) = 0.0445.
 * The tolerance is four of them.
 */
const LEAST = 0.95 - 4 * Math.sqrt((0.95 * 0.05) / SEEDS);

/** The line that a case tests; both where it does not matter. */
type Line = "std" | "gradient";

function coverage(patch: Partial<ExperimentConfig>, width = 1, lines: readonly Line[] = ["std", "gradient"]) {
  let inside = 0;
  let total = 0;
  for (let seed = 1; seed <= SEEDS; seed++) {
    const plan = planExperiment({ ...DEFAULT_CONFIG, depth: 12, width: 40, batch: 16, ...patch, seed });
    const { layers } = predict(plan);
    const bands = finiteWidthBands(plan, layers) ?? [];
    runReference(plan).layers.forEach(({ tensors }, index) => {
      const band = bands[index];
      const theory = layers[index];
      if (band === undefined || theory === undefined) return;
      const numbers = {
        std: [(tensors.activation?.std ?? NaN) / theory.std, band.stdLow, band.stdHigh],
        gradient: [
          (tensors.grad_activation?.rms ?? NaN) / theory.gradientRms,
          band.gradientLow,
          band.gradientHigh,
        ],
      } as const;
      for (const line of lines) {
        const [ratio, low, high] = numbers[line];
        const middle = Math.sqrt(low * high);
        total++;
        if (ratio >= middle * (low / middle) ** width && ratio <= middle * (high / middle) ** width) inside++;
      }
    });
  }
  return inside / total;
}

describe.each<[string, Partial<ExperimentConfig>]>([
  ["He ReLU", {}],
  ["He ReLU, two inputs", { batch: 2 }],
  ["linear", { activation: "linear", initializer: "xavier_normal" }],
  ["tanh, Xavier", { activation: "tanh", initializer: "xavier_normal" }],
  ["sigmoid with biases", { activation: "sigmoid", initializer: "xavier_normal", biasStd: 0.3 }],
  ["pixels", { input: "pixels" }],
  ["correlated inputs", { input: "correlated", activation: "tanh", biasStd: 0.3 }],
  ["circle", { input: "circle" }],
  ["sparse inputs", { input: "sparse" }],
  ["one-hot inputs", { input: "one_hot" }],
  ["constant inputs", { input: "constant" }],
  ["dropout", { keepProbability: 0.7 }],
  ["dropout with sigmoid", { keepProbability: 0.8, activation: "sigmoid", biasStd: 0.3 }],
  ["GELU with He's gain, whose lengths are unstable", { activation: "gelu" }],
  ["Mish with He's gain", { activation: "mish" }],
  [
    "sigmoid behind a narrow ReLU layer, whose length deviates",
    { lastActivation: "sigmoid", width: [6, 64], depth: 2 },
  ],
  [
    "tanh saturated by inputs that are alike",
    { activation: "tanh", input: "pixels", inputScale: 255, depth: 2 },
  ],
])("the band of %s", (_name, patch) => {
  it("holds the claimed share of networks", () => {
    expect(coverage(patch)).toBeGreaterThan(LEAST);
  });

  it("does not hold them at half of its width", () => {
    expect(coverage(patch, 0.5)).toBeLessThan(0.85);
  });
});

it("holds fewer gradients of 25 narrow GELU layers than it claims, and most of their signals", () => {
  const deep = { activation: "gelu", depth: 25 } as const;
  // The known limit: over so many unstable layers single inputs deviate from their batch, and the gradient
  // follows each.
  expect(coverage(deep, 1, ["std"])).toBeGreaterThan(LEAST);
  expect(coverage(deep, 1, ["gradient"])).toBeGreaterThan(0.55);
});

describe("finiteWidthBands", () => {
  it("gives (1 + 5/n)^L for one input through He ReLU", () => {
    const plan = planExperiment({ ...DEFAULT_CONFIG, depth: 10, width: 100, batch: 1 });
    const band = finiteWidthBands(plan, predict(plan).layers)?.at(-1);
    // The log-variance of q_10/q_0 is 9 ln(1 + 5/n) + ln(1 + 2/n) for the input; the last layer's std adds
    // another term.
    const logWidth = Math.log((band?.stdHigh ?? NaN) / (band?.stdLow ?? NaN)) / 1.959964;
    const atLeast = Math.sqrt(9 * Math.log(1.05));
    expect(logWidth).toBeGreaterThan(atLeast);
    expect(logWidth).toBeLessThan(atLeast * 1.1);
  });

  it("gives no band where its derivation does not hold", () => {
    const silent = [
      { normalization: "batch" },
      { initializer: "orthogonal" },
      { residual: "plain", depth: 5 },
      { initializer: "tf_playground" },
      { initializerOverrides: [{ from: 3, to: 3, id: "ones", value: null }] },
    ] as const;
    for (const patch of silent) {
      const plan = planExperiment({ ...DEFAULT_CONFIG, depth: 3, width: 8, ...patch });
      expect(finiteWidthBands(plan, predict(plan).layers)).toBeNull();
    }
    // The fluctuation of a loss's gradient is not derived; the forward band does not depend on it.
    const loss = planExperiment({ ...DEFAULT_CONFIG, depth: 3, width: 64, gradient: "mse" });
    const [band] = finiteWidthBands(loss, predict(loss).layers) ?? [];
    expect(band?.gradientLow).toBeNaN();
    expect(band?.stdLow).toBeLessThan(1);
  });
});
