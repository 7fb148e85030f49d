/**
 * Compares an engine with the float64 reference before it is trusted: draws bit for bit, both
 * passes, overflow, tiny values.
 */
import { DEFAULT_CONFIG } from "../experiment/config.ts";
import type { ExperimentConfig } from "../experiment/config.ts";
import { planExperiment } from "../experiment/plan.ts";
import { runReference } from "../experiment/reference.ts";
import { TENSOR_IDS } from "../experiment/result.ts";
import { requestOf } from "../experiment/runRequest.ts";
import { EngineError } from "./engine.ts";
import type { Engine, SelfCheck, SelfCheckId } from "./engine.ts";

/**
 * Relative L2 error allowed: float32 sums of at most 13 terms (13 * 6e-8) through 3 layers and batch norm
 * (about 3x) stay below 7e-6.
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

const CASES: readonly { readonly id: SelfCheckId; readonly config: ExperimentConfig }[] = [
  {
    id: "batch_norm",
    config: { ...BASE, activation: "tanh", biasStd: 0.3, normalization: "batch", gamma: 1.5, beta: -0.25 },
  },
  {
    id: "batch_norm_after",
    config: { ...BASE, normalization: "batch", normalizationPosition: "after" },
  },
  {
    id: "layer_norm",
    config: { ...BASE, activation: "tanh", biasStd: 0.3, normalization: "layer", gamma: 1.5, beta: -0.25 },
  },
  {
    id: "rms_norm_after",
    config: { ...BASE, normalization: "rms", normalizationPosition: "after" },
  },
  {
    id: "running_statistics",
    config: { ...BASE, depth: 1, width: 5, normalization: "batch", batchStatistics: "running", epsilon: 0.5 },
  },
  {
    // Sums of at most 9 terms, in four layers: the tolerance holds.
    id: "dropout_residual",
    config: { ...BASE, depth: 4, width: [9, 6, 9, 6], residual: "plain", keepProbability: 0.6, biasStd: 0.3 },
  },
  {
    // Sums of at most 9 terms, in five layers with two norms between them.
    id: "gated_block",
    config: {
      ...BASE,
      depth: 5,
      width: 6,
      block: "pre",
      gate: "glu",
      expansion: 1.5,
      branch: 0.7,
      biasStd: 0.3,
    },
  },
  {
    // 1e-10 per layer: values near 1e-30 in the third, still normal float32 numbers.
    id: "tiny_values",
    config: { ...BASE, activation: "tanh", initializer: "normal", initializerParameters: { std: 1e-10 } },
  },
  {
    // 4e12 per layer: values near 3e37 in the third, just below the largest float32.
    id: "huge_values",
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

/** A case's worst tensor and its fault; null without a fault. */
interface Verdict {
  readonly error: number;
  readonly complaint: string | null;
}

async function runCase(engine: Engine, config: ExperimentConfig): Promise<Verdict> {
  const plan = planExperiment(config);
  const expected = runReference(plan);
  const { captured } = await engine.run(requestOf(plan, { capture: "all" }));
  if (captured === null) return { error: Infinity, complaint: "no tensors came back" };
  const isInputEqual = captured.input.every((value, index) => value === expected.captured.input[index]);
  let worst = 0;
  let complaint = isInputEqual ? null : "the input is not the drawn one";
  expected.captured.layers.forEach((layer, index) => {
    for (const tensor of TENSOR_IDS) {
      const error = relativeError(captured.layers[index]?.[tensor] ?? [], layer[tensor]);
      const allowed = tensor === "weight" ? 0 : SELF_TEST_TOLERANCE;
      worst = Math.max(worst, error);
      if (error <= allowed) continue;
      complaint ??= `layer ${index + 1} ${tensor} is off by ${error.toExponential(1)} (expected at most ${allowed})`;
    }
  });
  return { error: worst, complaint };
}

/**
 * Runs small networks on the engine and compares every tensor with the reference.
 * @param onCheck is called for each case, the failed one included
 * @throws EngineError `self-test-failed` at the first case that fails, naming case, layer, tensor and error
 */
export async function selfTest(engine: Engine, onCheck?: (check: SelfCheck) => void): Promise<void> {
  for (const { id, config } of CASES) {
    const { error, complaint } = await runCase(engine, config);
    onCheck?.({ id, isPassed: complaint === null, error: Number.isFinite(error) ? error : null });
    if (complaint !== null) throw new EngineError("self-test-failed", `${id}: ${complaint}`);
  }
}
