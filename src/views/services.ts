/** What views ask of the world around them: clipboard, files, links, theme, language. app/ provides it, tests fake it. */
import { createContext, useContext } from "react";
import type { Language, TextKey } from "../i18n/text.ts";
import type { Theme } from "../store/state.ts";

/** One prepared experiment as the presets dialog lists it. */
export interface PresetItem {
  readonly id: string;
  readonly titleKey: TextKey;
  readonly descriptionKey: TextKey;
  /** Hash of the share link. */
  readonly link: string;
}

export interface AppServices {
  /** The share link of the current experiment. */
  readonly currentLink: () => string;
  /** Copies the share link and resolves to it; rejects where the browser does not allow it. */
  readonly copyLink: () => Promise<string>;
  readonly exportFile: (kind: "csv" | "json") => void;
  readonly presets: readonly PresetItem[];
  readonly openLink: (link: string) => void;
  readonly theme: Theme;
  readonly setTheme: (theme: Theme) => void;
  readonly language: Language;
  readonly setLanguage: (language: Language) => void;
}

export const AppServicesContext = createContext<AppServices | null>(null);

/** The services. @throws when used outside their provider, a programmer's error */
export function useServices(): AppServices {
  const services = useContext(AppServicesContext);
  if (services === null) throw new Error("missing AppServicesContext (expected a provider above)");
  return services;
}
