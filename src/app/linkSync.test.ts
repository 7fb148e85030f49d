/** The address bar and the store in step, with a history of the test's own in place of the browser's. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { STORY_LINK } from "../content/story.ts";
import { decodeLink } from "../link/codec.ts";
import { createAppStore } from "../store/store.ts";
import { DEFAULT_VIEW } from "../store/viewSettings.ts";
import type { LinkSyncPorts } from "./linkSync.ts";
import { createLinkSync } from "./linkSync.ts";

/** A window with a history that can be stepped through. */
function fakeWindow(hash: string) {
  const entries: { hash: string; state: unknown }[] = [{ hash, state: null }];
  let at = 0;
  let heard: ((event: { state: unknown }) => void) | null = null;
  const location = {
    get hash() {
      return entries[at]?.hash ?? "";
    },
    get href() {
      return `https://example.edu/${entries[at]?.hash ?? ""}`;
    },
    search: "",
  };
  vi.stubGlobal("location", location);
  vi.stubGlobal("history", {
    get state() {
      return entries[at]?.state;
    },
    replaceState(state: unknown, _: string, next = location.hash) {
      entries[at] = { hash: next, state };
    },
    pushState(state: unknown, _: string, next: string) {
      entries.splice(at + 1, Infinity, { hash: next, state });
      at += 1;
    },
  });
  vi.stubGlobal("addEventListener", (_: string, listener: typeof heard) => (heard = listener));
  const tell = (): void => heard?.({ state: entries[at]?.state });
  return {
    location,
    /** What the browser does with a link that is pasted into the address bar of an open page. */
    paste(next: string) {
      entries.splice(at + 1, Infinity, { hash: next, state: null });
      at += 1;
      tell();
    },
    back() {
      at -= 1;
      tell();
    },
  };
}

