/**
 * The verdict: what a finished run shows, as a finding with its numbers and its cause. Rules over measurements only;
 * the words are i18n's. Thresholds say why they stand where they stand.
 */
import { activationById } from "../catalog/activations.ts";
import { initializerById } from "../catalog/initializers.ts";
import type { ExperimentConfig } from "./config.ts";
import type { Plan } from "./plan.ts";
import type { LayerResult, TensorStats } from "./result.ts";

/** Findings from the worst to none; the first that holds is the verdict. */
export const FINDINGS = [
  "overflow",
  "silent",
  "symmetric",
  "exploding",
  "vanishing",
  "collapsed",
  "saturated",
  "dead",
  "gradient_exploding",
  "gradient_vanishing",
  "healthy",
] as const;
export type FindingKind = (typeof FINDINGS)[number];

/** Why, where the configuration alone explains it. */
export type Cause =
  | "constant_weights"
  | "weights_too_large"
  | "weights_too_small"
  | "xavier_with_relu"
  | "misprint_he_uniform"
  | "sigmoid_mean"
  | "batch_norm_backward"
  | "norm_backward"
  | "relu_correlation"
  | null;

export interface Finding {
  readonly kind: FindingKind;
  readonly cause: Cause;
  /** 1-based layer the sentence speaks of: where overflow begins, or the last one. */
  readonly layer: number;
  readonly depth: number;
  /** Geometric mean factor per layer of the quantity the finding is about; NaN where there is none. */
  readonly factorPerLayer: number;
  /** Last layer over first layer (forward), first over last (backward). */
  readonly totalRatio: number;
  /** Share of saturated entries, dead units or the ratio batch std / rms, as the finding needs. */
  readonly share: number;
}

/** A tenfold change over the whole depth is visible on the log axis and not the random walk of a healthy ReLU net. */
const TENFOLD = 10;
/** Inputs differ by less than 1 % of the signal: no later layer can tell them apart again without blowing up noise. */
const COLLAPSE_RATIO = 0.01;
/** More than half of the values lie on flat parts of a smooth activation. */
const SATURATED_SHARE = 0.5;
/** More than half of the units of some layer are silent for every input. */
const DEAD_SHARE = 0.5;

function isRectifier(config: ExperimentConfig): boolean {
  return activationById(config.activation).family === "rectifier";
}

interface Trend {
  readonly factorPerLayer: number;
  readonly totalRatio: number;
}

/** From one layer's figure to another's, `steps` layers on. */
function trend(from: number, to: number, steps: number): Trend {
  const totalRatio = to / from;
  return { totalRatio, factorPerLayer: steps === 0 ? NaN : totalRatio ** (1 / steps) };
}

function isNonFinite(stats: TensorStats | undefined): boolean {
  return stats !== undefined && stats.finite < stats.sketch.count;
}

/** The usable tensors of a layer; null until both passes have reached it. */
function tensorsOf(layer: LayerResult) {
  const { activation, pre_activation: preActivation, grad_activation: gradient } = layer.tensors;
  if (activation === undefined || preActivation === undefined || gradient === undefined) return null;
  return { activation, preActivation, gradient };
}

function explosionCause(config: ExperimentConfig): Cause {
  return initializerById(config.initializer).group === "constant" ? "constant_weights" : "weights_too_large";
}

/** The misprint costs a factor 1/sqrt 3 per layer wherever the scale of the weights comes through. */
function isMisprintedHe({ initializer, normalization }: ExperimentConfig): boolean {
  return initializer === "misprint_he_uniform" && normalization === "none";
}

function vanishingCause(config: ExperimentConfig): Cause {
  if (isMisprintedHe(config)) return "misprint_he_uniform";
  const isXavier = config.initializer.startsWith("xavier") || config.initializer.startsWith("lecun");
  if (isXavier && isRectifier(config)) return "xavier_with_relu";
  return "weights_too_small";
}

function gradientExplosionCause(config: ExperimentConfig): Cause {
  switch (config.normalization) {
    case "none":
      return "weights_too_large";
    case "batch":
      // Running statistics rescale nothing that the weights have made too large.
      return config.batchStatistics === "batch" ? "batch_norm_backward" : "weights_too_large";
    case "layer":
    case "rms":
      return "norm_backward";
    default:
      return config.normalization satisfies never;
  }
}

