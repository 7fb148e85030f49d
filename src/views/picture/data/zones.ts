/**
 * Where an activation is saturated: in its input, and in its output for the pale zones behind its histograms.
 */
import { activationById } from "../../../catalog/activations.ts";
import type { SaturationZones } from "../../../charts/cell.ts";
import type { LayerPlan } from "../../../experiment/plan.ts";
import type { ShownTensorId } from "../../../experiment/result.ts";

/** Beyond this every catalogue activation that saturates has done so; the scan goes inwards from here. */
const REACH = 30;
const STEP = 0.01;

/**
 * The input at which one end becomes flat, going outwards; null where the derivative stays or the curve
 * repeats itself.
 */
function flatEnd(layer: LayerPlan, sign: 1 | -1): number | null {
  const { df, period } = activationById(layer.activation);
  if (period !== undefined) return null;
  const isFlat = (x: number): boolean =>
    Math.abs(df(x, layer.activationParameter)) < layer.saturationThreshold;
  if (!isFlat(sign * REACH)) return null;
  let x = REACH;
  while (x > -REACH && isFlat(sign * x)) x -= STEP;
  // The last flat point, not the first steep one, so that a flat stretch of a single value has no extent.
  return sign * (x + STEP);
}

/** The output at which one end becomes saturated. */
function flatOutput(layer: LayerPlan, sign: 1 | -1, input: number | null): number | null {
  if (input === null) return null;
  const { f } = activationById(layer.activation);
  const edge = f(input, layer.activationParameter);
  const end = f(sign * REACH, layer.activationParameter);
  // Also false where the flat stretch is one value, as the zeros of ReLU and the ends of hard tanh, which are
  // drawn as atoms.
  return sign * (end - edge) > 1e-9 ? edge : null;
}

interface Zones {
  readonly input: SaturationZones;
  readonly output: SaturationZones;
}

const cache = new Map<string, Zones>();

function zonesOf(layer: LayerPlan): Zones {
  const key = `${layer.activation}:${layer.activationParameter}`;
  let zones = cache.get(key);
  if (zones === undefined) {
    const input = { below: flatEnd(layer, -1), above: flatEnd(layer, 1) };
    zones = {
      input,
      output: { below: flatOutput(layer, -1, input.below), above: flatOutput(layer, 1, input.above) },
    };
    cache.set(key, zones);
  }
  return zones;
}

/** Where phi is flat, in its input; null ends where it is not. */
export function inputZones(layer: LayerPlan): SaturationZones {
  return zonesOf(layer).input;
}

/**
 * The zones of a tensor of a layer; null where there are none, or where another operation stands between the
 * tensor and the activation.
 */
export function saturationZones(layer: LayerPlan, tensor: ShownTensorId): SaturationZones | null {
  const between = { pre_activation: "before", activation: "after" } as const;
  if (tensor !== "pre_activation" && tensor !== "activation") return null;
  if (layer.norm?.at === between[tensor]) return null;
  // After dropout, a gate or the sum with a residual stream, the values are no longer phi's own output.
  const isMixed = layer.skipFrom !== null || layer.stream !== undefined || layer.gate !== undefined;
  if (tensor === "activation" && (layer.keepProbability < 1 || isMixed)) return null;
  const { input, output } = zonesOf(layer);
  const zones = tensor === "activation" ? output : input;
  return zones.below === null && zones.above === null ? null : zones;
}
