/** Suggestions: changes of the configuration, with the effect that theory predicts for each. */
import type { ExperimentConfig } from "../config.ts";
import type { CauseId, Finding, FindingKind } from "../diagnosis/finding.ts";
import {
  ALIKE_DISTANCE,
  DEAD_SHARE,
  LOSS_EXCESS,
  SATURATED_SHARE,
  TENFOLD,
} from "../diagnosis/thresholds.ts";
import { activationEntryOf } from "../layerSettings.ts";
import { planExperiment } from "../plan.ts";
import type { Plan } from "../plan.ts";
import { patchOf } from "./patches.ts";
import type { FixId } from "./patches.ts";
import { expectedChanges, predictFor } from "./prediction.ts";
import type { Prediction } from "./prediction.ts";

/** One suggestion; `id` is the key of its words. */
export interface Fix {
  readonly id: FixId;
  readonly patch: Partial<ExperimentConfig>;
  /** Null where theory gives no prediction, as for constant weights. */
  readonly prediction: Prediction | null;
  /** The outcome of a run in the same terms; absent before the run. */
  readonly measured?: Prediction | null;
}

export const MOST_FIXES = 3;
/** A relief must remove at least half of the drift, in powers of ten per layer. */
const WORTH_OFFERING = 0.5;
/** A way to break a network must add this much drift: small weights do not affect batch norm, for one. */
const LEAST_BREAK = 0.05;

const BY_CAUSE: Readonly<Partial<Record<CauseId, readonly FixId[]>>> = {
  not_relu: ["edge_of_chaos", "lsuv", "layer_norm", "relu"],
  flattening: ["residual_scaled", "batch_norm", "layer_norm", "relu"],
  chaos: ["xavier_normal", "orthogonal", "edge_of_chaos", "relu"],
  positive_mean: ["batch_norm", "relu", "tanh"],
  sigmoid_mean: ["batch_norm", "tanh", "relu"],
  squaring: ["layer_norm", "batch_norm", "relu"],
  biases: ["no_biases", "edge_of_chaos", "batch_norm"],
  negative_biases: ["no_biases", "batch_norm"],
  flat_biases: ["no_biases", "batch_norm"],
  dropout: ["no_dropout", "residual_scaled"],
  residual_growth: ["residual_scaled", "layer_norm", "batch_norm"],
  residual_sum: ["residual_scaled"],
  batch_norm_backward: ["residual_scaled", "no_norm", "layer_norm"],
  norm_backward: ["no_norm", "residual_scaled", "edge_of_chaos", "relu"],
  gamma_zero: ["gamma_one", "no_norm"],
  gamma: ["gamma_one", "no_norm"],
  beta: ["beta_zero", "no_norm"],
  widths: ["he_normal", "batch_norm", "lsuv"],
  step_factor: ["edge_of_chaos", "layer_norm", "relu", "tanh"],
  epsilon: ["smaller_epsilon", "no_norm"],
  batch_of_one: ["larger_batch", "layer_norm", "no_norm"],
  small_batch: ["larger_batch", "layer_norm", "no_norm"],
  lsuv_reach: ["lsuv_before"],
  chance: ["wider", "orthogonal", "batch_norm", "lsuv"],
  dead_layer: ["wider", "leaky_relu", "tanh"],
  relu_correlation: ["batch_norm", "residual_scaled", "leaky_relu", "tanh"],
  inputs_alike: ["random_inputs"],
  input_scale: ["standard_inputs", "batch_norm", "layer_norm"],
  input_shift: ["standard_inputs", "batch_norm"],
  shared_weights: ["own_weights", "orthogonal", "layer_norm"],
  alpha_dropout: ["no_dropout"],
  young_averages: ["more_batches", "no_norm"],
};

/** Findings about the scale of the signal. */
const SCALES: ReadonlySet<FindingKind> = new Set([
  "overflow",
  "silent",
  "exploding",
  "vanishing",
  "gradient_exploding",
  "gradient_vanishing",
]);

/** The laws that suit an activation, best first. */
function lawFixes(config: ExperimentConfig): readonly FixId[] {
  const { family, f } = activationEntryOf(config);
  switch (family) {
    case "rectifier":
      return ["he_normal", "orthogonal", "batch_norm", "relu", "tanh", "lsuv"];
    case "linear":
    case "bounded":
      // No variance law helps an activation that is not 0 at 0, as sigmoid: its mean feeds the next layer
      // whatever the weights.
      return f(0, 0) === 0
        ? ["xavier_normal", "orthogonal", "batch_norm", "relu"]
        : ["batch_norm", "tanh", "relu"];
    case "self_normalizing":
      return ["xavier_normal", "batch_norm", "tanh"];
    default:
      return family satisfies never;
  }
}

