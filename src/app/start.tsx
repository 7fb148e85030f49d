/** The composition root: builds the services, joins them and mounts the page. */
import { StrictMode, useMemo, useSyncExternalStore } from "react";
import { createRoot } from "react-dom/client";
import { ErrorBoundary } from "react-error-boundary";
import { version } from "../../package.json";
import { createEngineChooser } from "../engine/choose.ts";
import { ENGINE_PREFERENCES, EngineError } from "../engine/engine.ts";
import { isWorthTrying } from "../engine/probeGpu.ts";
import { createWorkerEngine } from "../engine/worker/client.ts";
import { predict } from "../experiment/theory.ts";
import { toCsv, toJson } from "../export/document.ts";
import type { Provenance } from "../export/document.ts";
import { presets } from "../lessons/presets.ts";
import { createAppStore } from "../store/store.ts";
import { AppStoreContext } from "../store/store.ts";
import { AppServicesContext } from "../views/services.ts";
import type { AppServices, PresetItem } from "../views/services.ts";
import { App } from "../views/App.tsx";
import { createAppearance } from "./appearance.ts";
import { CrashPage } from "../views/status/CrashPage.tsx";
import { installConsoleApi } from "./consoleApi.ts";
import { saveFile } from "./saveFile.ts";
import { createLinkSync } from "./linkSync.ts";
import { createMeasure } from "./measure.ts";
import { deviceMemory, readChoice } from "./preferences.ts";
import { createTiming } from "./timing.ts";

/** The race may start once the first picture has been looked at for a moment. */
const CALIBRATE_AFTER_MS = 2000;

const PRESET_ITEMS: readonly PresetItem[] = presets.map(({ id, link }) => ({
  id,
  link,
  titleKey: `preset.${id}.title`,
  descriptionKey: `preset.${id}.description`,
}));

/** Starts the page in an element. */
export function start(root: HTMLElement): void {
  const chooser = createEngineChooser({
    createEngine: createWorkerEngine,
    isWorthTrying,
    memory: {
      read: () => deviceMemory.read("calibration"),
      write: (text) => deviceMemory.write("calibration", text),
    },
    fingerprint: `${version} ${navigator.userAgent}`,
  });
  const enginePreference = readChoice(deviceMemory, "engine", ENGINE_PREFERENCES) ?? "auto";
  chooser.setPreference(enginePreference);

  const timing = createTiming();
  const store = createAppStore({
    ports: {
      runner: chooser,
      nowMs: () => performance.now(),
      errorCodeOf: (error) => (error instanceof EngineError ? error.code : "failed"),
      onFinished: timing.onFinished,
    },
    enginePreference,
    onEnginePreference(preference) {
      chooser.setPreference(preference);
      deviceMemory.write("engine", preference);
    },
  });
  chooser.subscribe(() => store.setState({ engines: chooser.availability() }));
  store.setState({ engines: chooser.availability() });

  const linkSync = createLinkSync(store);
  const { view } = linkSync.openAddress();
  const appearance = createAppearance(deviceMemory, view);
  installConsoleApi(chooser, version);

  function exportFile(kind: "csv" | "json"): void {
    const { picture } = store.getState();
    if (picture?.report == null) return;
    const provenance: Provenance = {
      // A preview is exported as what it is.
      link: linkSync.linkOf({ ...picture.config, batch: picture.batch }),
      appVersion: version,
      report: picture.report,
      theory: predict(picture.plan),
    };
    const layers = picture.layers.flatMap((layer) => (layer === null ? [] : [layer.result]));
    if (kind === "csv") saveFile("initscope.csv", "text/csv;charset=utf-8", toCsv(layers, provenance));
    else saveFile("initscope.json", "application/json", toJson(layers, provenance));
  }

  const shared = {
    currentLink: () => linkSync.linkOf(store.getState().config),
    async copyLink() {
      const link = linkSync.linkOf(store.getState().config);
      await navigator.clipboard.writeText(link);
      return link;
    },
    exportFile,
    presets: PRESET_ITEMS,
    openLink: (link: string) => linkSync.openLink(link),
    loadClaims: async () => (await import("../lessons/claims.ts")).claims,
    measure: createMeasure(chooser),
    setTheme: appearance.setTheme,
    setLanguage: appearance.setLanguage,
  };

  /** A crash of the view must reach whoever watches the page's errors. */
  const report = (error: unknown): void => reportError(error);

  function Crash() {
    const { language } = useSyncExternalStore(appearance.subscribe, appearance.get);
    return <CrashPage language={language} />;
  }

  function Root() {
    const { theme, language } = useSyncExternalStore(appearance.subscribe, appearance.get);
    const services = useMemo<AppServices>(() => ({ ...shared, theme, language }), [theme, language]);
    return (
      <AppStoreContext value={store}>
        <AppServicesContext value={services}>
          <ErrorBoundary FallbackComponent={Crash} onError={report}>
            <App />
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

  calibrateWhenIdle();
  function calibrateWhenIdle(): void {
    setTimeout(() => {
      const isBusy = store.getState().run.kind === "running";
      if (isBusy) calibrateWhenIdle();
      else void chooser.calibrate();
    }, CALIBRATE_AFTER_MS);
  }
}
