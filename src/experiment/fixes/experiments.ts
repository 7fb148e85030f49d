/**
 * Trials of statements before they are shown: a fix by a run of the changed network, a cause by a run of the
 * network without it. Pure functions: the networks to run, and the outcomes of their diagnoses.
 */
import type { ExperimentConfig } from "../config.ts";
import type { Cause, CauseId, Diagnosis, Finding, FindingKind } from "../diagnosis/finding.ts";
import { FINDINGS } from "../diagnosis/finding.ts";
import { trendOf } from "../diagnosis/trends.ts";
import type { Plan } from "../plan.ts";
import { isBypassed } from "../layerLinks.ts";
import { planExperiment } from "../plan.ts";
import { commonShare, inputRms, medianWidth } from "../readings.ts";
import type { RunResult } from "../result.ts";
import { patchOf } from "./patches.ts";
import type { FixId } from "./patches.ts";
import type { Prediction } from "./prediction.ts";

/**
 * A trial may cost this many operations, a tenth of a second on two cores. Larger networks run on fewer
 * inputs, which changes a layer's numbers a little and the finding hardly ever.
 */
const MOST_FLOPS = 4e9;
/** A batch with fewer inputs says too little about its statistics. */
const LEAST_BATCH = 32;

/** A configuration reduced to as many inputs as a trial may cost. */
export function trialOf(config: ExperimentConfig): ExperimentConfig {
  const { flops } = planExperiment(config).cost;
  if (flops <= MOST_FLOPS || config.batch <= LEAST_BATCH) return config;
  return { ...config, batch: Math.max(LEAST_BATCH, Math.floor((config.batch * MOST_FLOPS) / flops)) };
}

const severity = (kind: FindingKind): number => FINDINGS.indexOf(kind);

/** Findings about the size of the forward signal: a step from one to another is no cure. */
const FORWARD_SIZE: ReadonlySet<FindingKind> = new Set(["overflow", "silent", "exploding", "vanishing"]);

/**
 * Whether a network that holds has no cause left that it loses or grows by, and does so less than half as
 * much per layer, in powers of ten.
 */
function keepsMore(before: Finding, after: Finding): boolean {
  const size = ({ factorPerLayer }: Finding): number => Math.abs(Math.log(factorPerLayer));
  return after.cause === null && !(size(after) > WORTHWHILE_SHARE * size(before));
}

/**
 * Whether a finding is gone and no equally severe one has replaced it: the most severe that remains ranks
 * below it. Ranks only fall along a chain of such changes, so no chain is circular.
 */
export function isRemoved(before: Finding, after: Diagnosis): boolean {
  if (before.kind === "healthy") return after.main.kind === "healthy" && keepsMore(before, after.main);
  const isLeft = after.main.kind === before.kind || after.also?.kind === before.kind;
  if (isLeft || severity(after.main.kind) < severity(before.kind)) return false;
  return !(FORWARD_SIZE.has(before.kind) && FORWARD_SIZE.has(after.main.kind));
}

/**
 * Whether a change does enough: what is left of a tenfold change must be less than half of it, in powers of
 * ten. A network just below the threshold is no cure of one just above it.
 */
export function isWorthwhile({ kind, totalRatio }: Finding, effect: Prediction | null): boolean {
  const isOfSize = FORWARD_SIZE.has(kind) || kind.startsWith("gradient");
  const size = Math.abs(Math.log(totalRatio));
  if (!isOfSize || effect?.kind !== "factors" || !Number.isFinite(size)) return true;
  return effect.size <= WORTHWHILE_SHARE * size;
}

const WORTHWHILE_SHARE = 0.5;

/** The outcome of a run in the terms of a prediction, for a comparison. */
export function measuredEffect(finding: Finding, plan: Plan, { layers, loss }: RunResult): Prediction | null {
  const { kind, layer, jump, head } = finding;
  const stream = layers
    .slice(0, head === null ? undefined : -1)
    .filter((_, index) => !isBypassed(plan.layers, index));
  const stats = stream.flatMap(({ layerIndex, tensors }) => {
    const activation = tensors.stream ?? tensors.activation;
    const gradient = tensors.grad_stream ?? tensors.grad_activation;
    const units = plan.layers[layerIndex]?.units ?? NaN;
    return activation === undefined || gradient === undefined
      ? []
      : [{ layerIndex, activation, norm: gradient.rms * Math.sqrt(units) }];
  });
  const [first] = stats;
  const last = stats.at(-1);
  if (first === undefined || last === undefined) return null;
  if (jump?.layer === 1) return { kind: "entry", factor: first.activation.rms / inputRms(plan) };
  if (kind === "collapsed" || kind === "alike") {
    const shares = stats.map(({ activation }) => commonShare(activation, plan.batch));
    return { kind: "cosine", cosine: Math.max(...shares) };
  }
  if (kind === "saturated") return { kind, layer, share: layers[layer - 1]?.saturated ?? NaN };
  if (kind === "dead") return { kind, layer, share: layers[layer - 1]?.deadUnits ?? NaN };
  if (kind === "loss_high") return loss === null ? null : { kind: "loss", loss };
  const steps = last.layerIndex - first.layerIndex;
  if (steps < 1) return null;
  const numbers = stats.map(({ layerIndex }) => layerIndex + 1);
  const stds = stats.map(({ activation }) => activation.std);
  const norms = stats.map(({ norm }) => norm);
  return {
    kind: "factors",
    forward: (last.activation.std / first.activation.std) ** (1 / steps),
    backward: (first.norm / last.norm) ** (1 / steps),
    size: Math.max(trendOf(stds, numbers, numbers)?.size ?? 0, trendOf(norms, numbers, numbers)?.size ?? 0),
  };
}

