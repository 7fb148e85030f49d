/**
 * Published experiments and theory, reproduced by the WASM engine: one named test per row, each tolerance with its
 * origin. Rows that hold through the page itself (T1, T2, T5, T7, T23) are tested there; mean-field rows in math/.
 */
import { describe, expect, it } from "vitest";
import { activationById } from "../catalog/activations.ts";
import { DEFAULT_CONFIG } from "../experiment/config.ts";
import type { ExperimentConfig } from "../experiment/config.ts";
import { finiteWidthBands } from "../experiment/finiteWidth.ts";
import { planExperiment } from "../experiment/plan.ts";
import type { LayerResult, TensorId, TensorStats } from "../experiment/result.ts";
import { predict } from "../experiment/theory.ts";
import { loadNodeKernels } from "./wasm/testing/nodeKernels.ts";
import { createWasmEngine } from "./wasm/wasmEngine.ts";

const engine = createWasmEngine({ loadModule: () => loadNodeKernels("simd") });

async function run(patch: Partial<ExperimentConfig>, capture = false) {
  const plan = planExperiment({ ...DEFAULT_CONFIG, ...patch });
  const { result, captured } = await engine.run(plan, { capture });
  return { plan, layers: result.layers, captured };
}

function figures(layers: readonly LayerResult[], tensor: TensorId, figure: keyof TensorStats): number[] {
  return layers.map(({ tensors }) => Number(tensors[tensor]?.[figure]));
}

/** Every measured figure within a relative tolerance of its published one. */
function expectWithin(actual: readonly number[], expected: readonly number[], relative: number): void {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, index) => {
    expect(
      Math.abs(value / (expected[index] ?? NaN) - 1),
      `layer ${index + 1}: ${value}`,
    ).toBeLessThanOrEqual(relative);
  });
}

const PUBLISHED = { width: 500, batch: 1000 } as const;

describe("CS231n, 10 x 500 on 1000 inputs", () => {
  it("T3: tanh, randn / sqrt n", async () => {
    const { layers } = await run({ ...PUBLISHED, activation: "tanh", initializer: "lecun_normal" });
    // Contracting maps at n >= 500: 2 % (the issue's tolerance rule), and the notes' own run is within 2 % of theory too.
    expectWithin(
      figures(layers, "activation", "std"),
      [0.627929, 0.486262, 0.408236, 0.357638, 0.321622, 0.29439, 0.272911, 0.25543, 0.240856, 0.228473],
      0.02,
    );
  });

  it("T4: ReLU, randn / sqrt n", async () => {
    const { layers } = await run({ ...PUBLISHED, initializer: "lecun_normal" });
    const theory = Array.from({ length: 10 }, (_, l) => 0.583819 * 2 ** (-l / 2));
    // A random walk: relative sd of the second moment sqrt(5 l / n), of its root half of that; four of them.
    figures(layers, "activation", "std").forEach((std, l) => {
      expect(Math.abs(std / (theory[l] ?? NaN) - 1)).toBeLessThanOrEqual(2 * Math.sqrt((5 * (l + 1)) / 500));
    });
  });
});

