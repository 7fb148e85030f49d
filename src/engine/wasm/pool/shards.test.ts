/**
 * A batch shared out: the same numbers for any number of shards, and what becomes of a run when a
 * shard does not do its part.
 */
import { describe, expect, it, vi } from "vitest";
import { gradients, inputs } from "../../../catalog/inputs.ts";
import { residuals } from "../../../catalog/residuals.ts";
import { DEFAULT_CONFIG } from "../../../experiment/config.ts";
import type { ExperimentConfig } from "../../../experiment/config.ts";
import { planExperiment } from "../../../experiment/plan.ts";
import { TENSOR_IDS } from "../../../experiment/result.ts";
import type { Engine, EngineRun, LayerUpdate } from "../../engine.ts";
import { selfTest } from "../../selfTest.ts";
import type { KernelModule } from "../kernels/module.ts";
import { requestOf, requestToMeasure } from "../../../experiment/runRequest.ts";
import { shardsFor } from "./shardCount.ts";
import { PULSE_MS } from "./shard.ts";
import type { ShardRequest } from "./shard.ts";
import { expectLikeReference } from "../../../testing/wasm/likeReference.ts";
import { NORMS, ROW_WIDTHS, SMALL } from "../../../testing/wasm/networks.ts";
import { BACKENDS, loadNodeKernels } from "../../../testing/wasm/nodeKernels.ts";
import { shardHere } from "../../../testing/wasm/threads.ts";
import { createWasmEngine } from "../wasmEngine.ts";

type Patch = Partial<ExperimentConfig>;

const CORES = 4;
const load = (): Promise<KernelModule> => loadNodeKernels("simd");

/** An engine with up to three more shards. */
function engineWithPool(
  onRequest?: (request: ShardRequest, thread: EventTarget) => boolean,
  cores = CORES,
): Engine {
  return createWasmEngine({ loadModule: load, startShard: () => shardHere(load, onRequest), cores });
}

/** Everything but the time a run took and who did it. */
function numbersOf({ result: { layers, loss }, captured }: EngineRun) {
  return { layers, loss, captured };
}

const DEEP: Patch = { depth: 6, width: 6 };
const LSUV: Patch = { initializer: "lsuv", initializerOptions: { target: "before" } };
const NETWORKS: readonly Patch[] = [
  ...NORMS,
  ...NORMS.map((norm) => ({ ...norm, activation: "tanh" as const, batch: 5 })),
  ...inputs.map(({ id }) => ({ input: id })),
  ...gradients.map(({ id }) => ({ gradient: id, normalization: "batch" as const })),
  ...residuals.map(({ id }) => ({ ...DEEP, residual: id, normalization: "batch" as const })),
  { width: ROW_WIDTHS, keepProbability: 0.5, normalization: "layer", gradient: "mse" },
  {
    width: ROW_WIDTHS,
    keepProbability: 0.5,
    dropout: "alpha",
    dropoutPosition: "before",
    normalization: "batch",
  },
  { width: ROW_WIDTHS, keepProbability: 0.5, normalization: "batch", evaluationBatches: 3 },
  { ...LSUV, ...DEEP, sharing: "all", normalization: "batch", evaluationBatches: 2 },
  { ...LSUV, activation: "tanh" },
  { ...LSUV, initializerOptions: { target: "after" }, activation: "relu" },
  { ...LSUV, ...DEEP, residual: "plain", normalization: "batch" },
  { block: "post", tokens: 3, heads: 2, depth: 8, width: 6, batch: 14, normalization: "batch" },
  { initializer: "orthogonal", width: [24, 9, 17, 1] },
  // More inputs than the participation ratio looks at, and its rows with one, two and three shards.
  { batch: 257, normalization: "batch", width: 20 },
  { batch: 257, normalization: "batch", normalizationPosition: "after", gradient: "cross_entropy" },
];

function named(patch: Patch): readonly [name: string, patch: Patch] {
  return [JSON.stringify(patch), patch];
}

