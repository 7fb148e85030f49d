/** The pictures of a step of a training. */
import type { Snapshot } from "../experiment/training/snapshot.ts";
import type { Picture, PinnedRun, Recording, Rival } from "./state.ts";

type Shown = Pick<Recording, "config" | "plan"> & {
  readonly snapshot: Snapshot | undefined;
  readonly initial: Picture;
  readonly report: Recording["report"];
};

/** The picture of a snapshot; at step 0 the one of the ordinary run. */
function pictureOf({ config, plan, snapshot, initial, report }: Shown): Picture {
  if (snapshot === undefined || (snapshot.step === 0 && plan.recorded === undefined)) return initial;
  const { step, layers, loss } = snapshot;
  return {
    config,
    plan: { ...plan, key: `${plan.key}@${step}`, trainedSteps: step },
    layers: layers.map((result) => ({ result, isStale: false })),
    isComplete: true,
    batch: plan.batch,
    isPreview: false,
    report,
    loss,
    elapsedMs: initial.elapsedMs,
  };
}

/** The picture of the chosen step. */
export function pictureAt({ config, plan, snapshots, shown, initial, report }: Recording): Picture {
  return pictureOf({ config, plan, initial, report, snapshot: snapshots[shown] });
}

/** The snapshot of a rival at the newest of its kept steps that is no later than a step. */
export function rivalAt({ snapshots }: Rival, step: number): Snapshot | undefined {
  return snapshots[
    Math.max(
      0,
      snapshots.findLastIndex((snapshot) => snapshot.step <= step),
    )
  ];
}

/** The compared networks at the chosen step, those that train with it. */
export function pinnedAt(
  { rivals, snapshots, shown, report }: Recording,
  pinned: readonly PinnedRun[],
): readonly PinnedRun[] {
  const step = snapshots[shown]?.step ?? 0;
  return pinned.map((run, index) => {
    const rival = rivals[index];
    if (rival?.initial == null) return run;
    const { config, plan, initial } = rival;
    const snapshot = rivalAt(rival, step);
    return { ...run, picture: pictureOf({ config, plan, initial, report, snapshot }) };
  });
}

/** The compared networks as they began. */
export function pinnedBefore({ rivals }: Recording, pinned: readonly PinnedRun[]): readonly PinnedRun[] {
  return pinned.map((run, index) => ({ ...run, picture: rivals[index]?.initial ?? run.picture }));
}