describe("T8: Karpathy's makemore 3, tanh, 5 hidden layers of 100", () => {
  it.each([
    [5 / 3, [0.7594, 0.693, 0.6685, 0.6586, 0.6544], [0.2093, 0.0983, 0.07, 0.0604, 0.0566]],
    [1, [0.6279, 0.4863, 0.4082, 0.3576, 0.3216], [0.0364, 0.0009, 0.00002, 0, 0]],
    [3, [0.8632, 0.8419, 0.8379, 0.8372, 0.8371], [0.4855, 0.4191, 0.4074, 0.4052, 0.4048]],
    [0.5, [0.4166, 0.2, 0.099, 0.0494, 0.0247], [0, 0, 0, 0, 0]],
  ])("gain %f", async (gain, stds, saturated) => {
    const { layers } = await run({
      depth: 5,
      width: 100,
      batch: 1000,
      activation: "tanh",
      initializer: "mean_field",
      initializerParameters: { std: gain },
    });
    // Single seed at n = 100: 4 % per the tolerance rule; gain 0.5 halves five times and adds its errors up: 8 %.
    expectWithin(figures(layers, "activation", "std"), stds, gain < 1 ? 0.08 : 0.04);
    layers.forEach((layer, l) => {
      // The std's 4 % moves the share beyond |z| = 2.09 by at most 3 percentage points.
      expect(Math.abs(layer.saturated - (saturated[l] ?? NaN))).toBeLessThanOrEqual(0.03);
    });
  });

  it("linear with gain 5/3 grows like (5/3)^l", async () => {
    const { layers } = await run({
      depth: 5,
      width: 100,
      batch: 1000,
      activation: "linear",
      initializer: "mean_field",
      initializerParameters: { std: 5 / 3 },
    });
    figures(layers, "activation", "std").forEach((std, l) => {
      // Linear: relative sd of the second moment sqrt(2 l / n); twice that on its root is four of them.
      expect(Math.abs(std / (5 / 3) ** (l + 1) - 1)).toBeLessThanOrEqual(2 * Math.sqrt((2 * (l + 1)) / 100));
    });
  });

  it("batch norm holds every layer at 0.6279 with 3.64 % saturated", async () => {
    const { layers } = await run({
      depth: 5,
      width: 100,
      batch: 1000,
      activation: "tanh",
      normalization: "batch",
    });
    for (const layer of layers) {
      expect(Math.abs((layer.tensors.activation?.std ?? NaN) - 0.6279)).toBeLessThanOrEqual(0.01);
      expect(Math.abs(layer.saturated - 0.03641)).toBeLessThanOrEqual(0.005);
    }
  });
});

describe("T9: Glorot & Bengio 2010", () => {
  it("tanh with the standard U(+-1/sqrt n): activations fade, weight gradients do not", async () => {
    const { layers } = await run({
      depth: 5,
      width: 500,
      batch: 500,
      activation: "tanh",
      initializer: "pytorch_linear",
      biasStd: 1e-9,
    });
    expectWithin(figures(layers, "activation", "std"), [0.4603, 0.2495, 0.1412, 0.081, 0.0467], 0.03);
    const deltas = figures(layers, "grad_pre_activation", "rms");
    for (let l = 1; l < 5; l++) expect(deltas[l - 1]).toBeLessThan(deltas[l] ?? 0);
    const weights = figures(layers, "grad_weight", "std");
    // Eq. 14: constant over depth; published simulation 1.036 .. 1, others' test allows 1.3.
    expect(Math.max(...weights) / Math.min(...weights)).toBeLessThan(1.3);
  });

  it("normalised initialisation keeps activations", async () => {
    const { layers } = await run({
      depth: 5,
      width: 500,
      batch: 500,
      activation: "tanh",
      initializer: "xavier_uniform",
    });
    expectWithin(figures(layers, "activation", "std"), [0.6252, 0.4847, 0.4061, 0.3572, 0.3207], 0.03);
  });
});

describe("T10: He 2015", () => {
  it("30 ReLU layers with 1/n lose 2^-14.5 of the signal of layer 1", async () => {
    const logs: number[] = [];
    for (let seed = 1; seed <= 6; seed++) {
      const { layers } = await run({ depth: 30, width: 256, batch: 64, initializer: "lecun_normal", seed });
      const rms = figures(layers, "activation", "rms");
      logs.push(2 * Math.log((rms[29] ?? NaN) / (rms[0] ?? NaN)));
    }
    const mean = logs.reduce((sum, value) => sum + value, 0) / logs.length;
    // ln of the second moment: mean 29 ln(1/2) - v/2, v = 29 ln(1 + 5/256), sd sqrt(v / 6) over six seeds; four of them.
    const v = 29 * Math.log(1 + 5 / 256);
    expect(Math.abs(mean - (29 * Math.log(0.5) - v / 2))).toBeLessThanOrEqual(4 * Math.sqrt(v / 6));
  });
});

