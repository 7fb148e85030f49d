/**
 * What a training gives: statistics and losses, never the network's buffers. A snapshot is what a run without
 * training gives, at a step.
 */
import type { LayerResult, TensorId, TensorStats } from "../result.ts";

/** One layer at a step. */
export interface SnapshotLayer extends LayerResult {
  /**
   * The change of the weights in the step from here, after optimiser, clipping and decay; null behind the
   * last step.
   */
  readonly update: TensorStats | null;
}

/** A network at a step, on the probe batch. */
export interface Snapshot {
  /** Number of steps done before. */
  readonly step: number;
  /** Loss of the probe. */
  readonly loss: number | null;
  /** Loss of the points that are not learnt from, as the network is used after training. */
  readonly validation: number;
  readonly layers: readonly SnapshotLayer[];
}

/** Steps that have a snapshot: those at a distance, or of a list; the first and the last always do. */
export type SnapshotSteps = number | readonly number[];

/** Whether a snapshot is taken before a step. */
export function hasSnapshot(at: SnapshotSteps, step: number): boolean {
  return step === 0 || (typeof at === "number" ? step % at === 0 : at.includes(step));
}

/** Std of the update over std of the weights it changes: about 1e-3 in a network that learns well. */
export function updateRatio({ update, tensors }: SnapshotLayer): number {
  return (update?.std ?? NaN) / (tensors.weight?.std ?? NaN);
}

/** Where a training met a value that is not finite. */
export interface NotFinite {
  readonly step: number;
  readonly layerIndex: number;
  /** The first such tensor in the order of computation. */
  readonly tensor: TensorId;
}

/** The parameters of a layer after training. */
export interface TrainedLayer {
  /** `[N, K]` */
  readonly weights: Float64Array;
  /** `[N]` each */
  readonly biases: Float64Array;
  readonly gain: Float64Array;
  readonly shift: Float64Array;
  /** Of batch norm; null elsewhere. */
  readonly running: { readonly mean: Float64Array; readonly variance: Float64Array } | null;
}
