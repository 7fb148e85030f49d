/** How many shards a run is worth. */
import { isComputed } from "../../../experiment/runRequest.ts";
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
 * Memory does not count here: what shards have of the batch is theirs alone, and weights, which each has
 * whole, are kept only where all shards together have the room.
 * @returns shards that a request is worth; there may be fewer
 */
export function shardsFor(request: RunRequest): number {
  const { batch, cost, layers } = request.plan;
  const { withWeightGradients, without } = LEAST_LAYER_FLOPS;
  const least = isComputed(request, "grad_weight") ? withWeightGradients : without;
  const byWork = Math.floor(cost.flops / layers.length / least);
  return Math.max(1, Math.min(Math.floor(batch / LEAST_ROWS), byWork));
}

/**
 * Operations of a run that waits for shards to start: a tenth of a second or more alone,
 * where starting takes less.
 */
export const LARGE_FLOPS = 4e9;
