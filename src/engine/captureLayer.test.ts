/** One layer's raw tensors: those that a capture of everything gives, and nothing else. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { planExperiment } from "../experiment/plan.ts";
import { TENSOR_IDS } from "../experiment/result.ts";
import { requestOf } from "../experiment/runRequest.ts";
import type { Engine } from "./engine.ts";
import { FAKE_GLOBALS, rigOf, SMALL } from "../testing/gpu/rig.ts";
import { createReferenceEngine } from "./referenceEngine.ts";
import { loadNodeKernels } from "../testing/wasm/nodeKernels.ts";
import { createWasmEngine } from "./wasm/wasmEngine.ts";

beforeEach(() => {
  for (const [name, value] of Object.entries(FAKE_GLOBALS)) vi.stubGlobal(name, value);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const ENGINES: readonly { readonly name: string; readonly create: () => Engine }[] = [
  { name: "reference", create: createReferenceEngine },
  { name: "wasm", create: () => createWasmEngine({ loadModule: () => loadNodeKernels("simd") }) },
  { name: "gpu", create: () => rigOf("webgpu").engine },
];

describe.each(ENGINES)("$name", ({ create }) => {
  it.each([0, 1, 2])("captures layer %i to the bit, and no other", async (captureLayer) => {
    const engine = create();
    // Calibrated weights are read back from the device, drawn ones are not: both ways must know the layer.
    for (const initializer of ["he_normal", "lsuv"] as const) {
      const plan = planExperiment({ ...SMALL, initializer });
      const whole = await engine.run(requestOf(plan, { capture: "all" }));
      const { result, captured } = await engine.run(
        requestOf(plan, { capture: { layerIndex: captureLayer } }),
      );
      expect(result.layers).toEqual(whole.result.layers);
      expect(captured?.input).toHaveLength(0);
      expect(captured?.layers).toHaveLength(plan.layers.length);
      captured?.layers.forEach((layer, layerIndex) => {
        for (const tensor of TENSOR_IDS) {
          const values = layerIndex === captureLayer ? whole.captured?.layers[layerIndex]?.[tensor] : [];
          expect(Array.from(layer[tensor])).toEqual(Array.from(values ?? [NaN]));
        }
      });
    }
  });

  it("captures nothing unless asked to", async () => {
    expect((await create().run(requestOf(planExperiment(SMALL)))).captured).toBeNull();
  });
});
