/** Compares the summary with published fixed points and depth scales, and checks where it gives nothing. */
import { describe, expect, it } from "vitest";
import { DEFAULT_CONFIG } from "../config.ts";
import type { ExperimentConfig } from "../config.ts";
import { planExperiment } from "../plan.ts";
import { runReference } from "../reference.ts";
import { predict } from "./theory.ts";
import { float32Range } from "./range.ts";
import { theorySummary } from "./summary.ts";

type Patch = Partial<ExperimentConfig>;

function summaryOf(patch: Patch) {
  return theorySummary(planExperiment({ ...DEFAULT_CONFIG, ...patch }));
}

const meanField = (weight: number, bias: number): Patch => ({
  activation: "tanh",
  initializer: "mean_field",
  initializerParameters: { std: Math.sqrt(weight) },
  biasStd: Math.sqrt(bias),
});

/** Within one unit of the last printed digit. */
function expectPrinted(actual: number | undefined, printed: number, decimals: number): void {
  expect(Math.abs((actual ?? NaN) - printed)).toBeLessThanOrEqual(1.01 * 10 ** -decimals);
}

describe("T13: tanh, sigma_b = 0.3 (Poole 2016)", () => {
  it.each([
    [1.3, 0.607047, 0.939807, 1, 16.11, "ordered"],
    [2.5, 4.079124, 1.585225, 0.122104, 5.109, "chaotic"],
    // c* and xi_c as in math/meanField.test.ts, which says why they differ from the printed ones.
    [4.0, 12.604149, 2.367261, 0.029696, 3.639, "chaotic"],
  ])("sigma_w = %f", (sigma, q, chi, c, correlationScale, phase) => {
    const summary = summaryOf(meanField(sigma ** 2, 0.09));
    expectPrinted(summary?.q, q, 6);
    expectPrinted(summary?.chi, chi, 6);
    expectPrinted(summary?.c, c, 6);
    expectPrinted(summary?.correlationScale, correlationScale, correlationScale > 10 ? 2 : 3);
    expect(summary?.phase).toBe(phase);
    if (sigma === 1.3) expectPrinted(summary?.lengthScale, 1.338, 3);
  });
});

describe("what is left of exact numbers", () => {
  it("is the norm of the gradient where widths differ: He's law keeps it", () => {
    // sigma_w^2 E[phi'^2] = 2 / 2; the second moment of an entry would change by 300 / 784.
    expect(summaryOf({ width: [784, 300, 100, 10], depth: 4 })).toMatchObject({ phase: "edge" });
  });

  it("is a correlation of 0, without the rounding of the quadrature, for an odd activation", () => {
    expect(summaryOf({ activation: "tanh", depth: 30 })?.c).toBe(0);
  });
});

describe("T14: the edge of chaos of tanh", () => {
  it.each([
    [0.0025, 1.260094, 0.153692],
    [0.05, 1.760955, 0.570048],
    [1, 3.443211, 3.036396],
  ])("sigma_b^2 = %f", (bias, weight, q) => {
    const summary = summaryOf(meanField(weight, bias));
    expect(summary?.phase).toBe("edge");
    expectPrinted(summary?.criticalWeightVariance ?? NaN, weight, 6);
    expectPrinted(summary?.q, q, 5);
  });
});

describe("T15: depth scales of tanh, sigma_b^2 = 0.05 (Schoenholz 2017)", () => {
  it.each([
    [1.0, 3.63, 3.63],
    [1.3, 7.83, 7.83],
    [1.5, 15.8, 15.8],
    [2.0, 25.2, 21.5],
    [2.5, 11.8, 7.98],
    [3, 9.05, 5.27],
    [4, 6.98, 3.4],
  ])("sigma_w^2 = %f: xi_c %f, xi_grad %f", (weight, correlationScale, gradientScale) => {
    const summary = summaryOf(meanField(weight, 0.05));
    // Printed to three digits.
    expect(Math.abs((summary?.correlationScale ?? NaN) / correlationScale - 1)).toBeLessThanOrEqual(0.002);
    expect(Math.abs((summary?.gradientScale ?? NaN) / gradientScale - 1)).toBeLessThanOrEqual(0.002);
  });

  it("diverge on the edge", () => {
    const edge = summaryOf({ activation: "tanh", initializer: "edge_of_chaos", biasStd: Math.sqrt(0.05) });
    expect(edge?.correlationScale).toBe(Infinity);
    expect(edge?.gradientScale).toBe(Infinity);
  });
});

describe("T17: batch norm (Yang 2019)", () => {
  it.each([
    [8, 1.78819],
    [64, 1.493063],
    [1000, 1.468539],
  ])("ReLU at B = %i grows by %f per layer, and trains to about 16 xi", (batch, growth) => {
    const summary = summaryOf({ normalization: "batch", batch, epsilon: 0 });
    expectPrinted(summary?.batchNorm?.growth, growth, 6);
    expect(summary?.batchNorm?.trainableDepth).toBeCloseTo(16 / Math.log(growth), 3);
    // J(-1 / (B - 1)) -> 1 / pi from below, with derivative 1/2 there.
    expect(Math.abs((summary?.c ?? NaN) - (1 / Math.PI - 0.5 / (batch - 1)))).toBeLessThanOrEqual(
      1 / batch ** 2,
    );
  });
});

