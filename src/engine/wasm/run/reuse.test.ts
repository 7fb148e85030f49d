/** What a run takes from the one before changes how long it takes and nothing else. */
import { serialize } from "node:v8";
import { describe, expect, it } from "vitest";
import { DEFAULT_CONFIG } from "../../../experiment/config.ts";
import type { ExperimentConfig } from "../../../experiment/config.ts";
import { planExperiment } from "../../../experiment/plan.ts";
import type { Plan } from "../../../experiment/plan.ts";
import type { TensorId } from "../../../experiment/result.ts";
import type { Engine, EngineRun } from "../../engine.ts";
import { Layout, moveAll } from "../memory/memory.ts";
import type { KernelModule } from "../kernels/module.ts";
import { runAtOnce } from "../memory/pacing.ts";
import { SMALL } from "../../../testing/wasm/networks.ts";
import { loadNodeKernels } from "../../../testing/wasm/nodeKernels.ts";
import { shardHere } from "../../../testing/wasm/threads.ts";
import { createWasmEngine } from "../wasmEngine.ts";
import type { RunRequest } from "../../../experiment/runRequest.ts";
import { requestOf, requestToMeasure } from "../../../experiment/runRequest.ts";

type Patch = Partial<ExperimentConfig>;

const load = (): Promise<KernelModule> => loadNodeKernels("simd");
const BASE: ExperimentConfig = { ...SMALL, depth: 8, width: 12, batch: 40, activation: "tanh" };
const SHOWN: readonly TensorId[] = ["activation", "grad_activation"];

function engineOf(keptBytes?: number): Engine {
  const options = { loadModule: load, startShard: () => shardHere(load), cores: 3 };
  return createWasmEngine({ ...options, ...(keptBytes !== undefined && { keptBytes }) });
}

/** Expects everything to be equal but the time a run took and what it took from others. */
function expectSameNumbers(actual: EngineRun, expected: EngineRun): void {
  const numbersOf = ({ result: { layers, loss }, captured }: EngineRun) => ({ layers, loss, captured });
  const [numbers, wanted] = [numbersOf(actual), numbersOf(expected)];
  // Bytes are compared a hundred times as fast; only what differs is worth a closer look.
  if (!serialize(numbers).equals(serialize(wanted))) expect(numbers).toEqual(wanted);
}

/** One step of a walk: what changes, how it is run, and how many layers are taken over. */
interface Step {
  readonly patch: Patch;
  readonly request?: (plan: Plan) => RunRequest;
  readonly reused: number;
}

const swish = (from: number, to: number): Patch => ({ activationOverrides: [{ from, to, id: "silu" }] });
const orthogonal = (from: number, to: number): Patch => ({
  initializerOverrides: [{ from, to, id: "orthogonal", value: null }],
});

