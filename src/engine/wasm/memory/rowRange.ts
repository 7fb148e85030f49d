/** How rows are shared out. */
import { tokensOf } from "../../../experiment/layerLinks.ts";
import type { Plan } from "../../../experiment/plan.ts";

/** `count` consecutive rows. */
export interface RowRange {
  readonly first: number;
  readonly count: number;
}

/**
 * The rows of one of `shards` shards: all rows in order, and none has more than one row more than another.
 */
export function rangeOf(rows: number, index: number, shards: number): RowRange {
  const first = Math.floor((rows * index) / shards);
  return { first, count: Math.floor((rows * (index + 1)) / shards) - first };
}

/** The inputs of a shard: whole sequences, where a plan mixes their tokens. */
export function rowsOfShard(plan: Plan, index: number, shards: number): RowRange {
  const { batch } = plan;
  const tokens = tokensOf(plan);
  const { first, count } = rangeOf(Math.ceil(batch / tokens), index, shards);
  return { first: first * tokens, count: Math.min(batch, (first + count) * tokens) - first * tokens };
}
