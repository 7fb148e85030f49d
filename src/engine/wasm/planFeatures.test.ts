/** Features of a plan beside activation and normalisation, on the engine against the float64 reference. */
import { describe, expect, it } from "vitest";
import { gradients, inputs } from "../../catalog/inputs.ts";
import { residuals } from "../../catalog/residuals.ts";
import { BLOCK_IDS, GATE_IDS } from "../../experiment/blocks.ts";
import type { ExperimentConfig } from "../../experiment/config.ts";
import { planExperiment } from "../../experiment/plan.ts";
import type { Plan } from "../../experiment/plan.ts";
import { runReference } from "../../experiment/reference.ts";
import { TENSOR_IDS } from "../../experiment/result.ts";
import { requestOf } from "../../experiment/runRequest.ts";
import type { Engine } from "../engine.ts";
import { relativeError } from "../selfTest.ts";
import { expectLikeReference, selfTestTolerance } from "../../testing/wasm/likeReference.ts";
import type { Tolerance } from "../../testing/wasm/likeReference.ts";
import { NORMS, ROW_WIDTHS, SMALL } from "../../testing/wasm/networks.ts";
import { BACKENDS, loadNodeKernels } from "../../testing/wasm/nodeKernels.ts";
import { createWasmEngine } from "./wasmEngine.ts";

type Patch = Partial<ExperimentConfig>;

/** Blocks around layers 2 and 3, 4 and 5 of six; their widths must match. */
const DEEP: Patch = { depth: 6, width: 6 };

const DROPPING = { keepProbability: 0.6, dropoutPosition: "before" } as const;
const EVALUATED = { normalization: "batch", evaluationBatches: 4 } as const;

/** A name for a case of a table: its difference from the network the table starts from. */
function named(patch: Patch): readonly [name: string, patch: Patch] {
  return [JSON.stringify(patch), patch];
}

const TARGETS = ["before", "after"] as const;
/** The target is the pre-activation where the output would drive the network far: see DRIVEN. */
const CALIBRATED_BEFORE: readonly Patch[] = [
  ...[0, SMALL.biasStd].map((biasStd): Patch => ({ depth: 10, width: 8, activation: "tanh", biasStd })),
  ...NORMS.map((norm) => ({ ...norm, width: ROW_WIDTHS })),
].map((patch) => ({ ...patch, initializer: "lsuv" }));
const CALIBRATED = TARGETS.flatMap((target): readonly Patch[] => {
  const lsuv: Patch = { initializer: "lsuv", initializerOptions: { target } };
  return [
    ...(["relu", "leaky_relu"] as const).flatMap((activation) =>
      [0, SMALL.biasStd].map((biasStd) => ({ ...lsuv, depth: 10, width: 8, activation, biasStd })),
    ),
    // Widths go down to one, as everywhere else.
    { ...lsuv, activation: "tanh" },
    ...residuals.map(({ id }) => ({ ...lsuv, ...DEEP, residual: id })),
    { ...lsuv, ...DEEP, activation: "tanh", keepProbability: 0.5 },
    { ...lsuv, activationOverrides: [{ from: 2, to: 2, id: "tanh" }] },
  ];
});

/**
 * Cases where every trial of LSUV drives a layer further, so that rounding errors grow with every layer: tanh
 * never has variance 1, nor has the output of a norm and an activation, whatever z is.
 */
const DRIVEN: readonly Patch[] = [
  ...[0, SMALL.biasStd].map((biasStd): Patch => ({ depth: 10, width: 8, activation: "tanh", biasStd })),
  ...NORMS.filter(({ normalization }) => normalization !== "none"),
].map((patch) => ({ ...patch, initializer: "lsuv", initializerOptions: { target: "after" } }));

/**
 * Tolerance for the tensors of such a network. The reference that rounds every tensor to float32 once shows
 * how far one rounding moves each of them, and the engine rounds once for each of the fan-in's terms. Never
 * less than elsewhere.
 */
function drivenTolerance(plan: Plan): Tolerance {
  const [exact, rounded] = (["float64", "float32"] as const).map((precision) =>
    runReference(plan, precision),
  );
  const terms = Math.max(...plan.layers.map(({ fanIn }) => fanIn));
  return (layer, tensor) => {
    const [expected, moved] = [exact, rounded].map((run) => run?.captured.layers[layer.layerIndex]?.[tensor]);
    return Math.max(selfTestTolerance(layer, tensor), terms * relativeError(moved ?? [], expected ?? []));
  };
}

