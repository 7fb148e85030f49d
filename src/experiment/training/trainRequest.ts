/** What an engine is asked to train, and what it answers: plain data. */
import type { DeviceTraffic, EngineReport } from "../result.ts";
import type { NotFinite, TrainedLayer } from "./snapshot.ts";
import type { GivenTraining } from "./trainingData.ts";
import type { TrainingPlan } from "./trainingPlan.ts";

export interface TrainRequest {
  readonly training: TrainingPlan;
  /** Null where the plan draws everything. */
  readonly given: GivenTraining | null;
  /** Whether the parameters are returned at the end, as copies. */
  readonly returnsParameters: boolean;
  /** Further inputs, `[points, K]`: every snapshot has the network's outputs for them. */
  readonly grid?: Float32Array;
  /** How many workers share a step, where an engine can; by default it decides. */
  readonly workers?: number;
}

export interface TrainingRun {
  /** Loss of the mini-batch of every step, before the step. */
  readonly losses: Float64Array;
  /** Null where every value was finite. */
  readonly stopped: NotFinite | null;
  /** Empty unless asked for. */
  readonly layers: readonly TrainedLayer[];
  readonly report: EngineReport;
  /** Given by engines on a GPU. */
  readonly traffic?: DeviceTraffic;
  readonly elapsedMs: number;
}
