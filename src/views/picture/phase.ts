/** Where a network stands between order and chaos: the fixed points of its common layer and how deep they are reached. */
import { activationById } from "../../catalog/activations.ts";
import { weightStd } from "../../catalog/initializers.ts";
import type { LayerPlan, Plan } from "../../experiment/plan.ts";
import { phaseOf, slopeFactor } from "../../math/meanField.ts";
import type { LayerVariances, Phase } from "../../math/meanField.ts";

/** A phase by name, with its figures; c is NaN where the length has no fixed point to speak of. */
export interface TheorySummary extends Phase {
  readonly phase: "ordered" | "edge" | "chaotic";
}

/** Nearer to one than this is the edge: the quadrature is good to 1e-7, and e^1000 layers is no depth scale. */
const EDGE = 1e-3;

/** The law that all layers but the first share; null where they differ, or where something other than it acts on the signal. */
function commonLaw({
  layers,
}: Plan): { readonly layer: LayerPlan; readonly variances: LayerVariances } | null {
  const [layer, ...others] = layers.length > 1 ? layers.slice(1) : layers;
  if (layer === undefined) return null;
  const lawOf = ({ weight, fanIn, units, biasStd, activation, slope }: LayerPlan): string =>
    [fanIn * weightStd(weight, fanIn, units) ** 2, biasStd, activation, slope].join();
  const isPlain = ({ norm, skipFrom, keepProbability }: LayerPlan): boolean =>
    norm === null && skipFrom === null && keepProbability === 1;
  const inner = [layer, ...others];
  if (!layers.every(isPlain) || inner.some((other) => lawOf(other) !== lawOf(layer))) return null;
  const { fanIn, units, weight, biasStd } = layer;
  return { layer, variances: { weight: fanIn * weightStd(weight, fanIn, units) ** 2, bias: biasStd ** 2 } };
}

/** The phase of a plan for which theory has a line; null where its layers have no law in common. */
export function theorySummary(plan: Plan): TheorySummary | null {
  const law = commonLaw(plan);
  if (law === null) return null;
  const { f, df, kinks } = activationById(law.layer.activation);
  const { slope } = law.layer;
  const phi = { f: (x: number) => f(x, slope), df: (x: number) => df(x, slope), kinks };
  const found = phaseOf(phi, law.variances);
  const hasLength = found.q > 0 && found.q < Infinity;
  // Without a length the correlation has nothing to be of; a slope there is still, of small or of large values.
  const chi = hasLength ? found.chi : slopeFactor(phi, law.variances, found.q === 0 ? 1e-12 : 1e12);
  return {
    ...found,
    chi,
    c: hasLength ? found.c : NaN,
    lengthScale: hasLength ? found.lengthScale : NaN,
    correlationScale: hasLength ? found.correlationScale : NaN,
    phase: Math.abs(chi - 1) < EDGE ? "edge" : chi < 1 ? "ordered" : "chaotic",
  };
}
