/**
 * What a prepared experiment consists of: a link, and its words in both languages. What becomes of it is
 * measured, never written down.
 */
import type { LocalText } from "../../i18n/languages.ts";

export interface Preset {
  /** Public: never renamed. */
  readonly id: string;
  /** Hash of the share link. */
  readonly link: string;
  readonly title: LocalText;
  /** One line: what to look at. */
  readonly description: LocalText;
  /** Where the experiment is from. */
  readonly source: LocalText;
}

/** The articles by their letters, as claimParts.ts numbers them; the gallery says once what they are. */
export function article(...letters: readonly ("A" | "B" | "C" | "D" | "E")[]): LocalText {
  const noun = letters.length === 1 ? "Article" : "Articles";
  return { en: `${noun} ${letters.join(", ")}`, zh: `文章 ${letters.join("、")}` };
}
