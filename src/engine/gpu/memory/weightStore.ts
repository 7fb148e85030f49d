/**
 * Weights on the device: the standard draws, uploaded once, and the weights that the device computes from
 * them by the present scale. A run that changes only the gain, the activation or the norm draws and uploads
 * nothing. The store is bounded in bytes; the least recently used weights go first.
 */
import { scaleInPlace } from "../../../experiment/draws.ts";
import type { LayerPlan, Plan } from "../../../experiment/plan.ts";
import type { TensorStats } from "../../../experiment/result.ts";
import { tensorStats } from "../../../experiment/statistics.ts";
import type { Toolkit } from "../../toolkit.ts";
import type { GpuDevice, Tensor } from "../device/gpuDevice.ts";
import { scaleKernel } from "../kernels/kernels.ts";

/** Bytes that outlive a run. */
interface Limits {
  /** On the device. */
  readonly device: number;
  /**
   * On the host: draws, to be measured whenever their scale changes. Beyond the limit they are drawn again.
   */
  readonly host: number;
}

/** 5 layers of 2048 x 2048, draws and weights, which phones still hold; draws of 16 layers of 1024 x 1024. */
const LIMITS: Limits = { device: 192 * 2 ** 20, host: 64 * 2 ** 20 };

interface StoredWeights {
  /** Standard draws `[N, K]`, or ones. */
  readonly standard: Tensor;
  /** The same on the host; null when there is no room. */
  readonly draws: Float32Array | null;
  /**
   * float32(draw * float32(scale)), as in every engine and export; the draws themselves if the scale is 1.
   */
  readonly scaled: Tensor;
  readonly scale: number;
  /** Statistics of the scaled weights; null until they are requested. */
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
export function createWeightStore(device: GpuDevice, toolkit: Toolkit, limits: Limits = LIMITS): WeightStore {
  const stored = new Map<string, StoredWeights>();
  let bytes = 0;
  let hostBytes = 0;

  function freeScaled({ standard, scaled }: StoredWeights): void {
    if (scaled !== standard) device.free(scaled);
  }

  /** Frees the least recently used weights, but never the newest. */
  function evict(newest: string): void {
    for (const [key, entry] of stored) {
      if (bytes <= limits.device) break;
      if (key === newest) continue;
      stored.delete(key);
      bytes -= bytesOf(entry);
      hostBytes -= entry.draws?.byteLength ?? 0;
      freeScaled(entry);
      device.free(entry.standard);
    }
  }

  /** Draws the weights of a layer without their scale. */
  async function draw(plan: Plan, layer: LayerPlan): Promise<Pick<StoredWeights, "standard" | "draws">> {
    const { units, fanIn } = layer;
    const values = toolkit.drawWeights(plan, { ...layer, weight: standardOf(layer)[0] });
    const standard = await device.upload(values, units, fanIn);
    return { standard, draws: hostBytes + values.byteLength <= limits.host ? values : null };
  }

  function scale(standard: Tensor, factor: number): Promise<Tensor> {
    return factor === 1
      ? Promise.resolve(standard)
      : device.run(scaleKernel(device.layout, standard), standard, [standard], [factor]);
  }

  function keep(key: string, entry: StoredWeights): Tensor {
    const old = stored.get(key);
    if (old === undefined) hostBytes += entry.draws?.byteLength ?? 0;
    else if (old !== entry) {
      bytes -= bytesOf(old);
      freeScaled(old);
    }
    if (old !== entry) bytes += bytesOf(entry);
    // The map's order is the order of use.
    stored.delete(key);
    stored.set(key, entry);
    evict(key);
    return entry.scaled;
  }

  return {
    async get(plan, layer) {
      const key = keyOf(plan, layer);
      const [, factor] = standardOf(layer);
      const known = stored.get(key);
      if (known?.scale === factor) return keep(key, known);
      const { standard, draws } = known ?? (await draw(plan, layer));
      try {
        const scaled = await scale(standard, factor);
        return keep(key, { standard, draws, scaled, scale: factor, stats: null });
      } catch (error) {
        if (known === undefined) device.free(standard);
        throw error;
      }
    },
    stats(plan, layer) {
      const entry = stored.get(keyOf(plan, layer));
      const [, factor] = standardOf(layer);
      const isCurrent = entry?.scale === factor;
      if (isCurrent && entry?.stats != null) return entry.stats;
      const draws = entry?.draws ?? null;
      const values = draws === null ? toolkit.drawWeights(plan, layer) : scaleInPlace(draws.slice(), factor);
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
      hostBytes = 0;
    },
  };
}
