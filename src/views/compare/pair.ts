/** Ratios of two networks layer by layer, free of the noise that both share. Pure functions. */
import type { PictureCells } from "../picture/data/cells.ts";

/** Statistics of two networks, as B over A. */
export interface Pair {
  /**
   * Standard deviation of the activations, one per layer of the deeper network; NaN where one of them has no
   * such layer.
   */
  readonly std: readonly number[];
  /** RMS of the gradients. */
  readonly rms: readonly number[];
}

/** B over A; NaN where either is missing, not finite, or both are zero. */
function ratio(b: number | undefined, a: number | undefined): number {
  if (b === undefined || a === undefined || !Number.isFinite(b) || !Number.isFinite(a)) return NaN;
  return b / a;
}

/** The pair of two networks, aligned by layer number. */
export function pairOf(b: PictureCells, a: PictureCells): Pair {
  const length = Math.max(a.results.length, b.results.length);
  const along = (row: "activations" | "gradients", statistic: "std" | "rms"): number[] =>
    Array.from({ length }, (_, layer) =>
      ratio(b[row][layer]?.stats[statistic], a[row][layer]?.stats[statistic]),
    );
  return { std: along("activations", "std"), rms: along("gradients", "rms") };
}

/**
 * Factor by which a ratio changes per layer, as the geometric mean between the first and the last layer with
 * a ratio above zero; NaN where there are not two.
 * @param direction gradients are followed from the last layer to the first
 */
export function ratioFactor(ratios: readonly number[], direction: "forward" | "backward"): number {
  const isUsable = (value: number): boolean => value > 0 && Number.isFinite(value);
  const first = ratios.findIndex(isUsable);
  const last = ratios.findLastIndex(isUsable);
  if (last <= first) return NaN;
  const change = (ratios[last] ?? NaN) / (ratios[first] ?? NaN);
  return (direction === "forward" ? change : 1 / change) ** (1 / (last - first));
}
