/** Adds what is on the screen to the lecture list, for the header's menu; fetched when it is chosen. */
import { lectureTranslator } from "../../i18n/lectureText.ts";
import type { Language } from "../../i18n/languages.ts";
import { keepLecture, packChange } from "./keepLecture.ts";
import type { Kept } from "./keepLecture.ts";

interface Added extends Kept {
  readonly entry: { readonly title: string; readonly link: string };
  /** The place of what is on the screen in the list of the address. */
  readonly place: number;
  readonly language: Language;
}

/** @returns what has happened, in a sentence */
export async function addToLecture({ entry, place, language, ...kept }: Added): Promise<string> {
  const { library, memory, source } = kept;
  const t = lectureTranslator(language);
  const before = (await library.unpackLecture(source ?? memory.read() ?? "")) ?? library.EMPTY_LECTURE;
  const changed = library.withEntry(before, entry);
  if (changed === before) return t("full", { most: library.MOST_ENTRIES });
  const packed = await packChange(library, changed, before);
  if (packed === null) return t("long");
  keepLecture(kept, changed, packed, place);
  return `${t("added", { place: changed.entries.length })} ${t("where")}`;
}
