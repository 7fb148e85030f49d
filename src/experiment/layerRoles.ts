/** The part of each weight layer in its block, from the links of a plan alone. */
import type { LayerPlan } from "./plan.ts";

/**
 * Queries, keys and values of attention and its output projection; of an MLP its first and its last layer,
 * and the gate and the value of a gated one in the place of the first.
 */
const LAYER_ROLES = ["query", "key", "value", "output", "inner", "gate", "gated", "end"] as const;
export type LayerRole = (typeof LAYER_ROLES)[number];

/** The sign of each matrix, as `docs/model.md` has it; the same in every language. */
export const ROLE_SIGNS: Readonly<Record<LayerRole, string>> = {
  query: "Q",
  key: "K",
  value: "V",
  output: "O",
  inner: "W1",
  gate: "Wg",
  gated: "Wv",
  end: "W2",
};

/** The part of a layer in its block; null for layers outside all blocks, and for plain residual ones. */
export function layerRole(layers: readonly LayerPlan[], layerIndex: number): LayerRole | null {
  if (layers[layerIndex]?.attention !== undefined) return "value";
  if (layers[layerIndex - 1]?.attention !== undefined) return "output";
  for (const { attention } of layers.slice(layerIndex + 1, layerIndex + 3)) {
    if (attention?.query === layerIndex) return "query";
    if (attention?.key === layerIndex) return "key";
  }
  const layer = layers[layerIndex];
  if (layer?.gate !== undefined) return "gated";
  if (layer?.stream !== undefined) return "end";
  const [next, afterNext] = [layers[layerIndex + 1], layers[layerIndex + 2]];
  if (next?.gate === layerIndex) return "gate";
  const starts = (end: LayerPlan | undefined): boolean => end?.stream?.from === layerIndex - 1;
  return starts(next) || (next?.gate === undefined && starts(afterNext)) ? "inner" : null;
}
