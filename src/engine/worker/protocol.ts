/** The messages between the page and an engine's worker. Plain data; statistics travel by transfer. */
import type { EngineErrorCode, EngineReport } from "../../experiment/result.ts";
import type { RunRequest } from "../../experiment/runRequest.ts";
import type { Snapshot, SnapshotSteps } from "../../experiment/training/snapshot.ts";
import type { SharpnessRequest } from "../../experiment/training/sharpness.ts";
import type { TrainRequest, TrainingRun } from "../../experiment/training/trainRequest.ts";
import type { EngineChoice, EngineMemory, EngineRun } from "../engine.ts";
import type { Parcel } from "./delivery.ts";

export type Request =
  | { readonly kind: "prepare"; readonly id: number; readonly engine: EngineChoice }
  | { readonly kind: "run"; readonly id: number; readonly request: RunRequest }
  | {
      readonly kind: "train";
      readonly id: number;
      readonly request: TrainRequest;
      /** The steps that have a snapshot; null for the first and the last alone. */
      readonly every: SnapshotSteps | null;
      /** Longest time between snapshots; null for any. */
      readonly pictureEveryMs: number | null;
      /** How many steps may be done; null for all. */
      readonly limit: number | null;
    }
  /** A training may do so many steps now; null for all. */
  | { readonly kind: "limit"; readonly id: number; readonly limit: number | null }
  | { readonly kind: "sharpness"; readonly id: number; readonly request: SharpnessRequest }
  | { readonly kind: "memory"; readonly id: number }
  | { readonly kind: "cancel"; readonly id: number };

export type Reply =
  /** The script runs and has received the request to prepare. */
  | { readonly kind: "started"; readonly id: number }
  | { readonly kind: "prepared"; readonly id: number; readonly report: EngineReport }
  | { readonly kind: "memory"; readonly id: number; readonly memory: EngineMemory | null }
  | { readonly kind: "layers"; readonly id: number; readonly parcel: Parcel }
  | { readonly kind: "snapshot"; readonly id: number; readonly snapshot: Snapshot }
  | { readonly kind: "sharpness"; readonly id: number; readonly sharpness: number }
  | { readonly kind: "trained"; readonly id: number; readonly run: TrainingRun }
  | {
      readonly kind: "done";
      readonly id: number;
      /** The layers of the parcel replace those of the result. */
      readonly run: EngineRun;
      readonly parcel: Parcel;
    }
  | {
      readonly kind: "failed";
      readonly id: number;
      readonly code: EngineErrorCode;
      readonly message: string;
    };
