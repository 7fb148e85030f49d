/** What the panel of order and chaos shows, as a word of a link: `plane`, or `plane.c.measured`. */

/** The quantities of the plane that its colours can show. */
export const PLANE_FIELDS = ["chi", "q", "c", "xi"] as const;
export type PlaneField = (typeof PLANE_FIELDS)[number];

export interface PlaneView {
  readonly field: PlaneField;
  /** Whether the colours are those of measured networks, and not theory's. */
  readonly isMeasured: boolean;
}

/** The word that opens the panel, and the one that has it measure. */
const PLANE = "plane";
const MEASURED = "measured";

/** What a link shows; words without a meaning are left out. */
export function planeViewOf(text: string): PlaneView {
  const words = text.split(".");
  return {
    field: PLANE_FIELDS.find((field) => words.includes(field)) ?? "chi",
    isMeasured: words.includes(MEASURED),
  };
}

/** The word of a view; what is as by default is left out. */
export function planeWord({ field, isMeasured }: PlaneView): string {
  return [PLANE, ...(field === "chi" ? [] : [field]), ...(isMeasured ? [MEASURED] : [])].join(".");
}
