/** A network of a file as an experiment: depth, widths and norms follow from it. */
import type { ExperimentConfig } from "../../experiment/config.ts";
import { LIMITS } from "../../experiment/config.ts";
import type { Given } from "../../experiment/given.ts";
import { planExperiment } from "../../experiment/plan.ts";
import type { FoundNetwork } from "../../weights/network/findNetworks.ts";
import { MOST_VALUES } from "../../weights/network/readNetwork.ts";

type Sizes = readonly { readonly fanIn: number; readonly units: number }[];

/** Of Keras, in place of PyTorch's. */
const KERAS_EPSILON = 1e-3;
const PYTORCH_EPSILON = 1e-5;

/** What a network of a file may not have here. */
interface Obstacle {
  readonly kind: "deep" | "wide" | "large";
  readonly count: number;
  readonly most: number;
}

/** Why a network is not run; null where it can be. */
export function obstacleOf({ layers }: FoundNetwork): Obstacle | null {
  const { depth, width } = LIMITS;
  if (layers.length > depth.max) return { kind: "deep", count: layers.length, most: depth.max };
  const units = Math.max(...layers.flatMap((layer) => [layer.fanIn, layer.units]));
  if (units > width.max) return { kind: "wide", count: units, most: width.max };
  const values = layers.reduce((sum, layer) => sum + layer.fanIn * layer.units, 0);
  return values > MOST_VALUES ? { kind: "large", count: values, most: MOST_VALUES } : null;
}

/** Sizes from the input to the output: `784 → 256 → 10`. */
export function sizesText(layers: Sizes): string {
  const sizes = layers.flatMap(({ fanIn, units }, index) => (index === 0 ? [fanIn, units] : [units]));
  // Long networks are told by their ends.
  const shown = sizes.length <= 8 ? sizes : [...sizes.slice(0, 4), "…", ...sizes.slice(-2)];
  return shown.join(" → ");
}

/** Depth and widths of a network. */
export function sizesOf(layers: Sizes): Pick<ExperimentConfig, "depth" | "width" | "inputWidth"> {
  const units = layers.map((layer) => layer.units);
  const [first = 1] = units;
  const inputs = layers[0]?.fanIn ?? first;
  return {
    depth: units.length,
    width: units.every((own) => own === first) ? first : units,
    inputWidth: inputs === first ? null : inputs,
  };
}

/** The settings of a network with all parameters of the file; activation, inputs and batch stay. */
export function networkConfig(
  { layers, norms, layout }: FoundNetwork,
  given: Given,
): Partial<ExperimentConfig> {
  const norm: Partial<ExperimentConfig> =
    norms === null
      ? { normalization: "none" }
      : {
          normalization: norms.kind,
          normalizedLayers: norms.layers,
          batchStatistics: "batch",
          evaluationBatches: 0,
          epsilon: layout === "outputs_last" ? KERAS_EPSILON : PYTORCH_EPSILON,
          ...(norms.at === null ? {} : { normalizationPosition: norms.at }),
        };
  return {
    ...sizesOf(layers),
    ...norm,
    given,
    initializer: "given",
    initializerParameters: {},
    initializerOptions: {},
    initializerOverrides: [],
    activationOverrides: [],
    // Outputs are scores or values: frameworks put no activation behind them.
    lastActivation: layers.length > 1 ? "linear" : "same",
    biasStd: 0,
    biasMean: 0,
    gamma: 1,
    beta: 0,
    sharing: "none",
    block: "none",
    residual: "none",
    parametrization: "standard",
    keepProbability: 1,
    task: "none",
  };
}

/** Whether a network of a file has the sizes of an experiment. */
export function fits(config: ExperimentConfig, layers: Sizes): boolean {
  const { layers: planned } = planExperiment(config);
  return (
    planned.length === layers.length &&
    planned.every(
      ({ fanIn, units }, index) => fanIn === layers[index]?.fanIn && units === layers[index].units,
    )
  );
}

/** Whether a layer that should take its weights from the file cannot. */
export function lacksValues(config: ExperimentConfig): boolean {
  return planExperiment(config).layers.some(
    ({ initializer, weight }) =>
      initializer === "given" && weight.kind === "scaled" && weight.draw !== "given",
  );
}
