/** Our engines in the race of training, in the worker of the product. */
import { DEFAULT_CONFIG } from "../../src/experiment/config.ts";
import { planTraining } from "../../src/experiment/training/trainingPlan.ts";
import type { TrainingPlan } from "../../src/experiment/training/trainingPlan.ts";
import type { EngineChoice } from "../../src/engine/engine.ts";
import { createWorkerEngine } from "../../src/engine/worker/client.ts";
import { startEngineWorker } from "../../src/engine/worker/script.ts";
import { BATCHES, RATES } from "./trainingTrial.ts";
import type { TrainingContestant, TrainingTrial } from "./trainingTrial.ts";

function trainingOf({ widths, batch, optimizer, before, steps }: TrainingTrial): TrainingPlan {
  const [inputWidth = 1, ...width] = widths;
  const training = planTraining({
    ...DEFAULT_CONFIG,
    task: "noise",
    points: BATCHES * batch,
    inputWidth,
    depth: width.length,
    width,
    batch,
    optimizer,
    learningRate: RATES[optimizer],
    // The last snapshot is taken behind the last step that counts.
    steps: before + steps + 1,
  });
  if (training === null) throw new RangeError("the trial has no task");
  return training;
}

/**
 * Snapshots tell the time in the page: one before the steps that count and one behind them, and with
 * statistics those between.
 * @param choice the engine
 * @param every steps between snapshots; null for none
 * @param workers how many share a step
 */
export async function openTrainingEngine(
  choice: EngineChoice,
  every: number | null,
  workers: number,
): Promise<TrainingContestant> {
  const engine = createWorkerEngine(choice, startEngineWorker);
  const { backend } = await engine.prepare();
  return {
    description: `${backend}, ${workers} worker${workers === 1 ? "" : "s"}`,
    async run(trial) {
      const { before, steps } = trial;
      const seen = new Map<number, number>();
      const last = before + steps;
      const between =
        every === null ? [] : Array.from({ length: Math.floor(steps / every) }, (_, i) => before + i * every);
      const run = await engine.train?.(
        { training: trainingOf(trial), given: null, returnsParameters: false, workers },
        {
          every: [before, ...between, last],
          onSnapshot: ({ step }) => seen.set(step, performance.now()),
        },
      );
      const losses = run?.losses ?? [];
      const ms = ((seen.get(last) ?? NaN) - (seen.get(before) ?? NaN)) / steps;
      return { ms, losses: [losses[0] ?? NaN, losses.at(-1) ?? NaN] };
    },
  };
}
