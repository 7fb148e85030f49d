/**
 * The plan of a training: what a step does, apart from the network itself. Pure: the configuration decides
 * everything, and the engines do as it says.
 */
import type { OptimizerId } from "../../catalog/trainingIds.ts";
import { scheduleById } from "../../catalog/schedules.ts";
import type { ScheduleId } from "../../catalog/trainingIds.ts";
import type { ExperimentConfig } from "../config.ts";
import { blockPlaceOf, residualBlocks } from "../layerSettings.ts";
import type { Plan } from "../plan.ts";
import { planExperiment } from "../plan.ts";
import type { Clip } from "../settings.ts";

/** Factors of the learning rate in one layer. */
export interface LayerRates {
  readonly weights: number;
  /** Of biases, gamma and beta. */
  readonly vectors: number;
}

export interface TrainingPlan {
  /**
   * The network, on the batch of which snapshots are taken: its probe, always the same. A step drops outputs
   * by masks of its own, and its batch norm takes the statistics of its own mini-batch.
   */
  readonly plan: Plan;
  readonly optimizer: OptimizerId;
  /** Before the schedule. */
  readonly learningRate: number;
  readonly schedule: ScheduleId;
  readonly steps: number;
  /** Points to learn from: `[0, points)` of the data set. */
  readonly points: number;
  /** Points `[points, points + validation)` are never learnt from. */
  readonly validation: number;
  /** Points of a step, at most `points`. */
  readonly miniBatch: number;
  readonly weightDecay: number;
  /** Whether the decay is that of weights alone, as it should be, or of all parameters, as PyTorch does. */
  readonly decayed: "weights" | "all";
  readonly clip: Clip | null;
  readonly rates: readonly LayerRates[];
  readonly learnsBiases: boolean;
  /** Whether gamma and beta are learnt. */
  readonly learnsNorms: boolean;
}

/** Momentum of the running statistics of batch norm: their share of a new mini-batch, as in PyTorch. */
export const RUNNING_MOMENTUM = 0.1;

/** As many as points to learn from, or the rest of a table, up to this number. */
const MOST_VALIDATION = 1024;

/** Optimisers whose steps do not grow with the gradient. */
const NORMALISING: ReadonlySet<OptimizerId> = new Set(["rmsprop", "adam", "adamw"]);

/**
 * muP, so that one rate suits every width (Yang et al. 2022, table 3; n = fan-in, m = fan-out, n0 = base).
 * Optimisers that divide by the size of the gradient: hidden weights and readout n0 / n, all else 1. Others:
 * input weights and biases m / n0, hidden weights 1, readout n0 / n. The plan has made the readout small.
 */
function ratesOf(config: ExperimentConfig, plan: Plan, id: OptimizerId): LayerRates[] {
  const { parametrization, baseWidth, expansion } = config;
  const last = plan.layers.length - 1;
  return plan.layers.map(({ layerIndex, fanIn, units }) => {
    if (parametrization === "standard") return { weights: 1, vectors: 1 };
    const isInput = layerIndex === 0 && last > 0;
    // Inside a block the base is as many times wider as the network is.
    const role = blockPlaceOf(config, layerIndex)?.role;
    const inner = baseWidth * expansion;
    const narrowing = (role === "end" ? inner : baseWidth) / fanIn;
    if (NORMALISING.has(id)) return { weights: isInput ? 1 : narrowing, vectors: 1 };
    const widening = units / (role === undefined || role === "end" ? baseWidth : inner);
    if (layerIndex === last) return { weights: isInput ? 1 : narrowing, vectors: 1 };
    return { weights: isInput ? widening : 1, vectors: widening };
  });
}

/** Whether trainers know every part of a network: they do not know attention, whose inputs are sequences. */
export function isTrainable(config: ExperimentConfig): boolean {
  return config.block === "none" || config.tokens === 1 || residualBlocks(config) === 0;
}

/** The plan of a training; null for a configuration without a task, or one that cannot be trained. */
export function planTraining(config: ExperimentConfig): TrainingPlan | null {
  const plan = planExperiment(config);
  if (plan.task === undefined || !isTrainable(config)) return null;
  const { optimizer, learningRate, schedule, steps, weightDecay, clip } = config;
  const { points } = plan.task;
  const others = plan.task.id === "csv" ? plan.task.table.rows - points : points;
  return {
    plan,
    optimizer,
    learningRate,
    schedule,
    steps,
    points,
    validation: Math.min(others, MOST_VALIDATION),
    miniBatch: Math.min(config.miniBatch ?? config.batch, points),
    weightDecay,
    decayed: "weights",
    clip,
    rates: ratesOf(config, plan, optimizer),
    learnsBiases: true,
    learnsNorms: true,
  };
}

/** The learning rate of a step, 0-based. */
export function rateAt({ learningRate, schedule, steps }: TrainingPlan, step: number): number {
  return learningRate * scheduleById(schedule).factor(step, steps);
}

/** The network as a step runs it: batch norm over the mini-batch, calibrations behind it. */
export function planOfStep({ plan, miniBatch }: TrainingPlan): Plan {
  return {
    ...plan,
    averaging: null,
    batch: miniBatch,
    layers: (plan.averaging?.layers ?? plan.layers).map((layer) => ({
      ...layer,
      calibration: null,
      norm: layer.norm?.kind === "batch" ? { ...layer.norm, statistics: "batch" } : layer.norm,
    })),
  };
}

/** The network of a snapshot: as the picture shows it, with the running statistics that training has made. */
export function planOfProbe({ plan }: TrainingPlan): Plan {
  return { ...plan, averaging: null, layers: plan.layers.map((layer) => ({ ...layer, calibration: null })) };
}

/** The network as it is used after training: running statistics, nothing dropped. */
export function planOfEvaluation({ plan }: TrainingPlan, batch: number): Plan {
  return {
    ...plan,
    averaging: null,
    batch,
    layers: plan.layers.map((layer) => ({
      ...layer,
      calibration: null,
      keepProbability: 1,
      dropsBeforeNorm: false,
      norm: layer.norm?.kind === "batch" ? { ...layer.norm, statistics: "running" } : layer.norm,
    })),
  };
}