/** A head of 7 units fills no vector, and the last sequence is shorter. */
const ATTENTION: Patch = { ...DEEP, depth: 8, width: 21, tokens: 8, heads: 3, expansion: 1.5 };

const BLOCKS = BLOCK_IDS.filter((id) => id !== "none");

const TABLES: readonly { readonly feature: string; readonly patches: readonly Patch[] }[] = [
  { feature: "input", patches: inputs.map(({ id }) => ({ input: id })) },
  {
    feature: "injected gradient",
    patches: gradients.flatMap(({ id }) => [
      { gradient: id },
      { gradient: id, activation: "tanh", normalization: "batch" as const },
    ]),
  },
  {
    feature: "residual blocks",
    patches: residuals.flatMap(({ id }) => NORMS.map((norm) => ({ ...norm, ...DEEP, residual: id }))),
  },
  {
    feature: "blocks",
    patches: BLOCKS.flatMap((block) =>
      GATE_IDS.flatMap((gate): readonly Patch[] => [
        ...NORMS.map((norm) => ({ ...norm, ...DEEP, depth: 8, block, gate, expansion: 1.5 })),
        { ...DEEP, depth: 8, block, gate, branch: 0.3, keepProbability: 0.6, activation: "silu" },
        { ...DEEP, depth: 8, block, gate, branch: "zero", gradient: "cross_entropy" },
        { ...DEEP, depth: 8, block, gate, initializer: "lsuv" },
        { ...DEEP, ...EVALUATED, depth: 8, block, gate },
      ]),
    ),
  },
  {
    feature: "attention",
    patches: [
      { ...ATTENTION, block: "pre", normalization: "layer", gate: "glu", depth: 9 },
      { ...ATTENTION, block: "post", normalization: "batch", logits: "normed", heads: 1 },
      { ...ATTENTION, block: "branch", logits: "inverse", keepProbability: 0.6, sharing: "all" },
      { ...ATTENTION, block: "residual", initializer: "lsuv", branch: 0.3 },
      { ...ATTENTION, ...EVALUATED, block: "deepnorm", branch: "zero", gradient: "cross_entropy" },
    ],
  },
  {
    feature: "dropout",
    patches: [
      ...NORMS.map((norm) => ({ width: ROW_WIDTHS, ...norm, keepProbability: 0.5 })),
      ...residuals.map(({ id }) => ({ ...DEEP, residual: id, keepProbability: 0.5 })),
      { keepProbability: 0.9, activation: "tanh", gradient: "cross_entropy" },
    ],
  },
  {
    feature: "overrides",
    patches: [
      {
        activationOverrides: [
          { from: 1, to: 1, id: "sigmoid" },
          { from: 3, to: 4, id: "tanh" },
        ],
        initializerOverrides: [
          { from: 2, to: 2, id: "truncated_normal", value: 0.7 },
          { from: 3, to: 3, id: "constant", value: null },
          { from: 4, to: 4, id: "lsuv", value: null },
        ],
      },
      { ...DEEP, residual: "plain", activationOverrides: [{ from: 3, to: 3, id: "tanh" }] },
    ],
  },
  {
    feature: "scale and shift of inputs",
    patches: inputs.flatMap(({ id }) => [
      { input: id, inputScale: 3 },
      { input: id, inputScale: 0.5, inputShift: -1.25, activation: "tanh" },
    ]),
  },
  {
    feature: "biases with a mean",
    patches: [
      { biasMean: 0.4, biasStd: 0 },
      { biasMean: -0.4, activation: "tanh" },
      { ...DEEP, residual: "depth_scaled", biasMean: 0.3 },
    ],
  },
  {
    feature: "norms on hidden layers",
    patches: NORMS.map((norm) => ({ width: ROW_WIDTHS, ...norm, normalizedLayers: "hidden" as const })),
  },
  {
    feature: "shared weights",
    patches: [
      { ...DEEP, sharing: "all" },
      { ...DEEP, sharing: "all", inputWidth: 6, activation: "tanh", gradient: "mse" },
      { width: [5, 6, 6, 6], sharing: "all", initializer: "orthogonal" },
      { ...DEEP, sharing: "all", residual: "zero", normalization: "layer" },
      { ...DEEP, sharing: "all", initializer: "lsuv" },
      { ...DEEP, sharing: "all", initializerOverrides: [{ from: 4, to: 4, id: "normal", value: 0.3 }] },
    ],
  },
  {
    feature: "alpha dropout, and dropout before the norm",
    patches: [
      ...NORMS.map((norm) => ({ width: ROW_WIDTHS, ...norm, ...DROPPING })),
      ...NORMS.map((norm) => ({ width: ROW_WIDTHS, ...norm, ...DROPPING, dropout: "alpha" as const })),
      { activation: "selu", keepProbability: 0.7, dropout: "alpha" },
      { ...DEEP, ...DROPPING, dropout: "alpha", residual: "plain", normalization: "layer" },
      { ...DEEP, ...DROPPING, initializer: "lsuv", normalization: "batch" },
    ],
  },
  {
    feature: "evaluation mode",
    patches: [
      { keepProbability: 0.5, evaluationBatches: 3 },
      ...NORMS.map((norm) => ({ width: ROW_WIDTHS, ...norm, evaluationBatches: 2 })),
      { ...EVALUATED, width: ROW_WIDTHS, evaluationBatches: 1, normMomentum: 1 },
      { ...EVALUATED, width: ROW_WIDTHS, evaluationBatches: 7, normMomentum: 0.5 },
      { ...EVALUATED, ...DEEP, ...DROPPING, residual: "plain" },
      { ...EVALUATED, ...DEEP, keepProbability: 0.5, dropout: "alpha", sharing: "all" },
      { ...EVALUATED, ...DEEP, normalizedLayers: "hidden", normalizationPosition: "after" },
      { ...EVALUATED, ...DEEP, initializer: "lsuv" },
      { ...EVALUATED, ...DEEP, initializer: "lsuv", sharing: "all" },
      ...inputs.map(({ id }) => ({ ...EVALUATED, width: ROW_WIDTHS, input: id })),
    ],
  },
  { feature: "LSUV", patches: [...CALIBRATED_BEFORE, ...CALIBRATED] },
];

