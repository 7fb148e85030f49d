/**
 * What the links between the layers of a plan mean: the units of a norm, the source of a stream, and what it
 * goes around. Without the planner, which no engine needs.
 */
import type { LayerPlan, Plan } from "./plan.ts";

/** Number of units that a norm normalises: those of the layer, or of its input. */
export function normalizedUnits({ norm, units, fanIn }: LayerPlan): number {
  return norm?.at === "input" ? fanIn : units;
}

/** Index of the layer whose output the end of a block adds to; null for all other layers. */
export function streamSource({ stream, skipFrom }: LayerPlan): number | null {
  return stream?.from ?? skipFrom;
}

/** Tokens of a sequence: so many rows of a batch follow each other; 1 where no layer mixes them. */
export function tokensOf({ layers }: Pick<Plan, "layers">): number {
  return layers.find(({ attention }) => attention !== undefined)?.attention?.tokens ?? 1;
}

/** Whether a stream goes around a layer's output: the layer is in a block and does not end it. */
export function isBypassed(layers: readonly LayerPlan[], layerIndex: number): boolean {
  return layers.slice(layerIndex + 1, layerIndex + 4).some((later) => {
    const source = streamSource(later);
    return source !== null && source < layerIndex;
  });
}
