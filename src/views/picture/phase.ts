/** Where a network of equal layers stands between order and chaos: what it settles at, and over how many layers. */
import { activationById } from "../../catalog/activations.ts";
import { weightStd } from "../../catalog/initializers.ts";
import type { LayerPlan, Plan } from "../../experiment/plan.ts";
import { edgeOfChaos, lengthFixedPoint, phaseOf, slopeFactor } from "../../math/meanField.ts";

export interface TheorySummary {
  /** sigma_w^2 = n_in Var(W) of a hidden layer. */
  readonly weightVariance: number;
  /** E[z^2] deep down; 0 or Infinity where it vanishes or explodes. */
  readonly q: number;
  /** Factor of the squared gradient per layer there. */
  readonly chi: number;
  /** Correlation of two inputs deep down; NaN where the length has no fixed point to speak of. */
  readonly c: number;
  /** Depth scales, in layers, over which q and c settle; Infinity where they do not. */
  readonly lengthScale: number;
  readonly correlationScale: number;
  readonly phase: "ordered" | "edge" | "chaotic";
  /** sigma_w^2 with chi = 1; null where there is none. */
  readonly criticalWeightVariance: number | null;
}

/** A gradient that needs a thousand layers to change by a factor e stays put in the deepest network there is. */
const EDGE = 1e-3;
/** The fixed points are found to about 1e-7; less than this is none. */
const NO_CORRELATION = 1e-6;

function varianceOf({ weight, fanIn, units }: LayerPlan): number {
  return fanIn * weightStd(weight, fanIn, units) ** 2;
}

/** A layer like all that are neither the first nor the last; null where they differ, or are more than weights and activation. */
function commonLayer({ layers }: Plan): LayerPlan | null {
  const inner = layers.length < 3 ? layers : layers.slice(1, -1);
  const [layer] = inner;
  const lawOf = (one: LayerPlan): string =>
    [varianceOf(one).toPrecision(9), one.biasStd, one.activation, one.slope].join();
  const isPlain = layers.every(
    ({ norm, skipFrom, keepProbability }) => norm === null && skipFrom === null && keepProbability === 1,
  );
  if (layer === undefined || !isPlain) return null;
  return inner.every((one) => lawOf(one) === lawOf(layer)) ? layer : null;
}

function phaseName(chi: number): TheorySummary["phase"] {
  if (Math.abs(Math.log(chi)) < EDGE) return "edge";
  return chi < 1 ? "ordered" : "chaotic";
}

/** The summary of a plan for which theory has a line; null where its layers have no law in common. */
export function theorySummary(plan: Plan): TheorySummary | null {
  const layer = commonLayer(plan);
  if (layer === null) return null;
  const { f, df, kinks } = activationById(layer.activation);
  const { slope } = layer;
  const phi = { f: (x: number) => f(x, slope), df: (x: number) => df(x, slope), kinks };
  const variances = { weight: varianceOf(layer), bias: layer.biasStd ** 2 };
  const q = lengthFixedPoint(phi, variances);
  const common = {
    weightVariance: variances.weight,
    criticalWeightVariance: edgeOfChaos(phi, variances.bias)?.weight ?? null,
  };
  if (!(q > 0 && q < Infinity)) {
    // Without a length the correlation has nothing to be of; a slope there is still, of small or of large values.
    const chi = slopeFactor(phi, variances, q === 0 ? 1e-12 : 1e12);
    const none = { c: NaN, lengthScale: NaN, correlationScale: NaN };
    return { ...common, ...none, q, chi, phase: phaseName(chi) };
  }
  const { chi, c, lengthScale, correlationScale } = phaseOf(phi, variances);
  const settled = Math.abs(c) < NO_CORRELATION ? 0 : c;
  return { ...common, q, chi, c: settled, lengthScale, correlationScale, phase: phaseName(chi) };
}
