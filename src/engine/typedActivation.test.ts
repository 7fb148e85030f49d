/** A typed activation that equals one of the catalogue gives the same numbers on every engine. */
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import "../catalog/typed/typedActivation.ts";
import { activationById } from "../catalog/activations.ts";
import { DEFAULT_CONFIG } from "../experiment/config.ts";
import type { ExperimentConfig } from "../experiment/config.ts";
import { planExperiment } from "../experiment/plan.ts";
import { requestOf } from "../experiment/runRequest.ts";
import { FAKE_GLOBALS, rigOf } from "../testing/gpu/rig.ts";
import { TYPED_TEXTS } from "../testing/typedActivations.ts";
import { expectLikeReference } from "../testing/wasm/likeReference.ts";
import { BACKENDS, loadNodeKernels } from "../testing/wasm/nodeKernels.ts";
import type { Engine } from "./engine.ts";
import { createReferenceEngine } from "./referenceEngine.ts";
import { relativeError } from "./selfTest.ts";
import { readHelpers } from "./wasm/kernels/build.ts";
import { loadTypedKernels, typedModule } from "./wasm/kernels/typedKernels.ts";
import { createWasmEngine } from "./wasm/wasmEngine.ts";

const BASE: ExperimentConfig = {
  ...DEFAULT_CONFIG,
  depth: 4,
  width: 22,
  batch: 18,
  biasStd: 0.2,
  initializer: "xavier_normal",
};

/** The widths leave lanes that no vector fills. */
async function tensorsOf(engine: Engine, patch: Partial<ExperimentConfig>) {
  const plan = planExperiment({ ...BASE, ...patch });
  const run = await engine.run(requestOf(plan, { capture: "all" }));
  return { plan, run };
}

const engines: readonly (readonly [name: string, isAbsent: boolean, make: () => Engine | Promise<Engine>])[] =
  [
    ["reference", false, () => createReferenceEngine()],
    ...BACKENDS.map(
      ({ backend, isAbsent }) =>
        [
          `WASM ${backend}`,
          isAbsent,
          async () => {
            await loadTypedKernels(readHelpers, backend);
            return createWasmEngine({ loadModule: () => loadNodeKernels(backend) });
          },
        ] as const,
    ),
    ...(["webgpu", "webgl2"] as const).map(
      (backend) => [`GPU.js ${backend}`, false, () => rigOf(backend).engine] as const,
    ),
  ];

beforeAll(() => {
  for (const [name, value] of Object.entries(FAKE_GLOBALS)) vi.stubGlobal(name, value);
});
afterAll(() => {
  vi.unstubAllGlobals();
});

describe.each(engines)("%s", (_name, isAbsent, make) => {
  describe.skipIf(isAbsent)("with typed activations", () => {
    it.each(TYPED_TEXTS)("has the numbers of %s for %s", async (id, phi) => {
      const engine = await make();
      const builtIn = await tensorsOf(engine, { activation: id });
      const typed = await tensorsOf(engine, { activation: "phi", phi });
      for (const [index, wanted] of (builtIn.run.captured?.layers ?? []).entries()) {
        const found = typed.run.captured?.layers[index];
        for (const tensor of ["pre_activation", "activation", "grad_activation", "grad_weight"] as const) {
          const error = relativeError(found?.[tensor] ?? new Float32Array(0), wanted[tensor]);
          if (!(error <= 1e-6)) throw new Error(`${tensor} of layer ${index + 1} is off by ${error}`);
        }
      }
      const shares = ({ run }: typeof typed) =>
        run.result.layers.map(({ saturated, deadUnits }) => [saturated, deadUnits]);
      expect(shares(typed)).toEqual(shares(builtIn));
      engine.dispose();
    });

    it("follows the reference for a text that no entry has", async () => {
      const engine = await make();
      const text = "select(x<-1,sin(3*x)/2,x*sigmoid(1.702*x)-min(x,1)^3/7)";
      const { plan, run } = await tensorsOf(engine, { activation: "phi", phi: text });
      expect(plan.layers[0]?.activation).toBe(`phi:${text}`);
      expectLikeReference(plan, run);
      engine.dispose();
    });
  });
});

describe("a module made at run time", () => {
  it("is valid for every function of the language", () => {
    for (const [, text] of TYPED_TEXTS) {
      const { f, df } = activationById(`phi:${text}`).expression;
      expect([text, WebAssembly.validate(typedModule(f, df))]).toEqual([text, true]);
    }
  });
});
