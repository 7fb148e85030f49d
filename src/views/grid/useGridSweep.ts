/** Runs the networks of a sweep of one or two settings in the background, once the controls rest. */
import { useEffect, useMemo, useState } from "react";
import { DEFAULT_BUDGET, fitToBudget } from "../../experiment/budget.ts";
import type { ExperimentConfig } from "../../experiment/config.ts";
import { errorCodeOf } from "../../experiment/errorCode.ts";
import { planExperiment } from "../../experiment/plan.ts";
import type { LayerResult } from "../../experiment/result.ts";
import { finalLoss } from "../../experiment/training/rateValley.ts";
import { useAppStore, useBackground } from "../../store/store.ts";
import { useTrainings } from "../background/useTrainings.ts";
import type { TrainingStudy } from "../background/useTrainings.ts";
import { GRID_TENSORS, membersOf, placesOf } from "./gridSweep.ts";
import type { GridMember, GridPlaces, GridView } from "./gridSweep.ts";

/** Changes closer together than this count as one movement; the sweep waits for its end. */
const REST_MS = 400;

/** The layers of a run, or the loss after a training. */
export type GridOutcome = readonly LayerResult[] | number | "failed" | undefined;

export interface GridSweep extends GridPlaces {
  readonly members: readonly GridMember[];
  /** In the order of the members. */
  readonly outcomes: readonly GridOutcome[];
  readonly doneCount: number;
  readonly isStopped: boolean;
  readonly setStopped: (isStopped: boolean) => void;
}

/** Loss of the last mini-batches of every network. */
const LOSSES: TrainingStudy<number> = {
  every: [],
  read: ({ losses, isStopped }) => finalLoss(losses, isStopped),
  memory: new Map(),
};
const NONE: readonly ExperimentConfig[] = [];

/** The sweep of the present configuration: every network is run, or trained where its loss is shown. */
export function useGridSweep({ across, up, figure, seeds }: GridView): GridSweep {
  const isTrained = figure === "loss";
  const background = useBackground();
  const config = useAppStore((state) => state.config);
  const sweep = useMemo(() => {
    const places = placesOf(config, { across, up });
    return { ...places, members: membersOf(config, { across, up, seeds }, places.cells) };
  }, [config, across, up, seeds]);
  const [found, setFound] = useState<{
    readonly of: readonly GridMember[];
    readonly outcomes: readonly GridOutcome[];
  }>({ of: [], outcomes: [] });
  const [isStopped, setStopped] = useState(false);
  const configs = useMemo(
    () => (isTrained ? sweep.members.map((member) => member.config) : NONE),
    [sweep, isTrained],
  );
  const trainings = useTrainings(configs, LOSSES);
  const outcomes: readonly GridOutcome[] = isTrained
    ? trainings.found.map((loss) => (loss === null ? "failed" : loss))
    : found.of === sweep.members
      ? found.outcomes
      : [];

  useEffect(() => {
    if (isStopped || isTrained) return undefined;
    const controller = new AbortController();
    const { signal } = controller;
    const { members } = sweep;
    const results: GridOutcome[] = [];
    async function runMember(member: GridMember, index: number): Promise<void> {
      try {
        const plan = planExperiment(fitToBudget(member.config, DEFAULT_BUDGET));
        const { layers } = await background.sample(plan, GRID_TENSORS, { priority: "normal", signal });
        results[index] = layers;
      } catch (error) {
        if (signal.aborted || errorCodeOf(error) === "cancelled") return;
        results[index] = "failed";
      }
      if (!signal.aborted) setFound({ of: members, outcomes: [...results] });
    }
    const timer = setTimeout(() => {
      for (const [index, member] of members.entries()) void runMember(member, index);
    }, REST_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [background, sweep, isStopped, isTrained]);

  return {
    ...sweep,
    outcomes,
    doneCount: outcomes.filter((outcome) => outcome !== undefined).length,
    isStopped: isTrained ? trainings.isStopped : isStopped,
    setStopped: isTrained ? trainings.setStopped : setStopped,
  };
}
