/**
 * The verdict on networks that people really ask about, by meaning: finding, cause, layer, and whether the
 * offered fix helps. The sentences may change; their meaning may not.
 */
import { describe, expect, it } from "vitest";
import { createWasmEngine } from "../engine/wasm/wasmEngine.ts";
import type { ExperimentConfig } from "../experiment/config.ts";
import { diagnose } from "../experiment/diagnosis/diagnose.ts";
import type { Diagnosis } from "../experiment/diagnosis/diagnose.ts";
import type { CauseId, FindingKind } from "../experiment/diagnosis/finding.ts";
import { suggestFixes } from "../experiment/fixes/fixes.ts";
import type { FixId } from "../experiment/fixes/patches.ts";
import { planExperiment } from "../experiment/plan.ts";
import { statsOf } from "../experiment/readings.ts";
import { requestOf } from "../experiment/runRequest.ts";
import type { RunResult } from "../experiment/result.ts";
import { theorySummary } from "../experiment/theory/summary.ts";
import { theoryOfPlan } from "../experiment/theory/planTheory.ts";
import { decodeLink } from "../link/codec.ts";
import { PUBLIC_NUMBERS } from "../testing/verdicts/publicNumbers.ts";
import { loadNodeKernels } from "../testing/wasm/nodeKernels.ts";

const engine = createWasmEngine({ loadModule: () => loadNodeKernels("simd") });

function configOf(link: string): ExperimentConfig {
  const { config, adjustments } = decodeLink(link);
  expect(adjustments).toEqual([]);
  return config;
}

async function runOf(config: ExperimentConfig): Promise<RunResult> {
  return (await engine.run(requestOf(planExperiment(config)))).result;
}

async function diagnosisOf(config: ExperimentConfig): Promise<Diagnosis> {
  const plan = planExperiment(config);
  const { layers, loss } = await runOf(config);
  const theory = theoryOfPlan(plan);
  const diagnosis = diagnose({ config, plan, layers, loss, theory, isWhole: true });
  if (diagnosis === null) throw new Error("missing layers (expected a finished run)");
  return diagnosis;
}

describe("numbers that answer public questions", () => {
  it.each(PUBLIC_NUMBERS.map((row) => [row.id, row] as const))("%s", async (_, row) => {
    const { layers } = await runOf(configOf(row.link));
    row.layers.forEach((layer, index) => {
      const measured = statsOf(layers, layer - 1, row.tensor)[row.column];
      expect(measured / (row.values[index] ?? NaN), `layer ${layer}`).toBeGreaterThan(1 - row.tolerance);
      expect(measured / (row.values[index] ?? NaN), `layer ${layer}`).toBeLessThan(1 + row.tolerance);
    });
  });
});

interface Meaning {
  readonly link: string;
  readonly kind?: FindingKind;
  readonly notKinds?: readonly FindingKind[];
  readonly cause?: CauseId;
  readonly notCauses?: readonly CauseId[];
  /** The layer of the finding, and the numbers that the cause quotes of it. */
  readonly layer?: number;
  readonly fanIn?: number;
  readonly lawStd?: number;
  readonly chi?: number;
  /** An offered fix after which the signal holds. */
  readonly cure?: FixId;
}

