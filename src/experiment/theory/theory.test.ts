/** Compares mean-field predictions with published numbers. */
import { describe, expect, it } from "vitest";
import { DEFAULT_CONFIG } from "../config.ts";
import type { ExperimentConfig } from "../config.ts";
import { planExperiment } from "../plan.ts";
import { runReference } from "../reference.ts";
import { gaussianExpectation } from "./gaussianExpectation.ts";
import { predict } from "./theory.ts";

/** Exact Gaussian moments at q = 1, printed to 6 decimals: half a unit of the last is 5e-7. */
describe.each([
  ["linear", 0, 0, 1, 1],
  ["relu", 0, 0.398942, 0.5, 0.5],
  ["leaky_relu", 0.01, 0.394953, 0.50005, 0.50005],
  ["leaky_relu", 0.2, 0.319154, 0.52, 0.52],
  ["tanh", 0, 0, 0.394294, 0.464403],
  ["sigmoid", 0, 0.5, 0.293379, 0.044836],
  // E phi'^2 by its closed form lambda^2 (1/2 + alpha^2 e^2 Phi(-2)), which also circulates as 1.071773.
  ["selu", 0, 0, 1, 1.071575],
  ["elu", 1, 0.160521, 0.644945, 0.668102],
  ["gelu", 0, 0.282095, 0.425221, 0.455851],
  // No printed value is known: adaptive quadrature with 30 digits.
  ["gelu_tanh", 0, 0.282039, 0.425194, 0.455818],
  ["silu", 0, 0.206621, 0.355776, 0.379482],
  ["mish", 0, 0.240404, 0.452342, 0.479084],
  ["softplus", 0, 0.806059, 0.921246, 0.293379],
  // E phi'^2 = P(|x| < 1) = erf(1 / sqrt 2), which also circulates as 0.682568.
  ["hard_tanh", 0, 0, 0.516059, 0.682689],
  ["softsign", 0, 0, 0.183014, 0.227671],
  ["erf", 0, 0, 0.464559, 0.56941],
  ["sin", 1, 0, 0.432332, 0.567668],
] as const)(
  "moments of %s (parameter %f) at q = 1",
  (activation, activationParameter, mean, second, derivativeSecond) => {
    it("are the printed ones, to half a unit of the sixth decimal", () => {
      const moments = gaussianExpectation({ activation, activationParameter }, { mean: 0, variance: 1 });
      expect(moments.mean).toBeWithin({ of: mean, by: 6e-7 });
      expect(moments.second).toBeWithin({ of: second, by: 6e-7 });
      expect(moments.derivativeSecond).toBeWithin({ of: derivativeSecond, by: 6e-7 });
    });
  },
);

function predicted(patch: Partial<ExperimentConfig>) {
  return predict(planExperiment({ ...DEFAULT_CONFIG, ...patch })).layers;
}

