/** The app's only store: the state, the actions that write it, undo, and the run loop behind them. */
import { createContext, useContext } from "react";
import { temporal } from "zundo";
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import { DEFAULT_BUDGET, fitToBudget, HARD_BUDGET } from "../experiment/budget.ts";
import { DEFAULT_CONFIG } from "../experiment/config.ts";
import type { ExperimentConfig } from "../experiment/config.ts";
import { SETTING_KEYS } from "../experiment/settings.ts";
import type { TensorId } from "../experiment/result.ts";
import type { Adjustment } from "../link/adjustment.ts";
import type { LecturePlace } from "../link/view.ts";
import { createBackground } from "./background.ts";
import type { Background, Runner } from "./background.ts";
import { lockedBy } from "./locks.ts";
import { createPinLoops, pictureOf } from "./pinLoops.ts";
import { createRunLoop } from "./runLoop.ts";
import type { RunLoopPorts } from "./runLoop.ts";
import type { AppState, AppStore, EnginePreference, ViewState } from "./state.ts";
import { pictureAt, pinnedAt, pinnedBefore } from "./trainedPicture.ts";
import { DEFAULT_VIEW } from "./viewSettings.ts";

export interface StoreOptions {
  readonly ports: Pick<RunLoopPorts, "nowMs" | "onFinished"> & { readonly runner: Runner };
  readonly enginePreference: EnginePreference;
  readonly onEnginePreference: (preference: EnginePreference) => void;
}

/** Changes closer together than this are one step of undo, as those of a held key. */
const UNDO_PAUSE_MS = 500;
const UNDO_STEPS = 100;

/** Settings in which two configurations differ. */
function changedKeys(past: ExperimentConfig | undefined, present: ExperimentConfig) {
  return SETTING_KEYS.filter((key) => past?.[key] !== present[key]);
}

const INITIAL: AppState = {
  config: DEFAULT_CONFIG,
  pins: [],
  run: { kind: "idle" },
  picture: null,
  recording: null,
  pinned: [],
  view: DEFAULT_VIEW,
  story: null,
  lesson: null,
  lecture: null,
  entry: 1,
  screen: { mode: null, title: "", hide: [], lock: [] },
  refused: [],
  adjustments: [],
  isFullSizeAllowed: false,
  enginePreference: "auto",
  engines: [],
  contest: null,
};

function listOf(place: LecturePlace | null): Pick<AppState, "lecture" | "entry"> {
  return { lecture: place?.source ?? null, entry: place?.entry ?? 1 };
}

/** The tensors on the screen: those of the rows, and the one in the inspector. */
function shownTensors({ rowTensors, inspectedTensor, selectedLayer }: ViewState): readonly TensorId[] {
  const rows = [rowTensors.forward, rowTensors.backward];
  const shown = selectedLayer === null ? rows : [...rows, inspectedTensor];
  // A run has no updates.
  return shown.filter((tensor) => tensor !== "update");
}

/** Adjusts a list of widths to the depth: cuts it at the end, or continues it by its last entry. */
function withConsistentWidths(config: ExperimentConfig): ExperimentConfig {
  const { width, depth } = config;
  if (typeof width === "number" || width.length === depth) return config;
  const last = width.at(-1) ?? 1;
  return { ...config, width: Array.from({ length: depth }, (_, index) => width[index] ?? last) };
}

/** The cuts made to stay in the budget, for the notice. */
function budgetAdjustments(wanted: ExperimentConfig, used: ExperimentConfig): Adjustment[] {
  return (["batch", "depth"] as const)
    .filter((key) => wanted[key] !== used[key])
    .map((key) => ({
      key,
      given: String(wanted[key]),
      used: String(used[key]),
      allowed: `1..${used[key]}`,
      reason: "budget",
    }));
}

