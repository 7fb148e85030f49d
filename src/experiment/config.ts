/** All user intent about one experiment: small, serialisable, what a link carries. Nothing derived lives here. */
import type { ActivationId } from "../catalog/activations.ts";
import type { InitializerId, InitializerOptions, InitializerParameterKey } from "../catalog/initializers.ts";
import type { GradientId, InputId } from "../catalog/inputs.ts";
import type { BatchStatistics, NormalizationId, NormalizationPosition } from "../catalog/normalizations.ts";
import type { ResidualId } from "../catalog/residuals.ts";

/** Version of generator, samplers and statistics: links of the same model version reproduce the same numbers. */
export const MODEL_VERSION = 1;

/** A run of weight layers, 1-based and inclusive, that has something of its own; of two that overlap the later one counts. */
export interface LayerOverride<Id extends string> {
  readonly from: number;
  readonly to: number;
  readonly id: Id;
}

/** An initialiser of some layers' own, with its first parameter; null means the entry's default. */
export interface InitializerOverride extends LayerOverride<InitializerId> {
  readonly value: number | null;
}

export interface ExperimentConfig {
  /** Number of weight layers. */
  readonly depth: number;
  /** Units per layer: one number for all, or one per weight layer (its length is then the depth). */
  readonly width: number | readonly number[];
  /** Input width; null means the same as the first layer. */
  readonly inputWidth: number | null;
  readonly batch: number;
  readonly activation: ActivationId;
  /** Parameter of the activation (leaky slope, alpha of ELU); null means the entry's default. */
  readonly slope: number | null;
  /** Activation of the last layer. */
  readonly lastActivation: "same" | ActivationId;
  /** Layers with an activation of their own; they count before `lastActivation`. */
  readonly activationOverrides: readonly LayerOverride<ActivationId>[];
  readonly initializer: InitializerId;
  /** Parameters the user has set; a missing one takes the entry's default. */
  readonly initializerParameters: Readonly<Partial<Record<InitializerParameterKey, number>>>;
  /** Settings the user has made; a missing one takes the first word of INITIALIZER_OPTIONS. */
  readonly initializerOptions: Readonly<Partial<InitializerOptions>>;
  /** Layers with an initialiser of their own. */
  readonly initializerOverrides: readonly InitializerOverride[];
  /** Standard deviation of the biases, sigma_b. */
  readonly biasStd: number;
  readonly normalization: NormalizationId;
  readonly normalizationPosition: NormalizationPosition;
  /** Whose statistics batch norm takes; the other normalisations have no choice. */
  readonly batchStatistics: BatchStatistics;
  readonly epsilon: number;
  readonly gamma: number;
  readonly beta: number;
  /** Residual connections around every two layers, and how their branches begin. */
  readonly residual: ResidualId;
  /** Probability that dropout keeps an output of a hidden layer; 1 is no dropout. */
  readonly keepProbability: number;
  readonly input: InputId;
  readonly gradient: GradientId;
  readonly seed: number;
}

export const DEFAULT_CONFIG: ExperimentConfig = {
  depth: 10,
  width: 256,
  inputWidth: null,
  batch: 256,
  activation: "relu",
  slope: null,
  lastActivation: "same",
  activationOverrides: [],
  initializer: "he_normal",
  initializerParameters: {},
  initializerOptions: {},
  initializerOverrides: [],
  biasStd: 0,
  normalization: "none",
  normalizationPosition: "before",
  batchStatistics: "batch",
  epsilon: 1e-5,
  gamma: 1,
  beta: 0,
  residual: "none",
  keepProbability: 1,
  input: "normal",
  gradient: "gaussian",
  seed: 1,
};

/** Range of a number the user sets. */
export interface Limit {
  readonly min: number;
  readonly max: number;
  readonly isInteger: boolean;
}

export const LIMITS = {
  depth: { min: 1, max: 200, isInteger: true },
  width: { min: 1, max: 2048, isInteger: true },
  batch: { min: 1, max: 4096, isInteger: true },
  biasStd: { min: 0, max: 100, isInteger: false },
  epsilon: { min: 0, max: 1, isInteger: false },
  gamma: { min: -10, max: 10, isInteger: false },
  beta: { min: -10, max: 10, isInteger: false },
  keepProbability: { min: 0.01, max: 1, isInteger: false },
  seed: { min: 0, max: 0xffffffff, isInteger: true },
} as const satisfies Readonly<Record<string, Limit>>;

/** The nearest allowed value: clamped, and rounded where only integers make sense. */
export function clampTo(limit: Limit, value: number): number {
  const rounded = limit.isInteger ? Math.round(value) : value;
  return Math.min(limit.max, Math.max(limit.min, rounded));
}

/** Units of weight layer `layerIndex` (0-based). */
export function unitsOf(config: ExperimentConfig, layerIndex: number): number {
  return typeof config.width === "number" ? config.width : (config.width[layerIndex] ?? 1);
}
