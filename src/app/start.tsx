/** The composition root: builds the services, joins them and mounts the page. */
import { StrictMode, useMemo, useSyncExternalStore } from "react";
import { createRoot } from "react-dom/client";
import { version } from "../../package.json";
import { createEngineChooser } from "../engine/choose.ts";
import { ENGINE_PREFERENCES } from "../engine/engine.ts";
import { createWorkerEngine } from "../engine/worker/client.ts";
import { LANGUAGES, loadText } from "../i18n/languages.ts";
import type { Language, Text } from "../i18n/languages.ts";
import { decodeLink } from "../link/codec.ts";
import type { AppState } from "../store/state.ts";
import { createAppStore } from "../store/store.ts";
import { AppStoreContext } from "../store/store.ts";
import { AppServicesContext } from "../views/services.ts";
import type { AppServices, ExportKind, SheetSource, Tell } from "../views/services.ts";
import { onDemand } from "../views/onDemand.ts";
import { LAZY_PARTS } from "../views/lazyParts.ts";
import { App } from "../views/App.tsx";
import { createAppearance } from "./appearance.ts";
import { CrashPage } from "../views/status/CrashPage.tsx";
import { ErrorBoundary } from "./ErrorBoundary.tsx";
import { installConsoleApi } from "./consoleApi.ts";
import { createLinkSync } from "./linkSync.ts";
import { prefetch } from "./prefetch.ts";
import { saveFile } from "./saveFile.ts";
import { createProblems } from "./problems.ts";
import { createLessonMemory, deviceMemory, readChoice } from "./preferences.ts";
import { createTiming } from "./timing.ts";
import { createUpdates } from "./updates.ts";

/** The contest of engines starts this long after the first picture, which the visitor looks at first. */
const CONTEST_AFTER_MS = 2000;

/** Code for export and for dialogs; the first screen does not need it. */
const exporter = onDemand(() => import("./exporter.ts"));
const lessons = onDemand(() => import("../content/lessons/library.ts"));
const presets = onDemand(async () => (await import("../content/presets/presets.ts")).presets);
const claims = onDemand(async () => (await import("../content/claims/claims.ts")).claims);

/**
 * Starts the page in an element.
 * @param text the words of its first language
 */
