/** The limits of the mean-field theory, with reasons. */
import { normalizedUnits, streamSource } from "../layerLinks.ts";
import type { LayerPlan } from "../plan.ts";

/**
 * The reason of a gap: units are alike, weights have a mean, are not random, are those of a file, depend on
 * the batch or are those of an earlier layer, dropout or the statistics have no closed form here, or the
 * batch or the layer is too small for its statistics, a loss reaches a gate without a norm between them,
 * tokens are mixed, or batch norm takes a stream, where theory and measured gradients differ (ADR 0022). Of a
 * whole network: it has been trained.
 */
export type TheoryGap =
  | "constant_weights"
  | "uncentred_weights"
  | "identity_weights"
  | "given_weights"
  | "data_dependent_weights"
  | "shared_weights"
  | "averaged_statistics"
  | "alpha_dropout"
  | "dropout_before_norm"
  | "gated_loss"
  | "attention"
  | "batch_normed_stream"
  | "tiny_batch"
  | "tiny_layer"
  | "trained"
  | null;

/**
 * Through the statistics of three values or fewer the expected squared gradient is infinite (for batch norm
 * Yang et al. 2019; over the units of a layer for the same reason: E[1 / chi^2] with 2 degrees of freedom).
 */
export const LEAST_NORMALIZED = 4;

/** Whether a layer takes part in the network: the zero-initialised end of a residual block adds exactly 0. */
function addsNothing(layer: LayerPlan): boolean {
  const { weight } = layer;
  return streamSource(layer) !== null && weight.kind === "constant" && weight.value === 0;
}

/** The reason why theory does not describe a layer; null where it does. */
export function gapOf(layer: LayerPlan, batch: number): TheoryGap {
  const { weight, norm, calibration, layerIndex, weightsFrom } = layer;
  // Theory draws every layer anew.
  if (weightsFrom !== layerIndex) return "shared_weights";
  if (layer.attention !== undefined) return "attention";
  if (layer.alphaDropout !== null) return "alpha_dropout";
  if (layer.dropsBeforeNorm) return "dropout_before_norm";
  if (weight.kind === "constant") return addsNothing(layer) ? null : "constant_weights";
  if (weight.draw === "unit_uniform") return "uncentred_weights";
  if (weight.draw === "identity") return "identity_weights";
  // Trained weights depend on each other, and nobody knows from what file they are.
  if (weight.draw === "given") return "given_weights";
  if (calibration !== null) return "data_dependent_weights";
  if (norm === null) return null;
  if (norm.kind === "batch") {
    if (norm.statistics === "averaged") return "averaged_statistics";
    // The batch variance of such a sum does not fluctuate as that of B independent values does.
    if (norm.at === "stream" && norm.statistics === "batch") return "batch_normed_stream";
    return norm.statistics === "batch" && batch < LEAST_NORMALIZED ? "tiny_batch" : null;
  }
  return normalizedUnits(layer) < LEAST_NORMALIZED ? "tiny_layer" : null;
}
