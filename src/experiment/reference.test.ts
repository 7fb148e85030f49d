/**
 * Tests the oracle: against PyTorch's float64 autograd, and by numerical differentiation of the catalogue.
 */
import { describe, expect, it } from "vitest";
import type { ActivationEntry } from "../catalog/activationEntry.ts";
import { activations, SATURATION_SHARE } from "../catalog/activations.ts";
import type { ActivationId } from "../catalog/activations.ts";
import { normalizations } from "../catalog/normalizations.ts";
import golden from "./golden/propagation.json" with { type: "json" };
import { DEFAULT_CONFIG } from "./config.ts";
import { planExperiment } from "./plan.ts";
import type { LayerPlan, NormPlan } from "./plan.ts";
import { backwardLayer, forwardLayer, runReference } from "./reference.ts";
import type { ForwardState, LayerParameters } from "./reference.ts";

const cases = golden.cases;

type GoldenNorm = (typeof cases)[number]["config"]["normalization"];

function normOf({ type, position, mode, epsilon, gamma, beta }: GoldenNorm): NormPlan | null {
  const at = position === "before_activation" ? "before" : "after";
  switch (type) {
    case "none":
      return null;
    case "batch":
      return { kind: type, at, epsilon, gamma, beta, statistics: mode === "eval" ? "running" : "batch" };
    case "layer":
    case "rms":
      return { kind: type, at, epsilon, gamma, beta };
    default:
      throw new Error(`unknown normalisation in the golden file: ${type}`);
  }
}

/**
 * The golden numbers are stored to 10 significant digits: each factor is off by up to 5e-10 relatively, and
 * a value that went through 3 layers of at most 6 terms, and through a division by a batch std of order
 * 0.1, by about 20 times that.
 */
const TOLERANCE = 1e-8;

function expectClose(actual: Float64Array, expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  const scale = Math.max(1, ...expected.map(Math.abs));
  const worst = expected.reduce((max, value, i) => Math.max(max, Math.abs((actual[i] ?? NaN) - value)), 0);
  expect(worst).toBeLessThanOrEqual(TOLERANCE * scale);
}

describe("golden propagation", () => {
  it("covers every family of activations and every normalisation, running statistics included", () => {
    const names: ReadonlySet<string> = new Set(cases.map(({ config }) => config.activation.name));
    const covered = activations.filter(({ id }) => names.has(id));
    // Every id in the file is still in the catalogue.
    expect(covered).toHaveLength(names.size);
    const families = new Set(covered.map(({ family }) => family));
    for (const { family } of activations) expect(families).toContain(family);
    const types: ReadonlySet<string> = new Set(cases.map(({ config }) => config.normalization.type));
    for (const { id } of normalizations) expect(types).toContain(id);
    expect(cases.some(({ config }) => config.normalization.mode === "eval")).toBe(true);
  });

  it.each(cases)("$id", ({ config, input, weights, biases, expected, ...rest }) => {
    const { batchSize: batch, normalization } = config;
    const running = rest.runningStatistics ?? [];
    const activationParameter = config.activation.alpha ?? (config.activation.name === "sin" ? 1 : 0);
    const layers: LayerPlan[] = weights.map(({ shape }, layerIndex) => ({
      layerIndex,
      units: shape[0] ?? 0,
      fanIn: shape[1] ?? 0,
      weightsFrom: layerIndex,
      initializer: "zeros",
      weight: { kind: "constant", value: 0 },
      calibration: null,
      bias: null,
      biasStd: 0,
      activation: config.activation.name as ActivationId,
      activationParameter,
      saturationThreshold: 0,
      norm: normOf(normalization),
      keepProbability: 1,
      alphaDropout: null,
      dropsBeforeNorm: false,
      skipFrom: null,
    }));
    const parameters = weights.map(({ data, shape: [units = 0] }, index): LayerParameters => {
      const { mean, variance } = running[index] ?? { mean: [], variance: [] };
      return {
        weights: Float64Array.from(data),
        biases: Float64Array.from(biases[index]?.data ?? []),
        gain: new Float64Array(units).fill(layers[index]?.norm?.gamma ?? 1),
        shift: new Float64Array(units).fill(layers[index]?.norm?.beta ?? 0),
        running: { mean: Float64Array.from(mean), variance: Float64Array.from(variance) },
        mask: null,
      };
    });
    const inputs: Float64Array[] = [Float64Array.from(input.data)];
    const states: ForwardState[] = [];
    layers.forEach((layer, index) => {
      const own = parameters[index];
      const before = inputs[index];
      const wanted = expected.layers[index];
      if (own === undefined || before === undefined || wanted === undefined)
        throw new Error("incomplete golden case");
      const state = forwardLayer(layer, own, before, null, batch, "float64");
      expectClose(state.preActivation, wanted.preActivation.data);
      expectClose(state.activation, wanted.output.data);
      states.push(state);
      inputs.push(state.activation);
    });
    // The gradient is injected, whatever the loss: the test covers the backward pass from there.
    let gradient = Float64Array.from(expected.layers.at(-1)?.gradOutput.data ?? []);
    for (const layer of layers.toReversed()) {
      const index = layer.layerIndex;
      const own = parameters[index];
      const before = inputs[index];
      const state = states[index];
      const wanted = expected.layers[index];
      if (own === undefined || before === undefined || state === undefined || wanted === undefined) {
        throw new Error("incomplete golden case");
      }
      expectClose(gradient, wanted.gradOutput.data);
      const backward = backwardLayer(layer, own, state, before, gradient, batch, "float64");
      expectClose(backward.gradPreActivation, wanted.gradPreActivation.data);
      expectClose(backward.gradWeight, wanted.gradWeight.data);
      gradient = Float64Array.from(backward.gradInput ?? []);
    }
  });
});