/** Settings that a random network has or has not, independent of each other. */
const CHOICES: readonly (readonly Patch[])[] = [
  NORMS.map((norm): Patch => norm),
  [{}, { normalizedLayers: "hidden" }],
  [{}, { sharing: "all" }],
  [{}, { biasMean: 0.4 }, { biasMean: -0.4, biasStd: 0 }],
  [{}, { inputScale: 3 }, { input: "pixels", inputScale: 2, inputShift: -1 }, { input: "circle" }],
  [{}, { keepProbability: 0.6 }, { keepProbability: 0.8 }],
  [{}, { dropout: "alpha" }],
  [{}, { dropoutPosition: "before" }],
  [{}, {}, { evaluationBatches: 2, normMomentum: 0.6 }],
  residuals.map(({ id }): Patch => ({ residual: id })),
  [{ activation: "tanh" }, { activation: "selu" }, { activation: "softplus" }],
  [{ width: 6 }, { width: 6, inputWidth: 6 }, { width: [5, 6, 6, 6, 6, 4] }],
];

/** A combination of settings that depends on the seed alone (Park, Miller 1988). */
function combined(seed: number): Patch {
  let state = seed * 7919 + 1;
  const next = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
  next();
  return CHOICES.reduce<Patch>(
    (patch, choices) => ({ ...patch, ...choices[Math.floor(next() * choices.length)] }),
    { ...DEEP, seed },
  );
}

