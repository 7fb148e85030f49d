/**
 * The verdict on a step of a training: whether the network learns, and what holds it back if it does not.
 * Data only; the words are in i18n.
 */
import { activationById } from "../../catalog/activations.ts";
import { taskValues } from "../taskData.ts";
import type { NotFinite, Snapshot, SnapshotLayer } from "./snapshot.ts";
import { updateRatio } from "./snapshot.ts";
import type { TrainingPlan } from "./trainingPlan.ts";

/** What a training does, and the worse findings first. */
export const TRAINING_FINDINGS = ["diverged", "stalled", "slow", "byHeart", "early", "learns"] as const;
export type TrainingFindingKind = (typeof TRAINING_FINDINGS)[number];

export const TRAINING_CAUSES = [
  "symmetry",
  "dead",
  "saturated",
  "vanished",
  "rate_large",
  "rate_small",
  "unknown",
] as const;
export type TrainingCauseId = (typeof TRAINING_CAUSES)[number];

export interface TrainingCause {
  readonly id: TrainingCauseId;
  /** 1-based: the layer that shows it best; the last where none stands out. */
  readonly layer: number;
  /**
   * What is measured there: the share of dead or saturated values; the gradient of the first layer over the
   * last one's; the ratio of update and weights.
   */
  readonly value: number;
}

export interface TrainingFinding {
  readonly kind: TrainingFindingKind;
  readonly step: number;
  readonly loss: number;
  readonly validation: number;
  /** Loss at step 0. */
  readonly first: number;
  /** Loss of giving every point the same answer. */
  readonly guess: number;
  /** Null where there is nothing to explain. */
  readonly cause: TrainingCause | null;
}

/** A network that has come this share of the way from guessing to no loss learns. */
const LEARNT_SHARE = 0.2;
/**
 * One that has come less than this share has learnt nothing: the mean loss of 512 points, each with a spread
 * below 0.5, varies by 0.02, which is 3 % of ln 2.
 */
const NOTICED_SHARE = 0.05;
/** Validation this many times the training loss, and this near to guessing: it has learnt by heart. */
const BY_HEART = { ratio: 2, share: 0.5 } as const;
/** It is too early to say before so many steps, and before this share of all. */
const EARLY = { steps: 50, share: 0.2 } as const;
/** Nine units of ten without a slope leave no way through a layer. */
const DEAD_SHARE = 0.9;
/** As the verdict on an initialisation has it: more than half of the values on flat parts. */
const SATURATED_SHARE = 0.5;
/** The first layer's gradient is a thousandth of the last one's: one rate cannot suit both. */
const VANISHED_RATIO = 1e-3;
/** Ten times off the usual 1e-3, and more. */
const RATE_RATIOS = { low: 1e-4, high: 2e-2 } as const;
/** A spread below this share of the size is rounding. */
const SAME_UNITS = 1e-5;

/** The loss of the best answer that does not look at the input, over at most a thousand points. */
export function guessingLoss({ plan, points }: TrainingPlan): number {
  const units = plan.layers.at(-1)?.units ?? 1;
  if (plan.gradient === "cross_entropy") return Math.log(units);
  const rows = Math.min(points, 1000);
  const values = taskValues(plan, 0, rows);
  let sum = 0;
  for (let unit = 0; unit < units; unit++) {
    const own = Array.from({ length: rows }, (_, row) => values[row * units + unit] ?? 0);
    const mean = own.reduce((total, value) => total + value, 0) / rows;
    sum += own.reduce((total, value) => total + (value - mean) ** 2, 0) / rows;
  }
  return sum / units;
}

/** Norm of a layer's gradient for one input. */
const gradientNorm = ({ tensors, units }: SnapshotLayer): number =>
  (tensors.grad_activation?.rms ?? NaN) * Math.sqrt(units);

/** The entry with the largest number; the first one where none is a number. */
function largest<T>(entries: readonly T[], numberOf: (entry: T) => number): T | undefined {
  return entries.toSorted((a, b) => numberOf(b) - numberOf(a))[0];
}