describe.each([1, 2, 3, 4])("%i shards", (workers) => {
  const engine = engineWithPool();

  it.each(NETWORKS.map(named))("follow the reference: %s", async (_, patch) => {
    const plan = planExperiment({ ...SMALL, ...patch });
    const run = await engine.run(requestOf(plan, { capture: "all", workers }));
    expect(run.result.report.workers).toBe(workers);
    expectLikeReference(plan, run);
  });

  it("pass the self-test", async () => {
    const shared: Engine = {
      ...engine,
      run: (request, options) => engine.run({ ...request, workers }, options),
    };
    await expect(selfTest(shared)).resolves.toBeUndefined();
  });

  it("give the same bits every time, whatever ran before", async () => {
    const plan = planExperiment({ ...SMALL, width: 37, inputWidth: 40, batch: 70, normalization: "batch" });
    const first = numbersOf(await engine.run(requestOf(plan, { capture: "all", workers })));
    await engine.run(requestOf(planExperiment({ ...SMALL, seed: 9 }), { workers }));
    expect(numbersOf(await engine.run(requestOf(plan, { capture: "all", workers })))).toEqual(first);
    expect(numbersOf(await engineWithPool().run(requestOf(plan, { capture: "all", workers })))).toEqual(
      first,
    );
  });

  it("count alike what is not finite", async () => {
    const OVERFLOWING: Patch = {
      depth: 3,
      width: 9,
      inputWidth: 1,
      batch: 9,
      biasStd: 0,
      activation: "relu",
      initializer: "normal",
      initializerParameters: { std: 1.5e38 },
    };
    for (const patch of [
      OVERFLOWING,
      { ...OVERFLOWING, depth: 1, normalization: "batch" },
      { ...OVERFLOWING, depth: 1, normalization: "layer" },
      { ...OVERFLOWING, depth: 1, gradient: "cross_entropy" },
      { ...OVERFLOWING, initializer: "zeros", normalization: "batch", epsilon: 0 },
      { ...OVERFLOWING, initializerOverrides: [{ from: 2, to: 3, id: "lsuv", value: null }] },
    ] as const) {
      const plan = planExperiment({ ...SMALL, ...patch });
      const { result } = await engine.run(requestOf(plan, { workers }));
      const { result: expected } = await engine.run(requestOf(plan, { workers: 1 }));
      expect(result.loss).toBe(expected.loss);
      for (const [index, layer] of result.layers.entries()) {
        const wanted = expected.layers[index];
        for (const tensor of TENSOR_IDS) {
          const { count, nan, posInf, negInf, zeros } = layer.tensors[tensor]?.sketch ?? {};
          const sketch = wanted?.tensors[tensor]?.sketch;
          expect({ tensor, count, nan, posInf, negInf, zeros }).toEqual({
            tensor,
            count: sketch?.count,
            nan: sketch?.nan,
            posInf: sketch?.posInf,
            negInf: sketch?.negInf,
            zeros: sketch?.zeros,
          });
        }
        expect([layer.saturated, layer.deadUnits]).toEqual([wanted?.saturated, wanted?.deadUnits]);
        expect(layer.calibration).toEqual(wanted?.calibration);
      }
    }
  });

  it("stream layers forward, then backward, each update adding tensors", async () => {
    const updates: LayerUpdate[] = [];
    const plan = planExperiment({ ...SMALL, normalization: "batch" });
    const { result } = await engine.run(requestOf(plan, { workers }), {
      onLayer: (update) => updates.push(update),
    });
    expect(updates.map(({ layerIndex }) => layerIndex)).toEqual([0, 1, 2, 3, 3, 2, 1, 0]);
    expect(updates.slice(4).toReversed()).toEqual(result.layers);
  });

  it("measure only what they are asked for", async () => {
    const plan = planExperiment({ ...SMALL, normalization: "batch" });
    const { result: whole } = await engine.run(requestOf(plan, { workers }));
    const { result } = await engine.run(
      requestToMeasure(plan, ["activation", "grad_activation"], { workers }),
    );
    expect(result.layers).toEqual(
      whole.layers.map(({ tensors: { activation, grad_activation }, ...layer }) => ({
        ...layer,
        tensors: { activation, grad_activation },
      })),
    );
  });
});

