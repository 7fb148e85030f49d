/** The names of the self-test's cases. The test itself is selfTest.ts. */

/** The subjects of the self-test's cases. */
export const SELF_CHECK_IDS = [
  "batch_norm",
  "batch_norm_after",
  "layer_norm",
  "rms_norm_after",
  "running_statistics",
  "dropout_residual",
  "gated_block",
  "tiny_values",
  "huge_values",
] as const;
export type SelfCheckId = (typeof SELF_CHECK_IDS)[number];