describe("T12: orthogonal", () => {
  it("W^T W = I to 1e-5, and a linear network of any depth keeps its rms exactly", async () => {
    const { layers, captured } = await run(
      { depth: 40, width: 64, batch: 64, activation: "linear", initializer: "orthogonal" },
      true,
    );
    const rms = figures(layers, "activation", "rms");
    for (const value of rms) expect(Math.abs(value / (rms[0] ?? NaN) - 1)).toBeLessThanOrEqual(1e-5);
    const weight = captured?.layers[3]?.weight ?? new Float32Array();
    for (let i = 0; i < 64; i++) {
      for (let j = 0; j < 64; j++) {
        let dot = 0;
        for (let k = 0; k < 64; k++) dot += (weight[i * 64 + k] ?? 0) * (weight[j * 64 + k] ?? 0);
        expect(Math.abs(dot - (i === j ? 1 : 0))).toBeLessThanOrEqual(1e-5);
      }
    }
  });
});

describe("T17: batch norm and ReLU, squared gradient growth per layer (Yang 2019)", () => {
  // Units of deep batch-normalised ReLU nets grow heavy tails with depth B / n (excess kurtosis 7.7 at B = 256,
  // n = 512; 2.4 at n = 1024), which lifts the pooled std: the larger batch takes the wider network.
  it.each([
    [8, 512],
    [32, 512],
    [256, 1024],
  ])(
    "B = %i, n = %i at depth 50: forward constant, backward within 3 per cent of theory",
    async (batch, width) => {
      const factors: number[] = [];
      let theory = NaN;
      for (let seed = 1; seed <= (batch < 100 ? 4 : 1); seed++) {
        const { plan, layers } = await run({
          depth: 50,
          width,
          batch,
          normalization: "batch",
          epsilon: 1e-12,
          seed,
        });
        const stds = figures(layers, "activation", "std");
        for (const std of stds) expect(Math.abs(std / (stds[25] ?? NaN) - 1)).toBeLessThanOrEqual(0.05);
        const gradients = figures(layers, "grad_activation", "rms");
        // From layer 2 to L - 1, as measured in the paper.
        factors.push(((gradients[1] ?? NaN) / (gradients[48] ?? NaN)) ** (2 / 47));
        theory = predict(plan).layers[25]?.chi ?? NaN;
      }
      const mean = factors.reduce((sum, value) => sum + value, 0) / factors.length;
      expect(Math.abs(mean / theory - 1)).toBeLessThanOrEqual(0.03);
    },
  );
});

it.each([
  ["linear", 0, 1],
  ["sigmoid", 0, 1],
  ["tanh", 0, 1.6666667],
  ["relu", 0, 1.4142136],
  ["leaky_relu", 0.01, 1.4141429],
  ["leaky_relu", 0.2, 1.3867505],
  ["selu", 0, 0.75],
] as const)("T18: PyTorch's gain of %s (%f) is %f", (id, slope, gain) => {
  // Printed to 7 decimals.
  expect(activationById(id).recommendedGain?.(slope)).toBeCloseTo(gain, 7);
});

describe("T21, T22: what a wrong constant costs", () => {
  it.each([
    ["the uncorrected truncated normal of TensorFlow.js", "tfjs_lecun", 0.7737413],
    ["the misprinted He uniform limit", "misprint_he_uniform", 1 / 3],
  ] as const)("%s multiplies the second moment per layer", async (_name, initializer, factor) => {
    const activation = initializer === "tfjs_lecun" ? "linear" : "relu";
    const ratios: number[] = [];
    for (let seed = 1; seed <= 6; seed++) {
      const { layers } = await run({ depth: 10, width: 400, batch: 64, activation, initializer, seed });
      const rms = figures(layers, "activation", "rms");
      ratios.push(2 * Math.log((rms[9] ?? NaN) / (rms[0] ?? NaN)));
    }
    const mean = ratios.reduce((sum, value) => sum + value, 0) / ratios.length;
    const v = 9 * Math.log(1 + (activation === "relu" ? 5 : 2) / 400);
    expect(Math.abs(mean - (9 * Math.log(factor) - v / 2))).toBeLessThanOrEqual(4 * Math.sqrt(v / 6));
  });

  it("T22: ten layers of the misprint end at std .0034 instead of .826", async () => {
    const { plan } = await run({ depth: 10, width: 64, batch: 16, initializer: "misprint_he_uniform" });
    const theory = predict(plan).layers.map(({ std }) => std);
    // Printed to 4 and 5 decimals.
    expectWithin(
      theory,
      [0.4767, 0.2752, 0.1589, 0.0917, 0.053, 0.0306, 0.0177, 0.0102, 0.00589, 0.0034],
      0.005,
    );
  });
});

