/**
 * Trains many networks in the background, one after another, while they are wanted: studies show what is
 * known so far.
 */
import { useEffect, useMemo, useState } from "react";
import { DEFAULT_BUDGET, fitToBudget } from "../../experiment/budget.ts";
import type { ExperimentConfig } from "../../experiment/config.ts";
import { errorCodeOf } from "../../experiment/errorCode.ts";
import type { Snapshot } from "../../experiment/training/snapshot.ts";
import { StepLimit } from "../../experiment/training/stepLimit.ts";
import { planTraining } from "../../experiment/training/trainingPlan.ts";
import { useBackground } from "../../store/store.ts";
import type { Trainer } from "../../store/training.ts";
import { useServices } from "../services.ts";

/** Changes closer together than this count as one movement; the trainings wait for its end. */
const REST_MS = 400;

/** A finished training. */
export interface Trained {
  readonly snapshots: readonly Snapshot[];
  readonly losses: Float64Array;
  /** Whether it met a value that is not finite. */
  readonly isStopped: boolean;
}

/** What a study keeps of its trainings, by configuration: numbers, never snapshots. */
export type TrainingMemory<T> = Map<string, T>;
const MOST_KEPT = 4096;

/** At which steps trainings have snapshots, and what is kept of them: the same object always. */
export interface TrainingStudy<T> {
  readonly every: readonly number[];
  readonly read: (trained: Trained) => T;
  readonly memory: TrainingMemory<T>;
}

export interface Trainings<T> {
  /** In the order of the configurations; null for one that failed. */
  readonly found: readonly (T | null | undefined)[];
  readonly doneCount: number;
  readonly isStopped: boolean;
  readonly setStopped: (isStopped: boolean) => void;
}

const keyOf = (config: ExperimentConfig): string => JSON.stringify({ ...config, table: config.table?.key });

async function trainOnce<T>(
  train: Trainer,
  config: ExperimentConfig,
  { every, read }: TrainingStudy<T>,
  signal: AbortSignal,
): Promise<T> {
  const training = planTraining(fitToBudget(config, DEFAULT_BUDGET));
  if (training === null) throw new RangeError("invalid training: no task (expected one)");
  let snapshots: readonly Snapshot[] = [];
  const { losses, stopped } = await train(
    { training, given: null, returnsParameters: false },
    {
      signal,
      every,
      pictureEveryMs: Infinity,
      limit: new StepLimit(),
      onEngine: () => (snapshots = []),
      onSnapshot: (snapshot) => (snapshots = [...snapshots, snapshot]),
    },
  );
  return read({ snapshots, losses, isStopped: stopped !== null });
}

/**
 * The trainings of a study, in the order of the list.
 * @param configs the same list as long as the study is the same
 */
export function useTrainings<T>(configs: readonly ExperimentConfig[], study: TrainingStudy<T>): Trainings<T> {
  const background = useBackground();
  const { train } = useServices();
  const [failed, setFailed] = useState<ReadonlySet<string>>(new Set());
  const [, setDrawnCount] = useState(0);
  const [isStopped, setStopped] = useState(false);

  useEffect(() => {
    if (isStopped) return undefined;
    const controller = new AbortController();
    const { signal } = controller;
    async function trainAll(): Promise<void> {
      for (const config of configs) {
        const key = keyOf(config);
        if (study.memory.has(key)) continue;
        try {
          const value = await background.perform(
            (interrupted) => trainOnce(train, config, study, interrupted),
            { priority: "normal", signal },
          );
          if (study.memory.size >= MOST_KEPT) study.memory.clear();
          study.memory.set(key, value);
        } catch (error) {
          if (signal.aborted) return;
          if (errorCodeOf(error) !== "cancelled") setFailed((before) => new Set([...before, key]));
        }
        setDrawnCount((count) => count + 1);
      }
    }
    const timer = setTimeout(() => void trainAll(), REST_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [background, train, configs, study, isStopped]);

  const keys = useMemo(() => configs.map(keyOf), [configs]);
  const found = keys.map((key) => study.memory.get(key) ?? (failed.has(key) ? null : undefined));
  return { found, doneCount: found.filter((one) => one !== undefined).length, isStopped, setStopped };
}
