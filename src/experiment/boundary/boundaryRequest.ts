/** What trains many of the small networks: how it is asked, and what it answers. */
import type { BoundaryNetwork } from "./boundaryNetwork.ts";

/** Numbers of a point: rate of the hidden layers, rate of the last one, scale. */
export const POINT_NUMBERS = 3;

/** What became of some points. */
export interface BoundaryPaces {
  /** In steps, 1 at least, in the order of the points; negative where a network did not converge. */
  readonly paces: Float32Array<ArrayBuffer>;
  /** Multiplications and additions that this took, without activations. */
  readonly flops: number;
}

/** @param points `[points, 3]` */
export type TrainPoints = (network: BoundaryNetwork, points: Float32Array) => BoundaryPaces;

/** Workers that train points side by side. */
export interface BoundaryPool {
  /** How many points can be under way at once, by requests. */
  readonly size: number;
  /** @throws when a worker has failed: a new pool may do better */
  readonly train: (network: BoundaryNetwork, points: Float32Array) => Promise<BoundaryPaces>;
  readonly dispose: () => void;
}
