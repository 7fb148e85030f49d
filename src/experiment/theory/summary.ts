/**
 * A few numbers for a network of equal layers: its place between order and chaos, its fixed point, and its
 * depth scales (Poole et al. 2016, Schoenholz et al. 2017, with dropout; batch norm after Yang et al. 2019).
 * The maps are those of the theory line.
 */
import { biasMeanOf, weightStd } from "../../catalog/initializers.ts";
import { solveEdgeOfChaos } from "../../math/meanField.ts";
import { streamSource } from "../layerLinks.ts";
import type { LayerPlan, Plan } from "../plan.ts";
import { backwardLayer } from "./backward.ts";
import { forwardLayer } from "./forward.ts";
import type { BatchShape, LayerState } from "./forward.ts";
import { gapOf } from "./gap.ts";
import { gaussianExpectation } from "./gaussianExpectation.ts";
import { inputSignal } from "./pairs.ts";

/** Differences between inputs fade (ordered), persist (critical) or grow (chaotic). */
export type PhaseName = "ordered" | "edge" | "chaotic";

export interface TheorySummary {
  /** sigma_w^2 = n_in Var(W) and sigma_b^2 of a hidden layer. */
  readonly weightVariance: number;
  readonly biasVariance: number;
  /** E[z^2] at great depth; 0 or Infinity where it vanishes or explodes. */
  readonly q: number;
  /** Factor of the squared norm of the gradient per layer there, so that widths do not matter. */
  readonly chi: number;
  /** Correlation of the pre-activations of two inputs at great depth. */
  readonly c: number;
  /**
   * Depth scales xi, in layers, over which q, c and the gradient change by a factor e;
   * Infinity where they do not.
   */
  readonly lengthScale: number;
  readonly correlationScale: number;
  readonly gradientScale: number;
  readonly phase: PhaseName;
  /**
   * sigma_w^2 with chi = 1 for these biases and this dropout; null with a
   * normalisation, or where there is none.
   */
  readonly criticalWeightVariance: number | null;
  /** Whether dropout keeps two inputs, even equal ones, from becoming one: c < 1 in every phase. */
  readonly isDecorrelated: boolean;
  /**
   * With the statistics of the batch: growth of the squared gradient per layer, lambda, and the depth up to
   * which such networks were trained, about 16 xi, xi = 1 / ln lambda (Yang et al. 2019); null without them.
   */
  readonly batchNorm: { readonly growth: number; readonly trainableDepth: number } | null;
}

/**
 * A gradient that needs this many layers to change by a factor e is constant in the deepest network allowed.
 */
const EDGE_SCALE = 1000;
/** A correlation below this is the rounding error of the quadrature. */
const ROUNDING = 1e-12;
/** Fixed points beyond these limits count as 0 and Infinity. */
const [LEAST, MOST] = [1e-20, 1e20];

/**
 * Layers with a special place: the first sees the raw input, the last may have another activation and no
 * dropout.
 */
function hiddenLayers({ layers }: Plan): readonly LayerPlan[] {
  return layers.length < 3 ? layers : layers.slice(1, -1);
}

/** The fields that equal layers must share. */
function lawOf({
  fanIn,
  units,
  weight,
  bias,
  activation,
  activationParameter,
  norm,
  keepProbability,
}: LayerPlan): string {
  const sigma = fanIn * weightStd(weight, fanIn, units) ** 2;
  return JSON.stringify([sigma.toPrecision(9), bias, activation, activationParameter, norm, keepProbability]);
}

/** One layer of the network as a map of (q, c). */
class LayerMap {
  readonly layer: LayerPlan;
  readonly weightVariance: number;
  readonly biasVariance: number;
  private readonly batch: number;

  constructor(layer: LayerPlan, batch: number) {
    this.layer = layer;
    this.batch = batch;
    this.weightVariance = layer.fanIn * weightStd(layer.weight, layer.fanIn, layer.units) ** 2;
    this.biasVariance = layer.biasStd ** 2;
  }

  get shape(): BatchShape {
    return { batch: this.batch, shares: [1] };
  }

  /** The layer whose pre-activations have E[z^2] = q and correlation c. */
  at(q: number, c: number): LayerState {
    const second = (q - this.biasVariance) / this.weightVariance;
    const shared = (c * q - this.biasVariance) / this.weightVariance;
    return forwardLayer(this.layer, { mean: 0, second, shared: [shared] }, null, this.shape);
  }

  /** E[z z'] of the next layer from E[a a']. */
  next(moment: number): number {
    return this.weightVariance * moment + this.biasVariance;
  }

  nextLength(q: number): number {
    return this.next(this.at(q, 0).output.second);
  }

  nextCorrelation(q: number, c: number): number {
    const { output } = this.at(q, c);
    return this.next(output.shared[0] ?? NaN) / this.next(output.second);
  }
}

/**
 * The fixed point of the length map to which q flows: the nearest one in the direction of its movement. The
 * map grows with q, so there is none in between.
 */
