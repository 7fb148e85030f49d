/** What a verdict consists of: findings with their numbers and causes. Data only; the words are i18n's. */

import type { ActivationId } from "../../catalog/activations.ts";

/** Findings from the worst to none. */
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
  "chaos",
  "positive_mean",
  "sigmoid_mean",
  "biases",
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
  "lsuv_reach",
  "chance",
  "dead_layer",
  "relu_correlation",
  "inputs_alike",
] as const;
export type CauseId = (typeof CAUSES)[number];

/** A last layer that a rule of its own makes small, or zero: an intent, as in policy heads and zero heads. */
export type SmallHead = "small" | "zero" | null;

/** Weight layers, counted from 1, both ends included. */
export interface LayerRange {
  readonly from: number;
  readonly to: number;
}

export interface Cause {
  readonly id: CauseId;
  /** Layers whose own rule does it; null where the settings of all layers do. */
  readonly own: LayerRange | null;
  /**
   * Of the layer the finding speaks of, or of one that stands for all: its number (from 1), its sizes, its
   * weight std, and what the law made for its activation gives.
   */
  readonly activation: ActivationId;
  readonly layer: number;
  readonly fanIn: number;
  readonly units: number;
  readonly weightStd: number;
  readonly lawStd: number;
  readonly law: "he" | "xavier";
  /**
   * Factor of the squared gradient per layer by theory: over the layers of the trend, else at that layer; NaN
   * without theory.
   */
  readonly chi: number;
  /** Variance that a normalisation of that layer divides by, epsilon left out; NaN where there is none. */
  readonly normVariance: number;
}

export interface Finding {
  readonly kind: FindingKind;
  /** Null where nothing in the configuration explains it. */
  readonly cause: Cause | null;
  /** 1-based layer the sentence speaks of: where it begins, where it is worst, or the last one. */
  readonly layer: number;
  /** Geometric mean factor per layer of the quantity the finding is about; NaN where there is none. */
  readonly factorPerLayer: number;
  /** Of a healthy network, the same of the gradients on their way back; NaN for other findings. */
  readonly backwardFactor: number;
  /** That layer over the first (forward), the first over the last (backward). */
  readonly totalRatio: number;
  /** 1-based last layer of which it is true; NaN where it is true up to the end of the network. */
  readonly until: number;
  /** The change is over a part of the way, and has come back behind `layer`. */
  readonly isPart: boolean;
  /** Widths differ, so gradients were compared by their norm per input and not by the size of an entry. */
  readonly isByNorm: boolean;
  /** A head that is small on purpose, left out of the trends. */
  readonly head: SmallHead;
  /** A single layer makes most of the change: which, and its factor. */
  readonly jump: { readonly layer: number; readonly factor: number } | null;
  /** Share of saturated entries or dead units; NaN for other findings. */
  readonly share: number;
  /** Mean cosine between two inputs at that layer; NaN for other findings. */
  readonly cosine: number;
  /**
   * Loss before training, and what the logarithm of the number of classes would be; NaN for other findings.
   */
  readonly loss: number;
  readonly untrainedLoss: number;
}

/** Where a measurement leaves what theory allows for a network of this width. */
export interface Disagreement {
  readonly of: "activations" | "gradients";
  /** 1-based: the first layer outside. */
  readonly layer: number;
  /** Measured over predicted, there. */
  readonly ratio: number;
}

export interface Diagnosis {
  readonly main: Finding;
  /** The next worst that does not follow from the first. */
  readonly also: Finding | null;
  readonly disagreement: Disagreement | null;
}
