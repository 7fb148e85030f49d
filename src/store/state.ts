/**
 * The shape of the app's state. Serialisable data only; the run loop in runLoop.ts writes `run` and
 * `picture`.
 */
import type { ExperimentConfig } from "../experiment/config.ts";
import type { Plan } from "../experiment/plan.ts";
import type {
  ContestRecord,
  EngineAvailability,
  EngineMemory,
  EnginePreference,
  SelfCheckId,
} from "../engine/engine.ts";
import type { EngineErrorCode, EngineReport, LayerResult } from "../experiment/result.ts";
import type { Grid } from "../experiment/training/grid.ts";
import type { NotFinite, Snapshot } from "../experiment/training/snapshot.ts";
import type { Adjustment } from "../link/adjustment.ts";
import type { LecturePlace, LessonPlace, LinkScreen, ScreenPart } from "../link/view.ts";
import type { ViewState } from "./viewSettings.ts";

export type {
  Adjustment,
  ContestRecord,
  EngineAvailability,
  EngineMemory,
  EnginePreference,
  LinkScreen,
  ScreenPart,
  SelfCheckId,
  ViewState,
};

/** Where the current run stands. */
export type RunStatus =
  | { readonly kind: "idle" }
  | {
      readonly kind: "running";
      /** Share of the work done, 0..1, by flops of finished layers. */
      readonly progress: number;
      readonly startedAtMs: number;
      /** Null until an estimate is possible. */
      readonly remainingMs: number | null;
    }
  | { readonly kind: "done" }
  | { readonly kind: "failed"; readonly code: EngineErrorCode }
  | { readonly kind: "cancelled" };

/** A layer as it is drawn: its newest statistics, or those of the last good picture until new ones arrive. */
export interface PictureLayer {
  readonly result: LayerResult;
  /** The layer is of the previous run, and drawn dimmed. */
  readonly isStale: boolean;
}

/** The picture on the screen: never blank once there was one. */
export interface Picture {
  /** The requested configuration. */
  readonly config: ExperimentConfig;
  readonly plan: Plan;
  /** One entry per layer of the plan; null for a layer that has never been computed. */
  readonly layers: readonly (PictureLayer | null)[];
  readonly isComplete: boolean;
  /** Number of inputs that were run: fewer than the plan's batch in a preview. */
  readonly batch: number;
  /** A preview shows the charts' tensors only; the full run follows when the controls rest. */
  readonly isPreview: boolean;
  readonly report: EngineReport | null;
  /** The loss whose gradient was injected; null when the gradient was drawn, or the loss is not known yet. */
  readonly loss: number | null;
  readonly elapsedMs: number;
}

/** The open step of a lesson. */
export interface OpenLesson extends LessonPlace {
  /** The link named the lesson only: the step's own experiment is not open yet. */
  readonly isUnopened: boolean;
}

/** An experiment that the present one is compared with, and the state of its run. */
export interface PinnedRun {
  readonly picture: Picture | null;
  readonly run: RunStatus;
}

/** How fast a training goes: steps a second, or as fast as the engine can. */
export const TRAINING_SPEEDS = [1, 5, 20, "full"] as const;
export type TrainingSpeed = (typeof TRAINING_SPEEDS)[number];

/** A network over the steps of its training, made on this page. */
export interface Recording {
  /** A later training has another. */
  readonly id: number;
  /** The trained configuration, within the budget. */
  readonly config: ExperimentConfig;
  /** The network as snapshots measure it. */
  readonly plan: Plan;
  readonly status:
    | { readonly kind: "running" | "paused" | "done" | "cancelled" }
    | { readonly kind: "failed"; readonly code: EngineErrorCode };
  readonly speed: TrainingSpeed;
  /** The steps that are kept when the training goes on to its end; where it halts, further ones are. */
  readonly schedule: readonly number[];
  /** Those kept so far. */
  readonly snapshots: readonly Snapshot[];
  /** Where a value was not finite, which ended the training. */
  readonly stopped: NotFinite | null;
  /** The engine that trains; null until it has begun. */
  readonly report: EngineReport | null;
  /** Index of the snapshot on the screen. */
  readonly shown: number;
  /** Where snapshots have the network's answers; null where its inputs have no plane. */
  readonly grid: Grid | null;
  /** The picture of the ordinary run: step 0. */
  readonly initial: Picture;
  /** By pin: the compared networks, which train on the same batches; null where they cannot. */
  readonly rivals: readonly (Rival | null)[];
}

