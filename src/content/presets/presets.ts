/** The gallery: prepared experiments in groups, and the myths with the measurements that judge them. */
import { decodeLink, encodeLink } from "../../link/codec.ts";
import type { MeasuredClaim } from "../claims/claim.ts";
import { blockMyths } from "../claims/blockMyths.ts";
import { myths } from "../claims/myths.ts";
import type { Preset } from "./preset.ts";
import { articles } from "./articles.ts";
import { broken } from "./broken.ts";
import { publishedFigures } from "./publishedFigures.ts";
import { frameworks } from "./frameworks.ts";
import { recipes } from "./recipes.ts";

/** In the order of the gallery. */
export const PRESET_GROUPS = ["articles", "figures", "frameworks", "recipes", "myths", "broken"] as const;

export interface GalleryItem extends Omit<Preset, "description"> {
  readonly group: (typeof PRESET_GROUPS)[number];
  /** Null for a myth: its measured verdict takes this place. */
  readonly description: Preset["description"] | null;
  /** The claim, which is judged; null for an experiment, which is diagnosed. */
  readonly claim: MeasuredClaim | null;
}

/** All experiments of a claim in one link: the first as the present one, the others pinned beside it. */
function comparisonOf({ links }: MeasuredClaim): string {
  const [first, ...others] = links.map(({ hash }) => decodeLink(hash).config);
  if (first === undefined) throw new Error("no experiment (expected one or more per claim)");
  return encodeLink(first, others);
}

const inGroup = (group: GalleryItem["group"], presets: readonly Preset[]): readonly GalleryItem[] =>
  presets.map((preset) => ({ ...preset, group, claim: null }));

/** A source on one line. */
function asLine({ en, zh }: Preset["source"]): Preset["source"] {
  return { en: en.charAt(0).toUpperCase() + en.slice(1), zh };
}

const mythItems: readonly GalleryItem[] = [...myths, ...blockMyths].map((claim) => ({
  id: claim.id,
  group: "myths",
  link: comparisonOf(claim),
  title: claim.claim,
  description: null,
  source: asLine(claim.source),
  claim,
}));

export const presets: readonly GalleryItem[] = [
  ...inGroup("articles", articles),
  ...inGroup("figures", publishedFigures),
  ...inGroup("frameworks", frameworks),
  ...inGroup("recipes", recipes),
  ...mythItems,
  ...inGroup("broken", broken),
];