describe("T24: symmetry", () => {
  it("constant weights leave all units of a layer the same unit", async () => {
    const { captured } = await run(
      { depth: 3, width: 16, batch: 8, activation: "sigmoid", initializer: "constant" },
      true,
    );
    const activation = captured?.layers[1]?.activation ?? new Float32Array();
    const gradient = captured?.layers[1]?.grad_weight ?? new Float32Array();
    for (let row = 0; row < 8; row++) {
      for (let unit = 1; unit < 16; unit++) expect(activation[row * 16 + unit]).toBe(activation[row * 16]);
    }
    for (let unit = 0; unit < 16; unit++) {
      for (let input = 1; input < 16; input++) expect(gradient[unit * 16 + input]).toBe(gradient[unit * 16]);
    }
  });

  it("zeros with tanh and two hidden layers or more: every weight gradient is exactly 0", async () => {
    const { layers } = await run({ depth: 3, width: 16, batch: 8, activation: "tanh", initializer: "zeros" });
    for (const { tensors } of layers) expect(tensors.grad_weight?.sketch.zeros).toBe(256);
  });
});

it("T25: one input through He ReLU has E[(q_L / q_0)^2] = (1 + 5/n)^L", async () => {
  const depth = 8;
  const width = 50;
  const squares: number[] = [];
  for (let seed = 1; seed <= 400; seed++) {
    const { layers, captured } = await run({ depth, width, batch: 1, seed }, true);
    const input = captured?.input ?? new Float32Array();
    const q0 = input.reduce((sum, x) => sum + x * x, 0) / width;
    squares.push(((layers[depth - 1]?.tensors.activation?.rms ?? NaN) ** 2 / q0) ** 2);
  }
  const mean = squares.reduce((sum, value) => sum + value, 0) / squares.length;
  const sd = Math.sqrt(squares.reduce((sum, value) => sum + (value - mean) ** 2, 0) / squares.length);
  // Four standard errors of the sample's own spread.
  expect(Math.abs(mean - (1 + 5 / width) ** depth)).toBeLessThanOrEqual((4 * sd) / Math.sqrt(squares.length));
});

it("T26: He ReLU makes inputs alike: a third of the units is dead at depth 30", async () => {
  const shares: number[] = [];
  for (let seed = 1; seed <= 4; seed++) {
    const { layers } = await run({ depth: 30, width: 500, batch: 200, seed });
    shares.push(layers[29]?.deadUnits ?? NaN);
  }
  // Published single seeds .33; averaged over four, seeds scatter by about .04.
  expect(Math.abs(shares.reduce((sum, share) => sum + share, 0) / 4 - 0.33)).toBeLessThanOrEqual(0.08);
});

it("T25: He ReLU at 50 layers stays inside its band over 20 seeds as often as the band claims", async () => {
  const seeds = 20;
  const inside = { std: 0, gradient: 0 };
  const depth = 50;
  for (let seed = 1; seed <= seeds; seed++) {
    const { plan, layers } = await run({ depth, width: 128, batch: 32, seed });
    const theory = predict(plan).layers;
    const bands = finiteWidthBands(plan, theory) ?? [];
    layers.forEach(({ tensors }, index) => {
      const band = bands[index];
      const std = (tensors.activation?.std ?? NaN) / (theory[index]?.std ?? NaN);
      const gradient = (tensors.grad_activation?.rms ?? NaN) / (theory[index]?.gradientRms ?? NaN);
      if (band !== undefined && std >= band.stdLow && std <= band.stdHigh) inside.std++;
      if (band !== undefined && gradient >= band.gradientLow && gradient <= band.gradientHigh)
        inside.gradient++;
    });
  }
  // The layers of one network stray together, so the seeds count: 0.95 less four times sqrt(0.95 * 0.05 / 20).
  const least = 0.95 - 4 * Math.sqrt((0.95 * 0.05) / seeds);
  expect(inside.std / (seeds * depth)).toBeGreaterThan(least);
  expect(inside.gradient / (seeds * depth)).toBeGreaterThan(least);
});