describe("predict", () => {
  it.each<[string, Partial<ExperimentConfig>, number[]]>([
    [
      "T1 tanh 0.01",
      { width: 500, activation: "tanh", initializer: "normal", initializerParameters: { std: 0.01 } },
      [
        0.213546, 0.047642, 0.010652, 0.0023818, 0.00053259, 0.00011909, 2.663e-5, 5.9546e-6, 1.3315e-6,
        2.977e-7,
      ],
    ],
    [
      "T3 tanh 1/sqrt n",
      { width: 500, activation: "tanh", initializer: "lecun_normal" },
      [0.627929, 0.486262, 0.408236, 0.357638, 0.321622, 0.29439, 0.272911, 0.25543, 0.240856, 0.228473],
    ],
    [
      "T4 ReLU 1/sqrt n",
      { width: 500, initializer: "lecun_normal" },
      [0.58382, 0.41282, 0.29191, 0.20641, 0.14596, 0.10321, 0.07298, 0.0516, 0.03649, 0.0258],
    ],
    ["T5 ReLU He", { width: 500 }, Array.from({ length: 10 }, () => 0.825645)],
    [
      "T7 sigmoid Xavier",
      { width: 100, depth: 5, activation: "sigmoid", initializer: "xavier_normal" },
      [0.20828, 0.12685, 0.12148, 0.1212, 0.12119],
    ],
  ])("gives the published std per layer: %s", (_name, patch, expected) => {
    predicted(patch).forEach(({ std }, index) => {
      // Published to 4 or 5 significant digits; half a unit of the fourth is 2e-4 of
      // the smallest leading digit.
      expect(Math.abs(std / (expected[index] ?? NaN) - 1)).toBeLessThanOrEqual(2e-4);
    });
  });

  it("gives the published gradient factors: tanh 0.01 falls by 0.2236 per layer, tanh 1.0 grows by 3.480", () => {
    const small = predicted({
      width: 500,
      activation: "tanh",
      initializer: "normal",
      initializerParameters: { std: 0.01 },
    });
    const at = (layers: typeof small, index: number) => layers[index]?.gradientRms ?? NaN;
    // The factor tends to sqrt(500 * 1e-4) = 0.22361 where the activations are small; layer 3 is.
    expect(at(small, 3) / at(small, 4)).toBeCloseTo(0.2236, 4);
    const large = predicted({
      width: 500,
      activation: "tanh",
      initializer: "normal",
      initializerParameters: { std: 1 },
    });
    expect(at(large, 3) / at(large, 4)).toBeCloseTo(3.48, 2);
  });

  it("gives pi / (pi - 1) per layer for the squared gradient through batch norm and ReLU", () => {
    // The finite batch adds 1 / B, which no longer shows in 12 digits at 2^45 inputs.
    const layers = predicted({ depth: 5, normalization: "batch", epsilon: 0, batch: 2 ** 45 });
    expect(layers[2]?.chi).toBeCloseTo(Math.PI / (Math.PI - 1), 12);
  });

  it.each([
    [4, 3.084061, 2],
    [8, 1.78819, 1.2],
    [16, 1.58995, 1.076923],
    [32, 1.521953, 1.034483],
    [64, 1.493063, 1.016393],
    [256, 1.473234, 1.003953],
    [1000, 1.468539, 1.001003],
  ])("T17: squared gradient growth through batch norm at B = %i", (batch, relu, linear) => {
    const growth = (activation: "relu" | "linear") =>
      predicted({ depth: 3, activation, normalization: "batch", epsilon: 0, batch })[1]?.chi ?? NaN;
    // Printed to 6 decimals.
    expect(Math.abs(growth("relu") - relu)).toBeLessThanOrEqual(1e-6);
    expect(Math.abs(growth("linear") - linear)).toBeLessThanOrEqual(1e-6);
  });

  it("keeps the variance at any scale of the pre-activations", () => {
    for (const std of [1e-8, 1e-3, 1, 1e3, 1e8]) {
      const relu = gaussianExpectation(
        { activation: "relu", activationParameter: 0 },
        { mean: 0, variance: std ** 2 },
      );
      expect(relu.second / std ** 2).toBeCloseTo(0.5, 12);
      const tanh = gaussianExpectation(
        { activation: "tanh", activationParameter: 0 },
        { mean: 0, variance: std ** 2 },
      );
      // tanh' integrates to 2 over its transition: E[tanh'] -> 2 density(0) / std for large std.
      if (std >= 1e3) expect(tanh.second).toBeCloseTo(1 - 2 * (0.3989422804 / std), 6);
      if (std <= 1e-3) expect(tanh.second / std ** 2).toBeCloseTo(1, 5);
    }
  });

  it("follows sine through any number of turns: E sin^2 = (1 - exp(-2 q)) / 2", () => {
    for (const std of [1e-4, 0.1, 1, 3, 10, 12, 13, 100, 1e6]) {
      const { mean, second, derivativeSecond } = gaussianExpectation(
        { activation: "sin", activationParameter: 1 },
        { mean: 0, variance: std ** 2 },
      );
      const exact = -Math.expm1(-2 * std * std) / 2;
      expect(mean).toBeCloseTo(0, 13);
      expect(second / exact).toBeCloseTo(1, 12);
      expect(derivativeSecond / (1 - exact)).toBeCloseTo(1, 12);
    }
    // E sin(m + s x) = exp(-s^2 / 2) sin m.
    expect(
      gaussianExpectation({ activation: "sin", activationParameter: 1 }, { mean: 0.7, variance: 4 }).mean,
    ).toBeCloseTo(Math.exp(-2) * Math.sin(0.7), 13);
  });

  it("draws no line for constant weights, and says why", () => {
    expect(predict(planExperiment({ ...DEFAULT_CONFIG, initializer: "ones" }))).toEqual({
      layers: [],
      gap: "constant_weights",
      gapLayer: 0,
      loss: null,
    });
    const tiny = planExperiment({ ...DEFAULT_CONFIG, normalization: "batch", batch: 3 });
    expect(predict(tiny).gap).toBe("tiny_batch");
    // Given statistics need no batch; statistics over the units need some units.
    const running = {
      ...DEFAULT_CONFIG,
      normalization: "batch",
      batchStatistics: "running",
      batch: 3,
    } as const;
    expect(predict(planExperiment(running)).gap).toBeNull();
    for (const normalization of ["layer", "rms"] as const) {
      const narrow = { ...DEFAULT_CONFIG, normalization, width: [9, 3, 9], depth: 3 } as const;
      expect(predict(planExperiment(narrow)).gap).toBe("tiny_layer");
      expect(predict(planExperiment({ ...narrow, batch: 1, width: 9 })).gap).toBeNull();
    }
  });
});

