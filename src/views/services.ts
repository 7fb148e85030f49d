/**
 * What views ask of the world around them: clipboard, files, links, theme, language. app/
 * provides it, tests fake it.
 */
import { createContext, useContext } from "react";
import type { Budget } from "../experiment/budget.ts";
import type { ExperimentConfig } from "../experiment/config.ts";
import type { Plan } from "../experiment/plan.ts";
import type { CapturedLayer, EngineErrorCode, LayerResult, RunResult } from "../experiment/result.ts";
import type { Language, LocalText } from "../i18n/languages.ts";
import type { Text } from "../i18n/text.ts";
import type { EngineMemory, LinkScreen, Picture, Theme, ViewState } from "../store/state.ts";
import type { LessonLibrary } from "./lessonLibrary.ts";
import type { OnDemand } from "./onDemand.ts";

/** What a run in the background came to; the configuration is the one that ran, cut to the budget. */
export type Measurement =
  | {
      readonly kind: "done";
      readonly config: ExperimentConfig;
      readonly plan: Plan;
      readonly result: RunResult;
    }
  | { readonly kind: "failed"; readonly code: EngineErrorCode };

/**
 * Runs a link in the background on the page's engine, one after another; an aborted one
 * comes back as `cancelled`.
 * @param budget what it may cost; the device's own when it is left out
 */
export type Measure = (link: string, signal: AbortSignal, budget?: Budget) => Promise<Measurement>;

/** The same for a configuration. */
export type MeasureConfig = (config: ExperimentConfig, signal: AbortSignal) => Promise<Measurement>;

/** The raw tensors of one layer, and the plan they are of. */
export type CapturedLayerAnswer =
  | { readonly kind: "done"; readonly planKey: string; readonly tensors: CapturedLayer }
  | { readonly kind: "failed"; readonly code: EngineErrorCode };

/** Runs a plan in the background for one layer's raw tensors; an aborted one comes back as `cancelled`. */
export type CaptureLayer = (
  plan: Plan,
  layerIndex: number,
  signal: AbortSignal,
) => Promise<CapturedLayerAnswer>;

/** What a claim's test has shown. */
export interface ClaimOutcomeItem {
  readonly verdict: "false" | "true" | "depends";
  readonly figures: readonly {
    readonly label: LocalText;
    readonly format: "factor" | "number" | "share" | "count";
    readonly value: number;
  }[];
}

interface ClaimWords {
  readonly id: string;
  readonly group: "myth" | "print" | "wording";
  readonly claim: LocalText;
  readonly source: LocalText;
  readonly correct: LocalText;
}

/** A claim that can be put to the test. */
export interface MeasuredClaimItem extends ClaimWords {
  readonly kind: "measured";
  /** The experiments of the test: hashes of share links. */
  readonly links: readonly { readonly hash: string; readonly label: LocalText }[];
  readonly judge: (
    runs: readonly { readonly plan: Plan; readonly layers: readonly LayerResult[] }[],
  ) => ClaimOutcomeItem;
}

/** One claim as the list of myths shows it. */
export type ClaimItem = MeasuredClaimItem | (ClaimWords & { readonly kind: "wording" });

/** One prepared experiment of the gallery. */
export interface PresetItem {
  readonly id: string;
  readonly group: "articles" | "figures" | "frameworks" | "myths" | "broken";
  /** Hash of the share link. */
  readonly link: string;
  readonly title: LocalText;
  /** Null for a myth: its measured verdict says what there is to say. */
  readonly description: LocalText | null;
  readonly source: LocalText;
  /** The claim that is judged, null for an experiment that is diagnosed. */
  readonly claim: MeasuredClaimItem | null;
}

/**
 * Says something to the visitor for a while, or until it is taken back while there is something to wait for.
 */
export type Tell = (sentence: string, isWaiting?: boolean) => void;

/** What the page saves with one press. */
export type ExportKind = "csv" | "json" | "svg" | "png";

