/** Trains the experiment of a lesson's link to its last step, apart from the one on the screen. */
import { DEFAULT_BUDGET, fitToBudget } from "../../experiment/budget.ts";
import type { ExperimentConfig } from "../../experiment/config.ts";
import type { Snapshot } from "../../experiment/training/snapshot.ts";
import { StepLimit } from "../../experiment/training/stepLimit.ts";
import { planOfProbe, planTraining } from "../../experiment/training/trainingPlan.ts";
import type { Trainer } from "../../store/training.ts";
import type { LessonRun } from "../lessonLibrary.ts";

/** @throws EngineError as `train` does; RangeError without a task, an error in the lesson */
export async function trainLink(
  train: Trainer,
  config: ExperimentConfig,
  signal: AbortSignal,
): Promise<LessonRun> {
  const training = planTraining(fitToBudget(config, DEFAULT_BUDGET));
  if (training === null) throw new RangeError("invalid step of a lesson: no task (expected one)");
  const snapshots: Snapshot[] = [];
  const { stopped } = await train(
    { training, given: null, returnsParameters: false },
    {
      signal,
      every: [training.steps],
      pictureEveryMs: Infinity,
      limit: new StepLimit(),
      onEngine: () => snapshots.splice(0),
      onSnapshot: (snapshot) => snapshots.push(snapshot),
    },
  );
  const [first, last] = [snapshots[0], snapshots.at(-1)];
  return {
    plan: { ...planOfProbe(training), trainedSteps: training.steps },
    layers: last?.layers ?? [],
    training: {
      firstLoss: first?.loss ?? NaN,
      loss: stopped === null ? (last?.loss ?? NaN) : NaN,
      validation: stopped === null ? (last?.validation ?? NaN) : NaN,
    },
  };
}
