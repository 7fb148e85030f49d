/**
 * The gallery: every topic is in it, every link is short and read without an adjustment, and the reduced run
 * of a thumbnail shows the finding of the full size. The findings below are from the sources of the presets,
 * not from a run.
 */
import { describe, expect, it } from "vitest";
import { BACKENDS, loadNodeKernels } from "../../testing/wasm/nodeKernels.ts";
import { createWasmEngine } from "../../engine/wasm/wasmEngine.ts";
import { DEFAULT_BUDGET, fitToBudget, THUMBNAIL_BUDGET } from "../../experiment/budget.ts";
import type { ExperimentConfig } from "../../experiment/config.ts";
import { diagnose } from "../../experiment/diagnosis/diagnose.ts";
import type { FindingKind } from "../../experiment/diagnosis/finding.ts";
import { planExperiment } from "../../experiment/plan.ts";
import { requestOf } from "../../experiment/runRequest.ts";
import { theoryOfPlan } from "../../experiment/theory/planTheory.ts";
import { decodeLink, encodeLink } from "../../link/codec.ts";
import { PRESET_GROUPS, presets } from "./presets.ts";

/** Presets about a finding: the one that the description promises. */
const EXPECTED: Readonly<Record<string, FindingKind>> = {
  zeros: "silent",
  // T23: 100 units, first Inf at layer 20.
  ones: "overflow",
  constant: "symmetric",
  sigmoid_normal: "saturated",
  sigmoid_small: "collapsed",
  // T7: the batch std falls to 0.0006 while the pooled one stays at 0.12.
  sigmoid_xavier: "collapsed",
  relu_small: "vanishing",
  relu_he_5: "healthy",
  he_relu: "healthy",
  tanh_xavier: "healthy",
  sigmoid_vanishing: "gradient_vanishing",
  explosion: "overflow",
  weights_below_one: "exploding",
  orthogonal_tanh: "healthy",
  mixed_layers: "healthy",
  bn_rescues: "healthy",
  bn_running: "vanishing",
  bn_gamma: "saturated",
  bn_epsilon: "vanishing",
  dropout: "exploding",
  // T10: Xavier stalls at 30 layers, He does not.
  relu_xavier_30: "vanishing",
  relu_he_30: "healthy",
  prelu_he_30: "healthy",
  saxe_orthogonal: "healthy",
  lsuv_relu_30: "healthy",
  // T17: batch norm with ReLU.
  bn_gradients: "gradient_exploding",
  bn_small_batch: "gradient_exploding",
  // T13, T15: order, the edge, chaos.
  order: "collapsed",
  critical: "healthy",
  chaos: "gradient_exploding",
  dropout_critical: "healthy",
  // T1 to T5.
  tanh_small: "vanishing",
  tanh_saturated: "saturated",
  cs231n_tanh_xavier: "healthy",
  cs231n_relu_xavier: "vanishing",
  cs231n_relu_he: "healthy",
  makemore_gain: "healthy",
  selu: "healthy",
  residual_plain: "exploding",
  residual_scaled: "healthy",
  residual_fixup: "healthy",
  pytorch_kaiming: "healthy",
  keras_relu_30: "vanishing",
  keras_tanh: "healthy",
  jax_relu_30: "vanishing",
  tfjs_relu_30: "vanishing",
  deepnorm_48: "healthy",
  nanochat_blocks: "healthy",
  siren: "healthy",
  ppo_policy: "healthy",
  he_misprint: "vanishing",
  xavier_squared: "vanishing",
  he_halved: "vanishing",
  uniform_01: "exploding",
  truncated_raw: "vanishing",
  he_linear: "exploding",
  narrow_dies: "silent",
  gamma_zero: "silent",
  bn_constant_inputs: "silent",
  sure_and_wrong: "loss_high",
};

