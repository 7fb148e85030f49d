/** The composition root: builds the services, joins them and mounts the page. */
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { version } from "../../package.json";
import { requestOf } from "../experiment/runRequest.ts";
import { LANGUAGES, loadText } from "../i18n/languages.ts";
import type { Text } from "../i18n/languages.ts";
import { decodeLink } from "../link/codec.ts";
import { createAppStore } from "../store/store.ts";
import { afterFirstPicture } from "./afterFirstPicture.ts";
import { createAppearance } from "./appearance.ts";
import { installConsoleApi } from "./consoleApi.ts";
import { createDeviceEngines } from "./deviceEngines.ts";
import { followDrags } from "./dragSteps.ts";
import { createSheetServices, exporter } from "./sheetServices.ts";
import { followScreen } from "./followScreen.ts";
import { library } from "./library.ts";
import { createLinkSync } from "./linkSync.ts";
import { fetchFor } from "./linkParts.ts";
import {
  createLectureMemory,
  createLessonMemory,
  createOpenGroups,
  createSingleKeys,
  deviceMemory,
} from "./preferences.ts";
import { prefetch } from "./prefetch.ts";
import { createProblems } from "./problems.ts";
import { Root } from "./Root.tsx";
import type { FixedServices } from "./Root.tsx";
import { createTiming } from "./timing.ts";
import { createUpdates } from "./updates.ts";

/**
 * Starts the page in an element.
 * @param text the words of its first language
 */
export async function start(root: HTMLElement, text: Text): Promise<void> {
  await fetchFor(location.href);
  const { chooser, preference, prefer } = createDeviceEngines(deviceMemory, version);
  const { onFinished } = createTiming();
  const store = createAppStore({
    ports: { runner: chooser, nowMs: () => performance.now(), onFinished },
    enginePreference: preference,
    onEnginePreference: prefer,
  });
  chooser.subscribe(() => store.setState({ engines: chooser.availability(), contest: chooser.contest() }));
  store.setState({ engines: chooser.availability() });

  // The address as opened: the link soon follows the experiment.
  const address = new URL(location.href);
  const updates = createUpdates();
  const appearance = createAppearance(deviceMemory, text);
  const problems = createProblems();
  const { fetching } = problems;
  const { openFirst, linkOf, ...links } = createLinkSync(store, {
    wear: (view) => fetching("language", appearance.wear(view), () => undefined),
    worn: appearance.worn,
  });
  openFirst();
  followScreen(store, appearance);
  followDrags(store);
  if (store.getState().screen.mode === "embed") {
    const joined = { store, linkOf, language: () => appearance.get().text.language };
    void import("./embed.ts").then(({ startEmbed }) => startEmbed(joined), reportError);
  }
  const openings = { store, problems, text: appearance.get };
  installConsoleApi(chooser, version, openings);

  const fixed: FixedServices = {
    ...links,
    ...library,
    ...createSheetServices({ store, linkOf, text: () => appearance.get().text, fetching, version }),
    configOf: (link) => decodeLink(link).config,
    copyText: (words) => navigator.clipboard.writeText(words),
    lessonMemory: createLessonMemory(deviceMemory),
    lectureMemory: createLectureMemory(deviceMemory),
    engineMemory: () => chooser.memory(),
    predictEngines: (plan) => chooser.predict(requestOf(plan)),
    train: chooser.train,
    sharpness: (request) => chooser.sharpness(request),
    measureEngines: () => chooser.holdContest(true),
    singleKeys: createSingleKeys(deviceMemory),
    openGroups: createOpenGroups(deviceMemory),
    setTheme: appearance.setTheme,
    setLanguage: (language) => fetching("language", appearance.setLanguage(language), () => undefined),
    dismissProblem: problems.dismiss,
  };
  createRoot(root).render(
    <StrictMode>
      <Root store={store} fixed={fixed} appearance={appearance} problems={problems} updates={updates} />
    </StrictMode>,
  );

  afterFirstPicture(store, {
    fetches: [
      async () => (await import("./openings.ts")).startOpenings(openings),
      async () => {
        const { LAZY_PARTS } = await import("../views/lazyParts.ts");
        const { presets, claims, lessons, lectures, code, boundary } = library;
        prefetch([
          ...[...LAZY_PARTS, presets, exporter, claims, lessons, lectures, code, boundary].map(
            ({ load }) => load,
          ),
          ...LANGUAGES.map((language) => () => loadText(language)),
          // Last, when all the files it keeps are in the browser's cache.
          async () => (await import("./offline.ts")).keepOffline(address, updates.offer),
        ]);
      },
    ],
    holdContest: () => chooser.holdContest(),
  });
}
