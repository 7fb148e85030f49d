/** Compares every initialiser's draws, and every input's, with the stated law. */
import { describe, expect, it } from "vitest";
import { INITIALIZER_OPTIONS, initializers, TRUNCATED_STD, weightMoments } from "../catalog/initializers.ts";
import type { InitializerEntry } from "../catalog/initializers.ts";
import { inputById, inputs } from "../catalog/inputs.ts";
import { DEFAULT_CONFIG } from "./config.ts";
import type { ExperimentConfig } from "./config.ts";
import { planExperiment } from "./plan.ts";
import { drawBiases, drawInput, drawWeights } from "./draws.ts";

const ROWS = 120;
const COLUMNS = 200;

function drawn(patch: Partial<ExperimentConfig>) {
  const plan = planExperiment({
    ...DEFAULT_CONFIG,
    depth: 1,
    width: ROWS,
    inputWidth: COLUMNS,
    seed: 4,
    ...patch,
  });
  const [layer] = plan.layers;
  if (layer === undefined) throw new Error("no layer");
  return { plan, layer, values: drawWeights(plan, layer) };
}

function momentsOf(values: Float32Array) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const central = (power: number): number =>
    values.reduce((sum, value) => sum + (value - mean) ** power, 0) / values.length;
  return { mean, std: Math.sqrt(central(2)), fourth: central(4) };
}

/** Every initialiser with every choice of each of its options. */
const CHOICES = (initializers as readonly InitializerEntry[]).flatMap(({ id, options = [] }) => {
  const words = options.flatMap((key) => INITIALIZER_OPTIONS[key].map((word) => ({ [key]: word })));
  return [{}, ...words].map((choice) => ({ name: [id, ...Object.values(choice)].join(" "), id, choice }));
});

describe.each(CHOICES)("$name", ({ id, choice }) => {
  it("draws the stated mean and variance, within 4 standard errors", () => {
    const { layer, values } = drawn({
      initializer: id as ExperimentConfig["initializer"],
      initializerOptions: choice,
    });
    const stated = weightMoments(layer.weight, layer.fanIn, layer.units);
    const { mean, std, fourth } = momentsOf(values);
    const n = values.length;
    const isRandom = layer.weight.kind === "scaled" && layer.weight.draw !== "identity";
    // Standard error of the variance: sqrt((mu_4 - sigma^4) / n), from the sample's own fourth moment.
    const varianceError = isRandom ? 4 * Math.sqrt(Math.max(0, fourth - std ** 4) / n) : 0;
    // Rounding to float32 alone: 2^-24 of each entry.
    const rounding = 2 ** -23 * (Math.abs(stated.mean) + stated.std);
    expect(Math.abs(mean - stated.mean)).toBeLessThanOrEqual(
      (isRandom ? (4 * std) / Math.sqrt(n) : 0) + rounding,
    );
    expect(Math.abs(std ** 2 - stated.std ** 2)).toBeLessThanOrEqual(
      varianceError + 4 * rounding * stated.std + 1e-12,
    );
  });
});

/** Mean over the input units, which are independent, and its standard error. */
function meanOf(values: readonly number[]) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, error: Math.sqrt(variance / values.length) };
}

describe.each(inputs.map(({ id }) => id))("%s inputs", (input) => {
  it("have the stated mean, second moment and overlap, within 4 standard errors", () => {
    const [batch, units] = [60, 2000];
    const plan = planExperiment({
      ...DEFAULT_CONFIG,
      depth: 1,
      width: 1,
      inputWidth: units,
      batch,
      input,
      seed: 4,
    });
    const values = drawInput(plan);
    const columns = Array.from({ length: units }, (_, unit) => {
      const column = Array.from({ length: batch }, (_unused, row) => values[row * units + unit] ?? NaN);
      const mean = column.reduce((sum, value) => sum + value, 0) / batch;
      const second = column.reduce((sum, value) => sum + value * value, 0) / batch;
      return { mean, second, shared: (batch * mean ** 2 - second) / (batch - 1) };
    });
    const stated = inputById(input).moments(units, batch);
    for (const statistic of ["mean", "second", "shared"] as const) {
      const { mean, error } = meanOf(columns.map((column) => column[statistic]));
      // Exact values may differ by the rounding to float32.
      expect(Math.abs(mean - stated[statistic])).toBeLessThanOrEqual(4 * error + 1e-7);
    }
  });
});

