/** Theory of attention against the float64 reference over seeds, and where it says nothing. */
import { beforeAll, describe, expect, it } from "vitest";
import type { AttentionStats } from "../attentionStats.ts";
import { DEFAULT_CONFIG } from "../config.ts";
import type { ExperimentConfig } from "../config.ts";
import { planExperiment } from "../plan.ts";
import { runReference } from "../reference.ts";
import type { LayerResult } from "../result.ts";
import { drawInput } from "../draws.ts";
import { overlapOf, predictAttention } from "./attentionTheory.ts";

/** One attention block between two layers; the values are the fourth layer. */
const BASE: ExperimentConfig = {
  ...DEFAULT_CONFIG,
  depth: 6,
  width: 64,
  inputWidth: 64,
  batch: 32,
  activation: "linear",
  initializer: "lecun_normal",
  block: "pre",
  tokens: 16,
  heads: 4,
};
const VALUES = 3;
const SEEDS = 12;

type Key = keyof AttentionStats | "rms";

function runs(config: ExperimentConfig): readonly (LayerResult | undefined)[] {
  return Array.from(
    { length: SEEDS },
    (_, index) => runReference(planExperiment({ ...config, seed: index + 1 })).layers[VALUES],
  );
}

/** Mean over the seeds, and its standard error. */
function measured(layers: ReturnType<typeof runs>, key: Key) {
  const values = layers.map(
    (layer) => (key === "rms" ? layer?.tensors.activation?.rms : layer?.attention?.[key]) ?? NaN,
  );
  const mean = values.reduce((sum, value) => sum + value, 0) / SEEDS;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (SEEDS - 1);
  return { mean, error: Math.sqrt(square / SEEDS) };
}

describe.each<readonly [string, Partial<ExperimentConfig>]>([
  ["logits of std 1", {}],
  ["small logits, a shorter last sequence", { logits: "inverse", batch: 40 }],
  ["large logits", { initializerParameters: { gain: 2 } }],
  ["QK norm", { logits: "normed", heads: 2 }],
  ["inputs that are alike, small logits", { activation: "relu", logits: "inverse" }],
  ["without a norm", { block: "residual" }],
])("%s", (_, patch) => {
  const config = { ...BASE, ...patch };
  const theory = predictAttention(planExperiment(config), VALUES);
  let layers: ReturnType<typeof runs> = [];
  beforeAll(() => {
    layers = runs(config);
  });

  it.each<Key>(["logitStd", "entropy", "cosineIn", "cosineOut", "rms"])("has the expected %s", (key) => {
    const expected = theory?.[key] ?? NaN;
    const { mean, error } = measured(layers, key);
    // Four standard errors, and terms of order 1 / n.
    expect(mean).toBeWithin({ of: expected, by: 4 * error + (5 / 64) * Math.max(0.1, Math.abs(expected)) });
  });

  it("has the entropy of equal weights exactly", () => {
    expect(theory?.uniform).toBeWithin({ of: measured(layers, "uniform").mean, by: 1e-12 });
  });
});

it("two softmaxes of alike logits overlap as much as drawn ones, to first order", () => {
  // Two queries see 8 and 5 keys; a draw is a shared and an own number for each key and query.
  const [count, other, draws] = [8, 5, 60_000];
  const [variance, correlation] = [0.2, 0.5];
  const width = count + count + other;
  const numbers = drawInput(
    planExperiment({ ...DEFAULT_CONFIG, depth: 1, inputWidth: width, width, batch: draws }),
  );
  const overlaps = Array.from({ length: draws }, (_, draw) => {
    const at = (index: number): number => numbers[draw * width + index] ?? NaN;
    const softmax = (keys: number, own: number): readonly number[] => {
      const weights = Array.from({ length: keys }, (__, key) =>
        Math.exp(
          Math.sqrt(variance * correlation) * at(key) +
            Math.sqrt(variance * (1 - correlation)) * at(own + key),
        ),
      );
      const sum = weights.reduce((total, weight) => total + weight, 0);
      return weights.map((weight) => weight / sum);
    };
    const [first, second] = [softmax(count, count), softmax(other, 2 * count)];
    return second.reduce((sum, weight, key) => sum + weight * (first[key] ?? 0), 0);
  });
  const mean = overlaps.reduce((sum, value) => sum + value, 0) / draws;
  const square = overlaps.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (draws - 1);
  const common = variance * correlation;
  // Four standard errors, and the term of second order.
  expect(mean).toBeWithin({
    of: overlapOf(count, common),
    by: 4 * Math.sqrt(square / draws) + common ** 2 / count,
  });
});

describe("where theory ends", () => {
  it("says nothing behind the first attention, of weights with a mean, and of inputs on a circle", () => {
    const two = planExperiment({ ...BASE, depth: 12 });
    expect(two.layers[9]?.attention).toBeDefined();
    expect(predictAttention(two, VALUES)).not.toBeNull();
    expect(predictAttention(two, 9)).toBeNull();
    expect(predictAttention(two, 2)).toBeNull();
    expect(predictAttention(planExperiment({ ...BASE, initializer: "constant" }), VALUES)).toBeNull();
    expect(predictAttention(planExperiment({ ...BASE, input: "circle" }), VALUES)).toBeNull();
    expect(predictAttention({ ...two, trainedSteps: 1 }, VALUES)).toBeNull();
  });

  it("has no cosine behind large logits of queries that are alike, but the entropy of what differs", () => {
    const config = { ...BASE, input: "correlated" } as const;
    const theory = predictAttention(planExperiment(config), VALUES);
    const { mean, error } = measured(runs(config), "entropy");
    expect(theory?.cosineOut).toBeNaN();
    // A variance off by 5 / n moves the entropy of logits of std 1 by less than half of that.
    expect(mean).toBeWithin({ of: theory?.entropy ?? NaN, by: 4 * error + 5 / 128 });
  });
});
