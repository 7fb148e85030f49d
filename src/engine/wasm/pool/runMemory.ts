/** What an engine remembers of its runs: layout, forward pass and statistics of weights. */
import type { Plan } from "../../../experiment/plan.ts";
import type { LayerResult, TensorStats } from "../../../experiment/result.ts";
import { isMeasured } from "../../../experiment/runRequest.ts";
import type { RunRequest } from "../../../experiment/runRequest.ts";
import { weightTensor } from "../../../experiment/sampling.ts";
import { reusableLayers } from "../run/reuse.ts";
import type { FinishedRun, KnownLayer } from "../run/reuse.ts";
import type { Task } from "./session.ts";

/**
 * What the statistics of a plan's weights depend on, by layer; null where that is the batch. Each shard
 * measures its share of the units, so that their number is in the last bit.
 */
function weightKeys(plan: Plan, shards: number): readonly (string | null)[] {
  return plan.layers.map((layer) =>
    layer.calibration === null ? JSON.stringify([shards, weightTensor(plan, layer)]) : null,
  );
}

/** What a run need not find out again. */
interface Beginning {
  /** By layer: what is known beforehand. */
  readonly known: readonly KnownLayer[];
  readonly reusedLayers: number;
  readonly task: Task;
}

export class RunMemory {
  /** The weights' statistics of each layer, and what they depend on. */
  readonly #weightStats = new Map<number, { readonly key: string; readonly stats: TensorStats }>();
  /** Null unless the last run came to its end. */
  #finished: FinishedRun | null = null;
  /** Of the run that was begun last: see `weightKeys`. */
  #keys: readonly (string | null)[] = [];
  #laidOut: { readonly plan: Plan; readonly shards: number } | null = null;

  /** The last plan that came to its end, and its shards; null before the first. */
  get laidOut(): { readonly plan: Plan; readonly shards: number } | null {
    return this.#laidOut;
  }

  /**
   * Begins a run, which writes over the forward pass of the last one. The next run can use this one's only
   * after `finish`.
   */
  begin(request: RunRequest, shards: readonly number[]): Beginning {
    const { plan } = request;
    const finished = this.#finished;
    this.#finished = null;
    this.#keys = weightKeys(plan, shards.length);
    const weights = this.#keys.map((key, layer) => {
      const cached = this.#weightStats.get(layer);
      return cached?.key === key && isMeasured(request, "weight") ? cached.stats : null;
    });
    const reusedLayers = reusableLayers(finished, request, shards);
    const reused = finished?.layers.slice(0, reusedLayers) ?? [];
    const calibrations = reused.map(({ outcome }) => outcome?.calibration ?? null);
    const others = weights.slice(reusedLayers).map((weight): KnownLayer => ({
      stats: weight === null ? {} : { weight },
      outcome: null,
    }));
    return {
      known: [...reused, ...others],
      reusedLayers,
      task: {
        request,
        knowsWeights: weights.map((stats) => stats !== null),
        reuse: finished === null || reusedLayers === 0 ? null : { planKey: finished.plan.key, calibrations },
      },
    };
  }

  /** Remembers a run that came to its end. */
  finish(
    { plan }: RunRequest,
    shards: readonly number[],
    known: readonly KnownLayer[],
    layers: readonly LayerResult[],
  ): void {
    this.#laidOut = { plan, shards: shards.length };
    this.#finished = { plan, shardIds: shards, layers: known };
    for (const { layerIndex, tensors } of layers) {
      const key = this.#keys[layerIndex] ?? null;
      if (key !== null && tensors.weight !== undefined)
        this.#weightStats.set(layerIndex, { key, stats: tensors.weight });
    }
  }
}
