/**
 * A term on the screen: its sentence on hover, on a tap and by the keyboard, with a link to its entry in the
 * glossary. `formula/TermTip.tsx`, fetched later, shows it.
 */

/** Entries of docs/glossary.md, by the address of their row in the page made of it. */
export const GLOSSARY_ENTRIES = [
  "batch-std",
  "correlation",
  "cosine",
  "dead-unit",
  "depth-scale",
  "directions",
  "edge-of-chaos",
  "exactly-zero",
  "fixed-point",
  "gradient",
  "infinite-width",
  "lsuv",
  "mean",
  "not-finite",
  "number-format",
  "quantile",
  "rms-root-mean-square",
  "saturated",
  "signal",
  "standard-deviation-std",
  "stream",
  "unit-std",
  "variance",
] as const;
export type GlossaryEntry = (typeof GLOSSARY_ENTRIES)[number];

/**
 * The attributes of a term's element. Of a list of terms, the first is a stop of the Tab key, and the arrow
 * keys lead to the others.
 */
export function term(title: string, entry: GlossaryEntry, isFirst: boolean) {
  return { title, "data-term": entry, tabIndex: isFirst ? 0 : -1 } as const;
}