function middle(values: readonly number[]): number {
  const known = values.filter(Number.isFinite).toSorted((a, b) => a - b);
  return known[known.length >> 1] ?? NaN;
}

/** Whether all units of a layer answer alike, for weights that are not random. */
function isSymmetric({ tensors, units }: SnapshotLayer): boolean {
  const { activation, weight } = tensors;
  if (activation === undefined || weight === undefined || units < 2) return false;
  const areSame = activation.rms === 0 || activation.unitStd <= SAME_UNITS * activation.rms;
  return areSame && weight.std <= SAME_UNITS * Math.max(weight.rms, Number.MIN_VALUE);
}

/** What holds a network back at a step: the first that applies. */
function causeOf(
  training: TrainingPlan,
  snapshot: Snapshot,
  finding: Omit<TrainingFinding, "cause">,
): TrainingCause {
  const { layers } = snapshot;
  const last = layers.length;
  const hidden = layers.slice(0, -1);
  const symmetric = layers.find(isSymmetric);
  if (symmetric !== undefined) return { id: "symmetry", layer: symmetric.layerIndex + 1, value: NaN };
  const dead = largest(hidden, ({ deadUnits }) => deadUnits);
  if (dead !== undefined && dead.deadUnits >= DEAD_SHARE)
    return { id: "dead", layer: dead.layerIndex + 1, value: dead.deadUnits };
  // A rectifier is flat over half of its inputs by nature.
  const bounded = hidden.filter(
    ({ layerIndex }) =>
      activationById(training.plan.layers[layerIndex]?.activation ?? "linear").family === "bounded",
  );
  const flat = largest(bounded, ({ saturated }) => saturated);
  if (flat !== undefined && flat.saturated > SATURATED_SHARE)
    return { id: "saturated", layer: flat.layerIndex + 1, value: flat.saturated };
  const ratios = layers.map(updateRatio);
  const typical = middle(ratios);
  const [first, end] = [layers[0], layers.at(-1)];
  const share = first === undefined || end === undefined ? NaN : gradientNorm(first) / gradientNorm(end);
  const isLarge = finding.kind === "diverged" || finding.loss > finding.first || typical > RATE_RATIOS.high;
  if (share < VANISHED_RATIO && !(finding.kind === "diverged"))
    return { id: "vanished", layer: 1, value: share };
  if (isLarge) return { id: "rate_large", layer: 1 + ratios.indexOf(Math.max(...ratios)), value: typical };
  if (typical < RATE_RATIOS.low) return { id: "rate_small", layer: last, value: typical };
  return { id: "unknown", layer: last, value: typical };
}

/**
 * The verdict on one kept step.
 * @param snapshots from step 0 on
 * @param shown index of the step
 * @param stopped where a value was not finite, which ended the training
 */
export function trainingFinding(
  training: TrainingPlan,
  snapshots: readonly Snapshot[],
  shown: number,
  stopped: NotFinite | null,
): TrainingFinding | null {
  const [start, snapshot] = [snapshots[0], snapshots[shown]];
  if (start === undefined || snapshot === undefined) return null;
  const { step, validation } = snapshot;
  const loss = snapshot.loss ?? NaN;
  const first = start.loss ?? NaN;
  const guess = guessingLoss(training);
  const common = { step, loss, validation, first, guess };
  const isEnd = shown === snapshots.length - 1;
  const kindOf = (): TrainingFindingKind => {
    if ((stopped !== null && isEnd) || !Number.isFinite(loss)) return "diverged";
    if (guess - loss >= LEARNT_SHARE * guess) {
      return validation > BY_HEART.ratio * loss && validation > BY_HEART.share * guess ? "byHeart" : "learns";
    }
    if (step < Math.min(EARLY.steps, EARLY.share * training.steps)) return "early";
    return guess - loss >= NOTICED_SHARE * guess ? "slow" : "stalled";
  };
  const finding = { kind: kindOf(), ...common };
  const isExplained = ["diverged", "stalled", "slow"].includes(finding.kind);
  return { ...finding, cause: isExplained ? causeOf(training, snapshot, finding) : null };
}
