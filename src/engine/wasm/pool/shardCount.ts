/** How many shards a run is worth. */
import { isComputed } from "../../../experiment/runRequest.ts";
import { tokensOf } from "../../../experiment/layerLinks.ts";
import type { RunRequest } from "../../../experiment/runRequest.ts";

/** More workers gain little: a laptop's further cores are slow ones, and all share its memory. */
export const MOST_WORKERS = 8;
/**
 * With fewer inputs a shard spends its time on what all of them do: packing weights,
 * exchanging gradients of them.
 */
const LEAST_ROWS = 32;
/**
 * Operations of each layer's products that pay for one more shard. What a shard costs a layer is messages,
 * parts of gradients and measurements to be put together, near a millisecond with weight gradients and a
 * third of one without, whatever the batch. Measured at 10 layers of 256 units and inputs, 1e8 operations
 * each: two shards gain nothing with weight gradients and a quarter of the time without; at 8e8 they gain 1.5
 * to 1.8 times either way.
 */
const LEAST_LAYER_FLOPS = { withWeightGradients: 1e8, without: 4e7 } as const;

/**
 * Bytes that shards may have in all for the weights of one layer, which each holds five times over: draws,
 * weights, a packed copy, and gradients. Layers of 2048 x 2048 leave room for 25 shards, 8192 x 8192 for one.
 */
const MOST_WEIGHT_BYTES = 2 ** 31;
const WEIGHT_COPIES = 5;

/**
 * What shards have of the batch is theirs alone; weights are kept from run to run only where all shards
 * together have the room.
 * @returns shards that a request is worth; there may be fewer
 */
export function shardsFor(request: RunRequest): number {
  const { batch, cost, layers } = request.plan;
  const { withWeightGradients, without } = LEAST_LAYER_FLOPS;
  const least = isComputed(request, "grad_weight") ? withWeightGradients : without;
  const byWork = Math.floor(cost.flops / layers.length / least);
  const widest = Math.max(...layers.map(({ units, fanIn }) => units * fanIn));
  const byMemory = Math.floor(MOST_WEIGHT_BYTES / (4 * WEIGHT_COPIES * widest));
  const byRows = Math.min(Math.floor(batch / LEAST_ROWS), Math.ceil(batch / tokensOf(request.plan)));
  return Math.max(1, Math.min(byRows, byWork, byMemory));
}

/**
 * Operations of a run that waits for shards to start: a tenth of a second or more alone,
 * where starting takes less.
 */
export const LARGE_FLOPS = 4e9;