/** The suggestions that apply, best first. */
function candidates(config: ExperimentConfig, { kind, cause }: Finding): readonly FixId[] {
  if (kind === "healthy" && cause !== null) return [...lawFixes(config), "deeper"];
  if (kind === "healthy") {
    return config.activation === "relu" && config.initializer === "he_normal"
      ? ["break_small", "break_xavier", "deeper"]
      : ["break_small", "deeper", "relu"];
  }
  const byCause = (cause === null ? undefined : BY_CAUSE[cause.id]) ?? [];
  const rules: readonly FixId[] = cause?.own == null ? [] : ["no_rules"];
  const last: readonly FixId[] = kind === "loss_high" ? ["small_last"] : [];
  const all = [...rules, ...last, ...byCause, ...lawFixes(config)];
  // LSUV sets the scale of the signal. It does not help where a normalisation already does so, or where the
  // inputs are the cause.
  const isScale = SCALES.has(kind) && config.normalization === "none";
  return isScale ? all : all.filter((id) => id !== "lsuv");
}

/** Distance of a network from preserving both signals, by theory: 0 is perfect. */
function drift(prediction: Prediction | null): number {
  if (prediction?.kind !== "factors") return Infinity;
  return Math.abs(Math.log(prediction.forward)) + Math.abs(Math.log(prediction.backward));
}

/** Theory's judgement of a suggestion: the network is healthy after it, better than before, or neither. */
type Effect = "cure" | "relief" | "none";

const cureIf = (isCured: boolean): Effect => (isCured ? "cure" : "none");

function effectOf(prediction: Prediction | null, now: number, { layers }: Plan): Effect {
  if (prediction === null) return "none";
  switch (prediction.kind) {
    case "factors": {
      if (prediction.size < Math.log(TENFOLD)) return "cure";
      return drift(prediction) <= WORTH_OFFERING * now ? "relief" : "none";
    }
    case "cosine":
      return cureIf(1 - prediction.cosine > ALIKE_DISTANCE);
    case "saturated":
      return cureIf(prediction.share < 0.5 * SATURATED_SHARE);
    case "dead":
      return cureIf(prediction.share < 0.5 * DEAD_SHARE);
    case "loss":
      return cureIf(prediction.loss < Math.log(layers.at(-1)?.units ?? NaN) + LOSS_EXCESS);
    case "entry":
      return cureIf(Math.abs(Math.log(prediction.factor)) < Math.log(TENFOLD));
    case "measured":
      return "cure";
    default:
      return prediction satisfies never;
  }
}

/** Whether theory expects a tenfold change along a network. */
function isBroken(plan: Plan): boolean {
  const changes = expectedChanges(plan);
  if (changes === null) return false;
  return Math.max(Math.abs(changes.forward), Math.abs(changes.backward)) > Math.log(TENFOLD);
}

/** Ways to break a healthy network that theory confirms, and other changes worth a look. */
function invitations(config: ExperimentConfig, finding: Finding): Fix[] {
  const now = drift(predictFor(finding, planExperiment(config)));
  const breaks = ({ id, prediction, plan }: Fix & { readonly plan: Plan }): boolean => {
    if (id === "break_small" && !isBroken(plan)) return false;
    return (id !== "break_small" && id !== "break_xavier") || drift(prediction) > now + LEAST_BREAK;
  };
  return [...suggestions(config, finding)]
    .filter(breaks)
    .slice(0, MOST_FIXES)
    .map(({ id, patch, prediction }) => ({ id, patch, prediction }));
}

/**
 * The candidates that differ from the current network and from each other: ReLU with He equals He for a ReLU
 * network.
 */
function* suggestions(config: ExperimentConfig, finding: Finding): Generator<Fix & { readonly plan: Plan }> {
  const seen = new Set([planExperiment(config).key]);
  for (const id of candidates(config, finding)) {
    const patch = patchOf(id, config);
    const plan = planExperiment({ ...config, ...patch });
    if (seen.has(plan.key)) continue;
    seen.add(plan.key);
    yield { id, patch, prediction: predictFor(finding, plan), plan };
  }
}

/**
 * Suggestions for a verdict that theory confirms: cures before relief; for a healthy network, ways to break
 * it.
 * @param most as many as are shown, or more where a run will still choose among them
 */
export function suggestFixes(config: ExperimentConfig, finding: Finding, most = MOST_FIXES): Fix[] {
  if (finding.kind === "healthy" && finding.cause === null) return invitations(config, finding);
  const now = drift(predictFor(finding, planExperiment(config)));
  const found: Record<"cure" | "relief", Fix[]> = { cure: [], relief: [] };
  for (const { plan, ...fix } of suggestions(config, finding)) {
    const effect = effectOf(fix.prediction, now, plan);
    if (effect !== "none") found[effect].push(fix);
    if (found.cure.length === most) break;
  }
  return [...found.cure, ...found.relief].slice(0, most);
}
