/**
 * The coordinate check of Yang et al. 2022: one network at several widths, a few steps on one fixed batch,
 * and how fast the size of each layer's pre-activations grows with the width. Pure: it says what is trained,
 * and what the sizes mean.
 */
import { taskOf, DEFAULT_CONFIG } from "../config.ts";
import type { ExperimentConfig } from "../config.ts";
import type { Snapshot } from "./snapshot.ts";
import { isTrainable } from "./trainingPlan.ts";

export const PARAMETRIZATIONS = [
  "standard",
  "mup",
] as const satisfies readonly ExperimentConfig["parametrization"][];
export type Parametrization = (typeof PARAMETRIZATIONS)[number];

export const CHECK_WIDTHS = [32, 64, 128, 256, 512] as const;
/** Steps of a check; the sizes before the first one are measured as well. */
export const CHECK_STEPS = 4;
const SEEDS = 3;
/** Points of the fixed batch, and layers: a check takes seconds. */
const MOST_POINTS = 64;
const MOST_LAYERS = 8;

/** The experiment of A3 in docs/published.md: what a network without a task of its own learns, and how. */
const BORROWED = {
  task: "teacher",
  noise: 0,
  optimizer: "adam",
  learningRate: 0.01,
  depth: 4,
  batch: 64,
} as const;

/** What studies of width train in place of the present network. */
export interface WidthNetwork {
  /** Its width and parametrisation are those of the members. */
  readonly config: ExperimentConfig;
  /** Whether task, optimiser and rate are the present network's own. */
  readonly isOwn: boolean;
}

/** The present network with one width for all its hidden layers, and with a task. */
export function widthNetwork(config: ExperimentConfig): WidthNetwork {
  const isOwn = taskOf(config) !== null && isTrainable(config);
  const { activation, activationParameter, frequency, phi, seed, baseWidth } = config;
  const { initializer, initializerParameters, initializerOptions, normalization, biasStd } = config;
  const shared = { activation, activationParameter, frequency, phi, seed, baseWidth };
  const weights = { initializer, initializerParameters, initializerOptions, normalization, biasStd };
  return isOwn
    ? {
        isOwn,
        config: {
          ...config,
          depth: Math.min(MOST_LAYERS, config.depth),
          batch: Math.min(MOST_POINTS, config.batch),
          width: DEFAULT_CONFIG.width,
          inputWidth: typeof config.width === "number" ? config.inputWidth : null,
        },
      }
    : { isOwn, config: { ...DEFAULT_CONFIG, ...shared, ...weights, ...BORROWED } };
}

/** One training of a study of width. */
export interface WidthMember {
  readonly parametrization: Parametrization;
  readonly width: number;
  /** From 0: added to the seed of the experiment. */
  readonly seedIndex: number;
}

/** Every training of a check: small networks first, so that the picture is there soon. */
export const CHECK_MEMBERS: readonly WidthMember[] = CHECK_WIDTHS.flatMap((width) =>
  Array.from({ length: SEEDS }, (_, seedIndex) => seedIndex).flatMap((seedIndex) =>
    PARAMETRIZATIONS.map((parametrization) => ({ parametrization, width, seedIndex })),
  ),
);

/** The configuration of a member at the steps and points of the study. */
export function memberConfig(
  { config }: WidthNetwork,
  { parametrization, width, seedIndex }: WidthMember,
): ExperimentConfig {
  return { ...config, parametrization, width, seed: (config.seed + seedIndex) >>> 0 };
}

/** The same as it is checked: every step learns from the batch that is measured. */
export function checkConfig(network: WidthNetwork, member: WidthMember): ExperimentConfig {
  const { batch } = network.config;
  const fixed = { points: batch, miniBatch: batch, steps: CHECK_STEPS, schedule: "constant" } as const;
  return { ...memberConfig(network, member), ...fixed };
}

