/**
 * What a run may do with the other shards of its batch; alone it has none. The ports
 * behind it are in mailbox.ts.
 */
import type { Summary } from "../../../experiment/statistics.ts";
import { EngineError } from "../../engine.ts";
import type { Shard } from "./buffers.ts";
import type { Steps } from "../memory/pacing.ts";

/** Why a run ends early that may be done again without a shard that is gone. */
export class ShardLost extends EngineError {
  constructor() {
    super("failed", "a shard was lost");
  }
}

/** What shards send each other: sums, rows, summaries. */
export type Payload = Float64Array<ArrayBuffer> | Float32Array<ArrayBuffer> | Summary;

/** Work that waits for what other shards send, while the run goes on. */
export interface Deferred {
  readonly exchange: number;
  /** Whose rows it takes, in this order. */
  readonly senders: readonly number[];
  readonly work: (rows: readonly Float32Array<ArrayBuffer>[]) => Steps<void>;
}

/**
 * One shard's part in the exchanges of one run. All shards go through the same program, so an exchange is
 * named by its place in it. Whatever arrives first, payloads are handed out in shard order, so that sums come
 * out the same to the bit on every shard and in every run.
 */
export interface Peers extends Shard {
  /** Indices of all shards of the run, and of all but this one. */
  readonly everyone: readonly number[];
  readonly others: readonly number[];
  /** Names the next exchange: all shards must come to the same ones, in the same order. */
  open(): number;
  /** Sends a copy of some rows to a shard, possibly this one. */
  send(exchange: number, to: number, rows: Float32Array<ArrayBuffer>): void;
  /** Puts work off. */
  defer(deferred: Deferred): void;
  /**
   * Does what was put off and can be done by now, in its order; waits where more than
   * `most` pieces of it are left.
   */
  settle(most: number): Steps<void>;
  /** Adds up a vector over all shards, in place. */
  sum(vector: Float64Array<ArrayBuffer>): Steps<void>;
  /**
   * Makes means over the inputs of each shard, and the sums of squares about them, those
   * over all inputs, in place.
   * @param rows inputs of this shard
   */
  join(means: Float64Array<ArrayBuffer>, squares: Float64Array<ArrayBuffer>, rows: number): Steps<void>;
  /** The summary of a tensor, of whose rows each shard has measured its own. */
  summary(own: Summary): Steps<Summary>;
}

function noOtherShard(): never {
  throw new RangeError("there is no other shard");
}

/** Steps that end at once, with a value. */
// oxlint-disable-next-line require-yield
function* immediately<T>(value: T): Steps<T> {
  return value;
}

/** The one shard of a run. */
export const ALONE: Peers = {
  index: 0,
  count: 1,
  everyone: [0],
  others: [],
  open: noOtherShard,
  send: noOtherShard,
  defer: noOtherShard,
  settle: () => immediately(undefined),
  sum: () => immediately(undefined),
  join: () => immediately(undefined),
  summary: immediately,
};
