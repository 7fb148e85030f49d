/** Language and theme: from the link, else from this device, else from the browser; written to the document element. */
import type { LinkView } from "../link/codec.ts";
import type { Language } from "../i18n/text.ts";
import type { Theme } from "../store/state.ts";
import { readChoice } from "./preferences.ts";
import type { Memory } from "./preferences.ts";

export interface AppearanceState {
  readonly theme: Theme;
  readonly language: Language;
}

export interface Appearance {
  get(): AppearanceState;
  subscribe(listener: () => void): () => void;
  setTheme(theme: Theme): void;
  setLanguage(language: Language): void;
}

function browserLanguage(): Language {
  return navigator.languages.some((tag) => tag.toLowerCase().startsWith("zh")) &&
    !(navigator.languages[0] ?? "").toLowerCase().startsWith("en")
    ? "zh"
    : "en";
}

/** A link's wish holds for this visit; a choice made here is remembered. */
export function createAppearance(memory: Memory, view: LinkView): Appearance {
  const listeners = new Set<() => void>();
  let state: AppearanceState = {
    theme: view.theme ?? readChoice(memory, "theme", ["system", "light", "dark", "projector"]) ?? "system",
    language: view.language ?? readChoice(memory, "language", ["en", "zh"]) ?? browserLanguage(),
  };

  function show(): void {
    const { documentElement } = document;
    documentElement.lang = state.language === "zh" ? "zh-CN" : "en";
    if (state.theme === "system") delete documentElement.dataset["theme"];
    else documentElement.dataset["theme"] = state.theme;
  }

  function change(patch: Partial<AppearanceState>): void {
    state = { ...state, ...patch };
    show();
    for (const listener of listeners) listener();
  }

  show();
  return {
    get: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    setTheme(theme) {
      memory.write("theme", theme);
      change({ theme });
    },
    setLanguage(language) {
      memory.write("language", language);
      change({ language });
    },
  };
}