describe.each(activations as readonly ActivationEntry[])("activation $id", (entry) => {
  const p = entry.parameter?.default ?? 0;
  const grid = Array.from({ length: 401 }, (_, i) => (i - 200) / 25 + 1e-3);

  it("states the derivative of its function", () => {
    const h = 1e-5;
    for (const x of grid) {
      if (entry.kinks.some((kink) => Math.abs(x - kink) <= 2 * h)) continue;
      const numeric = (entry.f(x + h, p) - entry.f(x - h, p)) / (2 * h);
      // Central differences: h^2/6 |phi'''| <= 1e-10 plus rounding 2^-53 |phi| / h = 1e-10 for |phi| <= 10.
      const size = Math.max(1, Math.abs(entry.f(x, p)) / 10);
      expect(Math.abs(entry.df(x, p) - numeric)).toBeLessThanOrEqual(4e-10 * size);
    }
  });

  it("states its largest derivative", () => {
    const size = (x: number): number => Math.abs(entry.df(x, p));
    // Points beside a kink, and far out, where softplus is steepest.
    const coarse = [...grid, 1e-12, -1e-12, 0, -40, 40].reduce((best, x) =>
      size(x) > size(best) ? x : best,
    );
    // The search narrows around a smooth maximum by thirds: its width shrinks below 1e-7, so the value is off
    // by less than 1e-14.
    let [low, high] = [coarse - 0.04, coarse + 0.04];
    while (high - low > 1e-7) {
      const third = (high - low) / 3;
      if (size(low + third) < size(high - third)) low += third;
      else high -= third;
    }
    const isEndless = size(40) > 1.9 * size(20);
    const largest = isEndless ? size(1) : Math.max(size(coarse), size((low + high) / 2));
    expect(Math.abs(entry.maxDerivative(p) - largest)).toBeLessThanOrEqual(1e-12);
    expect(SATURATION_SHARE * entry.maxDerivative(p)).toBeGreaterThan(0);
  });

  it("propagates NaN", () => {
    expect(entry.f(NaN, p)).toBeNaN();
    // The derivative of linear is constant, at NaN too.
    if (entry.id !== "linear") expect(entry.df(NaN, p)).toBeNaN();
  });
});

describe("a reference run", () => {
  it("counts every entry of every tensor, also after overflow", () => {
    const plan = planExperiment({
      ...DEFAULT_CONFIG,
      depth: 30,
      width: 24,
      batch: 8,
      initializer: "normal",
      initializerParameters: { std: 100 },
    });
    const { layers } = runReference(plan, "float32");
    for (const { units, tensors } of layers) {
      expect(tensors.activation?.sketch.count).toBe(8 * units);
      expect(tensors.grad_weight?.sketch.count).toBe(24 * units);
    }
    expect(layers.at(-1)?.tensors.activation?.finite).toBeLessThan(8 * 24);
  });

  it("keeps earlier layers when depth grows", () => {
    const small = runReference(planExperiment({ ...DEFAULT_CONFIG, depth: 2, width: 8, batch: 4 }));
    const large = runReference(planExperiment({ ...DEFAULT_CONFIG, depth: 3, width: 8, batch: 4 }));
    expect(large.captured.layers[1]?.activation).toEqual(small.captured.layers[1]?.activation);
  });
});
