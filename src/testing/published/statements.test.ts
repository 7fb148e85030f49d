/**
 * Known outcomes of experiments: dots on the line, two stds with different meanings, a misprint named in the
 * verdict.
 */
import { describe, expect, it } from "vitest";
import { DEFAULT_CONFIG } from "../../experiment/config.ts";
import type { ExperimentConfig } from "../../experiment/config.ts";
import { diagnose } from "../../experiment/diagnosis/diagnose.ts";
import { finiteWidthBands } from "../../experiment/theory/finiteWidth.ts";
import { planExperiment } from "../../experiment/plan.ts";
import { requestOf } from "../../experiment/runRequest.ts";
import { theoryOfPlan } from "../../experiment/theory/planTheory.ts";
import { predict } from "../../experiment/theory/theory.ts";
import { loadNodeKernels } from "../wasm/nodeKernels.ts";
import { createWasmEngine } from "../../engine/wasm/wasmEngine.ts";

const engine = createWasmEngine({ loadModule: () => loadNodeKernels("simd") });

async function run(patch: Partial<ExperimentConfig>) {
  const config = { ...DEFAULT_CONFIG, ...patch };
  const plan = planExperiment(config);
  const { result } = await engine.run(requestOf(plan));
  const { layers, loss } = result;
  const diagnosis = diagnose({ config, plan, layers, loss, theory: theoryOfPlan(plan), isWhole: true });
  return { plan, layers, finding: diagnosis?.main };
}

it("tanh, N(0, 1) / sqrt n, 10 x 500, 1000 inputs: the measured dots lie on the theory line", async () => {
  const { plan, layers } = await run({
    width: 500,
    batch: 1000,
    activation: "tanh",
    initializer: "lecun_normal",
  });
  const theory = predict(plan).layers;
  const bands = finiteWidthBands(plan, theory) ?? [];
  expect(bands).toHaveLength(10);
  layers.forEach(({ tensors }, index) => {
    const std = (tensors.activation?.std ?? NaN) / (theory[index]?.std ?? NaN);
    const gradient = (tensors.grad_activation?.rms ?? NaN) / (theory[index]?.gradientRms ?? NaN);
    // On the line: the 2 % of contracting maps at n >= 500, and within the band that holds 95 % of networks.
    expect(Math.abs(std - 1)).toBeLessThanOrEqual(0.02);
    expect(Math.abs(gradient - 1)).toBeLessThanOrEqual(0.02);
    expect(std).toBeGreaterThan(bands[index]?.stdLow ?? NaN);
    expect(std).toBeLessThan(bands[index]?.stdHigh ?? NaN);
  });
});

it("sigmoid with Xavier, 5 x 100: pooled std 0.121, batch std 0.0006 at layer 5, and the verdict is collapsed", async () => {
  const { layers, finding } = await run({
    depth: 5,
    width: 100,
    batch: 1000,
    activation: "sigmoid",
    initializer: "xavier_normal",
  });
  const { std = NaN, batchStd = NaN } = layers[4]?.tensors.activation ?? {};
  // One number per unit: the std of 100 numbers, four standard errors.
  expect(Math.abs(std / 0.121 - 1)).toBeLessThanOrEqual(4 / Math.sqrt(200));
  // Linear from layer 2 on: 2 sqrt(2 l / n).
  expect(Math.abs(batchStd / 0.00064 - 1)).toBeLessThanOrEqual(2 * Math.sqrt(10 / 100));
  expect(finding).toMatchObject({ kind: "collapsed", cause: { id: "sigmoid_mean" } });
  // The differences between inputs as a share of the signal, where the verdict first reports them as lost: a
  // cosine within 1e-3 of 1 is a share of about sqrt(1e-3).
  expect(finding?.share).toBeLessThan(Math.sqrt(1e-3));
  expect(finding?.layer).toBeLessThan(5);
});

describe("He uniform with the wrong limit sqrt(2 / n)", () => {
  it("is recognised by name, with the factor 1 / sqrt 3 per layer that it costs", async () => {
    const [depth, width] = [10, 256];
    const { finding } = await run({ depth, width, initializer: "misprint_he_uniform" });
    expect(finding).toMatchObject({ kind: "vanishing", cause: { id: "misprint_he_uniform" } });
    // Nine factors, whose product deviates by sqrt(5 * 9 / n) / 2: the tolerance is four of a ninth of it.
    expect(Math.abs((finding?.factorPerLayer ?? NaN) * Math.sqrt(3) - 1)).toBeLessThanOrEqual(
      (2 * Math.sqrt(45 / width)) / 9,
    );
  });

  it("is not what the right limit sqrt(6 / n) is called", async () => {
    const { finding } = await run({ initializer: "he_uniform" });
    expect(finding).toMatchObject({ kind: "healthy", cause: null });
  });
});
