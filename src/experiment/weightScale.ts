/**
 * One number for the size of all weights: sigma_w = sqrt(n_in) std(W) of a hidden layer, the parameter of the
 * initialiser that sets it, the laws of the textbooks on the same axis, and what theory makes of other sizes.
 */
import { initializerById, weightStd } from "../catalog/initializers.ts";
import type { InitializerEntry, InitializerParameter } from "../catalog/initializers.ts";
import type { ExperimentConfig } from "./config.ts";
import { TENFOLD } from "./diagnosis/thresholds.ts";
import { expectedChanges } from "./fixes/prediction.ts";
import { initializerParameter } from "./layerSettings.ts";
import { planExperiment } from "./plan.ts";
import type { LayerPlan } from "./plan.ts";
import { theorySummary } from "./theory/summary.ts";

/** The parameters to which the weights are proportional, or whose root they follow. */
const EXPONENTS = { gain: 1, std: 1, limit: 1, value: 1, scale: 0.5 } as const;
type ScaleKey = keyof typeof EXPONENTS;

/** The parameter of the chosen initialiser that sizes its weights; null where it has none. */
function scaleParameter({
  initializer,
}: ExperimentConfig): (InitializerParameter & { key: ScaleKey }) | null {
  const entry: InitializerEntry = initializerById(initializer);
  for (const parameter of entry.parameters)
    if (parameter.key in EXPONENTS) return parameter as InitializerParameter & { key: ScaleKey };
  return null;
}

/** A hidden layer stands for all: the first sees the input, the last may differ. */
function hiddenLayer(config: ExperimentConfig): LayerPlan | undefined {
  const { layers } = planExperiment(config);
  return layers[Math.min(1, layers.length - 1)];
}

/** sigma_w of a hidden layer; null where the weights have no such number or no parameter that sets it. */
export function weightScaleOf(config: ExperimentConfig): number | null {
  const layer = hiddenLayer(config);
  if (scaleParameter(config) === null || layer === undefined || layer.calibration !== null) return null;
  // Constant weights have no spread; their value counts.
  const size =
    layer.weight.kind === "constant"
      ? Math.abs(layer.weight.value)
      : weightStd(layer.weight, layer.fanIn, layer.units);
  const scale = Math.sqrt(layer.fanIn) * size;
  return scale > 0 && Number.isFinite(scale) ? scale : null;
}

/** Digits of a parameter that is set by its effect. */
const DIGITS = 3;

/** The configuration with weights of another size, as far as the parameter's limits allow. */
export function withWeightScale(config: ExperimentConfig, scale: number): ExperimentConfig {
  const parameter = scaleParameter(config);
  const present = weightScaleOf(config);
  if (parameter === null || present === null) return config;
  const { key, min, max } = parameter;
  const value = initializerParameter(config, key) * (scale / present) ** (1 / EXPONENTS[key]);
  const rounded = Math.min(max, Math.max(min, Number(value.toPrecision(DIGITS))));
  return { ...config, initializerParameters: { ...config.initializerParameters, [key]: rounded } };
}

export type ScaleMark = "lecun" | "xavier" | "he" | "edge";

/** sigma_w of the laws for the fans of a hidden layer, and at the edge of chaos where there is one. */
export function scaleMarks(
  config: ExperimentConfig,
): readonly { readonly id: ScaleMark; readonly scale: number }[] {
  const layer = hiddenLayer(config);
  if (layer === undefined) return [];
  const edge = theorySummary(planExperiment(config))?.criticalWeightVariance ?? null;
  return [
    { id: "lecun", scale: 1 },
    { id: "xavier", scale: Math.sqrt((2 * layer.fanIn) / (layer.fanIn + layer.units)) },
    { id: "he", scale: Math.SQRT2 },
    ...(edge === null ? [] : [{ id: "edge" as const, scale: Math.sqrt(edge) }]),
  ];
}

/** What theory expects of the signal or the gradient over the whole depth. */
export type ScaleZone = "vanishes" | "holds" | "explodes";

/**
 * The zone of one size of the weights: the verdict's own border, a tenfold change of either direction over
 * the depth; of two changes the larger counts. Null where theory says nothing.
 */
export function zoneAt(config: ExperimentConfig, scale: number): ScaleZone | null {
  const plan = planExperiment(withWeightScale(config, scale));
  const changes = expectedChanges(plan);
  if (changes === null) return null;
  const { forward, backward } = changes;
  const largest = Math.abs(backward) > Math.abs(forward) ? backward : forward;
  if (Math.abs(largest) < Math.log(TENFOLD)) return "holds";
  return largest < 0 ? "vanishes" : "explodes";
}
