/**
 * What views ask of the world around them: clipboard, files, links, theme, language. app/
 * provides it, tests fake it.
 */
import { createContext, useContext } from "react";
import type { Claim } from "../content/claims/claim.ts";
import type { GalleryItem } from "../content/presets/presets.ts";
import type { ExperimentConfig } from "../experiment/config.ts";
import type { Language } from "../i18n/languages.ts";
import type { Text } from "../i18n/text.ts";
import type { EngineMemory, LinkScreen, Picture, Theme, ViewState } from "../store/state.ts";
import type { LessonLibrary } from "./lessonLibrary.ts";
import type { OnDemand } from "./onDemand.ts";

/**
 * Says something to the visitor for a while, or until it is taken back while there is something to wait
 * for.
 */
export type Tell = (sentence: string, isWaiting?: boolean) => void;

/** What the page saves with one press. */
export type ExportKind = "csv" | "json" | "svg" | "png";

/** How the charts are drawn on the screen, as far as files follow it. */
export type SheetView = Pick<
  ViewState,
  "valueAxis" | "countScale" | "layerScale" | "form" | "rowTensors" | "isSideBySide"
>;

/** All that the file of a sheet is made from. */
export interface SheetSource {
  readonly picture: Picture;
  /** What it is compared with: A, then C and D; null where nothing has been computed yet. */
  readonly pinned: readonly (Picture | null)[];
  readonly view: SheetView;
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
  /** Saves what is on the screen when its run has ended: its numbers, or all charts. */
  readonly exportFile: (kind: ExportKind, tell: Tell) => void;
  /**
   * Copies the numbers as a Markdown table, or saves it where copying is not allowed, and
   * says which in a sentence.
   */
  readonly copyTable: (tell: Tell) => void;
  /** What the files of sheets are drawn from, as it stands; null before there is anything. */
  readonly sheetSource: () => SheetSource | null;
  /** The same when its run has ended. Rejects where what draws files cannot be fetched. */
  readonly settledSheet: (tell: Tell) => Promise<SheetSource | null>;
  readonly saveFile: (name: string, type: string, content: string | Blob) => void;
  readonly presets: OnDemand<readonly GalleryItem[]>;
  /** Opens a link as a step that Back returns from, or in place of the present one. */
  readonly openLink: (link: string, isReplacing?: boolean) => void;
  /** The whole address of a hash. */
  readonly addressOf: (hash: string) => string;
  readonly claims: OnDemand<readonly Claim[]>;
  readonly lessons: OnDemand<LessonLibrary>;
  /** What this device remembers of lessons; works without storage, for as long as the page. */
  readonly lessonMemory: { readonly read: () => string | null; readonly write: (text: string) => void };
  /** The experiment of a link; what makes no sense in it is as in a default link. */
  readonly configOf: (link: string) => ExperimentConfig;
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