describe("T28: dropout", () => {
  it.each([0.5, 0.8])("keep probability %f: ReLU is critical at sigma_w^2 = 2p, and c* < 1", (p) => {
    const summary = summaryOf({ keepProbability: p });
    expect(summary?.criticalWeightVariance).toBeCloseTo(2 * p, 9);
    expect(summary?.chi).toBeCloseTo(1 / p, 9);
    expect(summary?.isDecorrelated).toBe(true);
    const c = summary?.c ?? NaN;
    // c* = p J(c*), J the ReLU map.
    const J = (Math.sqrt(1 - c * c) + (Math.PI - Math.acos(c)) * c) / Math.PI;
    expect(Math.abs(c - p * J)).toBeLessThanOrEqual(1e-8);
    expect(c).toBeLessThan(0.9);
  });

  it("a simulated network keeps its length at 2p, gains 1/p per layer at 2, and keeps its inputs apart", () => {
    const [p, width, depth, seeds] = [0.7, 128, 14, 16];
    const growth = (gain: number): { growth: number; error: number; cosine: number } => {
      const logs: number[] = [];
      let cosine = 0;
      for (let seed = 1; seed <= seeds; seed++) {
        const { layers } = runReference(
          planExperiment({
            ...DEFAULT_CONFIG,
            width,
            depth,
            batch: 8,
            keepProbability: p,
            seed,
            initializerParameters: { gain },
          }),
        );
        const at = (index: number): number => layers[index]?.tensors.activation?.rms ?? NaN;
        logs.push((2 * Math.log(at(depth - 2) / at(0))) / (depth - 2));
        cosine += (layers[depth - 2]?.similarity.cosine ?? NaN) / seeds;
      }
      const mean = logs.reduce((sum, value) => sum + value, 0) / seeds;
      const variance = logs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (seeds - 1);
      return { growth: Math.exp(mean), error: Math.sqrt(variance / seeds), cosine };
    };
    const critical = growth(Math.sqrt(2 * p));
    // Four standard errors, and half of the log-variance per layer, at most ln(1 + 5 / n) (a log-normal's
    // middle lies below its mean).
    const allowed = ({ error }: { error: number }): number => 4 * error + 2.5 / width;
    expect(Math.abs(critical.growth - 1)).toBeLessThanOrEqual(allowed(critical));
    const he = growth(Math.SQRT2);
    expect(Math.abs(he.growth * p - 1)).toBeLessThanOrEqual(allowed(he));
    // The comparison uses theory's cosine of the layer, between dropped outputs. The cosine of one network
    // deviates by at most 1 / sqrt n per seed.
    const theory = predict(planExperiment({ ...DEFAULT_CONFIG, width, depth, batch: 8, keepProbability: p }));
    const expected = theory.layers[depth - 2]?.cosine ?? NaN;
    expect(expected).toBeLessThan(0.5);
    expect(Math.abs(critical.cosine - expected)).toBeLessThanOrEqual(4 / Math.sqrt(width * seeds));
  });
});

describe("theorySummary", () => {
  it("gives the limits of ReLU: He keeps any length, 1/n lets it vanish, biases let it grow", () => {
    expect(summaryOf({})).toMatchObject({ phase: "edge", lengthScale: Infinity, c: 1 });
    expect(summaryOf({ initializer: "lecun_normal" })).toMatchObject({ q: 0, phase: "ordered" });
    expect(summaryOf({ biasStd: 0.1 })).toMatchObject({ q: Infinity, criticalWeightVariance: null });
    expect(summaryOf({ biasStd: 0.1, initializer: "lecun_normal" })?.q).toBeCloseTo(0.02, 9);
  });

  it("gives nothing where layers differ, streams grow or theory has a gap", () => {
    const silent: Patch[] = [
      { activationOverrides: [{ from: 3, to: 3, id: "tanh" }] },
      { initializerOverrides: [{ from: 2, to: 4, id: "xavier_normal", value: null }] },
      { width: [64, 32, 64, 16, 8], depth: 5, initializer: "xavier_normal" },
      { residual: "plain" },
      { initializer: "lsuv" },
      { initializer: "ones" },
      { initializer: "tf_playground" },
    ];
    for (const patch of silent) expect(summaryOf(patch)).toBeNull();
    // The first and the last layer may differ.
    expect(summaryOf({ lastActivation: "linear", inputWidth: 10, keepProbability: 0.9 })).not.toBeNull();
  });
});

describe("T23: where float32 ends", () => {
  it.each([
    // 0-based; published layers 45 and 32 are 44 and 31 here, plus or minus one.
    [100, 44],
    [500, 31],
  ])("ReLU, N(0, 1) weights, n = %i: overflow at layer index %i", (width, layer) => {
    const plan = planExperiment({
      ...DEFAULT_CONFIG,
      width,
      depth: 60,
      batch: 1000,
      initializer: "normal",
      initializerParameters: { std: 1 },
    });
    const range = float32Range(plan, predict(plan));
    expect(Math.abs((range.overflowLayer ?? NaN) - layer)).toBeLessThanOrEqual(1);
    expect(range.underflowLayer).toBeNull();
  });

  it("tanh, 0.01 randn, n = 500: below the normal numbers near layer 58", () => {
    const plan = planExperiment({
      ...DEFAULT_CONFIG,
      width: 500,
      depth: 70,
      activation: "tanh",
      initializer: "normal",
      initializerParameters: { std: 0.01 },
    });
    const range = float32Range(plan, predict(plan));
    expect(Math.abs((range.underflowLayer ?? NaN) - 57)).toBeLessThanOrEqual(1);
    expect(range.overflowLayer).toBeNull();
  });
});

it("is what a lesson cites of the theory at a layer: the χ of order_chaos, step 2", () => {
  const patch = { ...meanField(6.25, 0.09), depth: 30, inputs: "correlated" as const };
  const layer = predict(planExperiment({ ...DEFAULT_CONFIG, ...patch })).layers?.[14];
  expect(layer?.chi).toBeCloseTo(summaryOf(patch)?.chi ?? NaN, 6);
});
