/**
 * What a shard finds out of a run, in the order it does: plain data, sent to where the
 * shards are put together.
 */
import type { AttentionSums } from "../../../experiment/attentionStats.ts";
import type { Calibration } from "../../../experiment/calibration.ts";
import type { TensorId } from "../../../experiment/result.ts";
import type { Summary } from "../../../experiment/statistics.ts";
import type { Directions } from "../operations/comparing.ts";

/** Rows of a tensor: of a batch the shard's inputs, of weights its share of the units. */
export interface TensorMessage {
  readonly kind: "tensor";
  readonly layerIndex: number;
  readonly tensor: TensorId;
  /**
   * Null where it is known from an earlier run. With one shard it must be looked at at
   * once: see `Measuring.steps`.
   */
  readonly summary: Summary | null;
  /** Null unless captured. */
  readonly values: Float32Array | null;
}

/** What else the inputs of a shard tell of a layer. */
export interface OutputMessage {
  readonly kind: "output";
  readonly layerIndex: number;
  /** Saturated entries. */
  readonly saturated: number;
  /** By unit: whether phi' is other than 0 somewhere. */
  readonly alive: Uint32Array;
  /** Null where outputs are not compared. */
  readonly directions: Directions | null;
  /** The same on all shards. */
  readonly calibration: Calibration | null;
  /** Null where no tokens are mixed. */
  readonly attention: AttentionSums | null;
}

/** From the one shard that compares the first inputs of a layer. */
interface RatioMessage {
  readonly kind: "ratio";
  readonly layerIndex: number;
  readonly participationRatio: number;
}

/** What the inputs of a shard add to the loss; null where the gradient is drawn. */
interface LossMessage {
  readonly kind: "loss";
  readonly loss: number | null;
}

/** The inputs of a shard, where they are captured. */
export interface InputMessage {
  readonly kind: "input";
  readonly values: Float32Array;
}

export type ShardMessage = TensorMessage | OutputMessage | RatioMessage | LossMessage | InputMessage;
