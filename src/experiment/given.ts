/**
 * Weights of a file as the parameters of a network. A configuration says what there is; the values stand in a
 * blob, which reaches every thread by reference; fetchGiven.ts reads it where a plan runs. Types alone.
 */
import type { GivenParameters } from "../catalog/initializers.ts";

/** A layer of a file. */
interface GivenLayer extends GivenParameters {
  readonly fanIn: number;
  readonly units: number;
}

/** A network of a file, its first layer first. */
export interface Given {
  /** Equal keys mean equal numbers. */
  readonly key: string;
  /** Name of its file. */
  readonly name: string;
  readonly layers: readonly GivenLayer[];
  /** float32: all tensors one behind the other, weights as `[units, fanIn]`. */
  readonly data: Blob;
}