describe.each(BACKENDS)("WASM engine, $backend", ({ backend, isAbsent }) => {
  const engineOf = (): Engine => createWasmEngine({ loadModule: () => loadNodeKernels(backend) });

  describe.skipIf(isAbsent).each(TABLES)("$feature", ({ patches }) => {
    it.each(patches.map(named))("follows the reference: %s", async (_, patch) => {
      const plan = planExperiment({ ...SMALL, ...patch });
      expectLikeReference(plan, await engineOf().run(requestOf(plan, { capture: "all" })));
    });
  });

  it.skipIf(isAbsent).each(Array.from({ length: 60 }, (_, index) => named(combined(index + 1))))(
    "follows the reference where settings combine: %s",
    async (_, patch) => {
      const plan = planExperiment({ ...SMALL, ...patch });
      const run = await engineOf().run(requestOf(plan, { capture: "all" }));
      expectLikeReference(plan, run, drivenTolerance(plan));
    },
  );

  it.skipIf(isAbsent).each(DRIVEN.map(named))(
    "follows the reference where LSUV drives it far: %s",
    async (_, patch) => {
      const plan = planExperiment({ ...SMALL, ...patch });
      const run = await engineOf().run(requestOf(plan, { capture: "all" }));
      expectLikeReference(plan, run, drivenTolerance(plan));
    },
  );

  describe.skipIf(isAbsent)("values that are not finite", () => {
    /** Compares the counts with those of the reference that rounds to float32. */
    async function expectSameCounts(patch: Patch, kinds: readonly ("nan" | "posInf" | "negInf")[]) {
      const plan = planExperiment({ ...SMALL, ...patch });
      const { layers, loss } = runReference(plan, "float32");
      const { result } = await engineOf().run(requestOf(plan));
      for (const tensor of TENSOR_IDS) {
        const [actual, expected] = [result.layers, layers].map(
          (either) => either.at(-1)?.tensors[tensor]?.sketch,
        );
        for (const count of ["nan", "posInf", "negInf", "zeros"] as const) {
          expect({ tensor, [count]: actual?.[count] }).toEqual({ tensor, [count]: expected?.[count] });
        }
      }
      const sketch = result.layers.at(-1)?.tensors.activation?.sketch;
      for (const kind of kinds) expect(sketch?.[kind]).toBeGreaterThan(0);
      return { actual: result.loss, expected: loss };
    }

    /**
     * With a fan-in of 1 no partial sum overflows on one engine only. Some products overflow, some do not.
     */
    const OVERFLOWING: Patch = {
      depth: 1,
      width: 9,
      inputWidth: 1,
      biasStd: 0,
      activation: "linear",
      initializer: "normal",
      initializerParameters: { std: 1.5e38 },
    };

    it.each(["cross_entropy", "mse"] as const)("stay what they are in the loss: %s", async (gradient) => {
      const infinite = await expectSameCounts({ ...OVERFLOWING, gradient }, ["posInf"]);
      expect(infinite.actual).toEqual(infinite.expected);
      const norm = { normalization: "batch", epsilon: 0 } as const;
      const undefinedOutputs = await expectSameCounts({ ...OVERFLOWING, ...norm, gradient }, ["nan"]);
      expect(undefinedOutputs.actual).toBeNaN();
      expect(undefinedOutputs.expected).toBeNaN();
    });

    it("are removed by dropout, and stay elsewhere", async () => {
      const plan = planExperiment({
        ...SMALL,
        ...OVERFLOWING,
        depth: 2,
        keepProbability: 0.5,
        initializerParameters: { std: 2e38 },
      });
      const { captured } = await engineOf().run(requestOf(plan, { capture: "all" }));
      const expected = runReference(plan, "float32").captured.layers[0];
      const { pre_activation: z, activation } = captured?.layers[0] ?? {};
      expect(activation).toEqual(Float32Array.from(expected?.activation ?? []));
      const fates = Array.from(z ?? [], (value, index) => [Number.isFinite(value), activation?.[index]]);
      expect(fates).toContainEqual([false, 0]);
      expect(fates).toContainEqual([false, Infinity]);
    });
  });

  it.skipIf(isAbsent)("stops a calibration that has run out of float32, as the reference does", async () => {
    // Layer norm undoes every factor, so that trials go on to the last one; a gain of 1e-6 makes each of them
    // 1e6.
    const plan = planExperiment({
      ...SMALL,
      width: ROW_WIDTHS,
      initializer: "lsuv",
      initializerOptions: { target: "after" },
      normalization: "layer",
      gamma: 1e-6,
      beta: 0,
      biasStd: 0,
      activation: "linear",
    });
    const { result } = await engineOf().run(requestOf(plan));
    const expected = runReference(plan, "float32").layers;
    const [first] = expected;
    expect(first?.calibration?.scale).toBeGreaterThan(1e38);
    expect(first?.tensors.pre_activation?.sketch.nan).toBeGreaterThan(0);
    expected.forEach(({ calibration, tensors }, index) => {
      const actual = result.layers[index];
      expect(actual?.calibration?.iterations).toBe(calibration?.iterations);
      // Infinite weights make NaN of z: it must be their product, not a multiple of the former z.
      for (const count of ["nan", "posInf", "negInf"] as const) {
        expect(actual?.tensors.pre_activation?.sketch[count]).toBe(tensors.pre_activation?.sketch[count]);
      }
    });
  });
});
