/** Which weights are drawn anew, and that their statistics do not depend on it. */
import { describe, expect, it, vi } from "vitest";
import type { ExperimentConfig } from "../../../experiment/config.ts";
import { planExperiment } from "../../../experiment/plan.ts";
import type { Plan } from "../../../experiment/plan.ts";
import type { TensorStats } from "../../../experiment/result.ts";
import { tensorStats } from "../../../experiment/statistics.ts";
import { plainToolkit } from "../../toolkit.ts";
import type { GpuDevice, Tensor } from "../device/gpuDevice.ts";
import { scalarLayout } from "../kernels/layout.ts";
import { SMALL } from "../../../testing/gpu/rig.ts";
import { createWeightStore } from "./weightStore.ts";
import type { WeightStore } from "./weightStore.ts";

/** A device that keeps nothing: the engine's own tests check the numbers on a device. */
const DEVICE = {
  layout: scalarLayout,
  upload: (_values: Float32Array, rows: number, columns: number) => Promise.resolve({ rows, columns }),
  run: (_source: unknown, { rows, columns }: Tensor) => Promise.resolve({ rows, columns }),
  free: () => undefined,
} as unknown as GpuDevice;

const LAWS: readonly (Partial<ExperimentConfig> & { readonly initializer: string })[] = [
  { initializer: "he_normal", initializerParameters: { gain: 1.7 } },
  { initializer: "he_normal", initializerParameters: { gain: 1e-38 } },
  { initializer: "xavier_uniform" },
  { initializer: "orthogonal" },
  { initializer: "constant", initializerParameters: { value: 0.1 } },
  { initializer: "ones" },
];

async function statsOf(store: WeightStore, plan: Plan): Promise<TensorStats[]> {
  const stats: TensorStats[] = [];
  for (const layer of plan.layers) {
    await store.get(plan, layer);
    stats.push(store.stats(plan, layer));
  }
  return stats;
}

function expectedOf(plan: Plan): TensorStats[] {
  return plan.layers.map((layer) =>
    tensorStats(
      "weight",
      plainToolkit.measure(plainToolkit.drawWeights(plan, layer), layer.units, layer.fanIn),
    ),
  );
}

describe("weights on a device", () => {
  it.each(LAWS)("are measured as they are drawn: $initializer $initializerParameters", async (law) => {
    const plan = planExperiment({ ...SMALL, ...law });
    const store = createWeightStore(DEVICE, plainToolkit);
    expect(await statsOf(store, plan)).toEqual(expectedOf(plan));
  });

  it("are drawn once for any scale, and again where there is no room for the draws", async () => {
    const drawWeights = vi.fn<typeof plainToolkit.drawWeights>(plainToolkit.drawWeights);
    const plans = [1, 3, 0.2].map((gain) => planExperiment({ ...SMALL, initializerParameters: { gain } }));
    const bytes = (plans[0]?.layers ?? []).map(({ units, fanIn }) => 4 * units * fanIn);
    const drawsWith = async (host: number): Promise<number> => {
      const store = createWeightStore(DEVICE, { ...plainToolkit, drawWeights }, { device: Infinity, host });
      drawWeights.mockClear();
      for (const plan of plans) expect(await statsOf(store, plan)).toEqual(expectedOf(plan));
      return drawWeights.mock.calls.length;
    };
    const all = bytes.reduce((sum, count) => sum + count);
    // Three layers; without room each is drawn again to be measured, at each of three gains.
    expect(await drawsWith(all)).toBe(3);
    expect(await drawsWith(0)).toBe(3 + 9);
    // The store has no room for the last of the three.
    expect(await drawsWith(all - 1)).toBe(3 + 3);
  });

  it("leave room for others when they are forgotten", async () => {
    const drawWeights = vi.fn<typeof plainToolkit.drawWeights>(plainToolkit.drawWeights);
    const [plan, other] = [1, 2].map((seed) => planExperiment({ ...SMALL, seed }));
    if (plan === undefined || other === undefined) throw new Error("two plans");
    const bytes = plan.layers.reduce((sum, { units, fanIn }) => sum + 4 * units * fanIn, 0);
    const toolkit = { ...plainToolkit, drawWeights };
    const store = createWeightStore(DEVICE, toolkit, { device: Infinity, host: bytes });
    await statsOf(store, plan);
    store.clear();
    await statsOf(store, other);
    expect(drawWeights).toHaveBeenCalledTimes(6);
    // Without room the statistics are measured from draws made for them.
    await statsOf(store, plan);
    expect(drawWeights).toHaveBeenCalledTimes(12);

    drawWeights.mockClear();
    // Draws and weights of one plan fill the device: the first to come are the first to go.
    const small = createWeightStore(DEVICE, toolkit, { device: 2 * bytes, host: 2 * bytes });
    for (const each of [plan, other, plan]) expect(await statsOf(small, each)).toEqual(expectedOf(each));
    expect(drawWeights).toHaveBeenCalledTimes(9);
  });
});
