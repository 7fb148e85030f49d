/** What the panel of order and chaos shows, as a word of a link: `plane`, or `plane.c.measured`. */

/** The quantities of the plane that theory knows. */
export const PLANE_FIELDS = ["chi", "q", "c", "xi"] as const;
export type PlaneField = (typeof PLANE_FIELDS)[number];
/** What the colours can show; the loss after training is only measured. */
export const PLANE_COLOURS = [...PLANE_FIELDS, "loss"] as const;
export type PlaneColour = (typeof PLANE_COLOURS)[number];

export interface PlaneView {
  readonly field: PlaneColour;
  /** Whether the colours are those of measured networks, and not theory's. */
  readonly isMeasured: boolean;
}

/** The word that opens the panel, and the one that has it measure. */
const PLANE = "plane";
const MEASURED = "measured";

/** What a link shows; words without a meaning are left out. */
export function planeViewOf(text: string): PlaneView {
  const words = text.split(".");
  const field = PLANE_COLOURS.find((colour) => words.includes(colour)) ?? "chi";
  return { field, isMeasured: field === "loss" || words.includes(MEASURED) };
}

/** The word of a view; what is as by default is left out. */
export function planeWord({ field, isMeasured }: PlaneView): string {
  return [
    PLANE,
    ...(field === "chi" ? [] : [field]),
    ...(isMeasured && field !== "loss" ? [MEASURED] : []),
  ].join(".");
}
