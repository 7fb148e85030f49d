/**
 * Features of a plan beside activations and normalisations, on the interpreter of the kernels: inputs,
 * losses, dropout, residual blocks, calibrated weights, settings per layer. The oracle is the float64
 * reference.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { gradients, inputs } from "../../catalog/inputs.ts";
import { residuals } from "../../catalog/residuals.ts";
import { BLOCK_IDS, GATE_IDS } from "../../experiment/blocks.ts";
import type { ExperimentConfig } from "../../experiment/config.ts";
import { planExperiment } from "../../experiment/plan.ts";
import type { Plan } from "../../experiment/plan.ts";
import { runReference } from "../../experiment/reference.ts";
import { TENSOR_IDS } from "../../experiment/result.ts";
import { requestOf } from "../../experiment/runRequest.ts";
import type { EngineRun } from "../engine.ts";
import { relativeError, SELF_TEST_TOLERANCE } from "../selfTest.ts";
import { plainToolkit } from "../toolkit.ts";
import { FAKE_GLOBALS, outliving, rigOf, SMALL } from "../../testing/gpu/rig.ts";

/**
 * Six layers, two residual blocks. At most 6 terms per sum where the self-test has 13, in twice its
 * layers: its tolerance holds.
 */
const DEEP: ExperimentConfig = { ...SMALL, depth: 6, width: 5, activation: "tanh" };
const LSUV = { initializer: "lsuv" } as const;
/**
 * ELU can have any variance; outputs of tanh cannot reach 1, so its calibration ends far in
 * saturation, ill-conditioned.
 */
const LSUV_AFTER = {
  initializer: "lsuv",
  initializerOptions: { target: "after" },
  activation: "elu",
} as const;
/** Two heads of three units, over sequences of three tokens and a shorter one. */
const ATTENTION: ExperimentConfig = {
  ...DEEP,
  depth: 8,
  width: 6,
  inputWidth: 6,
  block: "pre",
  tokens: 3,
  heads: 2,
};
const AFTER = { normalizationPosition: "after" } as const;

type Case = readonly [name: string, config: ExperimentConfig];

const CASES: readonly Case[] = [
  ...inputs.map(({ id }): Case => [`input ${id}`, { ...SMALL, inputWidth: 6, input: id }]),
  ...gradients.map(({ id }): Case => [`gradient ${id}`, { ...SMALL, width: [5, 13, 4], gradient: id }]),
  ...residuals.flatMap(({ id }): Case[] => [
    [`residual ${id}`, { ...DEEP, residual: id }],
    [`residual ${id}, batch norm`, { ...DEEP, residual: id, normalization: "batch" }],
    [`residual ${id}, layer norm after`, { ...DEEP, residual: id, normalization: "layer", ...AFTER }],
  ]),
  ...BLOCK_IDS.filter((id) => id !== "none").flatMap((block): Case[] =>
    GATE_IDS.flatMap((gate): Case[] => {
      const blocks = { ...DEEP, depth: 8, width: 4, block, gate, expansion: 1.25 };
      return [
        [`block ${block}, gate ${gate}`, blocks],
        [`block ${block}, gate ${gate}, batch norm`, { ...blocks, normalization: "batch", branch: 0.3 }],
        [
          `block ${block}, gate ${gate}, layer norm, dropout`,
          // Four values may be almost equal where some are dropped: epsilon bounds what that does.
          { ...blocks, depth: 5, normalization: "layer", keepProbability: 0.6, epsilon: 0.1 },
        ],
        [`block ${block}, gate ${gate}, lsuv`, { ...blocks, ...LSUV, branch: "zero" }],
      ];
    }),
  ),
  ...BLOCK_IDS.filter((id) => id !== "none").flatMap((block): Case[] => [
    [`attention in block ${block}`, { ...ATTENTION, block, branch: 0.3 }],
    [
      `attention in block ${block}, one head, gate, QK norm, layer norm`,
      { ...ATTENTION, depth: 9, block, gate: "glu", heads: 1, logits: "normed", normalization: "layer" },
    ],
  ]),
  [
    "attention, 1/d, dropout, a loss",
    { ...ATTENTION, logits: "inverse", keepProbability: 0.6, gradient: "mse" },
  ],
  ["attention in heads of 4", { ...ATTENTION, width: 8, tokens: 3, batch: 8 }],
  ["attention over more tokens than inputs", { ...ATTENTION, tokens: 9, batch: 6 }],
  ["attention, lsuv", { ...ATTENTION, ...LSUV }],
  ["residual, unequal widths", { ...DEEP, width: [5, 3, 5, 5, 4, 4], residual: "plain" }],
  [
    "residual, an activation at a block's end",
    { ...DEEP, residual: "plain", activationOverrides: [{ from: 3, to: 3, id: "relu" }] },
  ],
  ["scaled and shifted inputs", { ...SMALL, input: "pixels", inputScale: 3, inputShift: -1 }],
  ["biases with a mean", { ...DEEP, biasMean: 0.4, biasStd: 0.2 }],
  ["norms on hidden layers", { ...DEEP, normalization: "batch", normalizedLayers: "hidden" }],
  ["shared weights", { ...DEEP, sharing: "all" }],
  ["dropout", { ...DEEP, keepProbability: 0.6 }],
  ["dropout, batch norm", { ...DEEP, keepProbability: 0.6, normalization: "batch" }],
  ["dropout, batch norm after", { ...DEEP, keepProbability: 0.6, normalization: "batch", ...AFTER }],
  ["dropout, RMS norm after", { ...DEEP, keepProbability: 0.3, normalization: "rms", ...AFTER }],
  ["dropout, residual", { ...DEEP, keepProbability: 0.6, residual: "plain" }],
  ["lsuv before", { ...DEEP, ...LSUV }],
  ["lsuv after", { ...DEEP, ...LSUV_AFTER }],
  ["lsuv before, relu, batch norm", { ...DEEP, ...LSUV, activation: "relu", normalization: "batch" }],
  ["lsuv after, batch norm after", { ...DEEP, ...LSUV_AFTER, normalization: "batch", ...AFTER }],
  ["lsuv after, dropout", { ...DEEP, ...LSUV_AFTER, keepProbability: 0.7 }],
  ["lsuv after, residual", { ...DEEP, ...LSUV_AFTER, residual: "depth_scaled" }],
  ["lsuv, fixup", { ...DEEP, ...LSUV, residual: "fixup" }],
  ["lsuv in one layer", { ...DEEP, initializerOverrides: [{ from: 2, to: 2, id: "lsuv", value: null }] }],
  [
    "everything",
    {
      ...DEEP,
      ...LSUV_AFTER,
      input: "circle",
      gradient: "mse",
      residual: "plain",
      keepProbability: 0.6,
      normalization: "layer",
      activationOverrides: [{ from: 4, to: 4, id: "gelu" }],
      initializerOverrides: [{ from: 5, to: 5, id: "he_normal", value: null }],
    },
  ],
];

