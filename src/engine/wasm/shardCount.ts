/** How many shards a run is worth. */
import type { Plan } from "../../experiment/plan.ts";

/** With fewer inputs a shard spends its time on what all of them do: packing weights, exchanging gradients of them. */
const LEAST_ROWS = 32;
/**
 * Operations of each layer that pay for one more shard: a millisecond or more of products and measuring, where what it costs a
 * layer (letters, parts of gradients and measurements to be put together) was measured to be a few tenths of one.
 */
const LEAST_LAYER_FLOPS = 4e7;

/** @returns shards that a plan is worth; there may be fewer */
export function shardsFor({ batch, cost, layers }: Plan): number {
  const byWork = Math.floor(cost.flops / layers.length / LEAST_LAYER_FLOPS);
  return Math.max(1, Math.min(Math.floor(batch / LEAST_ROWS), byWork));
}

/** Operations of a run that waits for shards to start: a tenth of a second or more alone, where starting takes less. */
export const LARGE_FLOPS = 4e9;
