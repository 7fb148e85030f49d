/**
 * Changes that may make a network learn, and what a trial of each costs. None is offered before a training
 * has shown its loss.
 */
import { normalizesItself } from "../blocks.ts";
import type { ExperimentConfig } from "../config.ts";
import { LIMITS } from "../config.ts";
import { patchOf } from "../fixes/patches.ts";
import { planExperiment } from "../plan.ts";
import type { TrainingCauseId, TrainingFinding } from "./trainingFinding.ts";
import type { TrainingPlan } from "./trainingPlan.ts";

export const TRAINING_FIX_IDS = [
  "law",
  "batch_norm",
  "leaky_relu",
  "residual",
  "adam",
  "rate_up",
  "rate_far_up",
  "rate_down",
  "rate_far_down",
  "clip",
  "warm_up",
  "pre_norm",
] as const;
export type TrainingFixId = (typeof TRAINING_FIX_IDS)[number];

export interface TrainingFix {
  readonly id: TrainingFixId;
  readonly patch: Partial<ExperimentConfig>;
}

/** A tried fix. */
export interface TrainingTrial extends TrainingFix {
  /** Steps of the trial, and its loss behind them. */
  readonly steps: number;
  readonly loss: number;
}

const FIXES: Readonly<Record<TrainingCauseId, readonly TrainingFixId[]>> = {
  symmetry: ["law", "batch_norm"],
  dead: ["law", "leaky_relu", "batch_norm", "rate_far_down"],
  saturated: ["law", "batch_norm", "adam"],
  vanished: ["law", "batch_norm", "adam", "residual"],
  rate_large: ["rate_down", "rate_far_down", "clip", "law"],
  rate_small: ["rate_up", "rate_far_up", "adam"],
  unknown: ["adam", "rate_up", "rate_down", "batch_norm", "law"],
};

/** Tried before all others where the norm stands behind the sum of a block. */
const POST_NORM_FIXES: readonly TrainingFixId[] = ["pre_norm", "warm_up"];

/** Adam's rate where it takes the place of another optimiser: the framework default. */
const ADAM_RATE = 1e-3;
/** Most fixes that are tried, and operations of one trial: some seconds of one core. */
const MOST_TRIED = 4;
const MOST_FLOPS = 2e10;
/** A trial of fewer steps says nothing. */
const LEAST_STEPS = 20;
/** A fix must leave at most this share of the loss, and of that of guessing. */
const WORTH_OFFERING = 0.8;
export const MOST_TRAINING_FIXES = 3;

function rate(config: ExperimentConfig, factor: number): Partial<ExperimentConfig> {
  const { min, max } = LIMITS.learningRate;
  return { learningRate: Number(Math.min(max, Math.max(min, config.learningRate * factor)).toPrecision(6)) };
}

function patchFor(id: TrainingFixId, config: ExperimentConfig): Partial<ExperimentConfig> {
  switch (id) {
    case "law": {
      const isRectifier = config.activation === "relu" || config.activation === "leaky_relu";
      return patchOf(isRectifier ? "he_normal" : "xavier_normal", config);
    }
    case "batch_norm":
      // Blocks keep their final norm.
      return {
        ...patchOf("batch_norm", config),
        ...(normalizesItself(config.block) ? {} : { normalizedLayers: "hidden" }),
      };
    case "leaky_relu":
      return patchOf("leaky_relu", config);
    case "residual":
      return { residual: "depth_scaled" };
    case "adam":
      return config.optimizer === "adam" ? {} : { optimizer: "adam", learningRate: ADAM_RATE };
    case "rate_up":
      return rate(config, 10);
    case "rate_far_up":
      return rate(config, 100);
    case "rate_down":
      return rate(config, 1 / 10);
    case "rate_far_down":
      return rate(config, 1 / 100);
    case "clip":
      return config.clip === null ? { clip: { kind: "norm", value: 1 } } : {};
    case "warm_up":
      return config.schedule === "constant" ? { schedule: "warmup" } : {};
    case "pre_norm":
      return { block: "pre" };
    default:
      return id satisfies never;
  }
}

/** The fixes to try, best first: those that change something. */
export function trainingFixes(config: ExperimentConfig, { cause }: TrainingFinding): readonly TrainingFix[] {
  if (cause === null) return [];
  const key = (own: ExperimentConfig): string =>
    JSON.stringify([planExperiment(own).key, own.optimizer, own.learningRate, own.schedule, own.clip]);
  const seen = new Set([key(config)]);
  const found: TrainingFix[] = [];
  const isPostNorm = config.block === "post" || config.block === "deepnorm";
  for (const id of [...(isPostNorm ? POST_NORM_FIXES : []), ...FIXES[cause.id]]) {
    const patch = patchFor(id, config);
    const own = key({ ...config, ...patch });
    if (seen.has(own)) continue;
    seen.add(own);
    found.push({ id, patch });
  }
  return found.slice(0, MOST_TRIED);
}

/** Steps of a trial: as many as the network on the screen has done, or as its cost allows. */
export function trialSteps({ plan, miniBatch }: TrainingPlan, step: number): number {
  const ofStep = (plan.cost.flops * miniBatch) / plan.batch;
  return Math.max(LEAST_STEPS, Math.min(step, Math.floor(MOST_FLOPS / ofStep)));
}

/** The trials that are worth offering, the least loss first. */
export function worthOffering(
  trials: readonly TrainingTrial[],
  { loss, guess }: Pick<TrainingFinding, "loss" | "guess">,
): readonly TrainingTrial[] {
  const limit = WORTH_OFFERING * Math.min(guess, Number.isFinite(loss) ? loss : guess);
  return trials
    .filter((trial) => trial.loss <= limit)
    .toSorted((a, b) => a.loss - b.loss)
    .slice(0, MOST_TRAINING_FIXES);
}
