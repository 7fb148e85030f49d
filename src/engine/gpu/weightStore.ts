/**
 * Weights on the device: the standard draws, uploaded once, and what the present scale makes of them, computed there. A run
 * that changes only the gain, the activation or the norm draws and uploads nothing. Bounded in bytes; the least recently used
 * go first.
 */
import type { LayerPlan, Plan } from "../../experiment/plan.ts";
import type { TensorStats } from "../../experiment/result.ts";
import { tensorStats } from "../../experiment/statistics.ts";
import type { Toolkit } from "../toolkit.ts";
import type { GpuDevice, Tensor } from "./gpuDevice.ts";
import { scaleKernel } from "./kernels.ts";

/** Device memory for weights that outlive a run: 5 layers of 2048 x 2048 fit, draws and weights; phones still cope. */
const BYTE_LIMIT = 192 * 2 ** 20;

interface StoredWeights {
  /** Standard draws `[N, K]`, or ones. */
  readonly standard: Tensor;
  /** float32(draw * float32(scale)), as every engine and export makes them; the draws themselves where the scale is 1. */
  readonly scaled: Tensor;
  readonly scale: number;
  /** Of the scaled weights; null before somebody wants them. */
  stats: TensorStats | null;
}

export interface WeightStore {
  /** The weights of a layer, `[N, K]`; valid until the next call. */
  get(plan: Plan, layer: LayerPlan): Promise<Tensor>;
  /** Statistics of the weights of a layer. */
  stats(plan: Plan, layer: LayerPlan): TensorStats;
  clear(): void;
}

/** The law without its scale, and the scale in float32. */
function standardOf({ weight }: LayerPlan): readonly [law: LayerPlan["weight"], scale: number] {
  return weight.kind === "constant"
    ? [{ ...weight, value: 1 }, Math.fround(weight.value)]
    : [{ ...weight, scale: 1 }, Math.fround(weight.scale)];
}

function keyOf(plan: Plan, layer: LayerPlan): string {
  const { layerIndex, units, fanIn } = layer;
  return JSON.stringify([plan.modelVersion, plan.seed, layerIndex, units, fanIn, standardOf(layer)[0]]);
}

function bytesOf({ standard, scaled }: StoredWeights): number {
  return 4 * standard.rows * standard.columns * (scaled === standard ? 1 : 2);
}

/** A store over one device. */
export function createWeightStore(device: GpuDevice, toolkit: Toolkit): WeightStore {
  const stored = new Map<string, StoredWeights>();
  let bytes = 0;

  function freeScaled({ standard, scaled }: StoredWeights): void {
    if (scaled !== standard) device.free(scaled);
  }

  /** Frees the least recently used ones, but never the newest. */
  function evict(newest: string): void {
    for (const [key, entry] of stored) {
      if (bytes <= BYTE_LIMIT) break;
      if (key === newest) continue;
      stored.delete(key);
      bytes -= bytesOf(entry);
      freeScaled(entry);
      device.free(entry.standard);
    }
  }

  function scale(standard: Tensor, factor: number): Promise<Tensor> {
    return factor === 1
      ? Promise.resolve(standard)
      : device.run(scaleKernel(device.layout, standard), standard, [standard], [factor]);
  }

  function keep(key: string, entry: StoredWeights): Tensor {
    const old = stored.get(key);
    if (old !== undefined && old !== entry) {
      bytes -= bytesOf(old);
      freeScaled(old);
    }
    if (old !== entry) bytes += bytesOf(entry);
    // Map order is the order of use.
    stored.delete(key);
    stored.set(key, entry);
    evict(key);
    return entry.scaled;
  }

  return {
    async get(plan, layer) {
      const key = keyOf(plan, layer);
      const [weight, factor] = standardOf(layer);
      const known = stored.get(key);
      if (known?.scale === factor) return keep(key, known);
      const { units, fanIn } = layer;
      const standard =
        known?.standard ??
        (await device.upload(toolkit.drawWeights(plan, { ...layer, weight }), units, fanIn));
      try {
        const scaled = await scale(standard, factor);
        return keep(key, { standard, scaled, scale: factor, stats: null });
      } catch (error) {
        if (known === undefined) device.free(standard);
        throw error;
      }
    },
    stats(plan, layer) {
      const entry = stored.get(keyOf(plan, layer));
      const isCurrent = entry?.scale === standardOf(layer)[1];
      if (isCurrent && entry?.stats != null) return entry.stats;
      // Drawn again, by the same bits: to hold them here as well would take as much memory as the device does.
      const values = toolkit.drawWeights(plan, layer);
      const stats = tensorStats("weight", toolkit.measure(values, layer.units, layer.fanIn));
      if (isCurrent && entry !== undefined) entry.stats = stats;
      return stats;
    },
    clear() {
      for (const entry of stored.values()) {
        freeScaled(entry);
        device.free(entry.standard);
      }
      stored.clear();
      bytes = 0;
    },
  };
}
