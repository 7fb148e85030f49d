/**
 * Numbers derived from a finished run: factors per layer, ratios, shares, and the reach of chance in a random
 * network. Pure functions over results. Claims and lessons judge the numbers.
 */
import { inputMoments } from "./inputMoments.ts";
import { placeEdges, rebin } from "../math/cumulative.ts";
import type { Plan } from "./plan.ts";
import type { LayerResult, TensorId, TensorStats } from "./result.ts";

type Layers = readonly LayerResult[];

/**
 * Statistics of a tensor; `layer` counts from 0, or from the end when negative.
 * @throws while the run has not reached it
 */
export function statsOf(layers: Layers, layer: number, tensor: TensorId): TensorStats {
  const stats = layers.at(layer)?.tensors[tensor];
  if (stats === undefined) throw new Error(`missing ${tensor} of layer ${layer} (expected a finished run)`);
  return stats;
}

/** Factor per layer, as the geometric mean, of the activations' std from the first layer to the last. */
export function forwardFactor(layers: Layers): number {
  const ratio = statsOf(layers, -1, "activation").std / statsOf(layers, 0, "activation").std;
  return ratio ** (1 / (layers.length - 1));
}

/** RMS of the first layer's gradient over the last's. */
export function backwardRatio(layers: Layers, tensor: TensorId = "grad_activation"): number {
  return statsOf(layers, 0, tensor).rms / statsOf(layers, -1, tensor).rms;
}

/**
 * Factor per layer, as the geometric mean, of the gradients' RMS from the last layer
 * back to layer `to` (from 0).
 */
export function backwardFactor(layers: Layers, to = 0): number {
  const ratio = statsOf(layers, to, "grad_activation").rms / statsOf(layers, -1, "grad_activation").rms;
  return ratio ** (1 / (layers.length - 1 - to));
}

/**
 * What a layer adds to its stream, as a share of the sum: rms(branch) / sqrt(rms(branch)^2 + rms(factor
 * x)^2), as the two do not correlate at large width. It is 1 / sqrt(1 + L) for the last of L pre-norm blocks
 * with branches as large as the input. NaN for a layer that adds to none.
 */
export function streamShare({ layers: plans }: Pick<Plan, "layers">, layers: Layers, layer: number): number {
  const plan = plans.at(layer);
  if (plan?.stream === undefined) return NaN;
  const { from, factor } = plan.stream;
  const source = layers[from]?.tensors;
  const before = factor * ((source?.stream ?? source?.activation)?.rms ?? NaN);
  const branch = layers.at(layer)?.tensors.activation?.rms ?? NaN;
  return branch / Math.hypot(before, branch);
}

/** Share of the entries with |x| < limit, exact zeros among them. */
export function shareBelow({ sketch }: TensorStats, limit: number): number {
  const [inside = 0] = rebin(sketch, placeEdges([-limit, limit])).counts;
  return (inside + sketch.zeros) / sketch.count;
}

/** Share of the entries that are Inf or NaN. */
export function nonFiniteShare({ sketch: { count, nan, posInf, negInf } }: TensorStats): number {
  return (nan + posInf + negInf) / count;
}

/** First layer, counted from 1, with an activation that is Inf or NaN; Infinity when there is none. */
export function firstOverflow(layers: Layers): number {
  const at = layers.findIndex((_, layer) => nonFiniteShare(statsOf(layers, layer, "activation")) > 0);
  return at < 0 ? Infinity : at + 1;
}

/**
 * Share of the activations' power that is the same for every input: 1 - (batch std / rms)^2 B / (B - 1). The
 * last factor corrects for the pairs of an input with itself. For inputs of equal length it is the mean
 * cosine between two of them.
 */
export function commonShare({ batchStd, rms }: Pick<TensorStats, "batchStd" | "rms">, batch: number): number {
  return 1 - ((batchStd / rms) ** 2 * batch) / (batch - 1);
}

/** Spread between units as a share of the signal: 0 where all units compute the same value. */
export function unitContrast({ unitStd, rms }: TensorStats): number {
  return rms === 0 ? 0 : unitStd / rms;
}

/**
 * The largest |ln ratio| between the ends of a network that chance alone explains. A second moment through
 * layers of n units has relative variance sum 5/n at most (He ReLU and inputs that have become alike; Hanin &
 * Rolnick 2018), an RMS half of that standard deviation. Three of them are exceeded once in 370 times.
 */
export function chanceOf({ layers }: Plan): number {
  return 1.5 * Math.sqrt(layers.reduce((sum, { units }) => sum + 5 / units, 0));
}

/** The width in the middle of all layers' widths: what equal layers would have. */
export function medianWidth(units: readonly number[]): number {
  return units.toSorted((a, b) => a - b)[units.length >> 1] ?? 1;
}

/** Root mean square of the inputs, at infinite sampling; of the very points of a task. */
export function inputRms(plan: Plan): number {
  return Math.sqrt(inputMoments(plan).second);
}

/** Whether chance alone explains this factor per layer: the signal neither grows nor fades. */
export function isSteady(factorPerLayer: number, plan: Plan): boolean {
  return Math.abs(Math.log(factorPerLayer)) * (plan.layers.length - 1) <= chanceOf(plan);
}

/**
 * Whether a number lies nearer to one value than to another on a log scale. The border is their geometric
 * mean, where two hypotheses with the same relative error are equally likely.
 */
export function isNearer(value: number, to: number, than: number): boolean {
  return Math.abs(Math.log(value / to)) < Math.abs(Math.log(value / than));
}
