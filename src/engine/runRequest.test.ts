/** A request says separately what a run computes, measures and returns; every engine keeps them apart. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { planExperiment } from "../experiment/plan.ts";
import { isGradient, TENSOR_IDS } from "../experiment/result.ts";
import type { LayerResult, TensorId } from "../experiment/result.ts";
import { requestOf, requestToMeasure } from "../experiment/runRequest.ts";
import type { RunRequest } from "../experiment/runRequest.ts";
import type { Engine } from "./engine.ts";
import { FAKE_GLOBALS, rigOf } from "../testing/gpu/rig.ts";
import { createReferenceEngine } from "./referenceEngine.ts";
import type { Product } from "./wasm/operations/products.ts";
import { Multiplying } from "./wasm/operations/products.ts";
import { SMALL } from "../testing/wasm/networks.ts";
import { BACKENDS, loadNodeKernels } from "../testing/wasm/nodeKernels.ts";
import { createWasmEngine } from "./wasm/wasmEngine.ts";

const CHOICES: readonly (readonly TensorId[])[] = [
  ["activation", "grad_activation"],
  ["weight"],
  ["pre_activation", "grad_pre_activation"],
  ["grad_weight"],
  [],
];
/** Both targets of a calibration, which measures its target even if the request does not. */
const CONFIGS = [
  { ...SMALL, normalization: "batch", residual: "plain", depth: 6, width: 6 },
  { ...SMALL, initializer: "lsuv", initializerOptions: { target: "before" } },
  { ...SMALL, initializer: "lsuv", initializerOptions: { target: "after" }, gradient: "mse" },
] as const;

const ENGINES: readonly (readonly [name: string, make: () => Engine, isAbsent: boolean])[] = [
  ["reference", createReferenceEngine, false],
  ["GPU.js WebGPU", () => rigOf("webgpu").engine, false],
  ["GPU.js WebGL2", () => rigOf("webgl2").engine, false],
  ...BACKENDS.map(
    ({ backend, isAbsent }) =>
      [backend, () => createWasmEngine({ loadModule: () => loadNodeKernels(backend) }), isAbsent] as const,
  ),
];

beforeEach(() => {
  for (const [name, value] of Object.entries(FAKE_GLOBALS)) vi.stubGlobal(name, value);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

/** The expected result of a layer when only some of its tensors were requested. */
function reduced(layer: LayerResult, tensors: readonly TensorId[]): LayerResult {
  const kept = Object.entries(layer.tensors).filter(([tensor]) => tensors.some((id) => id === tensor));
  const similarity = tensors.includes("activation")
    ? layer.similarity
    : { cosine: NaN, participationRatio: NaN };
  return { ...layer, tensors: Object.fromEntries(kept), similarity };
}

describe.each(ENGINES)("tensors asked for: %s", (_, make, isAbsent) => {
  it.skipIf(isAbsent).each(CHOICES)("%s %s", async (...tensors) => {
    for (const config of CONFIGS) {
      const plan = planExperiment(config);
      const engine = make();
      const { result: whole } = await engine.run(requestOf(plan));
      const { result: some } = await engine.run(requestToMeasure(plan, tensors));
      expect(some.layers).toEqual(whole.layers.map((layer) => reduced(layer, tensors)));
      expect(some.loss).toBe(whole.loss);
      // The next request for all tensors measures the omitted ones, too.
      expect((await engine.run(requestOf(plan))).result.layers).toEqual(whole.layers);
    }
  });

  it.skipIf(isAbsent)("returns what it does not measure", async () => {
    const plan = planExperiment(CONFIGS[0]);
    const whole = await make().run(requestOf(plan, { capture: "all" }));
    const { result, captured } = await make().run(requestOf(plan, { measure: ["weight"], capture: "all" }));
    expect(captured).toEqual(whole.captured);
    expect(result.layers).toEqual(whole.result.layers.map((layer) => reduced(layer, ["weight"])));
  });

  it.skipIf(isAbsent)("does not measure or return what it does not compute", async () => {
    const plan = planExperiment(CONFIGS[0]);
    const whole = await make().run(requestOf(plan, { capture: "all" }));
    const forward = TENSOR_IDS.filter((tensor) => !isGradient(tensor));
    const some = TENSOR_IDS.filter((tensor) => tensor !== "grad_weight");
    for (const [changes, computed] of [
      [{ passes: "forward" }, forward],
      [{ parameterGradients: false }, some],
    ] as const) {
      const { result, captured } = await make().run(requestOf(plan, { ...changes, capture: "all" }));
      expect(result.layers).toEqual(whole.result.layers.map((layer) => reduced(layer, computed)));
      expect(result.loss).toBe(whole.result.loss);
      for (const [index, layer] of (captured?.layers ?? []).entries()) {
        for (const tensor of TENSOR_IDS) {
          const values = whole.captured?.layers[index]?.[tensor];
          expect(layer[tensor]).toEqual(computed.some((id) => id === tensor) ? values : new Float32Array(0));
        }
      }
    }
  });
});

it.skipIf(BACKENDS[0]?.isAbsent)(
  "makes the products that the request names, whatever is measured",
  async () => {
    const plan = planExperiment({ ...SMALL, depth: 3, width: 5 });
    const products: Product[] = [];
    const { steps } = Multiplying.prototype;
    Multiplying.prototype.steps = function (product, work) {
      products.push(product);
      return steps.call(this, product, work);
    };
    const countOf = async (request: RunRequest): Promise<number> => {
      products.length = 0;
      // A run reuses layers of the previous one, so each gets a new engine.
      await createWasmEngine({ loadModule: () => loadNodeKernels("simd") }).run(request);
      return products.length;
    };
    try {
      // Three forward, two to the layers below, three weight gradients, and one strip of a Gram matrix
      // for each output.
      expect(await countOf(requestToMeasure(plan, ["grad_weight"]))).toBe(3 + 2 + 3);
      expect(await countOf(requestToMeasure(plan, ["activation", "grad_activation"]))).toBe(3 + 3 + 2);
      expect(await countOf(requestToMeasure(plan, ["weight", "pre_activation"]))).toBe(3);
      expect(await countOf(requestOf(plan, { measure: [] }))).toBe(3 + 2 + 3);
      expect(await countOf(requestOf(plan, { measure: [], parameterGradients: false }))).toBe(3 + 2);
      expect(await countOf(requestOf(plan, { measure: ["grad_weight"], passes: "forward" }))).toBe(3);
    } finally {
      Multiplying.prototype.steps = steps;
    }
  },
);