function settledLength(map: LayerMap, start: number): number {
  const excess = (logQ: number): number => Math.log(map.nextLength(Math.exp(logQ))) - logQ;
  let low = Math.log(Math.max(start, LEAST));
  const first = excess(low);
  if (!(Math.abs(first) > 1e-12)) return Math.exp(low);
  const floor = Math.log(Math.max(LEAST, map.biasVariance));
  const direction = Math.sign(first);
  let high = low;
  for (let step = 0.25; ; step *= 2) {
    high = low + direction * step;
    if (high > Math.log(MOST)) return Infinity;
    if (high < floor) {
      if (map.biasVariance < LEAST) return 0;
      high = floor;
    }
    // Where the map moves very slowly, as ReLU's with biases, the remaining difference is rounding, not a
    // fixed point.
    if (excess(high) * direction < -1e-12) break;
    if (high === floor) return Math.exp(floor);
    low = high;
  }
  for (let step = 0; step < 60 && Math.abs(high - low) > 1e-13; step++) {
    const middle = (low + high) / 2;
    if (excess(middle) * direction > 0) low = middle;
    else high = middle;
  }
  return Math.exp((low + high) / 2);
}

/** The stable fixed point of the correlation map: 1 where equal inputs attract, else the one below. */
function settledCorrelation(map: LayerMap, q: number, chi: number): number {
  const { norm, keepProbability } = map.layer;
  if (norm?.kind === "batch" && norm.statistics === "batch") return map.nextCorrelation(q, 0);
  if (keepProbability === 1 && chi <= 1 + 1 / EDGE_SCALE ** 2) return 1;
  // Odd activations without biases keep independent inputs independent; what remains is rounding.
  if (map.nextCorrelation(q, 0) < ROUNDING) return 0;
  let low = 0;
  let high = 1 - 1e-9;
  for (let step = 0; step < 50; step++) {
    const middle = (low + high) / 2;
    if (map.nextCorrelation(q, middle) > middle) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function depthScale(factor: number): number {
  return Math.abs(factor - 1) < 1e-7 ? Infinity : 1 / Math.abs(Math.log(Math.abs(factor)));
}

/**
 * The factor of a backward step on the squared norm of the gradient, in the settled state: through batch norm
 * the gradient sums to 0 over the batch. The second moment of an entry changes with the width as well.
 */
function settledChi(map: LayerMap, q: number): number {
  const { norm } = map.layer;
  const isBatch = norm?.kind === "batch" && norm.statistics === "batch";
  const { batch } = map.shape;
  // The correlation matters to batch norm only, and there it has settled after one layer.
  const c = isBatch ? map.nextCorrelation(q, 0) : 0;
  const shared = isBatch ? -1 / (batch - 1) : 0;
  const gradient = { second: 1, shared: [shared], drift: 0 };
  const { toInput } = backwardLayer(map.at(q, c), gradient, null, map.shape);
  return toInput.second * (map.layer.fanIn / map.layer.units);
}

function phaseName(chi: number): PhaseName {
  if (Math.abs(Math.log(chi)) < 1 / EDGE_SCALE) return "edge";
  return chi < 1 ? "ordered" : "chaotic";
}

/**
 * The summary; null where layers differ, where a residual stream grows with depth, and where theory has a
 * gap.
 */
export function theorySummary(plan: Plan): TheorySummary | null {
  const hidden = hiddenLayers(plan);
  const [layer] = hidden;
  const isAlike =
    layer !== undefined &&
    new Set(hidden.map(lawOf)).size === 1 &&
    plan.layers.every((one) => streamSource(one) === null && gapOf(one, plan.batch) === null);
  if (!isAlike || biasMeanOf(layer.bias) !== 0) return null;
  const map = new LayerMap(layer, plan.batch);
  const { weightVariance, biasVariance } = map;
  if (weightVariance === 0) return null;
  const q = settledLength(map, map.next(inputSignal(plan).signal.second));
  const at = Math.min(MOST, Math.max(LEAST, q));
  const chi = settledChi(map, at);
  const c = settledCorrelation(map, at, chi);
  const step = 1e-3;
  const lengthDerivative =
    (Math.log(map.nextLength(at * (1 + step))) - Math.log(map.nextLength(at * (1 - step)))) /
    (Math.log1p(step) - Math.log1p(-step));
  const isBatch = layer.norm?.kind === "batch" && layer.norm.statistics === "batch";
  const gradientScale = depthScale(chi);
  return {
    weightVariance,
    biasVariance,
    q,
    chi,
    c,
    lengthScale: depthScale(lengthDerivative),
    correlationScale: depthScale(correlationDerivative(map, at, c)),
    gradientScale,
    phase: phaseName(chi),
    criticalWeightVariance: layer.norm === null ? criticalWeightVariance(layer, biasVariance) : null,
    isDecorrelated: layer.keepProbability < 1,
    batchNorm: isBatch ? { growth: chi, trainableDepth: chi > 1 ? 16 * gradientScale : Infinity } : null,
  };
}

/** Dropout multiplies E[phi^2] and E[phi'^2] by 1/p alike: the same q* is critical at p sigma_w^2. */
function criticalWeightVariance(layer: LayerPlan, biasVariance: number): number | null {
  const edge = solveEdgeOfChaos((q) => gaussianExpectation(layer, { mean: 0, variance: q }), biasVariance);
  return edge === null ? null : edge.weight * layer.keepProbability;
}

/** dc'/dc = sigma_w^2 v E[phi' phi'] / q'; 0 where batch norm removes the part that the inputs share. */
function correlationDerivative(map: LayerMap, q: number, c: number): number {
  const { norm } = map.layer;
  if (norm?.kind === "batch" && norm.statistics === "batch") return 0;
  const { gaussian, seenVariance, after, output } = map.at(q, c);
  const scale = after?.scale ?? 1;
  return (
    (map.weightVariance * seenVariance * gaussian.derivativeOverlap(c) * scale ** 2) / map.next(output.second)
  );
}
