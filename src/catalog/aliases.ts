/**
 * Other names of the catalogue's entries, from papers, frameworks and older versions. Links may use them; the
 * page writes the entry's id. A renamed id stays here as an alias.
 */
import type { ActivationId } from "./activations.ts";
import type { InitializerId } from "./initializers.ts";
import type { NormalizationId } from "./normalizations.ts";

export const initializerAliases: Readonly<Record<string, InitializerId>> = {
  zero: "zeros",
  one: "ones",
  eye: "identity",
  random_normal: "normal",
  random_uniform: "uniform",
  trunc_normal: "truncated_normal",
  trunc_normal_: "truncated_absolute",
  lecun: "lecun_normal",
  xavier: "xavier_normal",
  glorot: "xavier_normal",
  glorot_normal: "xavier_normal",
  glorot_uniform: "xavier_uniform",
  he: "he_normal",
  kaiming: "he_normal",
  kaiming_normal: "he_normal",
  kaiming_uniform: "he_uniform",
  msra: "he_normal",
};

export const activationAliases: Readonly<Record<string, ActivationId>> = {
  identity: "linear",
  swish: "silu",
  logistic: "sigmoid",
  hardtanh: "hard_tanh",
  sine: "sin",
};

export const normalizationAliases: Readonly<Record<string, NormalizationId>> = {
  batch_norm: "batch",
  bn: "batch",
  layer_norm: "layer",
  ln: "layer",
  rms_norm: "rms",
};
