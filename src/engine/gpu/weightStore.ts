/**
 * Weights on the device, kept between runs while they are the same bits: a run that changes only the activation or the
 * norm draws and uploads nothing. Bounded in bytes; the least recently used go first.
 */
import type { LayerPlan, Plan } from "../../experiment/plan.ts";
import type { TensorStats } from "../../experiment/result.ts";
import { tensorStats } from "../../experiment/statistics.ts";
import type { Toolkit } from "../toolkit.ts";
import type { GpuDevice, Tensor } from "./gpuDevice.ts";

/** Device memory for weights that outlive a run: 10 layers of 2048 x 2048 fit, phones still cope. */
const BYTE_LIMIT = 192 * 2 ** 20;

export interface StoredWeights {
  /** `[N, K]` */
  readonly tensor: Tensor;
  readonly stats: TensorStats;
}

export interface WeightStore {
  /** The weights of a layer; valid until the next call. */
  get(plan: Plan, layer: LayerPlan): Promise<StoredWeights>;
  clear(): void;
}

/** A store over one device. */
export function createWeightStore(device: GpuDevice, toolkit: Toolkit): WeightStore {
  const stored = new Map<string, StoredWeights>();
  let bytes = 0;

  function evict(): void {
    for (const [key, { tensor }] of stored) {
      if (bytes <= BYTE_LIMIT) break;
      stored.delete(key);
      bytes -= 4 * tensor.rows * tensor.columns;
      device.free(tensor);
    }
  }

  return {
    async get(plan, layer) {
      const { layerIndex, units, fanIn, weight } = layer;
      const key = JSON.stringify([plan.modelVersion, plan.seed, layerIndex, units, fanIn, weight]);
      let entry = stored.get(key);
      if (entry === undefined) {
        const values = toolkit.drawWeights(plan, layer);
        const stats = tensorStats("weight", toolkit.measure(values, units, fanIn));
        bytes += 4 * units * fanIn;
        // Room first, so that the new one itself is never the one to go.
        evict();
        entry = { tensor: await device.upload(values, units, fanIn), stats };
      }
      // Map order is the order of use.
      stored.delete(key);
      stored.set(key, entry);
      return entry;
    },
    clear() {
      for (const { tensor } of stored.values()) device.free(tensor);
      stored.clear();
      bytes = 0;
    },
  };
}