beforeEach(() => {
  for (const [name, value] of Object.entries(FAKE_GLOBALS)) vi.stubGlobal(name, value);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

/** Tensors, calibrations, saturation, similarity and loss of a run, against the reference. */
function expectReference(plan: Plan, { result, captured }: EngineRun): void {
  const expected = runReference(plan);
  expect(captured?.input).toEqual(Float32Array.from(expected.captured.input));
  for (const layer of plan.layers) {
    const { layerIndex } = layer;
    const actual = result.layers[layerIndex];
    const wanted = expected.layers[layerIndex];
    for (const tensor of TENSOR_IDS) {
      const values = captured?.layers[layerIndex]?.[tensor] ?? [];
      const error = relativeError(values, expected.captured.layers[layerIndex]?.[tensor] ?? []);
      const allowed = tensor === "weight" && layer.calibration === null ? 0 : SELF_TEST_TOLERANCE;
      expect(error, `${tensor} of layer ${layerIndex + 1}`).toBeWithin({ of: 0, by: allowed });
    }
    expect(actual?.saturated).toBe(wanted?.saturated);
    expect(actual?.deadUnits).toBe(wanted?.deadUnits);
    expect(actual?.calibration?.iterations).toBe(wanted?.calibration?.iterations);
    for (const key of ["logitStd", "entropy", "uniform", "cosineIn", "cosineOut"] as const) {
      const [own, theirs] = [actual?.attention?.[key] ?? 0, wanted?.attention?.[key] ?? 0];
      expect(Math.abs(own - theirs)).toBeLessThanOrEqual(2 * SELF_TEST_TOLERANCE);
    }
    expect(actual?.attention === undefined).toBe(layer.attention === undefined);
    const scale = Math.fround(actual?.calibration?.scale ?? 1);
    expect(Math.abs(scale / (wanted?.calibration?.scale ?? 1) - 1)).toBeLessThanOrEqual(SELF_TEST_TOLERANCE);
    // Whatever the scale, the weights are the drawn ones times it, bit for bit.
    const drawn = plainToolkit.drawWeights(plan, layer);
    expect(captured?.layers[layerIndex]?.weight).toEqual(drawn.map((value) => value * scale));
    // A cosine moves by at most twice the error of its vectors; the compared values are means of cosines.
    const cosines = [actual?.similarity.cosine ?? 2, wanted?.similarity.cosine ?? 3] as const;
    expect(Object.is(...cosines) || Math.abs(cosines[0] - cosines[1]) <= 2 * SELF_TEST_TOLERANCE).toBe(true);
  }
  if (expected.loss === null) expect(result.loss).toBeNull();
  else expect(Math.abs((result.loss ?? NaN) / expected.loss - 1)).toBeLessThanOrEqual(SELF_TEST_TOLERANCE);
}

/** An abort signal that reads as aborted from the n-th check on. */
function abortingAt(count: number): { readonly signal: AbortSignal; readonly hasAborted: () => boolean } {
  let asked = 0;
  const signal = {
    get aborted() {
      return ++asked >= count;
    },
  };
  return { signal: signal as unknown as AbortSignal, hasAborted: () => asked >= count };
}

describe.each(["webgpu", "webgl2"] as const)("on %s", (backend) => {
  it.each(CASES)("follows the reference: %s", async (_, config) => {
    const { engine, library } = rigOf(backend);
    const plan = planExperiment(config);
    expectReference(plan, await engine.run(requestOf(plan, { capture: "all" })));
    expect(library.alive()).toBe(outliving(plan));
  });

  it("calibrates at all: some layers are rescaled, and their variance is near the one asked for", async () => {
    const plan = planExperiment({ ...DEEP, ...LSUV_AFTER, biasStd: 0 });
    const { result } = await rigOf(backend).engine.run(requestOf(plan));
    for (const { calibration, tensors } of result.layers) {
      expect(calibration?.iterations).toBeGreaterThan(0);
      const variance = (tensors.activation?.std ?? 0) ** 2;
      const isOutOfTrials = calibration?.iterations === 10;
      expect(isOutOfTrials || Math.abs(variance - 1) < 0.1).toBe(true);
    }
  });

  it("serves no calibrated weights to a run without calibration, nor the other way round", async () => {
    const { engine } = rigOf(backend);
    const calibrated = planExperiment({ ...DEEP, ...LSUV });
    const drawn = planExperiment({ ...DEEP, initializer: "orthogonal" });
    for (const plan of [calibrated, drawn, calibrated]) {
      const run = await engine.run(requestOf(plan, { capture: "all" }));
      expectReference(plan, run);
      // The statistics are those of the weights that ran.
      run.result.layers.forEach(({ tensors }, index) => {
        const weights = run.captured?.layers[index]?.weight ?? new Float32Array(0);
        const { units, fanIn } = plan.layers[index] ?? { units: 0, fanIn: 0 };
        expect(tensors.weight?.sketch).toEqual(plainToolkit.measure(weights, units, fanIn).sketch);
      });
    }
  });

  it("drops infinities and NaN to zero, forward and backward", async () => {
    const plan = planExperiment({
      ...DEEP,
      activation: "linear",
      biasStd: 0,
      initializer: "constant",
      initializerParameters: { value: 1e20 },
      keepProbability: 0.5,
    });
    const { result } = await rigOf(backend).engine.run(requestOf(plan));
    const { layers } = runReference(plan, "float32");
    const numbers = (all: typeof layers) =>
      all.map(({ tensors }) =>
        TENSOR_IDS.map((tensor) => {
          const { nan, posInf, negInf, zeros } = tensors[tensor]?.sketch ?? {};
          return { tensor, nan, posInf, negInf, zeros };
        }),
      );
    expect(numbers(result.layers)).toEqual(numbers(layers));
    // One layer has both: infinities that were kept, and zeros.
    const mixed = result.layers.find(({ tensors }) => (tensors.activation?.sketch.posInf ?? 0) > 0);
    expect(mixed?.tensors.activation?.sketch.zeros).toBeGreaterThan(0);
  });

  it("frees everything, wherever it is stopped", async () => {
    const plan = planExperiment({
      ...DEEP,
      ...LSUV_AFTER,
      residual: "plain",
      keepProbability: 0.6,
      gradient: "cross_entropy",
    });
    const { engine, library } = rigOf(backend);
    await engine.run(requestOf(plan));
    const held = library.alive();
    expect(held).toBe(outliving(plan));
    for (let count = 1; ; count++) {
      const { signal, hasAborted } = abortingAt(count);
      const ending = engine.run(requestOf(plan), { signal }).then(
        () => "finished",
        (error: unknown) => Reflect.get(Object(error), "code") as unknown,
      );
      expect(await ending).toBe(hasAborted() ? "cancelled" : "finished");
      expect(library.alive()).toBe(held);
      // One check at the start, two per layer, and one per trial of a calibration.
      if (!hasAborted()) {
        expect(count).toBeGreaterThan(1 + 2 * plan.layers.length);
        break;
      }
    }
  });

  it("notices one lost draw of any kernel of attention", async () => {
    const plan = planExperiment({ ...ATTENTION, logits: "normed" });
    for (const first of [
      "left",
      "logits",
      "weights, gradients",
      "weights, mixed",
      "whole",
      "gradient, whole",
    ]) {
      const { engine, library } = rigOf(backend);
      await engine.prepare();
      library.loseDraws((source) => source.startsWith(`function (${first},`));
      await expect(engine.run(requestOf(plan))).rejects.toMatchObject({ code: "failed" });
    }
  });

  it("notices one lost draw of any kernel that only these experiments use", async () => {
    const plan = planExperiment({ ...DEEP, ...LSUV, residual: "plain", keepProbability: 0.6 });
    for (const argument of ["mask", "stream", "drawn"]) {
      const { engine, library } = rigOf(backend);
      await engine.prepare();
      library.loseDraws((source) => source.slice(0, 60).includes(argument));
      await expect(engine.run(requestOf(plan))).rejects.toMatchObject({ code: "failed" });
      expect(library.alive()).toBeLessThanOrEqual(outliving(plan));
    }
  });
});