describe("a pool", () => {
  it("takes no more shards than there are inputs or cores", async () => {
    const workersOf = async (engine: Engine, config: ExperimentConfig, workers: number): Promise<number> =>
      (await engine.run(requestOf(planExperiment(config), { workers }))).result.report.workers;
    expect(await workersOf(engineWithPool(), { ...SMALL, batch: 3 }, 4)).toBe(3);
    expect(await workersOf(engineWithPool(), SMALL, 9)).toBe(CORES);
    expect(await workersOf(createWasmEngine({ loadModule: load }), SMALL, 3)).toBe(1);
  });

  it("is asked where that pays, and waited for where a run is long", async () => {
    const wide: ExperimentConfig = { ...DEFAULT_CONFIG, depth: 4, width: 1024, initializer: "constant" };
    const engine = engineWithPool();
    const workersOf = async (config: ExperimentConfig, workers: number | null = null): Promise<number> => {
      const { result } = await engine.run(requestOf(planExperiment(config), { workers }));
      return result.report.workers;
    };
    const short = { ...wide, batch: 64 };
    // 1.6 GFLOP for two shards: the first picture does not wait for them.
    expect(await workersOf(short)).toBe(1);
    expect(await workersOf(SMALL, 2)).toBe(2);
    expect(await workersOf(short)).toBe(2);
    expect(await workersOf(SMALL)).toBe(1);
    // The default experiment: alone with its weight gradients, in two without.
    const defaults = planExperiment(DEFAULT_CONFIG);
    expect(shardsFor(requestOf(defaults))).toBe(1);
    expect(shardsFor(requestOf(defaults, { parameterGradients: false }))).toBe(2);
    // Weights that all shards cannot keep are drawn again: they keep no shard from a run.
    expect(shardsFor(requestOf(planExperiment({ ...wide, depth: 100, batch: 1024 })))).toBeGreaterThan(CORES);
    // Each has the weights of a layer whole, five times over: layers that are too wide for that run alone.
    expect(shardsFor(requestOf(planExperiment({ ...wide, width: 8192, batch: 1024 })))).toBe(1);
    expect(planExperiment({ ...wide, batch: 192 }).cost.flops).toBeGreaterThan(4e9);
    const { result } = await engineWithPool().run(requestOf(planExperiment({ ...wide, batch: 192 })));
    expect(result.report.workers).toBe(CORES);
  });

  it("stops when one of them has no memory, and runs the next plan again", async () => {
    let isFull = true;
    const cramped = async (): Promise<KernelModule> => {
      const module = await load();
      const grow = module.memory.grow.bind(module.memory);
      module.memory.grow = (pages) => {
        if (isFull) throw new RangeError("unable to grow");
        return grow(pages);
      };
      return module;
    };
    const engine = createWasmEngine({ loadModule: load, startShard: () => shardHere(cramped), cores: 2 });
    const plan = planExperiment(SMALL);
    await expect(engine.run(requestOf(plan, { workers: 2 }))).rejects.toMatchObject({
      code: "out-of-memory",
    });
    isFull = false;
    const again = await engine.run(requestOf(plan, { workers: 2, capture: "all" }));
    expect(again.result.report.workers).toBe(2);
    expect(numbersOf(again)).toEqual(
      numbersOf(await engineWithPool().run(requestOf(plan, { workers: 2, capture: "all" }))),
    );
  });

  it("keep no weights where all of them together have no room, with the same bits", async () => {
    const kept = { loadModule: load, startShard: () => shardHere(load), cores: 2 };
    const plan = planExperiment({ ...SMALL, depth: 6, width: 8, normalization: "batch" });
    const lean = createWasmEngine({ ...kept, keptBytes: 0 });
    const runs = [await lean.run(requestOf(plan, { workers: 2, capture: "all" }))];
    expect((await lean.memory())?.run).toMatchObject({ shards: 2, weightBytes: 2 * 4 * 8 * 8 });
    runs.push(await lean.run(requestOf(plan, { workers: 2, capture: "all" })));
    const expected = numbersOf(
      await createWasmEngine(kept).run(requestOf(plan, { workers: 2, capture: "all" })),
    );
    for (const run of runs) expect(numbersOf(run)).toEqual(expected);
  });

  it("does without a shard that has fallen silent", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    try {
      const asked: number[] = [];
      const engine = engineWithPool((request) => {
        if (request.kind !== "work") return true;
        asked.push(request.index);
        return request.index !== 1;
      }, 2);
      const running = engine.run(requestOf(planExperiment(SMALL), { workers: 2 }));
      await vi.waitUntil(() => asked.length > 0);
      vi.advanceTimersByTime(10 * PULSE_MS);
      expect(await Promise.race([running, Promise.resolve("working")])).toBe("working");
      vi.advanceTimersByTime(PULSE_MS);
      expect((await running).result.report.workers).toBe(1);
    } finally {
      vi.useRealTimers();
    }
  });

  it("goes on without a shard that does not start", async () => {
    const plan = planExperiment(SMALL);
    let started = 0;
    const engine = createWasmEngine({
      loadModule: load,
      startShard: () => {
        started++;
        if (started === 1) throw new Error("no worker here");
        return shardHere(started === 2 ? () => Promise.reject(new Error("no kernels")) : load);
      },
      cores: CORES,
    });
    const run = await engine.run(requestOf(plan, { workers: 4, capture: "all" }));
    expect(run.result.report.workers).toBe(2);
    expectLikeReference(plan, run);
    expect(started).toBe(3);
  });

  it("does a run again without a shard that is lost on the way", async () => {
    const plan = planExperiment({ ...SMALL, normalization: "batch" });
    let lost = 0;
    const engine = engineWithPool((request, thread) => {
      if (request.kind !== "work" || request.index !== 2 || lost > 0) return true;
      lost++;
      thread.dispatchEvent(new Event("error"));
      return false;
    });
    const run = await engine.run(requestOf(plan, { workers: 4, capture: "all" }));
    expect(lost).toBe(1);
    expect(run.result.report.workers).toBe(3);
    expectLikeReference(plan, run);
    expect((await engine.run(requestOf(plan, { workers: 4 }))).result.report.workers).toBe(3);
  });

  it("rejects with what a shard has failed with, and runs again", async () => {
    const plan = planExperiment(SMALL);
    let isFailing = true;
    const failing = async (): Promise<KernelModule> => {
      const module = await load();
      const drawUniform: KernelModule["kernels"]["drawNormal"] = (...address) => {
        if (isFailing) throw new RangeError("no such thing");
        module.kernels.drawNormal(...address);
      };
      return { ...module, kernels: { ...module.kernels, drawNormal: drawUniform } };
    };
    const engine = createWasmEngine({ loadModule: load, startShard: () => shardHere(failing), cores: 2 });
    await expect(engine.run(requestOf(plan, { workers: 2 }))).rejects.toMatchObject({
      code: "failed",
      message: "no such thing",
    });
    isFailing = false;
    const run = await engine.run(requestOf(plan, { workers: 2, capture: "all" }));
    expect(run.result.report.workers).toBe(2);
    expectLikeReference(plan, run);
  });

  it("is cancelled as a whole, and runs again", async () => {
    const stopped: number[] = [];
    const engine = engineWithPool((request) => {
      if (request.kind === "stop") stopped.push(request.run);
      return true;
    });
    const plan = planExperiment({ ...SMALL, width: 40, depth: 30, batch: 64, normalization: "batch" });
    const controller = new AbortController();
    const cancelled = engine.run(requestOf(plan, { workers: 4 }), {
      signal: controller.signal,
      onLayer: ({ layerIndex }) => {
        if (layerIndex === 5) controller.abort();
      },
    });
    await expect(cancelled).rejects.toMatchObject({ code: "cancelled" });
    const run = await engine.run(requestOf(plan, { workers: 4, capture: "all" }));
    expect(stopped).toEqual([1, 1, 1]);
    expect(numbersOf(run)).toEqual(
      numbersOf(await engineWithPool().run(requestOf(plan, { workers: 4, capture: "all" }))),
    );
  });

  it("ends its threads with the engine", async () => {
    let ended = 0;
    const engine = createWasmEngine({
      loadModule: load,
      startShard: () => {
        const shard = shardHere(load);
        return {
          ...shard,
          terminate: () => {
            ended++;
            shard.terminate();
          },
        };
      },
      cores: CORES,
    });
    await engine.run(requestOf(planExperiment(SMALL), { workers: 2 }));
    engine.dispose();
    expect(ended).toBe(CORES - 1);
    await expect(engine.run(requestOf(planExperiment(SMALL)))).rejects.toMatchObject({ code: "failed" });
  });
});

describe.skipIf(BACKENDS[1]?.isAbsent)("relaxed SIMD", () => {
  it("is shared out as well", async () => {
    const relaxed = (): Promise<KernelModule> => loadNodeKernels("relaxed-simd");
    const engine = createWasmEngine({ loadModule: relaxed, startShard: () => shardHere(relaxed), cores: 2 });
    const plan = planExperiment({ ...SMALL, normalization: "batch" });
    expectLikeReference(plan, await engine.run(requestOf(plan, { workers: 2, capture: "all" })));
  });
});
