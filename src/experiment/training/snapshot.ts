/**
 * What a training gives: statistics and losses, never the network's buffers. A snapshot is what a run without
 * training gives, at a step.
 */
import type { LayerResult, TensorId, TensorStats } from "../result.ts";

/** One layer at a step. */
export interface SnapshotLayer extends LayerResult {
  /**
   * The change of the weights in the step from here, after optimiser, clipping and decay; in the step to here
   * behind the last step; null where no step is known.
   */
  readonly update: TensorStats | null;
  /** Dormant units of the output on the probe; null where the engine does not count them. */
  readonly dormantUnits: number | null;
  /** Updates that formats of fewer digits lose; null where there is no update or they are not counted. */
  readonly lostUpdates: LostUpdates | null;
}

/** Shares of the updates below half a step of their weight: adding them changes nothing. */
export type LostUpdates = Readonly<Record<keyof typeof HALF_STEPS, number>>;

/** Half a step of w is max(2^e share, least) with 2^e <= |w| < 2^(e + 1). */
export const HALF_STEPS = {
  bfloat16: { share: 2 ** -8, least: 0 },
  float16: { share: 2 ** -11, least: 2 ** -25 },
} as const;

/** Share of the changes that are less than half a step of the weights they are added to. */
export function lostShare(
  weights: ArrayLike<number>,
  change: ArrayLike<number>,
  { share, least }: { readonly share: number; readonly least: number },
): number {
  let lost = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i] ?? 0;
    const power = weight === 0 ? 0 : 2 ** Math.floor(Math.log2(Math.abs(weight)));
    if (Math.abs(change[i] ?? 0) < Math.max(power * share, least)) lost++;
  }
  return lost / weights.length;
}

/** A unit is dormant up to this share of the layer's mean |a| (Sokar et al. 2023). */
const DORMANT_SHARE = 0.025;

/** @param magnitudes sum of |a| over the probe, by unit */
export function countDormant(magnitudes: ArrayLike<number>): number {
  let total = 0;
  for (let unit = 0; unit < magnitudes.length; unit++) total += magnitudes[unit] ?? 0;
  const limit = (DORMANT_SHARE * total) / magnitudes.length;
  let dormant = 0;
  for (let unit = 0; unit < magnitudes.length; unit++) if ((magnitudes[unit] ?? 0) <= limit) dormant++;
  return dormant;
}

/** Share of dormant units; NaN where they are not counted. */
export function dormantShare({ dormantUnits, units }: SnapshotLayer): number {
  return (dormantUnits ?? NaN) / units;
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
  /** What the network answers on the request's grid, as it is used after training: `[points, N]`. */
  readonly outputs?: Float32Array;
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
