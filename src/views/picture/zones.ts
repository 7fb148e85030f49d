/** Where the output of an activation is saturated, for the pale zones behind its histograms. */
import { activationById } from "../../catalog/activations.ts";
import type { SaturationZones } from "../../charts/cell.ts";
import type { LayerPlan } from "../../experiment/plan.ts";

/** Beyond this every catalogue activation that saturates has done so; the scan goes inwards from here. */
const REACH = 30;
const STEP = 0.01;

/** The output at which one end becomes saturated, or null where the slope stays or the curve turns back on itself. */
function saturatedEnd(layer: LayerPlan, sign: 1 | -1): number | null {
  const { f, df, period } = activationById(layer.activation);
  if (period !== undefined) return null;
  const isFlat = (x: number): boolean => Math.abs(df(x, layer.slope)) < layer.saturationThreshold;
  if (!isFlat(sign * REACH)) return null;
  let x = REACH;
  while (x > -REACH && isFlat(sign * x)) x -= STEP;
  // The last flat point, not the first steep one: a flat part that is one value has then no extent.
  const edge = f(sign * (x + STEP), layer.slope);
  const end = f(sign * REACH, layer.slope);
  // Also false where the flat part is one value, as the zeros of ReLU and the ends of hard tanh, which are drawn as atoms.
  return sign * (end - edge) > 1e-9 ? edge : null;
}

const cache = new Map<string, SaturationZones>();

/** The zones of a layer's output; null where there are none, or where a normalisation follows the activation. */
export function saturationZones(layer: LayerPlan): SaturationZones | null {
  if (layer.norm?.at === "after") return null;
  const key = `${layer.activation}:${layer.slope}`;
  let zones = cache.get(key);
  if (zones === undefined) {
    zones = { below: saturatedEnd(layer, -1), above: saturatedEnd(layer, 1) };
    cache.set(key, zones);
  }
  return zones.below === null && zones.above === null ? null : zones;
}
