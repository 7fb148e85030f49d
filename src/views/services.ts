/**
 * Services of the page for its views: clipboard, files, links, theme, language. app/ provides them, tests
 * fake them.
 */
import { createContext, useContext } from "react";
import type { Claim } from "../content/claims/claim.ts";
import type { GalleryItem } from "../content/presets/presets.ts";
import type { BoundaryPool } from "../experiment/boundary/boundaryRequest.ts";
import type { ExperimentConfig } from "../experiment/config.ts";
import type { MeasureJacobian } from "../experiment/jacobian/jacobianRequest.ts";
import type { Plan } from "../experiment/plan.ts";
import type { PredictedTime } from "../experiment/result.ts";
import type { SharpnessRequest } from "../experiment/training/sharpness.ts";
import type { Language } from "../i18n/languages.ts";
import type { Text } from "../i18n/text.ts";
import type { Trainer } from "../store/training.ts";
import type {
  EngineMemory,
  LinkScreen,
  Picture,
  Recording,
  ScreenPart,
  Theme,
  ViewState,
} from "../store/state.ts";
import type { CodeLibrary } from "./code/codeLibrary.ts";
import type { LectureLibrary } from "./lectureLibrary.ts";
import type { LessonLibrary } from "./lessonLibrary.ts";
import type { OnDemand } from "./onDemand.ts";

/** Shows a message for a while; with `isWaiting`, until it is withdrawn. */
export type Tell = (sentence: string, isWaiting?: boolean) => void;

/** The files that the page saves with one press. */
export type ExportKind = "csv" | "json" | "svg" | "png" | RecordingKind;
/** Those of a whole training. */
export type RecordingKind = "losses" | "recordingCsv" | "recordingJson";

/** The settings of the drawing on the screen that files follow. */
export type SheetView = Pick<
  ViewState,
  "valueAxis" | "countScale" | "layerScale" | "form" | "rowTensors" | "isSideBySide"
>;

/** The data of a sheet's file. */
export interface SheetSource {
  readonly picture: Picture;
  /** The compared networks: A, then C and D; null where nothing has been computed yet. */
  readonly pinned: readonly (Picture | null)[];
  /** The training of the picture; null without one. */
  readonly recording: Recording | null;
  readonly view: SheetView;
  readonly text: Text;
  /** The whole address that opens this experiment. */
  readonly link: string;
  readonly appVersion: string;
}

/** A failed fetch: the words of another language, or the writer of a file; or what is wrong with a file. */
export type Problem = "language" | "export" | { readonly words: string };

/** A newer build that is already on the device. */
export interface PendingUpdate {
  /** Loads the page anew, as that build. */
  readonly load: () => void;
  /** Hides the notice for the rest of this visit. */
  readonly dismiss: () => void;
}

export interface AppServices {
  /** The share link of the current experiment. */
  readonly currentLink: () => string;
  /** The link as others are to see it, by itself or with the open step of the lesson. */
  readonly linkWith: (screen: LinkScreen, isWithLesson: boolean) => string;
  /** Puts a text on the clipboard; rejects where the browser does not allow it. */
  readonly copyText: (text: string) => Promise<void>;
  /** Saves the numbers, or all charts, on the screen when its run has ended. */
  readonly exportFile: (kind: ExportKind, tell: Tell) => void;
  /**
   * Copies the numbers as a Markdown table, or saves it where copying is not allowed; a message says which.
   */
  readonly copyTable: (tell: Tell) => void;
  /** The present data for files of sheets; null before the first picture. */
  readonly sheetSource: () => SheetSource | null;
  /** The same when its run has ended. Rejects where the code that draws files cannot be fetched. */
  readonly settledSheet: (tell: Tell) => Promise<SheetSource | null>;
  readonly saveFile: (name: string, type: string, content: string | Blob) => void;
  readonly presets: OnDemand<readonly GalleryItem[]>;
  /** Opens a link as a step that Back returns from, or in place of the present one. */
  readonly openLink: (link: string, isReplacing?: boolean) => void;
  /** The whole address of a hash. */
  readonly addressOf: (hash: string) => string;
  readonly claims: OnDemand<readonly Claim[]>;
  readonly lessons: OnDemand<LessonLibrary>;
  readonly lectures: OnDemand<LectureLibrary>;
  readonly code: OnDemand<CodeLibrary>;
  /** What trains the small networks of the boundary of trainability. */
  readonly boundary: OnDemand<{ readonly createBoundaryPool: () => BoundaryPool }>;
  /** What measures the Jacobian of the present network. */
  readonly jacobian: OnDemand<{ readonly jacobianMeasurer: () => MeasureJacobian }>;
  /** The visitor's own lecture list on this device, packed; empty for none. */
  readonly lectureMemory: {
    readonly read: () => string | null;
    readonly write: (source: string) => void;
    /** How an entry looked when it was left in this visit: hashes by list and entry. */
    readonly left: Map<string, string>;
  };
  /** The hash of the screen with the open step of the lesson, as an entry of a lecture holds it. */
  readonly screenHash: () => string;
  /** The progress in lessons on this device; without storage it lasts as long as the page. */
  readonly lessonMemory: { readonly read: () => string | null; readonly write: (text: string) => void };
  /** The experiment of a link; invalid values are as in a default link. */
  readonly configOf: (link: string) => ExperimentConfig;
  /** The memory that the engine in use holds; null where it cannot tell. */
  readonly engineMemory: () => Promise<EngineMemory | null>;
  /** Predicted times of a plan on the engines that could run it, the best first; none before a contest. */
  readonly predictEngines: (plan: Plan) => readonly PredictedTime[];
  /** Trains a network on an engine that can. */
  readonly train: Trainer;
  /** The sharpness of the loss at a step of a training. */
  readonly sharpness: (request: SharpnessRequest) => Promise<number>;
  /** Tests and times all engines anew; the results go into the state. */
  readonly measureEngines: () => Promise<void>;
  /** Whether single keys are commands: a choice this device remembers (WCAG 2.1.4). */
  readonly singleKeys: { readonly areOn: () => boolean; readonly set: (areOn: boolean) => void };
  /** The groups of controls whose rarer settings are open: the device remembers them. */
  readonly openGroups: {
    readonly has: (part: ScreenPart) => boolean;
    readonly set: (part: ScreenPart, isOpen: boolean) => void;
  };
  readonly theme: Theme;
  readonly setTheme: (theme: Theme) => void;
  /** Fetches the words of a language and shows the page in it. */
  readonly setLanguage: (language: Language) => void;
  /** A failed fetch to report; null when there is none. */
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