describe("truncated draws", () => {
  it("stay within two standard deviations of the uncut normal", () => {
    const { values } = drawn({
      initializer: "truncated_normal",
      initializerParameters: { std: 0.5 },
      initializerOptions: { trunc: "raw" },
    });
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(1);
    expect(momentsOf(values).std / 0.5).toBeCloseTo(TRUNCATED_STD, 2);
  });

  it("with fixed bounds are cut there, and are normal draws where nothing reaches the bounds", () => {
    const cutAt = (std: number) =>
      drawn({ initializer: "truncated_absolute", initializerParameters: { std, limit: 2 } });
    for (const [std, share] of [
      // sqrt(1 - 2 c density(c) / (2 Phi(c) - 1)) at c = 1 and c = 1/2, by the tables of Abramowitz, Stegun.
      [2, 0.5395599],
      [4, 0.283882],
    ] as const) {
      const { values } = cutAt(std);
      expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(2);
      expect(Math.max(...values.map(Math.abs))).toBeGreaterThan(1.9);
      expect(momentsOf(values).std / std).toBeCloseTo(share, 2);
    }
    const uncut = drawn({ initializer: "normal", initializerParameters: { std: 0.02 } });
    expect(cutAt(0.02).values).toEqual(uncut.values);
    expect(cutAt(0.02).layer.weight).toEqual(uncut.layer.weight);
  });

  it("have 0.7737413 of the variance without the correction (T21)", () => {
    expect(TRUNCATED_STD ** 2).toBeCloseTo(0.7737413, 7);
  });
});

describe("sparse draws", () => {
  it("have ceil(sparsity n_out) zeros in every column", () => {
    const { values } = drawn({ initializer: "sparse", initializerParameters: { sparsity: 0.9, std: 1 } });
    for (let column = 0; column < COLUMNS; column++) {
      let zeros = 0;
      for (let row = 0; row < ROWS; row++) if (values[row * COLUMNS + column] === 0) zeros++;
      expect(zeros).toBe(108);
    }
  });
});

describe("framework defaults", () => {
  it("have the biases of PyTorch and the Playground, unless the user sets sigma_b", () => {
    const torch = drawn({ initializer: "pytorch_linear" });
    const biases = drawBiases(torch.plan, torch.layer) ?? new Float32Array();
    expect(Math.max(...biases.map(Math.abs))).toBeLessThanOrEqual(1 / Math.sqrt(COLUMNS));
    const playground = drawn({ initializer: "tf_playground" });
    expect(drawBiases(playground.plan, playground.layer)?.[0]).toBe(Math.fround(0.1));
    const own = drawn({ initializer: "tf_playground", biasStd: 0.5 });
    expect(own.layer.bias).toEqual({ kind: "scaled", draw: "normal", scale: 0.5 });
  });
});

describe("the edge of chaos", () => {
  it.each([
    ["tanh", 0, 1],
    ["relu", 0, 2],
    ["tanh", Math.sqrt(0.05), 1.760955],
  ] as const)("of %s with sigma_b = %f is sigma_w^2 = %f", (activation, biasStd, weight) => {
    const { layer } = drawn({ initializer: "edge_of_chaos", activation, biasStd });
    const std = weightMoments(layer.weight, layer.fanIn, layer.units).std;
    // Published to 6 decimals; without biases the fixed point is q = 0, reached to 1e-9.
    expect(std * std * COLUMNS).toBeCloseTo(weight, 5);
  });
});
