/** The data of a verdict: findings with their numbers and causes. The words are in i18n. */

import type { PlannedActivation } from "../../catalog/activations.ts";

/** The findings, the most severe first. */
export const FINDINGS = [
  "overflow",
  "silent",
  "symmetric",
  "gradient_overflow",
  "gradient_silent",
  "dead",
  "exploding",
  "vanishing",
  "collapsed",
  "saturated",
  "gradient_exploding",
  "gradient_vanishing",
  "loss_high",
  "alike",
  "healthy",
] as const;
export type FindingKind = (typeof FINDINGS)[number];

export const CAUSES = [
  "constant_weights",
  "zero_weights",
  "weights_too_large",
  "weights_too_small",
  "uncentred_weights",
  "xavier_with_relu",
  "pytorch_linear",
  "misprint_he_uniform",
  "misprint_xavier_squared",
  "not_relu",
  "flattening",
  "squaring",
  "chaos",
  "positive_mean",
  "sigmoid_mean",
  "biases",
  "negative_biases",
  "flat_biases",
  "dropout",
  "residual_growth",
  "residual_sum",
  "batch_norm_backward",
  "norm_backward",
  "gamma_zero",
  "gamma",
  "beta",
  "widths",
  "step_factor",
  "epsilon",
  "batch_of_one",
  "small_batch",
  "lsuv_reach",
  "lsuv_step",
  "chance",
  "dead_layer",
  "relu_correlation",
  "inputs_alike",
  "input_scale",
  "input_shift",
  "shared_weights",
  "alpha_dropout",
  "young_averages",
] as const;
export type CauseId = (typeof CAUSES)[number];

/**
 * A last layer whose effect on the signal is intended: an override makes it small or zero, as in policy heads
 * and zero heads, or its outputs have an activation of their own, as probabilities have.
 */
export type IntendedHead = "small" | "zero" | "own_activation" | null;

/** Weight layers, counted from 1, both ends included. */
export interface LayerRange {
  readonly from: number;
  readonly to: number;
}

export interface Cause {
  readonly id: CauseId;
  /** Layers whose override is the cause; null where the settings of all layers are. */
  readonly own: LayerRange | null;
  /**
   * The layer of the finding, or a representative one: its number (from 1), its sizes, its weight std, and
   * the std of the law for its activation.
   */
  readonly activation: PlannedActivation;
  readonly layer: number;
  readonly fanIn: number;
  readonly units: number;
  readonly weightStd: number;
  readonly lawStd: number;
  readonly law: "he" | "xavier" | "xavier_over_frequency";
  /**
   * Factor of the squared gradient per layer by theory: over the layers of the trend, else at that layer; NaN
   * without theory.
   */
  readonly chi: number;
  /** Factor of the variance per residual block, as measured over the trend; NaN where there is none. */
  readonly blockGrowth: number;
  /** Variance that a normalisation of that layer divides by, epsilon left out; NaN where there is none. */
  readonly normVariance: number;
}

export interface Finding {
  readonly kind: FindingKind;
  /** Null where the configuration explains nothing. */
  readonly cause: Cause | null;
  /** 1-based layer that the sentence names: the first one, the worst one, or the last one. */
  readonly layer: number;
  /**
   * Geometric mean factor per layer of the quantity of the finding; NaN where there is none, or where the
   * layers differ too much for one factor.
   */
  readonly factorPerLayer: number;
  /** The same factor for the gradients on their way back, of a healthy network; NaN for other findings. */
  readonly backwardFactor: number;
  /** 1-based layer at which a change starts: the first whose output is handed on; NaN where there is none. */
  readonly from: number;
  /** Ratio of that layer to the one where the change starts. */
  readonly totalRatio: number;
  /** 1-based last layer with the finding; NaN where it lasts to the end of the network. */
  readonly until: number;
  /** The change covers a part of the way only, and is undone behind `layer`. */
  readonly isPart: boolean;
  /**
   * Whether widths differ: gradients are then compared by their norm per input, not by the size of an entry.
   */
  readonly isByNorm: boolean;
  /** A last layer that is as it is on purpose, left out of the trends. */
  readonly head: IntendedHead;
  /** A single layer that makes most of the change, or a run of few of many, and its factor. */
  readonly jump: { readonly layer: number; readonly until: number; readonly factor: number } | null;
  /** Share of saturated entries or dead units; NaN for other findings. */
  readonly share: number;
  /** Mean cosine between two inputs at that layer; NaN for other findings. */
  readonly cosine: number;
  /** Loss before training, and the logarithm of the number of classes; NaN for other findings. */
  readonly loss: number;
  readonly untrainedLoss: number;
}

/** The point where a measurement leaves the band of theory for this width. */
export interface Disagreement {
  readonly of: "activations" | "gradients";
  /** 1-based: the first layer outside. */
  readonly layer: number;
  /** Measured over predicted, at that layer. */
  readonly ratio: number;
}

export interface Diagnosis {
  readonly main: Finding;
  /** The next most severe finding that does not follow from the first. */
  readonly also: Finding | null;
  readonly disagreement: Disagreement | null;
}
