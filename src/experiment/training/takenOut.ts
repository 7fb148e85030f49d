/** Biases that batch norm behind them takes out: they change nothing and learn nothing. */
import { streamSource } from "../layerLinks.ts";
import type { LayerPlan } from "../plan.ts";

/** Whether all that takes the output of a layer is batch norm, which takes out what is added to it. */
function entersBatchNorm(layers: readonly LayerPlan[], layerIndex: number): boolean {
  const next = layers[layerIndex + 1]?.norm;
  if (next?.kind !== "batch" || next.at !== "input") return false;
  const end = layers.find((layer) => streamSource(layer) === layerIndex);
  return end === undefined || entersBatchNorm(layers, end.layerIndex);
}

/**
 * Whether batch norm over the batch takes out what the biases of a layer add. Their gradient is then 0 but
 * for rounding, of which optimisers that divide by its size would make whole steps.
 */
export function isBiasTakenOut(layers: readonly LayerPlan[], layer: LayerPlan): boolean {
  const { norm, activation, keepProbability, gate, attention, layerIndex } = layer;
  if (norm?.kind === "batch" && norm.at === "before") return true;
  if (activation !== "linear" || keepProbability < 1 || (gate ?? attention) !== undefined) return false;
  if (norm?.at === "stream") return norm.kind === "batch";
  return norm === null && entersBatchNorm(layers, layerIndex);
}
