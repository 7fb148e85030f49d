/** Tries the changes that may help a training, each by a training of its own in the background. */
import { useEffect, useState } from "react";
import type { TrainingFinding } from "../../experiment/training/trainingFinding.ts";
import { trainingFixes, trialSteps, worthOffering } from "../../experiment/training/trainingFixes.ts";
import type { TrainingTrial } from "../../experiment/training/trainingFixes.ts";
import { StepLimit } from "../../experiment/training/stepLimit.ts";
import { planTraining } from "../../experiment/training/trainingPlan.ts";
import type { Recording } from "../../store/state.ts";
import type { Trainer } from "../../store/training.ts";
import { useServices } from "../services.ts";

/** Loss of the probe behind the last step of a training. */
async function lossAfter(
  train: Trainer,
  config: Recording["config"],
  steps: number,
  signal: AbortSignal,
): Promise<number> {
  const training = planTraining(config);
  if (training === null) return NaN;
  let loss = NaN;
  const { stopped } = await train(
    // A schedule goes by the steps of the whole training.
    { training, given: null, returnsParameters: false },
    {
      signal,
      every: [steps],
      pictureEveryMs: Infinity,
      limit: new StepLimit(),
      onEngine: () => undefined,
      onSnapshot: (snapshot) => {
        loss = snapshot.loss ?? NaN;
      },
    },
  );
  return stopped === null ? loss : NaN;
}

export interface Trials {
  readonly isTrying: boolean;
  readonly offers: readonly TrainingTrial[];
}

const NONE: Trials = { isTrying: false, offers: [] };

/**
 * The changes after which the network learns, measured.
 * @param finding null while nothing is to be tried: the training goes on, or it learns; the same object as
 *   long as it is the same finding
 */
export function useTrainingTrials(recording: Recording, finding: TrainingFinding | null): Trials {
  const { train } = useServices();
  const { config, id } = recording;
  const key = finding === null ? null : `${id} ${finding.step}`;
  const [tried, setTried] = useState<{ readonly key: string; readonly trials: Trials } | null>(null);
  useEffect(() => {
    const training = planTraining(config);
    if (key === null || finding === null || training === null) return undefined;
    const controller = new AbortController();
    const { signal } = controller;
    const steps = trialSteps(training, Math.max(finding.step, 1));
    const tell = (done: readonly TrainingTrial[], isTrying: boolean): void => {
      if (!signal.aborted) setTried({ key, trials: { isTrying, offers: worthOffering(done, finding) } });
    };
    async function tryAll(found: TrainingFinding): Promise<void> {
      const done: TrainingTrial[] = [];
      tell(done, true);
      for (const fix of trainingFixes(config, found)) {
        const own = { ...config, ...fix.patch, steps };
        const loss = await lossAfter(train, own, steps, signal).catch(() => NaN);
        if (signal.aborted) return;
        done.push({ ...fix, steps, loss });
        tell(done, true);
      }
      tell(done, false);
    }
    void tryAll(finding);
    return () => controller.abort();
  }, [key, finding, config, train]);
  return tried !== null && tried.key === key ? tried.trials : { ...NONE, isTrying: key !== null };
}
