/**
 * The type of a prepared experiment: a link, and its words in both languages. Its outcome is measured, never
 * stored.
 */
import type { LocalText } from "../../i18n/languages.ts";

export interface Preset {
  /** Public: never renamed. */
  readonly id: string;
  /** Hash of the share link. */
  readonly link: string;
  readonly title: LocalText;
  /** One line: the thing to look at. */
  readonly description: LocalText;
  /** The source of the experiment. */
  readonly source: LocalText;
}

/** The articles by their letters, as claimParts.ts numbers them; the gallery explains the letters once. */
export function article(...letters: readonly ("A" | "B" | "C" | "D" | "E")[]): LocalText {
  const noun = letters.length === 1 ? "Article" : "Articles";
  return { en: `${noun} ${letters.join(", ")}`, zh: `文章 ${letters.join("、")}` };
}