describe("where theory ends", () => {
  const at = (patch: Partial<ExperimentConfig>) => predict(planExperiment({ ...DEFAULT_CONFIG, ...patch }));

  it("keeps the line up to the first layer that theory does not describe, and names it", () => {
    const theory = at({
      depth: 6,
      initializerOverrides: [
        { from: 4, to: 4, id: "ones", value: null },
        { from: 5, to: 5, id: "identity", value: null },
      ],
    });
    expect(theory).toMatchObject({ gap: "constant_weights", gapLayer: 3, loss: null });
    const whole = at({ depth: 6 });
    expect(theory.layers).toHaveLength(3);
    theory.layers.forEach((layer, index) => {
      expect(layer.std).toBe(whole.layers[index]?.std);
      // Gradients come from the end, through the gap.
      expect(layer.gradientRms).toBeNaN();
      expect(layer.gradWeightRms).toBeNaN();
    });
  });

  it("says that LSUV's weights follow the batch", () => {
    expect(at({ initializer: "lsuv" })).toMatchObject({ gap: "data_dependent_weights", gapLayer: 0 });
    const some = at({ depth: 5, initializerOverrides: [{ from: 5, to: 5, id: "lsuv", value: null }] });
    expect(some).toMatchObject({ gap: "data_dependent_weights", gapLayer: 4 });
  });

  it.each(["zero", "fixup"] as const)("describes a residual block that begins as zero: %s", (residual) => {
    const { gap, layers } = at({ residual, depth: 8 });
    expect(gap).toBeNull();
    // Layers 2 to 7 (from 1) are blocks that add exactly 0: the stream is that of layer 1, and
    // no gradient enters them.
    for (const index of [2, 4, 6]) expect(layers[index]?.std).toBe(layers[0]?.std);
    for (const index of [1, 3, 5]) expect(layers[index]?.gradientRms).toBe(0);
    expect(layers[0]?.gradientRms).toBe(layers[6]?.gradientRms);
  });

  it("draws no gradient through batch norm whose inputs fill two directions only", () => {
    const { layers } = at({ input: "circle", normalization: "batch", depth: 4 });
    expect(layers[3]?.gradientRms).toBe(1);
    expect(layers[0]?.gradPreActivationRms).toBeNaN();
    expect(layers[0]?.std).toBeGreaterThan(0);
  });
});

it("T11: LSUV starts orthonormal and brings every variance to 1 +- 0.1 within 10 rescalings (Mishkin 2016)", () => {
  // Behind a tanh no weights reach variance 1: the published case is ReLU.
  const cases = [
    ["relu", "before"],
    ["relu", "after"],
    ["tanh", "before"],
  ] as const;
  for (const [activation, target] of cases) {
    const plan = planExperiment({
      ...DEFAULT_CONFIG,
      depth: 6,
      width: 64,
      batch: 64,
      activation,
      initializer: "lsuv",
      initializerOptions: { target },
    });
    const { layers, captured } = runReference(plan);
    layers.forEach(({ tensors, calibration }, index) => {
      const tensor = target === "before" ? tensors.pre_activation : tensors.activation;
      expect(Math.abs((tensor?.std ?? NaN) ** 2 - 1)).toBeLessThanOrEqual(0.1);
      expect(calibration?.iterations).toBeLessThanOrEqual(10);
      // Without the scale, the rows are orthonormal, but for the float32 rounding of 64 terms.
      const weights = captured.layers[index]?.weight ?? new Float64Array();
      const scale = calibration?.scale ?? NaN;
      let dot = 0;
      let norm = 0;
      for (let k = 0; k < 64; k++) {
        norm += ((weights[k] ?? NaN) / scale) ** 2;
        dot += ((weights[k] ?? NaN) * (weights[64 + k] ?? NaN)) / scale ** 2;
      }
      expect(Math.abs(norm - 1)).toBeLessThanOrEqual(1e-5);
      expect(Math.abs(dot)).toBeLessThanOrEqual(1e-5);
    });
  }
});

it("T16: the cosine of inputs through He ReLU, from 0 to layer 100", () => {
  const layers = predicted({ depth: 100 });
  const printed = new Map([
    [1, 0.31831],
    [2, 0.493731],
    [3, 0.604826],
    [5, 0.735946],
    [10, 0.871536],
    [20, 0.948428],
    [30, 0.972011],
    [50, 0.987862],
    [100, 0.996423],
  ]);
  for (const [layer, cosine] of printed) {
    // Printed to 6 decimals.
    expect(Math.abs((layers[layer - 1]?.cosine ?? NaN) - cosine)).toBeLessThanOrEqual(1e-6);
  }
  // The asymptote 1 - 9 pi^2 / (2 l^2): the next term is of order ln l / l^3 of it.
  const rest = 1 - (layers[99]?.cosine ?? NaN);
  expect(Math.abs(rest / ((9 * Math.PI ** 2) / (2 * 100 ** 2)) - 1)).toBeLessThanOrEqual(0.25);
});