function collapseCause(config: ExperimentConfig): Cause {
  if (config.activation === "sigmoid") return "sigmoid_mean";
  return isRectifier(config) ? "relu_correlation" : null;
}

/**
 * The verdict on a finished run; null while a layer is still missing.
 * @param layers all layers of the plan, both passes done
 */
export function diagnose(
  config: ExperimentConfig,
  plan: Plan,
  layers: readonly LayerResult[],
): Finding | null {
  const measured = layers.map(tensorsOf);
  const first = measured[0];
  const last = measured.at(-1);
  if (first == null || last == null || measured.length < plan.layers.length) return null;
  const depth = layers.length;
  const steps = depth - 1;
  const finding = (kind: FindingKind, cause: Cause, more: Partial<Finding> = {}): Finding => ({
    kind,
    cause,
    layer: depth,
    depth,
    factorPerLayer: NaN,
    totalRatio: NaN,
    share: NaN,
    ...more,
  });

  const overflowAt = measured.findIndex(
    (tensors) => isNonFinite(tensors?.activation) || isNonFinite(tensors?.preActivation),
  );
  if (overflowAt >= 0) {
    const before = measured[overflowAt - 1]?.activation.rms ?? NaN;
    return finding("overflow", explosionCause(config), {
      layer: overflowAt + 1,
      ...trend(first.activation.rms, before, overflowAt - 1),
    });
  }
  const silentAt = measured.findIndex((tensors) => tensors?.activation.rms === 0);
  if (silentAt >= 0) {
    const isConstant = initializerById(config.initializer).group === "constant";
    return finding("silent", isConstant ? "constant_weights" : "weights_too_small", { layer: silentAt + 1 });
  }
  const weightStds = layers.map(({ tensors }) => tensors.weight?.std ?? NaN);
  const isWide = plan.layers.some(({ units }) => units > 1);
  if (isWide && config.biasStd === 0 && weightStds.every((std) => std === 0)) {
    return finding("symmetric", "constant_weights", trend(first.activation.rms, last.activation.rms, steps));
  }
  if (measured.some((tensors) => isNonFinite(tensors?.gradient))) {
    const at = measured.findLastIndex((tensors) => isNonFinite(tensors?.gradient));
    return finding("gradient_exploding", gradientExplosionCause(config), {
      layer: at + 1,
      totalRatio: Infinity,
    });
  }
  const forward = trend(first.activation.std, last.activation.std, steps);
  if (forward.totalRatio > TENFOLD) return finding("exploding", explosionCause(config), forward);
  if (forward.totalRatio < 1 / TENFOLD) return finding("vanishing", vanishingCause(config), forward);

  const contrast = last.activation.batchStd / last.activation.rms;
  if (contrast < COLLAPSE_RATIO) return finding("collapsed", collapseCause(config), { share: contrast });
  if (!isRectifier(config)) {
    const worst = layers.reduce((a, b) => (b.saturated > a.saturated ? b : a));
    if (worst.saturated > SATURATED_SHARE) {
      return finding("saturated", "weights_too_large", {
        layer: worst.layerIndex + 1,
        share: worst.saturated,
      });
    }
  }
  const deadest = layers.reduce((a, b) => (b.deadUnits > a.deadUnits ? b : a));
  if (deadest.deadUnits > DEAD_SHARE) {
    return finding("dead", "relu_correlation", { layer: deadest.layerIndex + 1, share: deadest.deadUnits });
  }
  const backward = trend(last.gradient.rms, first.gradient.rms, steps);
  if (backward.totalRatio > TENFOLD)
    return finding("gradient_exploding", gradientExplosionCause(config), backward);
  if (backward.totalRatio < 1 / TENFOLD) {
    const cause = config.activation === "sigmoid" ? "sigmoid_mean" : vanishingCause(config);
    return finding("gradient_vanishing", cause, backward);
  }
  // Too few layers to fade by much, and still a rectifier that loses the same factor in each of them.
  const isLosing = isMisprintedHe(config) && isRectifier(config);
  return finding("healthy", isLosing ? "misprint_he_uniform" : null, forward);
}
