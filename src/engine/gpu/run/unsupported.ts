/** The plans that GPU.js leaves to the processor: rare settings without kernels of their own. */
import type { LayerPlan, Plan } from "../../../experiment/plan.ts";

function unsupportedIn({ norm, alphaDropout, dropsBeforeNorm, attention }: LayerPlan): string | null {
  if (attention?.epsilon === 0) return "a QK norm with an epsilon of 0";
  if (alphaDropout !== null) return "alpha dropout";
  if (dropsBeforeNorm) return "dropout before the norm";
  return norm?.kind === "batch" && norm.statistics === "averaged"
    ? "averages over batches of training"
    : null;
}

/**
 * What of a training has no kernel on the device; null where it can run. A norm that may divide by 0 would be
 * looked at in every step.
 */
export function untrainablePart(plan: Plan): string | null {
  const divides = plan.layers.some(({ norm }) => norm?.epsilon === 0);
  const attends = plan.layers.some(({ attention }) => attention !== undefined);
  return (
    unsupportedPart(plan) ??
    (attends ? "training of attention" : divides ? "training with an epsilon of 0" : null)
  );
}

/** What of a plan has no kernel on the device; null where it can run. */
export function unsupportedPart({ layers }: Plan): string | null {
  const sharesCalibrated = layers.some(
    ({ weightsFrom, layerIndex }) => weightsFrom !== layerIndex && layers[weightsFrom]?.calibration !== null,
  );
  if (sharesCalibrated) return "shared weights that are calibrated";
  return layers.map(unsupportedIn).find((part) => part !== null) ?? null;
}