/** The change that removes a cause and nothing else; null where only another architecture would. */
const REMOVED_BY: Readonly<Partial<Record<CauseId, FixId | "law" | "seed" | "equal_widths">>> = {
  weights_too_large: "law",
  weights_too_small: "law",
  uncentred_weights: "law",
  xavier_with_relu: "law",
  pytorch_linear: "law",
  misprint_he_uniform: "law",
  misprint_xavier_squared: "law",
  not_relu: "relu",
  squaring: "relu",
  chaos: "edge_of_chaos",
  step_factor: "edge_of_chaos",
  biases: "no_biases",
  negative_biases: "no_biases",
  flat_biases: "no_biases",
  dropout: "no_dropout",
  residual_growth: "residual_scaled",
  residual_sum: "residual_scaled",
  batch_norm_backward: "no_norm",
  norm_backward: "no_norm",
  gamma_zero: "gamma_one",
  gamma: "gamma_one",
  beta: "beta_zero",
  epsilon: "smaller_epsilon",
  batch_of_one: "larger_batch",
  small_batch: "larger_batch",
  lsuv_reach: "lsuv_before",
  lsuv_step: "law",
  inputs_alike: "random_inputs",
  input_scale: "standard_inputs",
  input_shift: "standard_inputs",
  shared_weights: "own_weights",
  alpha_dropout: "no_dropout",
  young_averages: "more_batches",
  widths: "equal_widths",
  chance: "seed",
  dead_layer: "seed",
};

/** Whether a cause speaks of this draw, so that other seeds are its trial. */
export const isOfDraw = ({ id }: Cause): boolean => REMOVED_BY[id] === "seed";

/**
 * Networks that differ from this one in nothing but the cause; several where chance is the cause.
 * @param kind of the finding: logits are those of the last layer, and its weights alone change
 */
export function withoutCause(
  config: ExperimentConfig,
  { id, own, law }: Cause,
  kind?: FindingKind,
): readonly ExperimentConfig[] {
  const change = REMOVED_BY[id];
  if (change === undefined) return [];
  if (own !== null) return [{ ...config, ...patchOf("no_rules", config) }];
  if (change === "law") {
    const lawId = law === "he" ? "he_normal" : "xavier_normal";
    if (kind !== "loss_high") return [{ ...config, ...patchOf(lawId, config) }];
    const last = { from: config.depth, to: config.depth, id: lawId, value: null } as const;
    return [{ ...config, initializerOverrides: [...config.initializerOverrides, last] }];
  }
  if (change === "seed") return [1, 2, 3].map((step) => ({ ...config, seed: (config.seed + step) >>> 0 }));
  if (change === "equal_widths") {
    const width = medianWidth(planExperiment(config).layers.map(({ units }) => units));
    return [{ ...config, width, inputWidth: null }];
  }
  return [{ ...config, ...patchOf(change, config) }];
}

/** The outcome of the trials of a cause. */
export type CauseTrial = "confirmed" | "refuted" | "untried";

/**
 * Whether a finding is gone without its cause. A network that holds is told why it loses or grows: the loss
 * is gone when nothing is left to tell, and the signal has not gone worse.
 */
function isGone(before: Finding, { main, also }: Diagnosis): boolean {
  if (before.kind === "healthy")
    return main.kind === "healthy" ? keepsMore(before, main) : !FORWARD_SIZE.has(main.kind);
  return main.kind !== before.kind && also?.kind !== before.kind;
}

/**
 * A cause is confirmed when the finding is gone in most of the networks without it.
 * @param count networks to be tried; with those tried so far the outcome may be certain already
 * @returns null while the others decide
 */
export function judgeCause(before: Finding, without: readonly Diagnosis[], count: number): CauseTrial | null {
  if (count === 0) return "untried";
  const gone = without.filter((after) => isGone(before, after)).length;
  if (2 * gone > count) return "confirmed";
  return 2 * (without.length - gone) >= count ? "refuted" : null;
}
