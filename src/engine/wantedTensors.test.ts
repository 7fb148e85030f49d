/** A run that is asked for some tensors only: the same figures of these, and no work for the others. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { planExperiment } from "../experiment/plan.ts";
import type { LayerResult, TensorId } from "../experiment/result.ts";
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
/** Both targets of a calibration, which must measure its target whoever asks for it. */
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

/** What a layer shows when only some of its tensors were asked for. */
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
      const { result: whole } = await engine.run(plan);
      const { result: some } = await engine.run(plan, { tensors });
      expect(some.layers).toEqual(whole.layers.map((layer) => reduced(layer, tensors)));
      expect(some.loss).toBe(whole.loss);
      // Nor does what was left out stay out.
      expect((await engine.run(plan)).result.layers).toEqual(whole.layers);
    }
  });

  it.skipIf(isAbsent)("all of them when captured", async () => {
    const plan = planExperiment(SMALL);
    const engine = make();
    const { result, captured } = await engine.run(plan, { tensors: ["activation"], capture: true });
    expect(result.layers).toEqual((await engine.run(plan)).result.layers);
    expect(captured?.layers[0]?.grad_weight.length).toBe(5 * 3);
  });
});

it.skipIf(BACKENDS[0]?.isAbsent)("makes no weight gradient that nobody asked for", async () => {
  const plan = planExperiment({ ...SMALL, depth: 3, width: 5 });
  const engine = createWasmEngine({ loadModule: () => loadNodeKernels("simd") });
  const products: Product[] = [];
  const { steps } = Multiplying.prototype;
  Multiplying.prototype.steps = function (product, work) {
    products.push(product);
    return steps.call(this, product, work);
  };
  const countOf = async (tensors: readonly TensorId[]): Promise<number> => {
    products.length = 0;
    await engine.run(plan, { tensors });
    return products.length;
  };
  try {
    // Three forward, two to the layers below, three weight gradients, and one strip of a
    // Gram matrix for each output.
    expect(await countOf(["grad_weight"])).toBe(3 + 2 + 3);
    expect(await countOf(["activation", "grad_activation"])).toBe(3 + 3 + 2);
    expect(await countOf(["weight", "pre_activation"])).toBe(3);
  } finally {
    Multiplying.prototype.steps = steps;
  }
});
