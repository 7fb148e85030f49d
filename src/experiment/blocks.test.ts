/**
 * Blocks against PyTorch, against differences of the loss, and against what their settings say: every kind of
 * block with every norm and gate.
 */
import { describe, expect, it } from "vitest";
import { BLOCK_IDS, GATE_IDS, normalizesItself } from "./blocks.ts";
import type { BlockId, GateId, LogitId } from "./blocks.ts";
import { DEFAULT_CONFIG } from "./config.ts";
import type { ExperimentConfig } from "./config.ts";
import type { LossGradient } from "./losses.ts";
import { normalizedUnits } from "./layerLinks.ts";
import { planExperiment } from "./plan.ts";
import type { LayerPlan, Plan } from "./plan.ts";
import { drawParameters, referenceSteps, runReference } from "./reference.ts";
import type { ParameterStore, ReferenceRun } from "./reference.ts";
import { requestOf } from "./runRequest.ts";
import { drawInput, drawUpstream } from "./draws.ts";
import attention from "./golden/attention.json";
import golden from "./golden/blocks.json";

type Norm = Exclude<ExperimentConfig["normalization"], "none">;

const NORMS = ["batch", "layer", "rms"] as const satisfies readonly Norm[];

/** Parameters of a network as arrays, so that a test can change them. */
function storeOf(plan: Plan, change: (layer: LayerPlan, weights: Float64Array) => void): ParameterStore {
  const parameters = plan.layers.map((layer) => {
    const own = drawParameters(plan, layer);
    change(layer, own.weights);
    // Another gain and shift for every unit.
    const units = Array.from({ length: normalizedUnits(layer) }, (_, unit) => unit);
    const hasNorm = layer.norm !== null;
    return {
      ...own,
      gain: Float64Array.from(units, (unit) => (hasNorm ? 1.3 + 0.1 * (unit % 5) : 1)),
      shift: Float64Array.from(units, (unit) => (hasNorm ? -0.2 + 0.15 * (unit % 3) : 0)),
    };
  });
  const at = ({ layerIndex }: LayerPlan) => {
    const own = parameters[layerIndex];
    if (own === undefined) throw new Error(`missing layer ${layerIndex}`);
    return own;
  };
  return {
    weight: (layer) => at(layer).weights,
    bias: (layer) => at(layer).biases,
    gain: (layer) => at(layer).gain,
    shift: (layer) => at(layer).shift,
    running: (layer) => at(layer).running,
  };
}

/** L = sum of upstream times output: dL/d(output) is the upstream. */
function linearLoss(upstream: ArrayLike<number>): LossGradient {
  return {
    rows: (output, gradient) => {
      let loss = 0;
      for (let index = 0; index < output.length; index++) {
        gradient[index] = upstream[index] ?? NaN;
        loss += (output[index] ?? NaN) * (upstream[index] ?? NaN);
      }
      return loss;
    },
  };
}

