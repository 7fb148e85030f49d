/**
 * What a run sends and starts, and that it is known before the run. Counted on the interpreter of the
 * kernels; sizes that the interpreter cannot compute are predicted.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DEFAULT_CONFIG } from "../../experiment/config.ts";
import type { ExperimentConfig } from "../../experiment/config.ts";
import { planExperiment } from "../../experiment/plan.ts";
import { requestOf, requestToMeasure } from "../../experiment/runRequest.ts";
import type { RunRequest } from "../../experiment/runRequest.ts";
import { FAKE_GLOBALS, rigOf, SMALL } from "../../testing/gpu/rig.ts";
import { gpuWork } from "./gpuWork.ts";
import type { KeptOnDevice } from "./gpuWork.ts";

const DEEP: Partial<ExperimentConfig> = { depth: 6, width: 5 };
const AFTER = { normalizationPosition: "after" } as const;
const CASES: readonly Partial<ExperimentConfig>[] = [
  {},
  { biasStd: 0 },
  { normalization: "batch" },
  { normalization: "batch", epsilon: 0 },
  { normalization: "batch", batchStatistics: "running", depth: 1 },
  { normalization: "layer", ...AFTER },
  { normalization: "rms", epsilon: 0 },
  { initializer: "ones", activation: "tanh" },
  { ...DEEP, keepProbability: 0.6 },
  { ...DEEP, residual: "plain" },
  { ...DEEP, residual: "fixup", normalization: "batch", keepProbability: 0.6 },
  { ...DEEP, block: "pre", gate: "glu", depth: 8, branch: 0.3 },
  { ...DEEP, block: "post", normalization: "batch", epsilon: 0, keepProbability: 0.6 },
  { ...DEEP, block: "branch", gate: "glu", normalization: "layer", epsilon: 0, activation: "tanh" },
  { ...DEEP, block: "deepnorm", branch: "depth" },
  { ...DEEP, block: "residual", normalization: "batch", batchStatistics: "running" },
  { ...DEEP, block: "pre", tokens: 3, heads: 2, depth: 8, width: 6 },
  {
    ...DEEP,
    block: "post",
    tokens: 3,
    depth: 9,
    width: 6,
    gate: "glu",
    logits: "normed",
    keepProbability: 0.6,
  },
  { gradient: "cross_entropy", width: [5, 13, 4] },
  { gradient: "mse" },
];

beforeEach(() => {
  for (const [name, value] of Object.entries(FAKE_GLOBALS)) vi.stubGlobal(name, value);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

describe.each(["webgpu", "webgl2"] as const)("on %s", (backend) => {
  it.each(CASES)("the work of a run is known before it: %o", async (patch) => {
    const planOf = (gain: number) => planExperiment({ ...SMALL, initializerParameters: { gain }, ...patch });
    const { engine } = rigOf(backend);
    await engine.prepare();
    const runs: readonly (readonly [RunRequest, KeptOnDevice])[] = [
      [requestOf(planOf(1)), "none"],
      [requestOf(planOf(1), { capture: "all" }), "all"],
      [
        requestToMeasure(planOf(2), ["activation", "grad_activation"]),
        "initializer" in patch ? "all" : "draws",
      ],
      [requestToMeasure(planOf(2), ["activation"]), "all"],
      [requestToMeasure(planOf(2), []), "all"],
    ];
    for (const [request, kept] of runs) {
      const { flops, ...sent } = gpuWork(request, backend, kept);
      expect(flops).toBeGreaterThan(0);
      const { traffic } = (await engine.run(request)).result;
      expect(traffic).toEqual({ ...sent, compiled: expect.any(Number) as unknown });
    }
  });

  it("launches depend on the depth, not on the width", async () => {
    const config = { ...DEFAULT_CONFIG, width: 5, batch: 4 };
    const requestWith = (gain: number) =>
      requestOf(planExperiment({ ...config, initializerParameters: { gain } }));
    const { engine } = rigOf(backend);
    await engine.run(requestWith(1));
    const { traffic } = (await engine.run(requestWith(2))).result;
    expect(traffic).toMatchObject({
      launches: backend === "webgpu" ? 89 : 118,
      readings: 20,
      uploads: 0,
      compiled: 0,
    });
  });

  it("no kernel is compiled twice", async () => {
    const { engine } = rigOf(backend);
    const request = requestOf(planExperiment(SMALL));
    expect((await engine.run(request)).result.traffic?.compiled).toBeGreaterThan(0);
    expect((await engine.run(request)).result.traffic?.compiled).toBe(0);
  });
});

describe("the work of a plan", () => {
  it("multiplies as much as the plan says", () => {
    const plan = planExperiment({ ...DEFAULT_CONFIG, depth: 10, width: 512, batch: 512 });
    expect(gpuWork(requestOf(plan), "webgpu").flops).toBe(plan.cost.flops);
    const attention = planExperiment({ ...DEFAULT_CONFIG, depth: 8, width: 64, block: "pre", tokens: 16 });
    expect(gpuWork(requestOf(attention), "webgpu").flops).toBe(attention.cost.flops);
  });

  const rescaled = { ...DEFAULT_CONFIG, initializerParameters: { gain: 2 } };
  const preview = requestToMeasure(planExperiment({ ...rescaled, batch: 32 }), [
    "activation",
    "grad_activation",
  ]);
  const W2: ExperimentConfig = { ...rescaled, depth: 10, width: 512, batch: 512 };
  /** A new gain; all draws are on the device. Bytes are those of the tensors, padding aside. */
  it.each([
    // 10 layers: product, activation, counts, product with the derivative, gradients of weights and input
    // (but one), scaled weights, and two stacks to read; on WebGL2 every product is joined from its tiles.
    ["default run", requestOf(planExperiment(rescaled)), { webgpu: 89, webgl2: 118 }, 20, 13.1],
    ["preview", preview, { webgpu: 69, webgl2: 98 }, 20, 0.7],
    ["W2", requestOf(planExperiment(W2)), { webgpu: 89, webgl2: 118 }, 20, 52.5],
  ] as const)("%s: launches, readings and megabytes", (_, request, launches, readings, megabytes) => {
    for (const backend of ["webgpu", "webgl2"] as const) {
      const work = gpuWork(request, backend, "draws");
      expect(work).toMatchObject({ launches: launches[backend], readings, uploads: 0, uploadedBytes: 0 });
      expect(work.readBytes / 1e6).toBeWithin({ of: megabytes, by: 0.15 });
    }
  });
});
