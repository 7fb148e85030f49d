/** Compares an engine with the float64 reference before it is trusted: draws bit for bit, both passes, overflow, tiny values. */
import { DEFAULT_CONFIG } from "../experiment/config.ts";
import type { ExperimentConfig } from "../experiment/config.ts";
import { planExperiment } from "../experiment/plan.ts";
import { runReference } from "../experiment/reference.ts";
import { TENSOR_IDS } from "../experiment/result.ts";
import { EngineError } from "./engine.ts";
import type { Engine } from "./engine.ts";

/**
 * Relative L2 error allowed: float32 sums of at most 13 terms (13 * 6e-8) through 3 layers and batch norm (about 3x)
 * stay below 7e-6.
 */
export const SELF_TEST_TOLERANCE = 1e-5;

const BASE: ExperimentConfig = {
  ...DEFAULT_CONFIG,
  depth: 3,
  width: [13, 9, 6],
  inputWidth: 7,
  batch: 11,
  seed: 20,
};

const CASES: readonly { readonly name: string; readonly config: ExperimentConfig }[] = [
  {
    name: "batch norm, both passes",
    config: { ...BASE, activation: "tanh", biasStd: 0.3, normalization: "batch", gamma: 1.5, beta: -0.25 },
  },
  {
    name: "batch norm after the activation",
    config: { ...BASE, normalization: "batch", normalizationPosition: "after" },
  },
  {
    name: "layer norm",
    config: { ...BASE, activation: "tanh", biasStd: 0.3, normalization: "layer", gamma: 1.5, beta: -0.25 },
  },
  {
    name: "RMS norm after the activation",
    config: { ...BASE, normalization: "rms", normalizationPosition: "after" },
  },
  {
    name: "running statistics",
    config: { ...BASE, depth: 1, width: 5, normalization: "batch", batchStatistics: "running", epsilon: 0.5 },
  },
  {
    // Sums of at most 9 terms, in four layers: the tolerance holds.
    name: "dropout and a residual block",
    config: { ...BASE, depth: 4, width: [9, 6, 9, 6], residual: "plain", keepProbability: 0.6, biasStd: 0.3 },
  },
  {
    // 1e-10 per layer: values near 1e-30 in the third, still normal float32 numbers.
    name: "tiny values",
    config: { ...BASE, activation: "tanh", initializer: "normal", initializerParameters: { std: 1e-10 } },
  },
  {
    // 4e12 per layer: values near 3e37 in the third, just below the largest float32.
    name: "huge values",
    config: {
      ...BASE,
      activation: "linear",
      initializer: "normal",
      initializerParameters: { std: 100 },
      biasStd: 0,
    },
  },
];

/** ||actual - expected|| / ||expected||, or 0 when both are zero; scaled so that neither square overflows. */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let scale = 0;
  for (let i = 0; i < expected.length; i++) scale = Math.max(scale, Math.abs(expected[i] ?? 0));
  let difference = 0;
  let norm = 0;
  for (let i = 0; i < expected.length; i++) {
    const e = (expected[i] ?? 0) / (scale === 0 ? 1 : scale);
    const a = (actual[i] ?? NaN) / (scale === 0 ? 1 : scale);
    difference += (a - e) ** 2;
    norm += e * e;
  }
  if (Number.isNaN(difference)) return Infinity;
  return difference === 0 ? 0 : Math.sqrt(difference / (norm === 0 ? 1 : norm));
}

/**
 * Runs small networks on the engine and compares every tensor with the reference.
 * @throws EngineError `self-test-failed`, naming case, layer, tensor and error
 */
export async function selfTest(engine: Engine): Promise<void> {
  for (const { name, config } of CASES) {
    const plan = planExperiment(config);
    const expected = runReference(plan);
    const { captured } = await engine.run(plan, { capture: true });
    if (captured === null) throw new EngineError("self-test-failed", `${name}: no tensors came back`);
    const isInputEqual = captured.input.every((value, index) => value === expected.captured.input[index]);
    if (!isInputEqual) throw new EngineError("self-test-failed", `${name}: the input is not the drawn one`);
    expected.captured.layers.forEach((layer, index) => {
      for (const tensor of TENSOR_IDS) {
        const actual = captured.layers[index]?.[tensor] ?? [];
        const error = relativeError(actual, layer[tensor]);
        const allowed = tensor === "weight" ? 0 : SELF_TEST_TOLERANCE;
        if (error <= allowed) continue;
        throw new EngineError(
          "self-test-failed",
          `${name}: layer ${index + 1} ${tensor} is off by ${error.toExponential(1)} (expected at most ${allowed})`,
        );
      }
    });
  }
}