/** How the figures are drawn on the screen, as far as files follow it. */
export type FigureView = Pick<
  ViewState,
  "valueAxis" | "countScale" | "layerScale" | "form" | "rowTensors" | "isSideBySide"
>;

/** All that the file of a figure is made from. */
export interface FigureSource {
  readonly picture: Picture;
  /** What it is compared with: A, then C and D; null where nothing has been computed yet. */
  readonly pinned: readonly (Picture | null)[];
  readonly view: FigureView;
  readonly text: Text;
  /** The whole address that opens this experiment. */
  readonly link: string;
  readonly appVersion: string;
}

/** What could not be fetched: the words of another language, or the writer of a file. */
export type Problem = "language" | "export";

/** A newer build that is on the device already. */
export interface PendingUpdate {
  /** Loads the page anew, as that build. */
  readonly load: () => void;
  /** Says no more of it during this visit. */
  readonly dismiss: () => void;
}

export interface AppServices {
  /** The share link of the current experiment. */
  readonly currentLink: () => string;
  /** The same as it is to be shown to others, on its own or with the open step of the lesson. */
  readonly linkWith: (screen: LinkScreen, isWithLesson: boolean) => string;
  /** Puts a text on the clipboard; rejects where the browser does not allow it. */
  readonly copyText: (text: string) => Promise<void>;
  /** Saves what is on the screen when its run has ended: its numbers, or the whole figure. */
  readonly exportFile: (kind: ExportKind, tell: Tell) => void;
  /**
   * Copies the numbers as a Markdown table, or saves it where copying is not allowed, and
   * says which in a sentence.
   */
  readonly copyTable: (tell: Tell) => void;
  /** What the files of figures are drawn from, as it stands; null before there is anything. */
  readonly figureSource: () => FigureSource | null;
  /** The same when its run has ended. Rejects where what draws files cannot be fetched. */
  readonly settledFigure: (tell: Tell) => Promise<FigureSource | null>;
  readonly saveFile: (name: string, type: string, content: string | Blob) => void;
  readonly presets: OnDemand<readonly PresetItem[]>;
  /** Opens a link as a step that Back returns from, or in place of the present one. */
  readonly openLink: (link: string, isReplacing?: boolean) => void;
  /** The whole address of a hash. */
  readonly addressOf: (hash: string) => string;
  readonly claims: OnDemand<readonly ClaimItem[]>;
  readonly lessons: OnDemand<LessonLibrary>;
  /** What this device remembers of lessons; works without storage, for as long as the page. */
  readonly lessonMemory: { readonly read: () => string | null; readonly write: (text: string) => void };
  readonly measure: Measure;
  readonly captureLayer: CaptureLayer;
  readonly measureConfig: MeasureConfig;
  /** What the engine in use holds; null where it cannot tell. */
  readonly engineMemory: () => Promise<EngineMemory | null>;
  /** Tests and races all engines anew; what they show goes into the state. */
  readonly measureEngines: () => Promise<void>;
  /** Whether single keys are commands: a choice this device remembers (WCAG 2.1.4). */
  readonly singleKeys: { readonly areOn: () => boolean; readonly set: (areOn: boolean) => void };
  readonly theme: Theme;
  readonly setTheme: (theme: Theme) => void;
  /** Fetches the words of a language and shows the page in it. */
  readonly setLanguage: (language: Language) => void;
  /** Something the page wanted to fetch and could not; null when there is nothing to say. */
  readonly problem: Problem | null;
  readonly dismissProblem: () => void;
  /** Null as long as the page is the newest one known. */
  readonly update: PendingUpdate | null;
}

export const AppServicesContext = createContext<AppServices | null>(null);

/** The services. @throws when used outside their provider, a programmer's error */
export function useServices(): AppServices {
  const services = useContext(AppServicesContext);
  if (services === null) throw new Error("missing AppServicesContext (expected a provider above)");
  return services;
}
