/** Trainings on the WASM engine in Node, for published results. */
import { createWasmEngine } from "../../engine/wasm/wasmEngine.ts";
import { DEFAULT_CONFIG } from "../../experiment/config.ts";
import type { ExperimentConfig } from "../../experiment/config.ts";
import type { Snapshot, SnapshotSteps } from "../../experiment/training/snapshot.ts";
import type { GivenTraining } from "../../experiment/training/trainingData.ts";
import { planTraining } from "../../experiment/training/trainingPlan.ts";
import type { TrainingPlan } from "../../experiment/training/trainingPlan.ts";
import type { TrainingRun } from "../../experiment/training/trainRequest.ts";
import { loadNodeKernels } from "../wasm/nodeKernels.ts";

const engine = createWasmEngine({ loadModule: () => loadNodeKernels("simd") });

/** @param change what no setting says */
export function trainingOf(
  patch: Partial<ExperimentConfig>,
  change: Partial<TrainingPlan> = {},
): TrainingPlan {
  const training = planTraining({ ...DEFAULT_CONFIG, ...patch });
  if (training === null) throw new RangeError("invalid training: no task (expected one)");
  return { ...training, ...change };
}

/** Trains to the end and returns the parameters. */
export async function trainOnWasm(
  training: TrainingPlan,
  every: SnapshotSteps = [],
  given: GivenTraining | null = null,
): Promise<TrainingRun & { readonly snapshots: readonly Snapshot[] }> {
  const snapshots: Snapshot[] = [];
  const run = await engine.train?.(
    { training, given, returnsParameters: true },
    { every, onSnapshot: (snapshot) => snapshots.push(snapshot) },
  );
  if (run === undefined) throw new RangeError("the engine does not train");
  return { ...run, snapshots };
}

/** The sharpness after some steps. */
export async function sharpnessOnWasm(training: TrainingPlan, step = 0): Promise<number> {
  return (await engine.sharpness?.({ training, given: null, step })) ?? NaN;
}