function runWith(
  plan: Plan,
  store: ParameterStore,
  input: Float64Array = Float64Array.from(drawInput(plan)),
  upstream: ArrayLike<number> = drawUpstream(plan),
): ReferenceRun {
  const request = requestOf(plan, { measure: [] });
  const steps = referenceSteps(request, "float64", { store, input, loss: linearLoss(upstream) });
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Seven rows are two sequences, the second of them shorter. */
const ATTENTION: Partial<ExperimentConfig> = { depth: 14, width: 6, batch: 7, tokens: 4, heads: 2 };

const ATTENTION_CASES = BLOCK_IDS.filter((block) => block !== "none").flatMap((block) => [
  { ...ATTENTION, block, normalization: "rms" as const },
  { ...ATTENTION, block, normalization: "layer" as const, heads: 1, logits: "inverse" as const },
  { ...ATTENTION, block, normalization: "batch" as const, heads: 3, logits: "normed" as const },
  { ...ATTENTION, block, gate: "glu" as const, depth: 16, normalization: "rms" as const },
]);

const CASES: readonly Partial<ExperimentConfig>[] = [
  ...BLOCK_IDS.filter((block) => block !== "none").flatMap((block) =>
    [...(normalizesItself(block) ? [] : ["none" as const]), ...NORMS].flatMap((normalization) =>
      GATE_IDS.map((gate) => ({ block, normalization, gate })),
    ),
  ),
  ...ATTENTION_CASES,
];

function configOf(patch: Partial<ExperimentConfig>): ExperimentConfig {
  const config: ExperimentConfig = {
    ...DEFAULT_CONFIG,
    depth: patch.gate === "glu" ? 9 : 7,
    width: 5,
    batch: 6,
    expansion: 2,
    activation: "tanh",
    initializer: "lecun_normal",
    biasStd: 0.3,
    branch: 0.7,
    epsilon: 0.01,
    ...patch,
  };
  return config;
}

const MORE: readonly Partial<ExperimentConfig>[] = [
  {},
  { keepProbability: 0.6 },
  { normalizationPosition: "after" },
];

/** Cube root of the float64 rounding: truncation h^2 and rounding 2^-53 / h are then both far below 1e-6. */
const H = 5e-6;
const TOLERANCE = 1e-6;

/** One direction for the weights of a layer, of entries of order 1. */
const direction = (index: number): number => Math.sin(12.9898 * (index + 1));

describe.each(CASES)("the gradient of %j", (patch) => {
  const ends = "tokens" in patch ? 4 : 2;
  const more = "tokens" in patch ? [{ keepProbability: 0.6 }] : MORE;
  it.each(more)("is the derivative of the loss: %j", (more) => {
    const plan = planExperiment(configOf({ ...patch, ...more }));
    expect(plan.layers.filter(({ stream }) => stream !== undefined)).toHaveLength(ends);
    const plain = runWith(
      plan,
      storeOf(plan, () => undefined),
    );
    for (const { layerIndex } of plan.layers) {
      const lossAt = (step: number): number =>
        runWith(
          plan,
          storeOf(plan, (layer, weights) => {
            if (layer.layerIndex !== layerIndex) return;
            for (let at = 0; at < weights.length; at++)
              weights[at] = (weights[at] ?? NaN) + step * direction(at);
          }),
        ).loss ?? NaN;
      const numeric = (lossAt(H) - lossAt(-H)) / (2 * H);
      const gradient = plain.captured.layers[layerIndex]?.grad_weight ?? new Float64Array();
      const analytic = gradient.reduce((sum, value, at) => sum + value * direction(at), 0);
      const size = Math.hypot(...gradient) * Math.hypot(...Array.from(gradient, (_, at) => direction(at)));
      expect(size).toBeGreaterThan(0);
      expect(Math.abs(numeric - analytic) / size, `layer ${layerIndex + 1}`).toBeLessThan(TOLERANCE);
    }
  });
});

describe("PyTorch's autograd", () => {
  // Twelve digits are written of weights and results alike; norms and sums lose some of them.
  const near = (actual: ArrayLike<number> | undefined, expected: readonly number[]): void => {
    expect(actual).toHaveLength(expected.length);
    const difference = Math.hypot(...expected.map((value, index) => value - (actual?.[index] ?? NaN)));
    expect(difference / Math.hypot(...expected)).toBeLessThan(1e-8);
  };

  const givenStore = (plan: Plan, weights: readonly (readonly number[])[], gamma: number, beta: number) => {
    const drawn = storeOf(plan, () => undefined);
    const vector = (layer: LayerPlan, value: number, without: number): Float64Array =>
      new Float64Array(normalizedUnits(layer)).fill(layer.norm === null ? without : value);
    return {
      ...drawn,
      weight: ({ layerIndex }: LayerPlan) => Float64Array.from(weights[layerIndex] ?? []),
      gain: (layer: LayerPlan) => vector(layer, gamma, 1),
      shift: (layer: LayerPlan) => vector(layer, beta, 0),
    };
  };

  it.each(attention.cases)("agrees on attention: $block, norm $norm, gate $gate, $logits", (given) => {
    const { width, batch, tokens, heads, expansion, epsilon, gamma, beta } = attention;
    const plan = planExperiment({
      ...configOf({ width, batch, tokens, heads, expansion, epsilon, gamma, beta, biasStd: 0, branch: 1 }),
      depth: given.weights.length,
      block: given.block as BlockId,
      gate: given.gate as GateId,
      logits: given.logits as LogitId,
      normalization: given.norm as ExperimentConfig["normalization"],
      lastActivation: "linear",
    });
    const store = givenStore(plan, given.weights, gamma, beta);
    const { captured } = runWith(plan, store, Float64Array.from(given.input), given.upstream);
    near(captured.layers.at(-1)?.activation, given.output);
    captured.layers.forEach(({ grad_weight }, index) => near(grad_weight, given.gradWeights[index] ?? []));
    const ends = captured.layers.filter((_, index) => plan.layers[index]?.stream !== undefined);
    expect(ends).toHaveLength(2);
    ends.forEach(({ stream, grad_stream }, block) => {
      near(stream, given.streams[block] ?? []);
      near(grad_stream, given.gradStreams[block] ?? []);
    });
  });

  it.each(golden.cases)("agrees: $block, norm $norm, gate $gate, branch $branch", (given) => {
    const { width, batch, expansion, epsilon, gamma, beta, blocks } = golden;
    const plan = planExperiment({
      ...configOf({ width, batch, expansion, epsilon, gamma, beta, biasStd: 0 }),
      depth: given.weights.length,
      block: given.block as BlockId,
      gate: given.gate as GateId,
      normalization: given.norm as ExperimentConfig["normalization"],
      branch: given.branch,
      lastActivation: "linear",
    });
    const store = givenStore(plan, given.weights, gamma, beta);
    const { captured } = runWith(plan, store, Float64Array.from(given.input), given.upstream);
    near(captured.layers.at(-1)?.activation, given.output);
    captured.layers.forEach(({ grad_weight }, index) => near(grad_weight, given.gradWeights[index] ?? []));
    const ends = captured.layers.filter((_, index) => plan.layers[index]?.stream !== undefined);
    expect(ends).toHaveLength(blocks);
    ends.forEach(({ stream, grad_stream }, block) => {
      near(stream, given.streams[block] ?? []);
      near(grad_stream, given.gradStreams[block] ?? []);
    });
  });
});

describe("a plan", () => {
  const layersOf = (patch: Partial<ExperimentConfig>) =>
    planExperiment({ ...DEFAULT_CONFIG, depth: 8, width: 6, batch: 4, ...patch }).layers;

  it("has its blocks between the first layer and the last, and the layers left over outside", () => {
    const ends = (patch: Partial<ExperimentConfig>): readonly number[] =>
      layersOf(patch).flatMap(({ layerIndex, stream }) => (stream === undefined ? [] : [layerIndex]));
    expect(ends({ block: "pre" })).toEqual([2, 4, 6]);
    expect(ends({ block: "pre", gate: "glu" })).toEqual([3, 6]);
    expect(ends({ block: "pre", depth: 3 })).toEqual([]);
    expect(ends({ block: "none" })).toEqual([]);
  });

  it("widens the layers inside a block", () => {
    expect(layersOf({ block: "pre", expansion: 4 }).map(({ units }) => units)).toEqual([
      6, 24, 6, 24, 6, 24, 6, 6,
    ]);
  });

  it("puts each kind's norms in their places", () => {
    const places = (block: BlockId, patch: Partial<ExperimentConfig> = {}): string =>
      layersOf({ block, depth: 6, normalization: "layer", ...patch })
        .map(({ norm }) => norm?.at ?? "-")
        .join(" ");
    expect(places("pre")).toBe("- input - input - input");
    expect(places("pre", { normalizedLayers: "hidden" })).toBe("- input - input - -");
    expect(places("branch")).toBe("- input before input before input");
    expect(places("post")).toBe("- - stream - stream -");
    expect(places("deepnorm")).toBe("- - stream - stream -");
    expect(places("residual")).toBe("before before before before before before");
    expect(places("pre", { gate: "glu" })).toBe("- input - - - input");
  });

  it("takes RMS norm where a block needs one and none is chosen", () => {
    const kinds = layersOf({ block: "post" }).flatMap(({ norm }) => norm?.kind ?? []);
    expect(new Set(kinds)).toEqual(new Set(["rms"]));
    expect(layersOf({ block: "residual" }).every(({ norm }) => norm === null)).toBe(true);
  });

  it("gives branches the factor that their number says", () => {
    const factor = (branch: ExperimentConfig["branch"]): number | undefined =>
      layersOf({ block: "pre", branch })[2]?.stream?.branch;
    expect([1, "depth", "depth2", "inverse", 0.1, 0].map((branch) => factor(branch as never))).toEqual([
      1,
      1 / Math.sqrt(3),
      1 / Math.sqrt(6),
      1 / 3,
      0.1,
      0,
    ]);
    expect(layersOf({ block: "pre", branch: "zero" })[2]?.weight).toEqual({ kind: "constant", value: 0 });
  });

  it("gives DeepNorm its alpha and its beta", () => {
    const [, first, last] = layersOf({ block: "deepnorm" });
    const [, plain] = layersOf({ block: "post" });
    const scale = (layer: LayerPlan | undefined): number =>
      layer?.weight.kind === "scaled" ? layer.weight.scale : NaN;
    expect(last?.stream?.factor).toBe(6 ** 0.25);
    expect(scale(first)).toBe(scale(plain) * 24 ** -0.25);
  });

  it("alternates attention and MLP, and counts both as one block", () => {
    const layers = layersOf({ block: "pre", depth: 14, tokens: 4, heads: 4, expansion: 2, branch: "depth" });
    expect(layers.map(({ units }) => units)).toEqual([6, 6, 6, 6, 6, 12, 6, 6, 6, 6, 6, 12, 6, 6]);
    expect(layers.map(({ norm }) => norm?.at ?? "-").join(" ")).toBe(
      "- input - - - input - input - - - input - input",
    );
    expect(layers.map(({ inputOf }) => inputOf ?? "-").join("")).toBe("--11----77----");
    // Four heads do not divide six units.
    const place = { tokens: 4, heads: 3, scale: 1 / Math.sqrt(2) };
    expect(layers.flatMap(({ attention: own }) => own ?? [])).toEqual([
      { query: 1, key: 2, ...place },
      { query: 7, key: 8, ...place },
    ]);
    expect(layers[4]?.stream).toEqual({ from: 0, factor: 1, branch: 1 / Math.sqrt(2) });
    expect(layers[6]?.stream?.from).toBe(4);
  });

  it("shares each of the four matrices of attention with its like, and the MLP with the MLP", () => {
    const layers = layersOf({ block: "pre", depth: 14, tokens: 4, sharing: "all" });
    expect(layers.map(({ weightsFrom }) => weightsFrom)).toEqual([0, 1, 2, 3, 4, 0, 0, 1, 2, 3, 4, 0, 0, 0]);
  });

  it("has no attention of one token, and the numbers of one without it", () => {
    expect(layersOf({ block: "pre", tokens: 1, heads: 3, logits: "normed" })).toEqual(
      layersOf({ block: "pre" }),
    );
  });

  it("is the one without blocks where there are none", () => {
    const keys = Object.keys(layersOf({})[2] ?? {});
    expect(keys).not.toContain("stream");
    expect(keys).not.toContain("gate");
    expect(keys).not.toContain("inputOf");
    expect(keys).not.toContain("attention");
  });
});

it("a residual block has the numbers of the plain residual connection", () => {
  const common = { ...DEFAULT_CONFIG, depth: 7, width: 6, batch: 4, normalization: "layer" } as const;
  const [old, present] = [
    { ...common, residual: "plain" as const },
    { ...common, block: "residual" as const },
  ].map((config) => runReference(planExperiment(config)).captured.layers);
  expect(present?.[4]?.stream).toEqual(old?.[4]?.activation);
  expect(present?.[6]?.activation).toEqual(old?.[6]?.activation);
  expect(present?.map(({ grad_weight }) => grad_weight)).toEqual(old?.map(({ grad_weight }) => grad_weight));
});

it("a zero branch stops one matrix: W1 where W2 is zero, both where the factor is", () => {
  const gradients = (branch: ExperimentConfig["branch"]): readonly number[] =>
    runReference(planExperiment(configOf({ block: "pre", branch, depth: 4 })))
      .captured.layers.slice(1, 3)
      .map(({ grad_weight }) => Math.hypot(...grad_weight));
  const [inner, last] = gradients("zero");
  expect(inner).toBe(0);
  expect(last).toBeGreaterThan(0);
  expect(gradients(0)).toEqual([0, 0]);
});