function opened(hash: string) {
  const page = fakeWindow(hash);
  let nowMs = 0;
  const store = createAppStore({
    ports: { runner: { run: () => new Promise(() => undefined) }, nowMs: () => (nowMs += 1000) },
    enginePreference: "auto",
    onEnginePreference: () => undefined,
  });
  let worn: ReturnType<LinkSyncPorts["worn"]> = { language: null, theme: null };
  const sync = createLinkSync(store, {
    wear: ({ language, theme }) => {
      worn = { language: language ?? worn.language, theme: theme ?? worn.theme };
    },
    worn: () => worn,
  });
  sync.openFirst();
  return { page, store, sync, worn: () => worn, state: store.getState };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const DEEP = "#v=1&depth=50&act=tanh&init=normal&std=0.05&seed=42";

describe("undo", () => {
  it("has nothing to undo on a page that a link has opened", () => {
    const { state } = opened(DEEP);
    expect(state().canUndo).toBe(false);
    state().undo();
    expect(state().config).toEqual(decodeLink(DEEP).config);
  });

  it("returns from a preset to the experiment before it", () => {
    const { state, sync } = opened(DEEP);
    sync.openLink("#v=1&depth=3&seed=1");
    expect(state().canUndo).toBe(true);
    state().undo();
    expect(state().config).toEqual(decodeLink(DEEP).config);
  });

  it("never leads out of the step of a lesson, and takes back what was changed in it", () => {
    const { state, sync } = opened(DEEP);
    sync.openLink("#v=1&depth=3&seed=1&lesson=frameworks&step=1");
    expect(state().canUndo).toBe(false);
    state().changeConfig({ depth: 4 });
    state().undo();
    expect(state().config.depth).toBe(3);
    expect(state().canUndo).toBe(false);
  });
});

describe("the opening story", () => {
  it("is the experiment of the empty address, which becomes an ordinary link at once", () => {
    const { page, state } = opened("");
    expect(page.location.hash).toBe(STORY_LINK);
    expect(state().config).toEqual(decodeLink(STORY_LINK).config);
    expect(state().story).toBe(state().config);
    expect(state().canUndo).toBe(false);
  });

  it("ends with a change, comes back with Undo, and with nothing else", () => {
    const { state, sync } = opened("");
    state().changeConfig({ initializer: "he_normal" });
    expect(state().story).not.toBe(state().config);
    state().undo();
    expect(state().story).toBe(state().config);
    sync.openLink(STORY_LINK);
    expect(state().story).toBeNull();
  });

  it.each(["#v=1&seed=1", "#section-2", "#lang=zh", STORY_LINK])("is not told of %s", (hash) => {
    const { page, state } = opened(hash);
    expect(state().story).toBeNull();
    expect(page.location.hash).toBe(hash);
    expect(state().config).toEqual(decodeLink(hash).config);
  });
});

describe("the view in the address", () => {
  it("is written once it differs, and is there again after a reload", () => {
    const first = opened(DEEP);
    first.state().changeView({ valueAxis: "magnitude", selectedLayer: 11, isTableOpen: true });
    vi.runAllTimers();
    expect(first.page.location.hash).toBe(`${DEEP}&axis=magnitude&layer=12&table=open`);
    const { view } = opened(first.page.location.hash).state();
    expect(view).toEqual(first.state().view);
  });

  it("is part of a copied link, and stays when a preset is opened", () => {
    const { state, sync } = opened(`${DEEP}&axis=shape`);
    expect(sync.currentLink()).toBe(`https://example.edu/${DEEP}&axis=shape`);
    sync.openLink("#v=1&depth=3&seed=1");
    expect(state().view.valueAxis).toBe("shape");
    sync.openLink("#v=1&depth=3&seed=1&form=ridges");
    expect(state().view).toMatchObject({ valueAxis: DEFAULT_VIEW.valueAxis, form: "ridges" });
  });

  it("alone makes a hash a link", () => {
    expect(opened("#axis=shape").state().view.valueAxis).toBe("shape");
  });

  it("is that of the link that is pasted into an open page, and returns with Back", () => {
    const { state, page } = opened(`${DEEP}&axis=shape`);
    page.paste("#v=1&depth=3&seed=1&scales=free");
    expect(state().view).toMatchObject({ valueAxis: DEFAULT_VIEW.valueAxis, layerScale: "free" });
    page.back();
    expect(state().view).toMatchObject({ valueAxis: "shape", layerScale: "shared" });
  });
});

describe("a lecture in the address", () => {
  const list = "&lecture=z.abc&entry=2";

  it("is there after a reload, and stays while other links are opened", () => {
    const { state, sync, page } = opened(`${DEEP}${list}`);
    expect(state()).toMatchObject({ lecture: "z.abc", entry: 2 });
    sync.openLink("#v=1&depth=3&seed=1");
    expect(page.location.hash).toBe(`#v=1&depth=3&seed=1${list}`);
    sync.openLink("#v=1&depth=4&seed=1&lecture=z.abc&entry=3");
    expect(state().entry).toBe(3);
  });

  it("goes back to its former entry with Undo, but is itself no step of it", () => {
    const { state, sync } = opened(`${DEEP}${list}`);
    state().changeLecture({ source: "z.def", entry: 1 });
    expect(state().canUndo).toBe(false);
    sync.openLink("#v=1&depth=4&seed=1&lecture=z.def&entry=2");
    state().undo();
    expect(state()).toMatchObject({ lecture: "z.def", entry: 1, config: decodeLink(DEEP).config });
  });

  it("is no part of a copied link", () => {
    const { sync } = opened(`${DEEP}${list}`);
    expect(sync.currentLink()).toBe(`https://example.edu/${DEEP}`);
    expect(sync.screenHash()).toBe(DEEP);
  });
});

describe("language and theme of a link", () => {
  it("are obeyed in an open page, and last as long as the address", () => {
    const { page, worn, state } = opened(DEEP);
    page.paste(`${DEEP}&lang=zh&theme=dark`);
    expect(worn()).toEqual({ language: "zh", theme: "dark" });
    state().changeConfig({ depth: 49 });
    vi.runAllTimers();
    expect(page.location.hash).toBe(`${DEEP.replace("50", "49")}&lang=zh&theme=dark`);
  });

  it("are obeyed without an experiment too", () => {
    const { page, worn } = opened(DEEP);
    page.paste("#lang=zh");
    expect(worn().language).toBe("zh");
  });
});
