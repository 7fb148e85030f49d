/** Jacobians against central differences of the reference, and spectra against exact ones and theory. */
import { describe, expect, it } from "vitest";
import { DEFAULT_CONFIG } from "../config.ts";
import type { ExperimentConfig } from "../config.ts";
import { planExperiment } from "../plan.ts";
import { outputOf } from "../reference.ts";
import { jacobianFactors, jacobianMoments } from "../theory/jacobianLaw.ts";
import { multiplyPlainly } from "./multiply.ts";
import type { PassedNetwork } from "./tangents.ts";
import { jacobianAt, noSpectrum, passForward, spectrumSteps, storeOf, summarize } from "./spectrum.ts";

function ended<Value>(steps: Generator<unknown, Value, void>): Value {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

const SMALL: Partial<ExperimentConfig> = { depth: 5, width: 7, inputWidth: 6, batch: 5, biasStd: 0.3 };

const spectraOf = (config: ExperimentConfig, inputs: number): readonly Float64Array[] =>
  [...spectrumSteps(planExperiment(config), inputs, multiplyPlainly)].flatMap(({ found }) =>
    found === null ? [] : [found.values],
  );

describe("the Jacobian at an input", () => {
  it.each<readonly [string, Partial<ExperimentConfig>]>([
    ["a chain", { activation: "tanh" }],
    ["widths that differ", { activation: "silu", width: [7, 4, 9, 5, 3] }],
    ["layer norm before phi", { activation: "tanh", normalization: "layer" }],
    ["RMS norm behind phi", { activation: "softplus", normalization: "rms", normalizationPosition: "after" }],
    ["running statistics", { activation: "tanh", normalization: "batch", batchStatistics: "running" }],
    ["residual blocks", { activation: "tanh", residual: "plain", inputWidth: 7 }],
    [
      "pre-norm blocks",
      { activation: "gelu", block: "pre", normalization: "layer", depth: 6, inputWidth: 7 },
    ],
    [
      "post-norm blocks",
      { activation: "gelu", block: "post", normalization: "rms", depth: 6, inputWidth: 7 },
    ],
    [
      "branches times a factor",
      { activation: "gelu", block: "pre", branch: 0.3, normalization: "rms", depth: 6, inputWidth: 7 },
    ],
    ["DeepNorm", { activation: "gelu", block: "deepnorm", normalization: "layer", depth: 6, inputWidth: 7 }],
    ["gated blocks", { activation: "silu", block: "pre", gate: "glu", depth: 8, inputWidth: 7 }],
    ["dropout", { activation: "tanh", keepProbability: 0.7 }],
  ] as const)("is what central differences show: %s", (_name, changes) => {
    const config = { ...DEFAULT_CONFIG, ...SMALL, ...changes } as ExperimentConfig;
    const plan = planExperiment(config);
    const network = ended(passForward(plan));
    const row = 2;
    const jacobian = ended(jacobianAt(network, row, multiplyPlainly));
    const outputs = plan.layers.at(-1)?.units ?? 0;
    const outputAt = (k: number, step: number): Float64Array => {
      const input = network.input.slice();
      input[row * plan.inputUnits + k] = (input[row * plan.inputUnits + k] ?? 0) + step;
      const last = ended(passForward(plan, { input })).states.at(-1);
      return last === undefined ? input : outputOf(last).slice(row * outputs, (row + 1) * outputs);
    };
    // Rounding 1e-16 / h and curvature h^2 meet near h = 1e-5: 1e-10 of numbers near 1.
    const h = 1e-5;
    for (let k = 0; k < plan.inputUnits; k++) {
      const [up, down] = [outputAt(k, h), outputAt(k, -h)];
      for (let unit = 0; unit < outputs; unit++) {
        const difference = ((up[unit] ?? NaN) - (down[unit] ?? NaN)) / (2 * h);
        expect(jacobian[k * outputs + unit]).toBeWithin({
          of: difference,
          by: 1e-7 * (1 + Math.abs(difference)),
        });
      }
    }
  });

  it("holds the statistics of batch norm", () => {
    const plan = planExperiment({ ...DEFAULT_CONFIG, ...SMALL, normalization: "batch", activation: "tanh" });
    const network = ended(passForward(plan));
    const held: PassedNetwork = {
      layers: plan.layers.map((layer) =>
        layer.norm === null ? layer : { ...layer, norm: { ...layer.norm, statistics: "running" } },
      ),
      parameters: network.parameters.map((parameters, index) => {
        const statistics = network.states[index]?.normalized?.statistics;
        if (statistics === undefined) throw new Error("missing statistics (expected those of the batch)");
        return { ...parameters, running: { mean: statistics.means, variance: statistics.variances } };
      }),
      states: network.states,
    };
    const running = ended(passForward({ ...plan, layers: held.layers }, { store: storeOf(held) }));
    expect(ended(jacobianAt(network, 1, multiplyPlainly))).toEqual(
      ended(jacobianAt(running, 1, multiplyPlainly)),
    );
  });
});

describe("singular values of a network", () => {
  it("have the squared entries of the Jacobian as their sum of squares", () => {
    const plan = planExperiment({ ...DEFAULT_CONFIG, ...SMALL, activation: "relu" });
    for (const { found } of spectrumSteps(plan, 3, multiplyPlainly)) {
      if (found === null) continue;
      const sum = found.values.reduce((total, value) => total + value * value, 0);
      expect(sum).toBeWithin({ of: found.energy, by: 1e-12 * found.energy });
    }
  });

  it("are all alike in an orthogonal linear network, and one input after another can be known", () => {
    const config = {
      ...DEFAULT_CONFIG,
      depth: 12,
      width: 24,
      inputWidth: 24,
      batch: 4,
      activation: "linear",
      initializer: "orthogonal",
      gain: 1,
    } as const;
    for (const values of spectraOf(config, 4))
      // Weights are float32: each layer is orthonormal to 24 roundings of 6e-8.
      for (const value of values) expect(value).toBeWithin({ of: 1, by: 12 * 24 * 6e-8 });
    const rest = [...spectrumSteps(planExperiment(config), 4, multiplyPlainly, 3)];
    expect(rest.filter(({ found }) => found !== null)).toHaveLength(1);
    expect(rest.at(-1)?.done).toBe(1);
  });

  it.each([
    ["relu", "he_normal"],
    ["tanh", "orthogonal"],
    ["tanh", "xavier_normal"],
  ] as const)("have the mean square and the spread of theory: %s, %s", (activation, initializer) => {
    const SEEDS = 24;
    const [depth, width] = [6, 32];
    const of = (seed: number): ExperimentConfig => ({
      ...DEFAULT_CONFIG,
      depth,
      width,
      inputWidth: width,
      batch: 1,
      activation,
      initializer,
      seed,
    });
    const found = Array.from({ length: SEEDS }, (_, index) => summarize(spectraOf(of(index + 1), 1), 1e-13));
    const factors = jacobianFactors(planExperiment(of(1)));
    const theory = jacobianMoments(factors ?? []);
    const mean = found.reduce((sum, { meanSquare }) => sum + meanSquare, 0) / SEEDS;
    const variance = found.reduce((sum, { meanSquare }) => sum + (meanSquare - mean) ** 2, 0) / (SEEDS - 1);
    // Four standard errors, and the 1 / n per layer by which a second moment at width n may differ.
    expect(mean).toBeWithin({
      of: theory.meanSquare,
      by: 4 * Math.sqrt(variance / SEEDS) + (depth / width) * theory.meanSquare,
    });
    const fourth = found.map(({ meanSquare, relativeVariance }) => (1 + relativeVariance) * meanSquare ** 2);
    const meanFourth = fourth.reduce((sum, value) => sum + value, 0) / SEEDS;
    const error = Math.sqrt(
      fourth.reduce((sum, value) => sum + (value - meanFourth) ** 2, 0) / (SEEDS - 1) / SEEDS,
    );
    const expected = (1 + theory.relativeVariance) * theory.meanSquare ** 2;
    expect(meanFourth).toBeWithin({ of: expected, by: 4 * error + (depth / width) * expected });
  });

  it("count what is flattened beyond rounding: half of all directions behind one ReLU layer", () => {
    const config = {
      ...DEFAULT_CONFIG,
      depth: 2,
      width: 40,
      inputWidth: 40,
      batch: 4,
      activation: "relu",
    } as const;
    const { directions, flattened, smallest, largest } = summarize(spectraOf(config, 4), 1e-12);
    expect(directions).toBe(40);
    // A binomial half of 40 has a standard deviation of 3.2; four inputs are averaged.
    expect(flattened).toBeWithin({ of: 20, by: 4 * 3.2 });
    expect(smallest).toBeGreaterThan(1e-12 * largest);
  });

  it("are refused with a reason", () => {
    expect(noSpectrum(planExperiment({ ...DEFAULT_CONFIG, width: 513 }))).toBe("width");
    expect(noSpectrum(planExperiment(DEFAULT_CONFIG))).toBeNull();
    const wide = planExperiment({ ...DEFAULT_CONFIG, width: 513 });
    expect(() => [...spectrumSteps(wide, 1, multiplyPlainly)]).toThrow("invalid network: width");
  });
});
