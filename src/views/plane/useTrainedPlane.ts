/** Trains the networks of the plane in the background, from coarse to fine, while their losses are wanted. */
import { useMemo, useState } from "react";
import type { ExperimentConfig } from "../../experiment/config.ts";
import { learnerAt, lossOfGuess, planeLearner } from "../../experiment/planeLearner.ts";
import type { PlaneLearner } from "../../experiment/planeLearner.ts";
import { finalLoss } from "../../experiment/training/rateValley.ts";
import { planTraining } from "../../experiment/training/trainingPlan.ts";
import { useTrainings } from "../background/useTrainings.ts";
import type { TrainingStudy } from "../background/useTrainings.ts";
import { cellIndex, LEARNER_ORDER, pointOf } from "./measuredPlane.ts";
import type { Measured } from "./measuredPlane.ts";
import type { PlaneRange } from "./planeShapes.ts";

const LOSSES: TrainingStudy<number> = {
  every: [],
  read: ({ losses, isStopped }) => finalLoss(losses, isStopped),
  memory: new Map(),
};

const NONE: readonly ExperimentConfig[] = [];

const keyOf = ({ config }: PlaneLearner): string => JSON.stringify({ ...config, table: config.table?.key });

/** The learner stays the same object while the dot moves: a place is no part of it. */
function useLearner(present: ExperimentConfig): PlaneLearner {
  const learner = useMemo(() => planeLearner(present), [present]);
  const [kept, setKept] = useState(learner);
  if (kept === learner || keyOf(kept) === keyOf(learner)) return kept;
  setKept(learner);
  return learner;
}

export interface TrainedPlane {
  readonly learner: PlaneLearner;
  readonly losses: Measured<number>;
  /** Trainings that have ended, well or not. */
  readonly count: number;
  /** Those that no engine could run. */
  readonly failedCount: number;
  /** Loss of the best answer that does not look at the input. */
  readonly guess: number;
  readonly isStopped: boolean;
  readonly setStopped: (isStopped: boolean) => void;
}

/**
 * The losses of the plane.
 * @param range null while theory is computed
 */
export function useTrainedPlane(
  range: PlaneRange | null,
  present: ExperimentConfig,
  isWanted: boolean,
): TrainedPlane {
  const learner = useLearner(present);
  const configs = useMemo(
    () =>
      isWanted && range !== null
        ? LEARNER_ORDER.map((cell) => learnerAt(learner, pointOf(cell, range)))
        : NONE,
    [learner, range, isWanted],
  );
  const { found, doneCount, isStopped, setStopped } = useTrainings(configs, LOSSES);
  const guess = useMemo(() => {
    const [first] = configs;
    const training = first === undefined ? null : planTraining(first);
    return training === null ? NaN : lossOfGuess(training);
  }, [configs]);
  const losses: (number | undefined)[] = [];
  for (const [index, cell] of LEARNER_ORDER.entries()) losses[cellIndex(cell)] = found[index] ?? undefined;
  const failedCount = found.filter((loss) => loss === null).length;
  return { learner, losses, count: doneCount, failedCount, guess, isStopped, setStopped };
}