/** Root mean squares of the pre-activations, `[steps, layers]`. */
export type Sizes = readonly (readonly number[])[];

/** The sizes of a training that had a snapshot before every step and behind the last. */
export function sizesOf(snapshots: readonly Snapshot[]): Sizes {
  return snapshots.map(({ layers }) => layers.map(({ tensors }) => tensors.pre_activation?.rms ?? NaN));
}

/** A number at one width: its mean over the seeds, and its ends. */
export interface Spread {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** Mean and ends of the numbers that are known; NaN where none is. */
export function spreadOf(values: readonly number[]): Spread {
  return {
    mean: values.length === 0 ? NaN : values.reduce((sum, value) => sum + value, 0) / values.length,
    low: values.length === 0 ? NaN : Math.min(...values),
    high: values.length === 0 ? NaN : Math.max(...values),
  };
}

/** Slope of log y against log x by least squares; NaN below two finite positive numbers. */
export function logSlope(xs: readonly number[], ys: readonly number[]): number {
  const places = xs.flatMap((x, index) => {
    const v = Math.log(ys[index] ?? NaN);
    return Number.isFinite(v) ? [{ u: Math.log(x), v }] : [];
  });
  const middle = places.reduce((sum, { u }) => sum + u, 0) / places.length;
  let product = 0;
  let square = 0;
  for (const { u, v } of places) {
    product += (u - middle) * v;
    square += (u - middle) ** 2;
  }
  return places.length < 2 ? NaN : product / square;
}

/** How the size of a layer follows the width at a step. */
export interface LayerGrowth {
  /** One for each of `CHECK_WIDTHS`. */
  readonly sizes: readonly Spread[];
  /** Of log mean size against log width. */
  readonly slope: number;
  /** Largest over smallest mean. */
  readonly ratio: number;
}

/** The growth of every layer at every step, `[steps + 1, layers]`, from the sizes that are known. */
export function growthsOf(
  own: Parametrization,
  members: readonly WidthMember[],
  found: readonly (Sizes | null | undefined)[],
): readonly (readonly LayerGrowth[])[] {
  const known = members.flatMap(({ parametrization, width }, index) => {
    const sizes = found[index];
    return parametrization === own && sizes != null ? [{ width, sizes }] : [];
  });
  const layers = Math.max(0, ...known.map(({ sizes }) => sizes[0]?.length ?? 0));
  return Array.from({ length: CHECK_STEPS + 1 }, (_, step) =>
    Array.from({ length: layers }, (_none, layer) => {
      const sizes = CHECK_WIDTHS.map((width) =>
        spreadOf(known.flatMap((one) => (one.width === width ? [one.sizes[step]?.[layer] ?? NaN] : []))),
      );
      const means = sizes.map(({ mean }) => mean);
      const finite = means.filter((mean) => Number.isFinite(mean));
      return {
        sizes,
        slope: logSlope(CHECK_WIDTHS, means),
        ratio: finite.length === 0 ? NaN : Math.max(...finite) / Math.min(...finite),
      };
    }),
  );
}

/** Slopes that five widths and three seeds leave to chance: those of an initialisation reach .06 in A3. */
const STEADY = 0.25;

/**
 * What a slope means: a layer keeps its size, or grows or shrinks with the width. Before any update the
 * readout of muP shrinks as 1 / sqrt(width) by design, as its weights have variance base / n^2.
 */
export function growthKind(
  { slope }: Pick<LayerGrowth, "slope">,
  {
    parametrization,
    step,
    isReadout,
  }: {
    readonly parametrization: Parametrization;
    readonly step: number;
    readonly isReadout: boolean;
  },
): "steady" | "grows" | "shrinks" | "designed" | "unknown" {
  if (Number.isNaN(slope)) return "unknown";
  if (Math.abs(slope) < STEADY) return "steady";
  if (slope > 0) return "grows";
  return parametrization === "mup" && step === 0 && isReadout ? "designed" : "shrinks";
}