const WALKS: readonly (readonly [name: string, steps: readonly Step[]])[] = [
  [
    "depth",
    [
      { patch: {}, reused: 0 },
      { patch: { depth: 9 }, reused: 8 },
      { patch: { depth: 30 }, reused: 9 },
      { patch: { depth: 5 }, reused: 5 },
      { patch: { depth: 5, gradient: "mse" }, reused: 5 },
      { patch: { depth: 5, gradient: "cross_entropy" }, reused: 5 },
    ],
  ],
  [
    "rules of later layers",
    [
      { patch: {}, reused: 0 },
      { patch: swish(8, 8), reused: 7 },
      { patch: swish(5, 6), reused: 4 },
      { patch: orthogonal(3, 3), reused: 2 },
      { patch: { initializer: "constant" }, reused: 0 },
      { patch: { initializer: "constant", ...orthogonal(6, 6) }, reused: 5 },
      { patch: { initializer: "constant" }, reused: 5 },
    ],
  ],
  [
    "what changes everything",
    [
      { patch: {}, reused: 0 },
      { patch: { seed: 9 }, reused: 0 },
      { patch: { batch: 41 }, reused: 0 },
      { patch: { input: "uniform" }, reused: 0 },
      { patch: { inputWidth: 7 }, reused: 0 },
      { patch: { biasStd: 0.3 }, reused: 0 },
      { patch: { biasStd: 0.3 }, reused: 8 },
    ],
  ],
  ...(["batch", "layer", "rms"] as const).map((normalization): (typeof WALKS)[number] => [
    `${normalization} norm`,
    [
      { patch: { normalization }, reused: 0 },
      { patch: { normalization, depth: 11 }, reused: 8 },
      { patch: { normalization, depth: 4, normalizationPosition: "after" }, reused: 0 },
      { patch: { normalization, depth: 6, normalizationPosition: "after" }, reused: 4 },
      { patch: { depth: 6 }, reused: 0 },
    ],
  ]),
  [
    "dropout, of which the last layer has none",
    [
      { patch: { keepProbability: 0.5 }, reused: 0 },
      { patch: { keepProbability: 0.5, depth: 12 }, reused: 7 },
      { patch: { keepProbability: 0.5, depth: 6 }, reused: 5 },
    ],
  ],
  [
    "residual blocks",
    [
      { patch: { residual: "plain", normalization: "batch" }, reused: 0 },
      { patch: { residual: "plain", normalization: "batch", depth: 14 }, reused: 8 },
      { patch: { residual: "depth_scaled", normalization: "batch", depth: 14 }, reused: 2 },
    ],
  ],
  [
    "weights that follow the batch",
    (["before", "after"] as const).flatMap((target) => {
      const lsuv: Patch = { initializer: "lsuv", initializerOptions: { target } };
      return [
        { patch: lsuv, reused: 0 },
        { patch: { ...lsuv, depth: 13 }, reused: 8 },
        { patch: { ...lsuv, depth: 13, ...swish(10, 11) }, reused: 9 },
      ];
    }),
  ],
  [
    "widths that differ",
    [
      { patch: { depth: 4, width: [12, 30, 5, 8] }, reused: 0 },
      { patch: { depth: 4, width: [12, 30, 5, 20] }, reused: 3 },
      { patch: { depth: 4, width: [12, 9, 5, 20] }, reused: 1 },
    ],
  ],
  [
    "what is measured",
    [
      { patch: {}, reused: 0 },
      { patch: { depth: 9 }, request: (plan) => requestToMeasure(plan, SHOWN), reused: 8 },
      // What was measured before is remembered with the layer, but its ninth was not measured whole.
      { patch: { depth: 10 }, reused: 8 },
      { patch: { depth: 10 }, request: (plan) => requestToMeasure(plan, ["activation"]), reused: 10 },
      { patch: { depth: 7 }, reused: 7 },
      { patch: { depth: 7 }, request: (plan) => requestOf(plan, { capture: { layerIndex: 4 } }), reused: 4 },
      { patch: { depth: 7 }, request: (plan) => requestOf(plan, { capture: "all" }), reused: 0 },
    ],
  ],
];

describe.each([
  { workers: 1, keptBytes: undefined },
  { workers: 3, keptBytes: 0 },
])("$workers shards, weights kept up to $keptBytes bytes", ({ workers, keptBytes }) => {
  it.each(WALKS)("%s: the same bits as from the beginning", async (_, steps) => {
    const engine = engineOf(keptBytes);
    for (const { patch, request: ask = requestOf, reused } of steps) {
      const plan = planExperiment({ ...BASE, ...patch });
      const request = { ...ask(plan), workers };
      const run = await engine.run(request);
      expect({ patch, reused: run.result.reusedLayers }).toEqual({ patch, reused });
      const afresh = await engineOf(keptBytes).run(request);
      expect(afresh.result.reusedLayers).toBe(0);
      expectSameNumbers(run, afresh);
    }
  });

  it("announces layers that are taken over like all others", async () => {
    const engine = engineOf(keptBytes);
    await engine.run(requestOf(planExperiment(BASE), { workers }));
    const order: number[] = [];
    const plan = planExperiment({ ...BASE, depth: 10 });
    await engine.run(requestOf(plan, { workers }), { onLayer: ({ layerIndex }) => order.push(layerIndex) });
    const layers = plan.layers.map(({ layerIndex }) => layerIndex);
    expect(order).toEqual([...layers, ...layers.toReversed()]);
  });
});

