/**
 * Blocks of draws: made in pieces, taken for whole only when they are, and told apart
 * by what they are made of.
 */
import { describe, expect, it } from "vitest";
import { inputs } from "../../../catalog/inputs.ts";
import { DEFAULT_CONFIG } from "../../../experiment/config.ts";
import type { ExperimentConfig } from "../../../experiment/config.ts";
import { planExperiment } from "../../../experiment/plan.ts";
import { drawDropoutMask, drawInput } from "../../../experiment/draws.ts";
import { BlockCache } from "./blockCache.ts";
import { inputBlock, layoutRun, maskBlock } from "./buffers.ts";
import type { DrawBlock, Shard } from "./buffers.ts";
import { Drawing } from "../operations/draws.ts";
import { floatsAt, reserve } from "../memory/memory.ts";
import { runAtOnce } from "../memory/pacing.ts";
import type { Steps } from "../memory/pacing.ts";
import { loadNodeKernels } from "../../../testing/wasm/nodeKernels.ts";

async function cacheOf(config: ExperimentConfig, shard: Shard = { index: 0, count: 1 }) {
  const module = await loadNodeKernels("simd");
  const plan = planExperiment(config);
  const buffers = layoutRun(module, plan, shard);
  reserve(module.memory, buffers.end);
  const cache = new BlockCache(module, new Drawing(module));
  const read = ({ offset, rows, columns }: DrawBlock): Float32Array =>
    floatsAt(module.memory, offset, rows * columns).slice();
  return { plan, buffers, cache, read };
}

function countSteps(steps: Steps<void>): number {
  let count = 0;
  while (steps.next().done !== true) count++;
  return count;
}

describe("blocks", () => {
  // A device whose speed is not known yet does 4e6 operations before the first pause:
  // 125,000 finished numbers.
  const LARGE: ExperimentConfig = { ...DEFAULT_CONFIG, depth: 2, width: 800, inputWidth: 1000, batch: 400 };

  it.each(["correlated", "sparse", "circle", "one_hot", "constant"] as const)(
    "are finished in pieces, and begun anew when they were cut off: %s",
    async (input) => {
      const { plan, buffers, cache, read } = await cacheOf({ ...LARGE, input });
      const block = inputBlock(plan, buffers);
      const cut = cache.ensure(block, buffers.work);
      expect(cut.next().done).toBe(false);
      cut.return(undefined);
      expect(countSteps(cache.ensure(block, buffers.work))).toBeGreaterThan(0);
      expect(read(block)).toEqual(drawInput(plan));
      expect(countSteps(cache.ensure(block, buffers.work))).toBe(0);
    },
  );

  it.each(inputs.map(({ id }) => id))("hold a shard's rows of the batch: %s", async (input) => {
    const config: ExperimentConfig = {
      ...DEFAULT_CONFIG,
      depth: 1,
      width: 5,
      inputWidth: 6,
      batch: 11,
      input,
    };
    for (const index of [0, 1, 2]) {
      const { plan, buffers, cache, read } = await cacheOf(config, { index, count: 3 });
      const block = inputBlock(plan, buffers);
      runAtOnce(cache.ensure(block, buffers.work));
      // 3, 4 and 4 of 11 inputs.
      const [first, end] = [[0, 3, 7][index], [3, 7, 11][index]].map((row) => 6 * (row ?? 0));
      expect(read(block)).toEqual(drawInput(plan).subarray(first, end));
    }
  });

  it("hold the dropout mask of a layer", async () => {
    const { plan, buffers, cache, read } = await cacheOf({ ...LARGE, keepProbability: 0.3 });
    const [first, last] = buffers.layers.map((layer) => maskBlock(plan, buffers, layer));
    expect(last).toBeNull();
    if (first === undefined || first === null) throw new Error("no mask");
    const [layer] = plan.layers;
    if (layer === undefined) throw new Error("no layer");
    runAtOnce(cache.ensure(first, buffers.work));
    expect(read(first)).toEqual(drawDropoutMask(plan, layer));
  });

  it("have keys that tell apart whatever gives other numbers", async () => {
    const small: ExperimentConfig = { ...DEFAULT_CONFIG, depth: 2, width: 5, batch: 6 };
    const configs = inputs.flatMap(({ id }) =>
      [{}, { seed: 2 }, { batch: 7 }, { inputWidth: 4 }].map((patch) => ({ ...small, input: id, ...patch })),
    );
    const keys = new Set<string>();
    for (const config of configs) {
      const { plan, buffers } = await cacheOf(config);
      keys.add(inputBlock(plan, buffers).key);
    }
    expect(keys.size).toBe(configs.length);
    const masks = new Set<string | undefined>();
    const dropping = [{}, { seed: 2 }, { batch: 7 }, { width: 4 }, { keepProbability: 0.6 }];
    for (const patch of dropping) {
      const { plan, buffers } = await cacheOf({ ...small, keepProbability: 0.5, ...patch });
      masks.add(buffers.layers.map((layer) => maskBlock(plan, buffers, layer)?.key)[0]);
    }
    expect(masks.size).toBe(dropping.length);
  });
});