const QUESTIONS: Readonly<Record<string, Meaning>> = {
  "chi of the whole network is quoted, not that of a layer": {
    link: "#v=1&depth=100&width=256&batch=16&act=tanh&init=xavier_uniform&gain=1.6667&seed=1",
    kind: "gradient_exploding",
    cause: "chaos",
    chi: 1.21,
  },
  "a hundred products of small weights are exactly zero from layer 70 on": {
    link: "#v=1&depth=100&width=512&batch=1&act=linear&init=normal&std=0.01&seed=1",
    kind: "silent",
    cause: "weights_too_small",
    layer: 70,
    lawStd: 0.0442,
  },
  "GELU without biases has no critical point, and what is taken instead holds": {
    link: "#v=1&depth=30&width=512&batch=128&act=gelu&init=edge_of_chaos&seed=1",
    kind: "healthy",
  },
  "a stream of normalised branches grows as theory says, not by chance": {
    link: "#v=1&depth=66&width=256&batch=64&act=silu&norm=rms&res=plain&init=normal&std=0.02&seed=1",
    kind: "exploding",
    cause: "residual_sum",
    cure: "residual_scaled",
  },
  "an epsilon that outweighs the variance is the cause, not the weights": {
    link: "#v=1&depth=5&width=64&batch=1024&act=relu&init=normal&std=0.00125&norm=batch&eps=0.001&seed=1",
    kind: "vanishing",
    cause: "epsilon",
    cure: "smaller_epsilon",
  },
  "batch norm over one input leaves nothing, whatever the weights": {
    link: "#v=1&depth=5&width=128&batch=1&act=relu&init=he_normal&norm=batch&seed=1",
    kind: "silent",
    cause: "batch_of_one",
    cure: "larger_batch",
  },
  "batch norm over one input under sigmoid has the same cause and a cure": {
    link: "#v=1&depth=5&width=128&batch=1&act=sigmoid&init=xavier_normal&norm=batch&seed=1",
    cause: "batch_of_one",
    cure: "larger_batch",
  },
  "PyTorch's default is named as the cause for SELU": {
    link: "#v=1&depth=32&width=512&batch=256&act=selu&init=pytorch_linear&seed=1",
    cause: "pytorch_linear",
  },
  "eight layers of SELU with PyTorch's default hold, and it is said why they lose": {
    link: "#v=1&depth=8&width=512&batch=256&act=selu&init=pytorch_linear&seed=1",
    kind: "healthy",
    cause: "pytorch_linear",
  },
  "a policy head made small on purpose is no vanishing signal": {
    link: "#v=1&width=64-64-6&in=17&batch=256&act=tanh&last=linear&init=orthogonal&gain=1.4142&inits=3:orthogonal@0.01&seed=1",
    kind: "healthy",
  },
  "a head of zeros is an intent": {
    link: "#v=1&width=64-64-6&in=17&batch=256&act=tanh&last=linear&init=orthogonal&gain=1.4142&inits=3:zeros&seed=1",
    kind: "healthy",
  },
  "one unit that is negative for every positive input is chance, not size": {
    link: "#v=1&width=1-1&in=2&batch=512&act=relu&last=sigmoid&init=uniform&limit=0.05&x=pixels&seed=2",
    kind: "silent",
    cause: "dead_layer",
    layer: 1,
  },
  "the same under He's law is not blamed on He's law": {
    link: "#v=1&width=1-1&in=2&batch=512&act=relu&last=sigmoid&init=he_normal&x=pixels&seed=2",
    notCauses: ["weights_too_small", "weights_too_large"],
  },
  "a network of two units a layer may be born dead": {
    link: "#v=1&depth=11&width=2-2-2-2-2-2-2-2-2-2-1&in=1&batch=256&act=relu&last=linear&init=he_normal&x=uniform&seed=1",
    kind: "silent",
    cause: "dead_layer",
  },
  "a first loss far from ln K leads, and a small last layer cures it": {
    link: "#v=1&width=512-512-10&in=784&last=linear&init=he_normal&grad=cross_entropy&seed=1",
    kind: "loss_high",
    cure: "small_last",
  },
  "saturation in layer 1 is explained by the sizes of layer 1": {
    link: "#v=1&width=30-10&in=784&batch=1024&act=sigmoid&init=normal&bias=1&x=pixels&grad=mse&seed=1",
    kind: "saturated",
    cause: "weights_too_large",
    layer: 1,
    fanIn: 784,
    lawStd: 0.0496,
  },
  "an autoencoder's gradients follow its widths, and hold by their norm": {
    link: "#v=1&width=256-64-16-64-256-784&in=784&batch=512&act=relu&last=linear&init=he_normal&seed=1",
    kind: "healthy",
    notCauses: ["chance"],
  },
  "one sigmoid output is not called blind": {
    link: "#v=1&width=64-64-1&in=30&batch=256&act=relu&last=sigmoid&init=keras_dense&seed=1",
    notKinds: ["collapsed"],
  },
  "a head of one unit does not make gradients vanish": {
    link: "#v=1&width=256-256-256-1&in=17&batch=256&act=relu&last=linear&init=he_normal&seed=1",
    kind: "healthy",
  },
  "a head of ten units behind 1024 does not either": {
    link: "#v=1&width=1024-1024-10&in=64&batch=64&act=tanh&last=linear&init=xavier_normal&seed=1",
    notKinds: ["gradient_vanishing"],
  },
  "LSUV behind tanh asks for what tanh cannot give": {
    link: "#v=1&depth=10&width=256&batch=256&act=tanh&init=lsuv&target=after&seed=1",
    kind: "saturated",
    cause: "lsuv_reach",
    cure: "lsuv_before",
  },
};

describe("verdicts on public questions", () => {
  it.each(Object.entries(QUESTIONS))("%s", async (_, row) => {
    const config = configOf(row.link);
    const { main, also, disagreement } = await diagnosisOf(config);
    expect(disagreement).toBeNull();
    if (row.kind !== undefined) expect(main.kind).toBe(row.kind);
    if (row.cause !== undefined) expect(main.cause?.id).toBe(row.cause);
    for (const kind of row.notKinds ?? []) expect([main.kind, also?.kind]).not.toContain(kind);
    for (const cause of row.notCauses ?? []) expect([main.cause?.id, also?.cause?.id]).not.toContain(cause);
    if (row.layer !== undefined) expect(main.layer).toBe(row.layer);
    if (row.fanIn !== undefined) expect(main.cause?.fanIn).toBe(row.fanIn);
    if (row.lawStd !== undefined) expect(main.cause?.lawStd).toBeCloseTo(row.lawStd, 4);
    if (row.chi !== undefined) expect(main.cause?.chi).toBeCloseTo(row.chi, 2);
    if (row.cure === undefined) return;
    const cure = suggestFixes(config, main).find(({ id }) => id === row.cure);
    expect(cure, `offered: ${row.cure}`).toBeDefined();
    expect((await diagnosisOf({ ...config, ...cure?.patch })).main.kind).toBe("healthy");
  });

  it("never calls a GELU network of unstable length an exception to theory", async () => {
    const config = configOf("#v=1&depth=30&width=512&batch=64&act=gelu&init=he_normal&seed=1");
    for (let seed = 1; seed <= 16; seed++)
      expect((await diagnosisOf({ ...config, seed })).disagreement, `seed ${seed}`).toBeNull();
  });

  it("gives chi of a GELU network that grows without bound as the limit of a mean of squares", () => {
    const config = configOf("#v=1&depth=10&width=256&act=gelu&init=he_normal&gain=1.6&seed=1");
    // E gelu'^2 -> 1/2 as q grows, so that chi -> sigma_w^2 / 2 = 2.56 / 2.
    expect(theorySummary(planExperiment(config))?.chi).toBeCloseTo(1.28, 6);
  });
});
