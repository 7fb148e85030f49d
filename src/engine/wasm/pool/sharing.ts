/**
 * What sharing a batch out takes. These exports are one chunk, which needs one module: it comes after the
 * first picture, and engine and shard ask for different halves of it.
 */
export { createShard } from "./shard.ts";
export { ShardPool } from "./shardPool.ts";