describe("a run", () => {
  it("goes on from none that was cut off", async () => {
    const engine = engineOf();
    const plan = planExperiment(BASE);
    await engine.run(requestOf(plan));
    const controller = new AbortController();
    const cut = engine.run(requestOf(planExperiment({ ...BASE, depth: 9 })), {
      signal: controller.signal,
      onLayer: () => controller.abort(),
    });
    await expect(cut).rejects.toMatchObject({ code: "cancelled" });
    const run = await engine.run(requestOf(plan));
    expect(run.result.reusedLayers).toBe(0);
    expectSameNumbers(run, await engineOf().run(requestOf(plan)));
  });

  it("goes on from none of other shards", async () => {
    const engine = engineOf();
    const plan = planExperiment(BASE);
    await engine.run(requestOf(plan, { workers: 2 }));
    expect((await engine.run(requestOf(plan, { workers: 3 }))).result.reusedLayers).toBe(0);
    expect((await engine.run(requestOf(plan, { workers: 3 }))).result.reusedLayers).toBe(BASE.depth);
  });

  it("goes on from one whose layout was too large, or becomes it", async () => {
    const small = planExperiment(BASE);
    const large = planExperiment({ ...BASE, depth: 40 });
    const memory = await (async () => {
      const probe = engineOf();
      await probe.run(requestOf(small));
      return (await probe.memory())?.run?.bytes ?? 0;
    })();
    // Room for the weights of the small one and not for those of the large one.
    const engine = engineOf(memory);
    for (const [plan, reused] of [
      [small, 0],
      [large, 8],
      [small, 8],
    ] as const) {
      const run = await engine.run(requestOf(plan));
      expect(run.result.reusedLayers).toBe(reused);
      expectSameNumbers(run, await engineOf().run(requestOf(plan)));
    }
  });

  it("follows any walk through the settings", async () => {
    // A walk of a fixed congruential generator: each step changes one setting of the one before.
    let state = 1;
    const pick = <T>(values: readonly [T, ...T[]]): T => {
      state = (1103515245 * state + 12345) % 2 ** 31;
      return values[(state >> 8) % values.length] ?? values[0];
    };
    const changes: readonly [() => Patch, ...(() => Patch)[]] = [
      () => ({ depth: pick([2, 3, 5, 8, 13, 21]) }),
      () => ({ depth: pick([2, 3, 5, 8, 13, 21]) }),
      () => swish(pick([1, 2, 4, 8]), pick([8, 9, 20])),
      () => orthogonal(pick([1, 2, 4, 8]), pick([8, 9, 20])),
      () => ({ gradient: pick(["gaussian", "mse", "cross_entropy"]) }),
      () => ({ normalization: pick(["none", "batch", "layer", "rms"]) }),
      () => ({ keepProbability: pick([1, 0.5]) }),
      () => ({ residual: pick(["none", "plain", "fixup"]) }),
      () => ({ initializer: pick(["he_normal", "lsuv", "zeros"]) }),
      () => ({ batch: pick([40, 33]) }),
    ];
    const engine = engineOf();
    let config: ExperimentConfig = { ...DEFAULT_CONFIG, ...BASE };
    let taken = 0;
    for (let step = 0; step < 40; step++) {
      config = { ...config, ...pick(changes)() };
      const workers = pick([1, 1, 1, 2]);
      const ask = pick([requestOf, (plan: Plan) => requestToMeasure(plan, SHOWN)]);
      const request = { ...ask(planExperiment(config)), workers };
      const run = await engine.run(request);
      taken += run.result.reusedLayers;
      expectSameNumbers(run, await engineOf().run(request));
    }
    // Or the walk would show nothing.
    expect(taken).toBeGreaterThan(40);
  });
});

it("moves what overlaps its old place, up and down at once", () => {
  const memory = new WebAssembly.Memory({ initial: 3 });
  const sizes = [64, 640, 64, 1280, 128];
  const places = (start: number, gaps: readonly number[]): readonly number[] => {
    const layout = new Layout(start);
    return sizes.map((bytes, index) => {
      layout.take(gaps[index] ?? 0);
      return layout.take(bytes);
    });
  };
  const apart = places(65536, [0, 64, 0, 448, 64]);
  const others = [
    places(65536, [192, 0, 0, 0, 0]),
    places(65536, [0, 0, 0, 0, 0]),
    places(65536, [256, 0, 0, 64, 2048]),
  ];
  for (const [from, to] of others.flatMap((other) => [
    [apart, other],
    [other, apart],
  ])) {
    const bytes = new Uint8Array(memory.buffer);
    sizes.forEach((size, index) => bytes.fill(index + 1, from?.[index], (from?.[index] ?? 0) + size));
    const moves = sizes.map((size, index) => ({
      from: from?.[index] ?? 0,
      to: to?.[index] ?? 0,
      bytes: size,
    }));
    runAtOnce(moveAll(memory, moves));
    sizes.forEach((size, index) => {
      const start = to?.[index] ?? 0;
      expect(new Set(bytes.subarray(start, start + size))).toEqual(new Set([index + 1]));
    });
  }
});
