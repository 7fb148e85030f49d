/** Language and theme of the page while it is open; both are written to the document element. */
import { loadText } from "../i18n/languages.ts";
import type { Language, Text } from "../i18n/languages.ts";
import type { LinkView } from "../link/view.ts";
import type { Theme } from "../store/state.ts";
import { readChoice } from "./preferences.ts";
import type { Memory } from "./preferences.ts";

export interface AppearanceState {
  readonly theme: Theme;
  /** The words on the screen. */
  readonly text: Text;
}

export interface Appearance {
  get(): AppearanceState;
  subscribe(listener: () => void): () => void;
  setTheme(theme: Theme): void;
  /** Begins or ends a presentation, which uses the projector's theme unless the link names another. */
  setPresenting(isPresenting: boolean): void;
  /**
   * Shows the page in a language once its texts are loaded. Rejects when they cannot be loaded; the page then
   * stays as it is.
   */
  setLanguage(language: Language): Promise<void>;
}

/**
 * Holds a link's language and theme for this visit; remembers the visitor's choices.
 * @param text the words the visit begins with
 */
export function createAppearance(memory: Memory, view: Pick<LinkView, "theme">, text: Text): Appearance {
  const listeners = new Set<() => void>();
  let chosen: Theme =
    view.theme ?? readChoice(memory, "theme", ["system", "light", "dark", "projector"]) ?? "system";
  let state: AppearanceState = { theme: chosen, text };
  /** The language asked for last: texts that arrive late do not overrule it. */
  let wanted: Language = text.language;

  function show(): void {
    const { documentElement } = document;
    documentElement.lang = state.text.language === "zh" ? "zh-CN" : "en";
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
      chosen = theme;
      change({ theme });
    },
    setPresenting(isPresenting) {
      const theme = isPresenting && view.theme === null ? "projector" : chosen;
      if (theme !== state.theme) change({ theme });
    },
    async setLanguage(language) {
      wanted = language;
      const next = await loadText(language);
      if (wanted !== language) return;
      memory.write("language", language);
      change({ text: next });
    },
  };
}