export function start(root: HTMLElement, text: Text): void {
  const chooser = createEngineChooser({
    createEngine: createWorkerEngine,
    memory: {
      read: () => deviceMemory.read("contest"),
      write: (text) => deviceMemory.write("contest", text),
    },
    version,
    fingerprint: `${version} ${navigator.userAgent}`,
    now: () => new Date().toISOString(),
  });
  const enginePreference = readChoice(deviceMemory, "engine", ENGINE_PREFERENCES) ?? "auto";
  chooser.setPreference(enginePreference);

  const timing = createTiming();
  const store = createAppStore({
    ports: {
      runner: chooser,
      nowMs: () => performance.now(),
      onFinished: timing.onFinished,
    },
    enginePreference,
    onEnginePreference(preference) {
      chooser.setPreference(preference);
      deviceMemory.write("engine", preference);
    },
  });
  chooser.subscribe(() => store.setState({ engines: chooser.availability(), contest: chooser.contest() }));
  store.setState({ engines: chooser.availability() });

  // The address as opened: the link soon follows the experiment.
  const address = new URL(location.href);
  const updates = createUpdates();
  const linkSync = createLinkSync(store);
  const { view } = linkSync.openAddress();
  const appearance = createAppearance(deviceMemory, view, text);
  const { title } = document;
  const followScreen = ({ screen }: AppState): void => {
    appearance.setPresenting(screen.mode === "present");
    document.title = screen.title === "" ? title : `${screen.title} · ${title}`;
  };
  followScreen(store.getState());
  store.subscribe((state, before) => {
    if (state.screen !== before.screen) followScreen(state);
  });
  if (view.screen.mode === "embed") {
    const joined = { store, linkOf: linkSync.linkOf, language: () => appearance.get().text.language };
    void import("./embed.ts").then(({ startEmbed }) => startEmbed(joined), reportError);
  }
  const problems = createProblems();
  installConsoleApi(chooser, version);

  function sheetSource(): SheetSource | null {
    const { picture, pins, pinned, view } = store.getState();
    if (picture?.report == null) return null;
    // A preview is exported as a preview.
    const link = linkSync.linkOf({ ...picture.config, batch: picture.batch }, pins);
    return {
      picture,
      pinned: pinned.map((run) => run.picture),
      view,
      text: appearance.get().text,
      link,
      appVersion: version,
    };
  }

  /** The picture to export, once no more complete one is on its way. */
  async function settledSheet(tell: Tell): Promise<SheetSource | null> {
    const { settled } = await exporter.load();
    await settled(store, appearance.get().text.language, tell);
    return sheetSource();
  }

  const shared = {
    currentLink: linkSync.currentLink,
    linkWith: linkSync.linkWith,
    copyText: (words: string) => navigator.clipboard.writeText(words),
    sheetSource,
    saveFile,
    settledSheet,
    exportFile(kind: ExportKind, tell: Tell) {
      const file = settledSheet(tell).then(async (source) =>
        source === null ? null : (await exporter.load()).fileOf(kind, source),
      );
      problems.fetching("export", file, (made) => {
        if (made !== null) saveFile(made.name, made.type, made.content);
      });
    },
    copyTable(tell: Tell) {
      const outcome = settledSheet(tell).then(async (source) =>
        source === null ? "" : (await exporter.load()).copyTable(source),
      );
      problems.fetching("export", outcome, tell);
    },
    presets,
    openLink: (link: string, isReplacing?: boolean) => linkSync.openLink(link, isReplacing),
    addressOf: linkSync.addressOf,
    claims,
    lessons,
    lessonMemory: createLessonMemory(deviceMemory),
    configOf: (link: string) => decodeLink(link).config,
    engineMemory: () => chooser.memory(),
    measureEngines: () => chooser.holdContest(true),
    singleKeys: {
      areOn: () => deviceMemory.read("keys") !== "off",
      set: (areOn: boolean) => deviceMemory.write("keys", areOn ? "on" : "off"),
    },
    setTheme: appearance.setTheme,
    setLanguage(language: Language) {
      problems.fetching("language", appearance.setLanguage(language), () => undefined);
    },
    dismissProblem: problems.dismiss,
  };

  /** A crash of the view must reach the page's error handlers. */
  const report = (error: unknown): void => reportError(error);

  function Root() {
    const { theme, text } = useSyncExternalStore(appearance.subscribe, appearance.get);
    const problem = useSyncExternalStore(problems.subscribe, problems.get);
    const update = useSyncExternalStore(updates.subscribe, updates.get);
    const services = useMemo<AppServices>(
      () => ({ ...shared, theme, problem, update }),
      [theme, problem, update],
    );
    return (
      <AppStoreContext value={store}>
        <AppServicesContext value={services}>
          <ErrorBoundary fallback={<CrashPage t={text.t} />} onError={report}>
            <App text={text} />
          </ErrorBoundary>
        </AppServicesContext>
      </AppStoreContext>
    );
  }
  createRoot(root).render(
    <StrictMode>
      <Root />
    </StrictMode>,
  );

  const stopWaiting = store.subscribe(({ run }) => {
    if (run.kind === "idle" || run.kind === "running") return;
    stopWaiting();
    prefetch([
      ...LAZY_PARTS.map(({ load }) => load),
      presets.load,
      exporter.load,
      claims.load,
      lessons.load,
      ...LANGUAGES.map((language) => () => loadText(language)),
      // Last, when all the files it keeps are in the browser's cache.
      async () => (await import("./offline.ts")).keepOffline(address, updates.offer),
    ]);
  });

  contestWhenIdle();
  function contestWhenIdle(): void {
    setTimeout(() => {
      const isBusy = store.getState().run.kind === "running";
      if (isBusy) contestWhenIdle();
      else void chooser.holdContest();
    }, CONTEST_AFTER_MS);
  }
}
