/**
 * The shape of the app's state. Serialisable data only; the one run loop in runLoop.ts
 * writes `run` and `picture`.
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
import type { EngineErrorCode, EngineReport, LayerResult, TensorId } from "../experiment/result.ts";
import type { Adjustment } from "../link/adjustment.ts";
import type { LessonPlace, LinkScreen, ScreenPart } from "../link/view.ts";

export type {
  Adjustment,
  ContestRecord,
  EngineAvailability,
  EngineMemory,
  EnginePreference,
  LinkScreen,
  ScreenPart,
  SelfCheckId,
};

/** Where the current run stands. */
export type RunStatus =
  | { readonly kind: "idle" }
  | {
      readonly kind: "running";
      /** Share of the work done, 0..1, by flops of finished layers. */
      readonly progress: number;
      readonly startedAtMs: number;
      /** Null until there is a basis for an estimate. */
      readonly remainingMs: number | null;
    }
  | { readonly kind: "done" }
  | { readonly kind: "failed"; readonly code: EngineErrorCode }
  | { readonly kind: "cancelled" };

/**
 * A layer as it is drawn: its newest statistics, or those of the last good picture while
 * new ones are on the way.
 */
export interface PictureLayer {
  readonly result: LayerResult;
  /** Left over from the run before: drawn dimmed. */
  readonly isStale: boolean;
}

/** What is on the screen: never blank once there was one. */
export interface Picture {
  /** What was asked for. */
  readonly config: ExperimentConfig;
  readonly plan: Plan;
  /** One entry per layer of the plan; null where nothing has ever been computed. */
  readonly layers: readonly (PictureLayer | null)[];
  readonly isComplete: boolean;
  /** Inputs that were run: fewer than the plan's batch in a preview. */
  readonly batch: number;
  /** A preview shows the charts' tensors only; the full run follows when the controls rest. */
  readonly isPreview: boolean;
  readonly report: EngineReport | null;
  /** The loss whose gradient was injected; null where it was drawn, or is not known yet. */
  readonly loss: number | null;
  readonly elapsedMs: number;
}

/** The step of the lesson that is open. */
export interface OpenLesson extends LessonPlace {
  /** The link named the lesson only: the step's own experiment is still to be opened. */
  readonly isUnopened: boolean;
}

/** An experiment that the present one is compared with, as far as it has been run. */
export interface PinnedRun {
  readonly picture: Picture | null;
  readonly run: RunStatus;
}

export type Theme = "system" | "light" | "dark" | "projector";

/** How distributions are drawn; nothing here needs a new run. */
export interface ViewState {
  /** 0-based; null when no layer is selected. */
  readonly selectedLayer: number | null;
  readonly isTableOpen: boolean;
  readonly isSweepOpen: boolean;
  /** Compared networks stand beside each other, not one over the other; more than two always do. */
  readonly isSideBySide: boolean;
  readonly countScale: "linear" | "log";
  readonly valueAxis: "value" | "shape" | "magnitude";
  /** One scale for all layers, or each layer on its own. */
  readonly layerScale: "shared" | "free";
  /**
   * One upright histogram under each layer, or one ridge above the other; many layers
   * are a heat map either way.
   */
  readonly form: "upright" | "ridges";
  /** What the two rows of distributions show. */
  readonly rowTensors: RowTensors;
  /** What the inspector shows of the selected layer. */
  readonly inspectedTensor: TensorId;
  /** Null until the user has opened or closed it: the screen decides. */
  readonly isInspectorOpen: boolean | null;
}

/** The tensors of the forward row and of the backward row. */
export interface RowTensors {
  readonly forward: TensorId;
  readonly backward: TensorId;
}

export interface AppState {
  readonly config: ExperimentConfig;
  /** What it is compared with: A, then C and D; `config` is B. */
  readonly pins: readonly ExperimentConfig[];
  readonly run: RunStatus;
  readonly picture: Picture | null;
  /** One entry per pin. */
  readonly pinned: readonly PinnedRun[];
  readonly view: ViewState;
  /** Null outside lessons. */
  readonly lesson: OpenLesson | null;
  /** Mode of the page, and what the link that was opened hides and locks. */
  readonly screen: LinkScreen;
  /** The locked parts that kept the last change from being made; none once one is made. */
  readonly refused: readonly ScreenPart[];
  readonly adjustments: readonly Adjustment[];
  /** The user asked to run above the device budget. */
  readonly isFullSizeAllowed: boolean;
  readonly enginePreference: EnginePreference;
  /** Engines that answered here and why others did not; null until probed. */
  readonly engines: readonly EngineAvailability[];
  /** What the contest of the engines has shown, maybe on an earlier visit; null before it. */
  readonly contest: ContestRecord | null;
}

/** The only writers of the state. What the opened link locks, none of them but `openConfig` changes. */
export interface AppActions {
  /**
   * Whether the link locks a change, or the part whose command makes it; if so,
   * `refused` says which part does.
   */
  refuses(patch: Partial<ExperimentConfig>, command?: ScreenPart): boolean;
  /**
   * Changes part of the configuration; a list width is cut or extended by its last entry when depth changes.
   */
  changeConfig(patch: Partial<ExperimentConfig>): void;
  /**
   * Replaces the whole configuration (preset, link, reset), the open lesson and the comparison:
   * a step Back returns from.
   */
  openConfig(
    config: ExperimentConfig,
    adjustments?: readonly Adjustment[],
    lesson?: OpenLesson | null,
    pins?: readonly ExperimentConfig[],
    screen?: LinkScreen,
  ): void;
  /** Begins or ends a mode of the page; what is hidden and locked stays so. */
  changeMode(mode: LinkScreen["mode"]): void;
  /** Leaves the lesson; its experiment stays. */
  closeLesson(): void;
  /** Compares an experiment, the present one if none is given, with others; with none the comparison ends. */
  compare(pins: readonly ExperimentConfig[], config?: ExperimentConfig): void;
  undo(): void;
  redo(): void;
  /** Back to what the link that was opened says. */
  reset(): void;
  cancelRun(): void;
  retryRun(): void;
  runFullSize(): void;
  dismissAdjustments(): void;
  changeView(patch: Partial<ViewState>): void;
  setEnginePreference(preference: EnginePreference): void;
}

export type AppStore = AppState & AppActions & { readonly canUndo: boolean; readonly canRedo: boolean };