/** Topics that must be one press away, and a preset for each. */
const TOPICS = {
  zeros: "zeros",
  ones: "ones",
  constants: "constant",
  "N(0, 1)": "sigmoid_normal",
  "small random": "sigmoid_small",
  Xavier: "tanh_xavier",
  Glorot: "glorot_normalized",
  He: "he_relu",
  MSRA: "he_relu",
  LSUV: "lsuv_relu_30",
  orthogonal: "orthogonal_tanh",
  vanishing: "sigmoid_vanishing",
  exploding: "residual_plain",
  symmetry: "constant",
  saturation: "tanh_saturated",
  "NaN and overflow": "explosion",
  gamma: "bn_gamma",
  beta: "bn_beta",
  epsilon: "bn_epsilon",
  "before the activation": "bn_rescues",
  "after the activation": "bn_after",
  "running statistics": "bn_running",
  dropout: "dropout",
} as const;

/** A code that can be read from the back row holds 154 bytes; a host takes 30 of them. */
const MOST_BYTES = 154;
const HOST = "https://initscope.example.org/";

/** The longest run of a preset: 1.5 s on a device that reaches 10 GFLOP/s. */
const MOST_FLOPS = 16e9;

const diagnosed = presets.filter(({ claim }) => claim === null);

const backend = BACKENDS.find(({ isAbsent }) => !isAbsent)?.backend ?? "simd";
const engine = createWasmEngine({ loadModule: () => loadNodeKernels(backend) });

async function findingOf(config: ExperimentConfig): Promise<FindingKind | undefined> {
  const plan = planExperiment(config);
  const { result } = await engine.run(requestOf(plan));
  const { layers, loss } = result;
  return diagnose({ config, plan, layers, loss, theory: theoryOfPlan(plan), isWhole: true })?.main.kind;
}

describe("the gallery", () => {
  it("has every topic", () => {
    const ids = new Set(presets.map(({ id }) => id));
    expect(Object.values(TOPICS).filter((id) => !ids.has(id))).toEqual([]);
  });

  it("has unique ids and titles, and a preset in every group", () => {
    const count = (values: readonly string[]): number => new Set(values).size;
    expect(count(presets.map(({ id }) => id))).toBe(presets.length);
    expect(count(presets.map(({ link }) => link))).toBe(presets.length);
    for (const language of ["en", "zh"] as const) {
      expect(count(presets.map(({ title }) => title[language]))).toBe(presets.length);
    }
    for (const group of PRESET_GROUPS) expect(presets.some((preset) => preset.group === group)).toBe(true);
  });

  it("has links that fit a code read from the back row, host included", () => {
    const bytes = presets.map(({ link }) => HOST.length + link.length).toSorted((a, b) => a - b);
    expect(HOST).toHaveLength(30);
    expect(bytes.at(-1)).toBeLessThanOrEqual(MOST_BYTES);
  });

  it("has an expected finding for existing presets only", () => {
    const ids = diagnosed.map(({ id }) => id);
    expect(Object.keys(EXPECTED).filter((id) => !ids.includes(id))).toEqual([]);
  });
});

describe.each(presets.map((preset) => [preset.id, preset] as const))("%s", (_, preset) => {
  it("has words in both languages", () => {
    for (const text of [preset.title, preset.description, preset.source]) {
      if (text === null) continue;
      expect(text.en.trim()).not.toBe("");
      expect(text.zh.trim()).not.toBe("");
      expect(text.en).not.toMatch(/[\u4e00-\u9fff]/);
    }
  });

  it("has a link that is read without an adjustment, and runs on any device", () => {
    const { config, pins, adjustments } = decodeLink(preset.link);
    expect(adjustments).toEqual([]);
    // The page writes the same link: a presentation finds its preset by the link.
    expect(encodeLink(config, pins)).toBe(preset.link);
    const { cost } = planExperiment(config);
    expect(cost.flops).toBeLessThan(MOST_FLOPS);
    expect(cost.bytes).toBeLessThan(DEFAULT_BUDGET.bytes);
  });
});

describe("a thumbnail", () => {
  it.each(diagnosed.map(({ id, link }) => [id, link] as const))(
    "of %s shows what the experiment shows",
    async (id, link) => {
      const { config } = decodeLink(link);
      const small = fitToBudget(config, THUMBNAIL_BUDGET);
      // Only the batch is reduced.
      expect({ ...small, batch: config.batch }).toEqual(config);
      const finding = await findingOf(small);
      expect(finding).toBeDefined();
      expect(finding).toBe(EXPECTED[id] ?? finding);
      if (small.batch !== config.batch) expect(await findingOf(config)).toBe(finding);
    },
  );
});
