/**
 * Batch norm by batch size and depth (Yang et al. 2019): the present network with batch norm at seven batch
 * sizes, and what its layers do to the spread, to gradients and to the angle between inputs. Pure.
 */
import type { ExperimentConfig } from "./config.ts";
import type { Plan } from "./plan.ts";
import type { LayerResult, TensorId } from "./result.ts";
import { theoryOfPlan } from "./theory/planTheory.ts";

/** Below four inputs the expected squared gradient is infinite. */
export const NORM_BATCHES = [4, 8, 16, 32, 64, 128, 256] as const;
/** Networks of each batch size. */
export const NORM_SEEDS = 3;
/** Widths of the study's networks are cut to this: 21 of them take seconds. */
export const NORM_WIDTH = 256;

/** What is measured of every layer. */
export const NORM_TENSORS = ["activation", "grad_pre_activation"] as const satisfies readonly TensorId[];

/** One network of the study. */
export interface NormMember {
  readonly batch: number;
  readonly seedIndex: number;
}

/** All networks, the usual batch sizes of every seed before the next seed. */
export const NORM_MEMBERS: readonly NormMember[] = Array.from({ length: NORM_SEEDS }, (_, seedIndex) =>
  NORM_BATCHES.map((batch) => ({ batch, seedIndex })),
).flat();

/**
 * The present network with batch norm on the statistics of its batch, without a task, whose points would
 * limit the batch, and with a drawn gradient at the end.
 */
export function normConfig(config: ExperimentConfig, { batch, seedIndex }: NormMember): ExperimentConfig {
  const cut = (units: number): number => Math.min(NORM_WIDTH, units);
  const { width, inputWidth } = config;
  return {
    ...config,
    width: typeof width === "number" ? cut(width) : width.map(cut),
    inputWidth: inputWidth === null ? null : cut(inputWidth),
    normalization: "batch",
    batchStatistics: "batch",
    evaluationBatches: 0,
    task: "none",
    gradient: "gaussian",
    batch,
    seed: config.seed + seedIndex,
  };
}

/** Numbers of each layer, in the order of the layers. */
export interface NormNumbers {
  /** Standard deviation of the activations. */
  readonly spread: readonly number[];
  /** Root mean square of dL/dz, over that of the last layer. */
  readonly gradient: readonly number[];
  /** Mean cosine of the outputs of two different inputs. */
  readonly cosine: readonly number[];
}

export const NORM_NUMBERS = [
  "spread",
  "gradient",
  "cosine",
] as const satisfies readonly (keyof NormNumbers)[];

const overLast = (values: readonly number[]): readonly number[] =>
  values.map((value) => value / (values.at(-1) ?? NaN));

export function measuredNorm(layers: readonly LayerResult[]): NormNumbers {
  return {
    spread: layers.map(({ tensors }) => tensors.activation?.std ?? NaN),
    gradient: overLast(layers.map(({ tensors }) => tensors.grad_pre_activation?.rms ?? NaN)),
    cosine: layers.map(({ similarity }) => similarity.cosine),
  };
}

/** The same by theory; null where it does not describe the whole network. */
export function expectedNorm(plan: Plan): NormNumbers | null {
  const { layers, gap } = theoryOfPlan(plan);
  if (gap !== null) return null;
  return {
    spread: layers.map(({ std }) => std),
    gradient: overLast(layers.map(({ gradPreActivationRms }) => gradPreActivationRms)),
    cosine: layers.map(({ cosine }) => cosine),
  };
}

/**
 * Growth of the mean squared gradient per layer on its way back, from the second layer from the end to the
 * second: the first sees inputs that are not normalised, the last a gradient that is drawn. NaN for fewer
 * than four layers.
 */
export function growthOf({ gradient }: NormNumbers): number {
  const steps = gradient.length - 3;
  if (steps < 1) return NaN;
  return ((gradient[1] ?? NaN) / (gradient.at(-2) ?? NaN)) ** (2 / steps);
}

/** Averages of several networks, layer by layer; of gradients in logarithms, as they grow by factors. */
export function averageNorm(of: readonly NormNumbers[]): NormNumbers {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const layers = of[0]?.spread ?? [];
  const at = (key: keyof NormNumbers, layer: number): readonly number[] =>
    of.map((each) => each[key][layer] ?? NaN);
  return {
    spread: layers.map((_, layer) => mean(at("spread", layer))),
    gradient: layers.map((_, layer) => Math.exp(mean(at("gradient", layer).map(Math.log)))),
    cosine: layers.map((_, layer) => mean(at("cosine", layer))),
  };
}
