/** The engine end to end against the float64 reference, and its promises on reuse, cancelling and memory. */
import { describe, expect, it } from "vitest";
import { initializers } from "../../catalog/initializers.ts";
import { DEFAULT_CONFIG } from "../../experiment/config.ts";
import type { ExperimentConfig } from "../../experiment/config.ts";
import { planExperiment } from "../../experiment/plan.ts";
import { runReference } from "../../experiment/reference.ts";
import { TENSOR_IDS } from "../../experiment/result.ts";
import { hasTensor, requestOf } from "../../experiment/runRequest.ts";
import { measure, tensorStats } from "../../experiment/statistics.ts";
import type { Engine, EngineRun } from "../engine.ts";
import type { KernelModule } from "./kernels/module.ts";
import { engineContract } from "../../testing/engineContract.ts";
import { expectLikeReference } from "../../testing/wasm/likeReference.ts";
import { SMALL } from "../../testing/wasm/networks.ts";
import { BACKENDS, loadNodeKernels } from "../../testing/wasm/nodeKernels.ts";
import { createWasmEngine } from "./wasmEngine.ts";

/** The result of a run without its times. */
function numbersOf({ result, captured }: EngineRun) {
  return { layers: result.layers, captured };
}

describe.each(BACKENDS)("WASM engine, $backend", ({ backend, isAbsent }) => {
  function engineOf(onModule: (module: KernelModule) => void = () => undefined): Engine {
    const loadModule = async (): Promise<KernelModule> => {
      const module = await loadNodeKernels(backend);
      onModule(module);
      return module;
    };
    return createWasmEngine({ loadModule });
  }

  describe.skipIf(isAbsent)("contract", () => {
    engineContract({
      makeEngine: () => engineOf(),
      report: {
        engine: "wasm",
        backend,
        precision: "float32",
        workers: 1,
        flushesDenormals: false,
        declined: [],
      },
      alsoExpect: expectLikeReference,
    });
  });

  describe.skipIf(isAbsent)("numbers", () => {
    // A calibrated layer's weights depend on the batch: planFeatures.test.ts tests them.
    it.each(initializers.map(({ id }) => id).filter((id) => id !== "lsuv"))(
      "draws the reference's weights to the bit: %s",
      async (initializer) => {
        const plan = planExperiment({ ...SMALL, initializer, width: [24, 9, 17, 1] });
        const expected = runReference(plan);
        const { captured } = await engineOf().run(requestOf(plan, { capture: "all" }));
        expect(captured?.input).toEqual(Float32Array.from(expected.captured.input));
        plan.layers.forEach((_, index) => {
          expect(captured?.layers[index]?.weight).toEqual(
            Float32Array.from(expected.captured.layers[index]?.weight ?? []),
          );
        });
      },
    );

    it("measures its own tensors: its statistics are the oracle's of the same values", async () => {
      const plan = planExperiment({ ...SMALL, normalization: "batch" });
      const { result, captured } = await engineOf().run(requestOf(plan, { capture: "all" }));
      for (const layer of plan.layers) {
        const { layerIndex, units, fanIn } = layer;
        for (const tensor of TENSOR_IDS.filter((id) => hasTensor(layer, id))) {
          const isWeight = tensor === "weight" || tensor === "grad_weight";
          const [rows, columns] = isWeight ? [units, fanIn] : [plan.batch, units];
          const values = captured?.layers[layerIndex]?.[tensor] ?? new Float32Array(0);
          const expected = tensorStats(tensor, measure(values, rows, columns));
          expect(result.layers[layerIndex]?.tensors[tensor]).toEqual(expected);
        }
      }
      expect(result).toMatchObject({ planKey: plan.key, batch: plan.batch });
    });

    it("explodes and vanishes as float32 does: every value is counted in its class", async () => {
      // Weights of one value make all entries of a tensor alike, so that counts are exactly the same.
      for (const value of [1e20, -1e20, 1e-20]) {
        const plan = planExperiment({
          ...SMALL,
          depth: 4,
          width: 5,
          activation: "linear",
          biasStd: 0,
          initializer: "constant",
          initializerParameters: { value },
        });
        const { result } = await engineOf().run(requestOf(plan));
        const { layers } = runReference(plan, "float32");
        for (const [index, { tensors }] of result.layers.entries()) {
          for (const tensor of TENSOR_IDS) {
            const actual = tensors[tensor]?.sketch;
            const expected = layers[index]?.tensors[tensor]?.sketch;
            for (const count of ["count", "nan", "posInf", "negInf", "zeros"] as const) {
              expect({ value, index, tensor, [count]: actual?.[count] }).toEqual({
                value,
                index,
                tensor,
                [count]: expected?.[count],
              });
            }
          }
        }
      }
    });

    it.each(["batch", "layer", "rms"] as const)(
      "keeps %s norm of infinities as IEEE 754 has it",
      async (normalization) => {
        // With a fan-in of 1 no partial sum overflows on one engine only. Some products overflow, some do
        // not.
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
        const { result } = await engineOf().run(requestOf(plan));
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

    it("shows batch norm that divides by zero as NaN", async () => {
      const plan = planExperiment({
        ...SMALL,
        biasStd: 0,
        initializer: "zeros",
        normalization: "batch",
        epsilon: 0,
      });
      const { result } = await engineOf().run(requestOf(plan));
      const sketch = result.layers.at(-1)?.tensors.activation?.sketch;
      expect(sketch?.nan).toBe(sketch?.count);
    });

    it("gives the same bits every time, in a fresh instance and in a used one", async () => {
      const plan = planExperiment({ ...SMALL, width: 37, inputWidth: 400, batch: 70 });
      const engine = engineOf();
      const first = numbersOf(await engine.run(requestOf(plan, { capture: "all" })));
      expect(numbersOf(await engine.run(requestOf(plan, { capture: "all" })))).toEqual(first);
      expect(numbersOf(await engineOf().run(requestOf(plan, { capture: "all" })))).toEqual(first);
    });
  });

  describe.skipIf(isAbsent)("from run to run", () => {
    it("gives the numbers of a fresh engine, whatever ran before", async () => {
      const configs: readonly ExperimentConfig[] = [
        SMALL,
        { ...SMALL, depth: 2, width: 9 },
        { ...SMALL, batch: 12 },
        { ...SMALL, initializerParameters: { gain: 3 } },
        { ...SMALL, normalization: "batch", normalizationPosition: "after" },
        { ...SMALL, initializer: "xavier_uniform" },
        { ...SMALL, initializer: "orthogonal" },
        // The same draws as before, but other weights.
        { ...SMALL, initializer: "lsuv" },
        { ...SMALL, initializer: "lsuv", input: "sparse" },
        { ...SMALL, initializer: "constant" },
        { ...SMALL, input: "uniform", seed: 6 },
        { ...SMALL, input: "circle" },
        { ...SMALL, input: "circle", batch: 6 },
        { ...SMALL, keepProbability: 0.5 },
        { ...SMALL, keepProbability: 0.7 },
        { ...SMALL, keepProbability: 0.7, gradient: "mse" },
        { ...SMALL, depth: 6, width: 8, residual: "plain", keepProbability: 0.7 },
        { ...SMALL, depth: 6, width: 8 },
      ];
      const used = engineOf();
      for (const config of [...configs, ...configs.toReversed()]) {
        const plan = planExperiment(config);
        const fresh = numbersOf(await engineOf().run(requestOf(plan, { capture: "all" })));
        expect(numbersOf(await used.run(requestOf(plan, { capture: "all" })))).toEqual(fresh);
      }
    });

    it("draws only changed tensors, and allocates only when a plan is larger", async () => {
      const draws: string[] = [];
      let memory: WebAssembly.Memory | null = null;
      const loadModule = async (): Promise<KernelModule> => {
        const module = await loadNodeKernels(backend);
        memory = module.memory;
        const { drawNormal } = module.kernels;
        const spied: typeof drawNormal = (out, seed, stream, layer, row0, ...rest) => {
          if (row0 === 0) draws.push(`${stream}:${layer}`);
          drawNormal(out, seed, stream, layer, row0, ...rest);
        };
        return { ...module, kernels: { ...module.kernels, drawNormal: spied } };
      };
      const engine = createWasmEngine({ loadModule });
      const drawnBy = async (config: ExperimentConfig): Promise<string[]> => {
        draws.length = 0;
        await engine.run(requestOf(planExperiment(config)));
        return [...draws];
      };
      const plain: ExperimentConfig = { ...SMALL, biasStd: 0 };
      const weights = ["0:0", "0:1", "0:2", "0:3"];
      expect(await drawnBy(plain)).toEqual(["2:0", ...weights, "3:0"]);
      const bytes = (memory ?? new WebAssembly.Memory({ initial: 0 })).buffer.byteLength;
      expect(await drawnBy(plain)).toEqual([]);
      expect(await drawnBy({ ...plain, initializerParameters: { gain: 7 }, activation: "tanh" })).toEqual([]);
      // A wider batch leaves the weights, which lie in front of it, in their place.
      expect(await drawnBy({ ...plain, batch: 8 })).toEqual(["2:0", "3:0"]);
      expect(await drawnBy(plain)).toEqual(["2:0", "3:0"]);
      // A deeper network keeps its first layers, and carries the batch along; the injected
      // gradient has another width.
      expect(await drawnBy({ ...plain, depth: 5, width: [5, 13, 1, 6, 2] })).toEqual(["0:4", "3:0"]);
      expect(await drawnBy({ ...plain, seed: 6 })).toEqual(["2:0", ...weights, "3:0"]);
      expect((memory ?? new WebAssembly.Memory({ initial: 0 })).buffer.byteLength).toBe(bytes);
    });

    it("runs one plan after another, in the order of the requests", async () => {
      const engine = engineOf();
      const plans = [3, 1, 2].map((depth) => planExperiment({ ...SMALL, depth, width: 6 }));
      const order: string[] = [];
      const runs = plans.map(async (plan) => {
        const { result } = await engine.run(requestOf(plan), { onLayer: () => order.push(plan.key) });
        return result.layers.length;
      });
      expect(await Promise.all(runs)).toEqual([3, 1, 2]);
      expect([...new Set(order)]).toEqual(plans.map(({ key }) => key));
      expect(order.toSorted()).toEqual(
        plans.flatMap(({ key, layers }) => layers.flatMap(() => [key, key])).toSorted(),
      );
    });
  });

  describe.skipIf(isAbsent)("memory", () => {
    it("reports the memory of a run: weights and activations to the byte, in a heap that has room for all", async () => {
      const engine = engineOf();
      expect(await engine.memory()).toBeNull();
      await engine.prepare();
      expect((await engine.memory())?.run).toBeNull();
      await engine.run(requestOf(planExperiment({ ...DEFAULT_CONFIG, depth: 3, width: 64, batch: 32 })));
      const memory = await engine.memory();
      // Three layers of 64 x 64 weights; of 32 x 64 outputs and derivatives; in bytes.
      expect(memory?.run).toMatchObject({ shards: 1, weightBytes: 49_152, activationBytes: 49_152 });
      expect(memory?.run?.bytes).toBeGreaterThan(2 * 49_152);
      expect(memory?.heapBytes).toBeGreaterThanOrEqual(memory?.run?.bytes ?? Infinity);
    });
  });

  describe.skipIf(isAbsent)("weights that are not kept", () => {
    /** @param keptBytes none are kept @param givenBytes memory that the device provides */
    function leanEngine(keptBytes: number | undefined, givenBytes = Infinity) {
      let memory: WebAssembly.Memory | null = null;
      const draws: number[] = [];
      const loadModule = async (): Promise<KernelModule> => {
        const module = await loadNodeKernels(backend);
        ({ memory } = module);
        const { memory: own } = module;
        const grow = own.grow.bind(own);
        own.grow = (pages) => {
          if (own.buffer.byteLength + 65_536 * pages > givenBytes) throw new RangeError("unable to grow");
          return grow(pages);
        };
        const { drawNormal } = module.kernels;
        const spied: typeof drawNormal = (out, seed, stream, layer, row0, ...rest) => {
          if (stream === 0 && row0 === 0) draws.push(layer);
          drawNormal(out, seed, stream, layer, row0, ...rest);
        };
        return { ...module, kernels: { ...module.kernels, drawNormal: spied } };
      };
      const engine = createWasmEngine({ loadModule, ...(keptBytes !== undefined && { keptBytes }) });
      return { engine, draws, heapBytes: () => memory?.buffer.byteLength ?? NaN };
    }

    const CONFIGS: readonly ExperimentConfig[] = [
      SMALL,
      { ...SMALL, depth: 6, width: 8, residual: "plain", keepProbability: 0.7, normalization: "batch" },
      { ...SMALL, initializer: "lsuv", initializerOptions: { target: "after" } },
      { ...SMALL, initializer: "orthogonal" },
      { ...SMALL, initializer: "sparse" },
      { ...SMALL, initializer: "constant" },
      { ...SMALL, initializerOverrides: [{ from: 1, to: 2, id: "xavier_uniform", value: null }] },
    ];

    it("are drawn again with the same bits, whatever ran before", async () => {
      const { engine } = leanEngine(0);
      for (const config of [...CONFIGS, ...CONFIGS.toReversed()]) {
        const plan = planExperiment(config);
        const kept = numbersOf(await engineOf().run(requestOf(plan, { capture: "all" })));
        expect(numbersOf(await engine.run(requestOf(plan, { capture: "all" })))).toEqual(kept);
      }
    });

    it("are drawn forward and in reverse, the last layer's once", async () => {
      const { engine, draws } = leanEngine(0);
      await engine.run(requestOf(planExperiment({ ...SMALL, depth: 4, width: 6, biasStd: 0 })));
      // The backward pass does not need the first layer's weights.
      expect(draws).toEqual([0, 1, 2, 3, 2, 1]);
    });

    it("let a deep network run in a memory that holds one layer's of them", async () => {
      const plan = planExperiment({ ...DEFAULT_CONFIG, depth: 40, width: 256, batch: 4 });
      const { engine, heapBytes } = leanEngine(2 ** 20);
      const lean = await engine.run(requestOf(plan));
      expect((await engine.memory())?.run?.weightBytes).toBe(4 * 256 * 256);
      // 40 layers of weights alone are 10.5 MB. Without them: three places for weights, and for each layer,
      // of 4 x 256 floats, outputs and derivatives (0.33 MB); the rest is work space of products, draws and
      // statistics, whose size depends on the width.
      expect(heapBytes()).toBeLessThan(5e6);
      const kept = leanEngine(undefined);
      expect(lean.result.layers).toEqual((await kept.engine.run(requestOf(plan))).result.layers);
      expect(kept.heapBytes()).toBeGreaterThan(4 * 40 * 256 * 256);
    });

    it("are the fallback when the device has too little memory to keep them", async () => {
      const plan = planExperiment({ ...DEFAULT_CONFIG, depth: 40, width: 256, batch: 4 });
      const { engine, heapBytes } = leanEngine(undefined, 6e6);
      const lean = await engine.run(requestOf(plan));
      expect(heapBytes()).toBeLessThan(6e6);
      expect((await engine.memory())?.run?.weightBytes).toBe(4 * 256 * 256);
      expect(lean.result.layers).toEqual((await engineOf().run(requestOf(plan))).result.layers);
      // A plan that does not fit even without them is refused, and one that fits still runs.
      const huge = planExperiment({ ...DEFAULT_CONFIG, depth: 40, width: 256, batch: 256 });
      await expect(engine.run(requestOf(huge))).rejects.toMatchObject({ code: "out-of-memory" });
      expect((await engine.run(requestOf(plan))).result.layers).toEqual(lean.result.layers);
    });
  });

  describe.skipIf(isAbsent)("when it must stop", () => {
    it("is cancelled before it begins, while it runs, and runs again afterwards", async () => {
      const engine = engineOf();
      const plan = planExperiment({ ...SMALL, width: 40, depth: 30 });
      const early = new AbortController();
      early.abort();
      await expect(engine.run(requestOf(plan), { signal: early.signal })).rejects.toMatchObject({
        code: "cancelled",
      });
      const late = new AbortController();
      let updates = 0;
      const cancelled = engine.run(requestOf(plan), {
        signal: late.signal,
        onLayer: () => {
          updates++;
          if (updates === 5) late.abort();
        },
      });
      await expect(cancelled).rejects.toMatchObject({ code: "cancelled" });
      // No further layer follows the signal.
      expect(updates).toBe(5);
      const fresh = numbersOf(await engineOf().run(requestOf(plan, { capture: "all" })));
      expect(numbersOf(await engine.run(requestOf(plan, { capture: "all" })))).toEqual(fresh);
    });

    it("does not reuse a draw that was interrupted", async () => {
      // 300,000 draws: a fresh engine, which does not know its speed yet, makes them in pieces. The
      // signal falls in the first.
      const plan = planExperiment({ ...SMALL, depth: 1, width: 3, inputWidth: 1500, batch: 200 });
      const controller = new AbortController();
      let pieces = 0;
      const loadModule = async (): Promise<KernelModule> => {
        const module = await loadNodeKernels(backend);
        const { drawNormal } = module.kernels;
        const spied: typeof drawNormal = (...address) => {
          drawNormal(...address);
          pieces++;
          controller.abort();
        };
        return { ...module, kernels: { ...module.kernels, drawNormal: spied } };
      };
      const engine = createWasmEngine({ loadModule });
      await expect(engine.run(requestOf(plan), { signal: controller.signal })).rejects.toMatchObject({
        code: "cancelled",
      });
      expect(pieces).toBe(1);
      expect(numbersOf(await engine.run(requestOf(plan)))).toEqual(
        numbersOf(await engineOf().run(requestOf(plan))),
      );
    });

    it("handles messages while one large layer is computed", async () => {
      // 8.6 GFLOP forward, far more than 12 ms on any machine; the message is only seen if the
      // engine pauses within it.
      const plan = planExperiment({
        ...DEFAULT_CONFIG,
        depth: 1,
        width: 1024,
        batch: 4096,
        initializer: "constant",
      });
      const engine = engineOf();
      // Loading would be a further pause.
      await engine.prepare();
      const controller = new AbortController();
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => controller.abort();
      port2.postMessage("cancel");
      let updates = 0;
      const run = engine.run(requestOf(plan), { signal: controller.signal, onLayer: () => updates++ });
      await expect(run).rejects.toMatchObject({ code: "cancelled" });
      port1.close();
      expect(updates).toBe(0);
    });

    it("refuses a plan that does not fit, and still runs a smaller one", async () => {
      const engine = engineOf();
      const small = planExperiment(SMALL);
      const before = numbersOf(await engine.run(requestOf(small, { capture: "all" })));
      // 200 layers of 2048 x 2048 weights, with three activations of 4096 x 2048 each: 23 GB.
      const huge = planExperiment({ ...DEFAULT_CONFIG, depth: 200, width: 2048, batch: 4096 });
      await expect(engine.run(requestOf(huge))).rejects.toMatchObject({ code: "out-of-memory" });
      expect(numbersOf(await engine.run(requestOf(small, { capture: "all" })))).toEqual(before);
    });

    it("reports memory that the device does not provide", async () => {
      const engine = engineOf(({ memory }) => {
        memory.grow = () => {
          throw new RangeError("WebAssembly.Memory.grow(): Unable to grow instance memory");
        };
      });
      await expect(engine.run(requestOf(planExperiment(SMALL)))).rejects.toMatchObject({
        code: "out-of-memory",
      });
    });

    it("reports kernels that do not load, and tries again at the next request", async () => {
      let isBroken = true;
      const engine = createWasmEngine({
        loadModule: () => (isBroken ? Promise.reject(new TypeError("404")) : loadNodeKernels(backend)),
      });
      await expect(engine.prepare()).rejects.toThrow("404");
      isBroken = false;
      await expect(engine.prepare()).resolves.toMatchObject({ backend });
      engine.dispose();
      await expect(engine.prepare()).rejects.toMatchObject({ code: "failed" });
    });
  });
});
