/** Small networks for tests of the engine, with sizes that use the edges of every kernel. */
import { DEFAULT_CONFIG } from "../../experiment/config.ts";
import type { ExperimentConfig } from "../../experiment/config.ts";

/** Sizes that are no multiple of a vector width, down to a single unit. */
export const SMALL: ExperimentConfig = {
  ...DEFAULT_CONFIG,
  depth: 4,
  width: [5, 13, 1, 6],
  inputWidth: 3,
  batch: 7,
  biasStd: 0.3,
  // Batch norm over 7 values divides by their std, which may be small; an epsilon of its size bounds the
  // errors.
  epsilon: 0.5,
  gamma: 1.3,
  beta: 0.2,
  seed: 5,
};

/**
 * Normalisation over a single unit leaves nothing, or 1 - xhat^2 of it: a difference in which float32 loses
 * more than the tolerance, in any order of computation. rowNorm.test.ts has such rows.
 */
export const ROW_WIDTHS = [5, 13, 7, 6] as const;

/** Every normalisation in every position. */
export const NORMS = [
  { normalization: "none", normalizationPosition: "before" },
  { normalization: "batch", normalizationPosition: "before" },
  { normalization: "batch", normalizationPosition: "after" },
  { normalization: "batch", batchStatistics: "running", normalizationPosition: "before" },
  { normalization: "batch", batchStatistics: "running", normalizationPosition: "after" },
  { normalization: "layer", normalizationPosition: "before", width: ROW_WIDTHS },
  { normalization: "layer", normalizationPosition: "after", width: ROW_WIDTHS },
  { normalization: "rms", normalizationPosition: "before", width: ROW_WIDTHS },
  { normalization: "rms", normalizationPosition: "after", width: ROW_WIDTHS },
] as const;
