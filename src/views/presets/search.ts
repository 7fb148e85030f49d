/**
 * Finding experiments by words: in either language, by what they are called, from where they are,
 * or what their link says.
 */
import type { PresetItem } from "../services.ts";

/** In the order of the gallery. */
export const PRESET_GROUPS = [
  "articles",
  "figures",
  "frameworks",
  "myths",
  "broken",
] as const satisfies readonly PresetItem["group"][];
export type GroupChoice = PresetItem["group"] | "all";

/** One form for what looks alike: full-width letters, capitals, accents. */
function plain(text: string): string {
  return text
    .normalize("NFKD")
    .replaceAll(/\p{Mn}/gu, "")
    .toLowerCase();
}

function textOf({ title, description, source, link }: PresetItem): string {
  const texts = [title, source, description].flatMap((text) => (text === null ? [] : [text.en, text.zh]));
  return plain([...texts, link].join(" "));
}

/** The entries of a group that have all words of a query. */
export function findItems(
  items: readonly PresetItem[],
  query: string,
  group: GroupChoice,
): readonly PresetItem[] {
  const words = plain(query)
    .split(/\s+/)
    .filter((word) => word !== "");
  return items.filter((item) => {
    if (group !== "all" && item.group !== group) return false;
    const text = textOf(item);
    return words.every((word) => text.includes(word));
  });
}