/** The store, with the temporal (undo) store and the background service beside it. */
export function createAppStore({ ports, enginePreference, onEnginePreference }: StoreOptions) {
  /** The state of the opened link; Reset returns to it. */
  let opened: Pick<AppState, "config" | "pins"> = { config: DEFAULT_CONFIG, pins: [] };
  let lastChangeMs = -Infinity;
  let lastChanged = "";
  let isDragging = false;
  /**
   * The pins that were requested last: a change of the present experiment alone leaves their runs as they
   * are.
   */
  let runPins: AppState["pins"] | null = null;

  const background = createBackground({
    runner: ports.runner,
    isPageRunning: () => store.getState().run.kind === "running",
  });

  const store = createStore<AppStore>()(
    temporal(
      (set, get) => {
        const loop = createRunLoop({
          ...ports,
          getPicture: () => get().picture,
          setPicture: (picture) => set({ picture }),
          setStatus: (run) => set({ run }),
          getShown: () => shownTensors(get().view),
        });

        const pinLoops = createPinLoops({
          background,
          nowMs: ports.nowMs,
          getPinned: () => get().pinned,
          setPinned: (pinned) => set({ pinned }),
        });

        /** The state without its training: the pictures are those of the initialisation again. */
        function untrained(): Partial<AppState> {
          const { recording, pinned } = get();
          if (recording === null) return {};
          return { recording: null, picture: recording.initial, pinned: pinnedBefore(recording, pinned) };
        }

        /** Runs the current configuration, cut to the budget unless the user asked for the full size. */
        function runCurrent(isForced = false): void {
          const { view } = get();
          // A training is that of one configuration on one engine.
          if (get().recording !== null) set({ ...untrained(), view: { ...view, trainedStep: 0, trace: "" } });
          const { config, pins, picture, pinned, isFullSizeAllowed, adjustments } = get();
          const fit = (wanted: ExperimentConfig): ExperimentConfig =>
            fitToBudget(wanted, isFullSizeAllowed ? HARD_BUDGET : DEFAULT_BUDGET);
          const used = fit(config);
          if (pins !== runPins) {
            runPins = pins;
            // Pinning and changing places move pictures; only an experiment that has never been run is run, A
            // before B.
            const known = [picture, ...pinned.map((pin) => pin.picture)];
            pinLoops.request(pins.map(fit), known);
            set({ picture: pictureOf(used, known) ?? picture });
          }
          const others = adjustments.filter(({ reason }) => reason !== "budget");
          const cut = budgetAdjustments(config, used);
          if (cut.length > 0 || others.length !== adjustments.length)
            set({ adjustments: [...others, ...cut] });
          loop.request(used, isForced);
        }

        function travel(direction: "undo" | "redo"): void {
          const history = store.temporal.getState();
          const target = (direction === "undo" ? history.pastStates : history.futureStates).at(-1);
          if (get().refuses(target?.config ?? {}, "header")) return;
          history[direction]();
          lastChangeMs = -Infinity;
          updateHistory();
          runCurrent();
        }

        function updateHistory(): void {
          const { pastStates, futureStates } = store.temporal.getState();
          const [canUndo, canRedo] = [pastStates.length > 0, futureStates.length > 0];
          const now = get();
          // A drag changes neither, and every write of the state calls all subscribers.
          if (canUndo !== now.canUndo || canRedo !== now.canRedo) set({ canUndo, canRedo });
        }

        /** A change that is a separate step of undo. */
        function step(patch: Partial<AppState>): void {
          lastChangeMs = -Infinity;
          set(patch);
          lastChangeMs = -Infinity;
          updateHistory();
          runCurrent();
        }

        return {
          ...INITIAL,
          enginePreference,
          canUndo: false,
          canRedo: false,
          refuses(patch, command) {
            const { screen, config, refused: before } = get();
            const refused = lockedBy(screen.lock, config, patch, command);
            if (refused.length + before.length > 0) set({ refused });
            return refused.length > 0;
          },
          changeConfig(patch) {
            if (get().refuses(patch)) return;
            set({ config: withConsistentWidths({ ...get().config, ...patch }), isFullSizeAllowed: false });
            updateHistory();
            runCurrent();
          },
          openConfig(config, opening = {}) {
            const { screen, view } = get();
            const {
              adjustments = [],
              lesson = null,
              pins = [],
              isStart = false,
              isStory = false,
              lecture,
              ...rest
            } = opening;
            const list = lecture === undefined ? {} : listOf(lecture);
            opened = { config, pins };
            step({
              ...opened,
              screen,
              view,
              ...list,
              ...rest,
              // What is opened has a step of its own.
              ...untrained(),
              adjustments,
              lesson,
              story: isStory ? config : null,
              refused: [],
              isFullSizeAllowed: false,
            });
            if (!isStart) return;
            store.temporal.getState().clear();
            updateHistory();
          },
          compare(pins, config = get().config) {
            if (!get().refuses(config, "compare")) step({ config, pins });
          },
          changeMode: (mode) => set({ screen: { ...get().screen, mode } }),
          changeLecture(lecture) {
            // The list is no part of the experiment: Undo leaves it as it is.
            store.temporal.getState().pause();
            set(listOf(lecture));
            store.temporal.getState().resume();
          },
          closeLesson: () => set({ lesson: null }),
          undo: () => travel("undo"),
          redo: () => travel("redo"),
          hold(isHeld) {
            if (isHeld === isDragging) return;
            isDragging = isHeld;
            // What comes before the drag and after it are other steps.
            lastChangeMs = -Infinity;
          },
          reset() {
            if (!get().refuses(opened.config, "header")) step({ ...opened, isFullSizeAllowed: false });
          },
          cancelRun() {
            pinLoops.cancel();
            loop.cancel();
          },
          retryRun() {
            runPins = null;
            runCurrent(true);
          },
          runFullSize() {
            runPins = null;
            set({ isFullSizeAllowed: true });
            runCurrent();
          },
          closeRecording: () => set({ ...untrained(), view: { ...get().view, trainedStep: 0, trace: "" } }),
          record(recording) {
            const { view, pinned } = get();
            const picture = pictureAt(recording);
            const isAtRest = recording.status.kind !== "running";
            const trainedStep = picture.plan.trainedSteps ?? 0;
            // The step of a trace is no step of the link's experiment.
            const isChanged =
              isAtRest && recording.plan.recorded === undefined && trainedStep !== view.trainedStep;
            set({
              recording,
              picture,
              pinned: recording.rivals.length === 0 ? pinned : pinnedAt(recording, pinned),
              ...(isChanged ? { view: { ...view, trainedStep } } : {}),
            });
          },
          dismissAdjustments: () => set({ adjustments: [] }),
          changeView: (patch) => set({ view: { ...get().view, ...patch } }),
          setEnginePreference(preference) {
            set({ enginePreference: preference });
            onEnginePreference(preference);
            runCurrent(true);
          },
        };
      },
      {
        limit: UNDO_STEPS,
        partialize: ({ config, pins, entry }) => ({ config, pins, entry }),
        equality: (a, b) => a.config === b.config && a.pins === b.pins && a.entry === b.entry,
        handleSet: (handleSet) => (past, _, current) => {
          // Only the state before the first change of a burst is kept. A choice is no part of one.
          const nowMs = ports.nowMs();
          const changed = changedKeys((past as Partial<AppState>).config, current.config);
          const isOther =
            changed.join() !== lastChanged || changed.some((key) => typeof current.config[key] === "string");
          const isNewStep = nowMs - lastChangeMs > (isOther && !isDragging ? -1 : UNDO_PAUSE_MS);
          lastChanged = changed.join();
          // Within a drag no pause is long enough.
          lastChangeMs = isDragging ? Infinity : nowMs;
          if (isNewStep) handleSet(past);
        },
      },
    ),
  );
  store.subscribe(({ run }, before) => {
    if (run.kind !== before.run.kind) background.reconsider();
  });
  return Object.assign(store, { background: background as Background });
}

export type AppStoreApi = ReturnType<typeof createAppStore>;

/** Provided by app/. */
export const AppStoreContext = createContext<AppStoreApi | null>(null);

/** The store itself, for what outlasts a render. @throws as `useAppStore` does */
export function useStoreApi(): AppStoreApi {
  const store = useContext(AppStoreContext);
  if (store === null) throw new Error("missing AppStoreContext (expected a provider above)");
  return store;
}

/** Reads from the app's store. @throws when used outside its provider, a programmer's error */
export function useAppStore<T>(selector: (state: AppStore) => T): T {
  return useStore(useStoreApi(), selector);
}

/** The service that runs experiments beside the page's run. @throws as `useAppStore` does */
export function useBackground(): Background {
  return useStoreApi().background;
}