/** A compared network over the steps of its training. */
export interface Rival extends Pick<Recording, "config" | "plan" | "snapshots" | "stopped"> {
  /** The picture of its ordinary run; null before there is one. */
  readonly initial: Picture | null;
}

export type Theme = "system" | "light" | "dark" | "projector";

export interface AppState {
  readonly config: ExperimentConfig;
  /** The experiments it is compared with: A, then C and D; `config` is B. */
  readonly pins: readonly ExperimentConfig[];
  readonly run: RunStatus;
  readonly picture: Picture | null;
  /** The training of the present configuration; a change drops it. */
  readonly recording: Recording | null;
  /** One entry per pin. */
  readonly pinned: readonly PinnedRun[];
  readonly view: ViewState;
  /** The experiment of the opening story; null when something else was opened. */
  readonly story: ExperimentConfig | null;
  /** Null outside lessons. */
  readonly lesson: OpenLesson | null;
  /** The lecture list that the address holds, packed; null without one. */
  readonly lecture: string | null;
  /** The entry of the lecture that was opened last, from 1. */
  readonly entry: number;
  /** Mode of the page, and the parts that the opened link hides and locks. */
  readonly screen: LinkScreen;
  /** The locked parts that prevented the last change; empty once a change is made. */
  readonly refused: readonly ScreenPart[];
  readonly adjustments: readonly Adjustment[];
  /** The user asked to run above the device budget. */
  readonly isFullSizeAllowed: boolean;
  readonly enginePreference: EnginePreference;
  /** Engines that work on this device, and the reasons of those that do not; null until probed. */
  readonly engines: readonly EngineAvailability[];
  /** The result of the contest of engines, perhaps of an earlier visit; null before it. */
  readonly contest: ContestRecord | null;
}

/** What is opened together with a configuration. */
export interface Opening {
  readonly adjustments?: readonly Adjustment[];
  /** None where it is left out. */
  readonly lesson?: OpenLesson | null;
  /** None where they are left out. */
  readonly pins?: readonly ExperimentConfig[];
  /** The present one where it is left out. */
  readonly lecture?: LecturePlace | null;
  /** The present one where it is left out. */
  readonly screen?: LinkScreen;
  /** The present one where it is left out. */
  readonly view?: ViewState;
  /** Undo does not lead back behind this opening: there was nothing, or an experiment of a lesson. */
  readonly isStart?: boolean;
  /** The experiment is told as the opening story. */
  readonly isStory?: boolean;
}

/** The only writers of the state. Only `openConfig` changes parts that the opened link locks. */
export interface AppActions {
  /** Whether the link locks a change, or the part whose command makes it; if so, `refused` names the part. */
  refuses(patch: Partial<ExperimentConfig>, command?: ScreenPart): boolean;
  /**
   * Changes part of the configuration. When the depth changes, a list of widths is cut or extended by its
   * last entry.
   */
  changeConfig(patch: Partial<ExperimentConfig>): void;
  /**
   * Replaces the whole configuration (preset, link, reset), the open lesson and the comparison: a step Back
   * returns from.
   */
  openConfig(config: ExperimentConfig, opening?: Opening): void;
  /** Begins or ends a mode of the page; hidden and locked parts stay so. */
  changeMode(mode: LinkScreen["mode"]): void;
  /** Puts a lecture list into the address, or takes it out; what is on the screen stays. */
  changeLecture(lecture: LecturePlace | null): void;
  /** Leaves the lesson; its experiment stays. */
  closeLesson(): void;
  /** Compares an experiment, by default the present one, with others; without others the comparison ends. */
  compare(pins: readonly ExperimentConfig[], config?: ExperimentConfig): void;
  /** A drag begins or ends: all its changes are one step of undo, however long it rests on the way. */
  hold(isHeld: boolean): void;
  undo(): void;
  redo(): void;
  /** Returns to the state of the opened link. */
  reset(): void;
  cancelRun(): void;
  retryRun(): void;
  runFullSize(): void;
  /** Keeps the state of a training, and shows the pictures of its chosen step. */
  record(recording: Recording): void;
  /** Returns to the picture before the training, or before the trace that was opened. */
  closeRecording(): void;
  dismissAdjustments(): void;
  changeView(patch: Partial<ViewState>): void;
  setEnginePreference(preference: EnginePreference): void;
}

export type AppStore = AppState & AppActions & { readonly canUndo: boolean; readonly canRedo: boolean };
