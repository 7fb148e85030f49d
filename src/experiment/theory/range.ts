/** The layers at which theory expects a network to leave the range of float32. */
import { normalQuantile } from "../../math/quantile.ts";
import type { Plan } from "../plan.ts";
import type { Theory } from "./theory.ts";

/** Layers counted from 0; null where it does not happen, or theory gives no prediction so far. */
export interface Float32Range {
  /** First layer with an infinite value. */
  readonly overflowLayer: number | null;
  /**
   * First layer whose activations have a root mean square below the normal numbers, where GPUs flush them to
   * 0.
   */
  readonly underflowLayer: number | null;
}

const LARGEST = 3.4028234663852886e38;
const SMALLEST = 2 ** -126;

/** The largest of B n normals is near their quantile at 1 - 1/(B n): the expected number above it is 1. */
export function float32Range({ layers, batch }: Plan, theory: Theory): Float32Range {
  const firstLayer = (is: (at: number) => boolean): number | null => {
    const found = theory.layers.find(({ layerIndex }) => is(layerIndex));
    return found?.layerIndex ?? null;
  };
  return {
    overflowLayer: firstLayer((at) => {
      const { q = 0, rms = 0 } = theory.layers[at] ?? {};
      const count = batch * (layers[at]?.units ?? 1);
      const reach = Math.max(1, count > 1 ? normalQuantile(1 - 1 / count) : 1);
      return reach * Math.max(Math.sqrt(q), rms) > LARGEST;
    }),
    underflowLayer: firstLayer((at) => (theory.layers[at]?.rms ?? 1) < SMALLEST),
  };
}
