/**
 * The engine over an interpreter of its kernels, in emulated float32: an error found here is one on every
 * GPU. The browser tests check real GPUs.
 */
import type { Plan } from "../../experiment/plan.ts";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ExperimentConfig } from "../../experiment/config.ts";
import { planExperiment } from "../../experiment/plan.ts";
import { runReference } from "../../experiment/reference.ts";
import { TENSOR_IDS } from "../../experiment/result.ts";
import type { TensorId } from "../../experiment/result.ts";
import { requestOf, requestToMeasure } from "../../experiment/runRequest.ts";
import { selfTest } from "../selfTest.ts";
import { plainToolkit } from "../toolkit.ts";
import { engineContract } from "../../testing/engineContract.ts";
import { FAKE_GLOBALS, outliving, rigOf, SMALL } from "../../testing/gpu/rig.ts";

/** An argument's name selects the kernels that take it. */
const KERNELS_BY_ARGUMENT = {
  webgpu: ["left", "seen", "gradient", "moments", "gammas", "values", "level0"],
  webgl2: ["left", "seen", "gradient", "moments", "gammas", "values", "first", "original", "level0"],
} as const;

beforeEach(() => {
  for (const [name, value] of Object.entries(FAKE_GLOBALS)) vi.stubGlobal(name, value);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

describe.each(["webgpu", "webgl2"] as const)("on %s", (backend) => {
  let rig = rigOf(backend);
  /** Only draws outlive the run, the weights among them, and vectors. */
  function expectOnlyDraws(plan: Plan): void {
    expect(rig.library.alive()).toBe(outliving(plan));
  }
  engineContract({
    makeEngine: () => {
      rig = rigOf(backend);
      return rig.engine;
    },
    report: {
      engine: "gpu",
      backend,
      precision: "float32",
      workers: 1,
      flushesDenormals: false,
      declined: [],
    },
    alsoExpect: expectOnlyDraws,
  });

  it("finds out what the device does with denormals and with what is not finite", async () => {
    const { engine } = rigOf(backend);
    await engine.prepare();
    expect(engine.traits).toEqual({ flushesDenormals: false, keepsNonFinite: true });
  });

  it("adds up a product that is cut into many draws", async () => {
    await expect(selfTest(rigOf(backend, { productsPerDraw: 300 }).engine)).resolves.toBeUndefined();
  });

  it("keeps weights between runs that draw the same ones", async () => {
    const drawWeights = vi.spyOn(plainToolkit, "drawWeights");
    const { engine } = rigOf(backend);
    await engine.run(requestOf(planExperiment(SMALL)));
    expect(drawWeights).toHaveBeenCalledTimes(3);
    await engine.run(
      requestOf(planExperiment({ ...SMALL, activation: "tanh", normalization: "batch", batch: 4 })),
    );
    await engine.run(requestOf(planExperiment({ ...SMALL, initializerParameters: { gain: 2 } })));
    expect(drawWeights).toHaveBeenCalledTimes(3);
    await engine.run(requestOf(planExperiment({ ...SMALL, seed: 2 })));
    expect(drawWeights).toHaveBeenCalledTimes(6);
    drawWeights.mockRestore();
  });

  it("uploads nothing when the gain is dragged: the device rescales its draws, to the same bits", async () => {
    const { engine, library } = rigOf(backend);
    const drawWeights = vi.spyOn(plainToolkit, "drawWeights");
    const gains = [1, 2, 0.3, 2, 1e-30];
    const planOf = (gain: number) =>
      planExperiment({ ...SMALL, biasStd: 0, initializerParameters: { gain } });
    const uploads: number[] = [];
    await engine.prepare();
    for (const gain of gains) {
      const before = library.uploads();
      await engine.run(requestToMeasure(planOf(gain), ["activation", "grad_activation"]));
      uploads.push(library.uploads() - before);
    }
    // The batch, the injected gradient and the weights of three layers, all of them only once.
    expect(uploads).toEqual([2 + 3, 0, 0, 0, 0]);
    expect(drawWeights).toHaveBeenCalledTimes(3);
    drawWeights.mockRestore();
    expect(library.alive()).toBe(outliving(planOf(2)));
    for (const gain of gains) {
      const { result } = await engine.run(requestOf(planOf(gain)));
      const fresh = await rigOf(backend).engine.run(requestOf(planOf(gain)));
      expect(result.layers).toEqual(fresh.result.layers);
    }
  });

  it("uploads a new gamma and a new beta once for all layers of one width", async () => {
    const { engine } = rigOf(backend);
    const uploadsOf = async (patch: Partial<ExperimentConfig>): Promise<number> => {
      const config = { ...SMALL, width: 5, biasStd: 0, normalization: "layer", ...patch } as const;
      return (await engine.run(requestOf(planExperiment(config)))).result.traffic?.uploads ?? NaN;
    };
    // Batch, injected gradient and weights; gamma, beta, and the parts of the gains, which are all 1.
    expect(await uploadsOf({ gamma: 0.7, beta: 0.1 })).toBe(2 + 3 + 3);
    expect(await uploadsOf({ gamma: 0.9, beta: 0.1 })).toBe(1);
    expect(await uploadsOf({ gamma: 0.9, beta: 0.3 })).toBe(1);
    expect(await uploadsOf({ gamma: 1, beta: 0.7 })).toBe(0);
  });

  it("reads back only requested tensors", async () => {
    const { engine, library } = rigOf(backend);
    const plan = planExperiment(SMALL);
    const readingsOf = async (tensors: readonly TensorId[]): Promise<number> => {
      const before = library.readings();
      await engine.run(requestToMeasure(plan, tensors));
      return library.readings() - before;
    };
    await engine.run(requestOf(plan));
    // Of three layers: the counts of derivatives are always read back, and outputs come with them; weights
    // never are, as the host has drawn them.
    expect(await readingsOf(["weight"])).toBe(3);
    expect(await readingsOf(["activation"])).toBe(3);
    expect(await readingsOf(["activation", "grad_activation"])).toBe(3 + 3);
    // Here a weight gradient is never as wide as the gradients of its layer.
    expect(await readingsOf(TENSOR_IDS)).toBe(3 + 2 * 3);
  });

  it("counts every value of an exploded network, none of them as a zero", async () => {
    const config: ExperimentConfig = {
      ...SMALL,
      width: 8,
      depth: 24,
      activation: "linear",
      initializer: "normal",
    };
    const plan = planExperiment({ ...config, initializerParameters: { std: 1e3 } });
    const { result } = await rigOf(backend).engine.run(requestOf(plan));
    const last = result.layers.at(-1)?.tensors.activation?.sketch;
    expect((last?.nan ?? 0) + (last?.posInf ?? 0) + (last?.negInf ?? 0)).toBe(last?.count);
    expect(last?.zeros).toBe(0);
  });

  it("keeps an infinity: padding adds no further NaN", async () => {
    const plan = planExperiment({
      ...SMALL,
      width: 5,
      depth: 4,
      activation: "linear",
      biasStd: 0,
      initializer: "constant",
      initializerParameters: { value: 1e20 },
    });
    const { result } = await rigOf(backend).engine.run(requestOf(plan));
    const { layers } = runReference(plan, "float32");
    for (const [index, layer] of result.layers.entries()) {
      for (const tensor of TENSOR_IDS) {
        const actual = layer.tensors[tensor]?.sketch;
        const expected = layers[index]?.tensors[tensor]?.sketch;
        for (const count of ["nan", "posInf", "negInf", "zeros"] as const) {
          expect({ index, tensor, [count]: actual?.[count] }).toEqual({
            index,
            tensor,
            [count]: expected?.[count],
          });
        }
      }
    }
    expect(result.layers.at(-1)?.tensors.activation).toMatchObject({ finite: 0, sketch: { nan: 0 } });
  });

  it.each(["batch", "layer", "rms"] as const)(
    "keeps %s norm of infinities as IEEE 754 has it",
    async (normalization) => {
      // With a fan-in of 1 no partial sum overflows on one engine only. Some products overflow, some do not.
      const plan = planExperiment({
        ...SMALL,
        depth: 1,
        width: 9,
        inputWidth: 1,
        biasStd: 0,
        activation: "linear",
        initializer: "normal",
        initializerParameters: { std: 1.5e38 },
        seed: 5,
        normalization,
      });
      const { layers } = runReference(plan, "float32");
      const { result } = await rigOf(backend).engine.run(requestOf(plan));
      expect(result.layers[0]?.tensors.pre_activation?.sketch.posInf).toBeGreaterThan(0);
      expect(result.layers[0]?.tensors.activation?.finite).toBeGreaterThan(0);
      for (const tensor of TENSOR_IDS) {
        const actual = result.layers[0]?.tensors[tensor]?.sketch;
        const expected = layers[0]?.tensors[tensor]?.sketch;
        for (const count of ["nan", "posInf", "negInf"] as const) {
          expect({ tensor, [count]: actual?.[count] }).toEqual({ tensor, [count]: expected?.[count] });
        }
      }
    },
  );

  it.each(["batch", "layer", "rms"] as const)(
    "refuses %s norm that divides by zero, instead of showing a finite picture",
    async (normalization) => {
      const plan = planExperiment({ ...SMALL, biasStd: 0, initializer: "zeros", normalization, epsilon: 0 });
      await expect(rigOf(backend).engine.run(requestOf(plan))).rejects.toMatchObject({ code: "failed" });
    },
  );

  it("notices one lost draw of any kernel by the sentinel", async () => {
    for (const normalization of ["batch", "layer", "rms"] as const) {
      const plan = planExperiment({ ...SMALL, normalization });
      for (const part of KERNELS_BY_ARGUMENT[backend]) {
        const { engine, library } = rigOf(backend);
        await engine.prepare();
        library.loseDraws((source) => source.slice(0, 60).includes(part));
        await expect(engine.run(requestOf(plan))).rejects.toMatchObject({ code: "failed" });
        expect(library.alive()).toBeLessThanOrEqual(outliving(plan));
      }
    }
  });

  it("notices one lost output of a draw that has several", async () => {
    for (const lost of [0, 1, 2, 3]) {
      const { engine, library } = rigOf(backend);
      await engine.prepare();
      const seen = new Set<number>();
      library.loseDraws((source, output) => {
        if (source.includes("left")) seen.add(output);
        return source.includes("left") && output === lost;
      });
      const run = engine.run(requestOf(planExperiment(SMALL)));
      // On WebGPU a draw has one output.
      if (backend === "webgpu" && lost > 0) await run;
      else await expect(run).rejects.toMatchObject({ code: "failed" });
      if (backend === "webgpu") expect([...seen]).toEqual([0]);
    }
  });

  it("refuses a device that fell back to the processor", async () => {
    await expect(rigOf(backend, { mode: "cpu" }).engine.prepare()).rejects.toMatchObject({
      code: "no-device",
    });
  });

  it("cannot be used after it was disposed of", async () => {
    const { engine } = rigOf(backend);
    await engine.prepare();
    engine.dispose();
    await expect(engine.run(requestOf(planExperiment(SMALL)))).rejects.toMatchObject({
      code: "context-lost",
    });
  });
});

describe("a device that is not there or goes away", () => {
  it("reports a missing adapter", async () => {
    vi.stubGlobal("navigator", { gpu: { requestAdapter: () => Promise.resolve(null) } });
    await expect(rigOf("webgpu").engine.prepare()).rejects.toMatchObject({ code: "no-device" });
  });

  it("distinguishes a device without memory from one that fails", async () => {
    const { engine, library, context } = rigOf("webgl2");
    await engine.prepare();
    library.loseDraws((source) => source.includes("left"));
    context.error = context.OUT_OF_MEMORY;
    await expect(engine.run(requestOf(planExperiment(SMALL)))).rejects.toMatchObject({
      code: "out-of-memory",
    });
  });

  it("reports a context that is lost in the middle of a run", async () => {
    const { engine, context } = rigOf("webgl2");
    const run = engine.run(requestOf(planExperiment(SMALL)), {
      onLayer: () => {
        context.isLost = true;
      },
    });
    await expect(run).rejects.toMatchObject({ code: "context-lost" });
  });
});
