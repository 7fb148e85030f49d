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
  /**
   * Shows language and theme as an opened link asks, for this visit: neither is remembered. Rejects as
   * `setLanguage` does.
   */
  wear(view: Pick<LinkView, "language" | "theme">): Promise<void>;
  /** The language and the theme that are still those of a link. */
  worn(): Pick<LinkView, "language" | "theme">;
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
export function createAppearance(memory: Memory, text: Text): Appearance {
  const listeners = new Set<() => void>();
  let chosen: Theme = readChoice(memory, "theme", ["system", "light", "dark", "projector"]) ?? "system";
  let worn: ReturnType<Appearance["worn"]> = { language: null, theme: null };
  let isPresenting = false;
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

  async function speak(language: Language): Promise<boolean> {
    wanted = language;
    if (language === state.text.language) return true;
    const next = await loadText(language);
    if (wanted !== language) return false;
    change({ text: next });
    return true;
  }

  /** The theme of the link, else the projector's in a presentation, else the chosen one. */
  function dress(): void {
    const theme = worn.theme ?? (isPresenting ? "projector" : chosen);
    if (theme !== state.theme) change({ theme });
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
      worn = { ...worn, theme: null };
      change({ theme });
    },
    async wear({ language, theme }) {
      worn = { language: language ?? worn.language, theme: theme ?? worn.theme };
      dress();
      if (language !== null) await speak(language);
    },
    worn: () => worn,
    setPresenting(next) {
      isPresenting = next;
      dress();
    },
    async setLanguage(language) {
      if (!(await speak(language))) return;
      memory.write("language", language);
      worn = { ...worn, language: null };
    },
  };
}
