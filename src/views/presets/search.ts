/** Finds experiments by words in either language: their names, their sources, or their links. */
import type { GalleryItem } from "../../content/presets/presets.ts";

/** In the order of the gallery. */
export const PRESET_GROUPS = [
  "articles",
  "figures",
  "frameworks",
  "myths",
  "broken",
] as const satisfies readonly GalleryItem["group"][];
export type GroupChoice = GalleryItem["group"] | "all";

/** One form for characters that look alike: full-width letters, capitals, accents. */
function plain(text: string): string {
  return text
    .normalize("NFKD")
    .replaceAll(/\p{Mn}/gu, "")
    .toLowerCase();
}

function textOf({ title, description, source, link }: GalleryItem): string {
  const texts = [title, source, description].flatMap((text) => (text === null ? [] : [text.en, text.zh]));
  return plain([...texts, link].join(" "));
}

/** The entries of a group that have all words of a query. */
export function findItems(
  items: readonly GalleryItem[],
  query: string,
  group: GroupChoice,
): readonly GalleryItem[] {
  const words = plain(query)
    .split(/\s+/)
    .filter((word) => word !== "");
  return items.filter((item) => {
    if (group !== "all" && item.group !== group) return false;
    const text = textOf(item);
    return words.every((word) => text.includes(word));
  });
}
