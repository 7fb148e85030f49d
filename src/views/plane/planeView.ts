/** What the panel of order and chaos shows, as a word of a link: `plane`, or `plane.c`. */

/** The quantities of the plane that its colours can show. */
export const PLANE_FIELDS = ["chi", "q", "c", "xi"] as const;
export type PlaneField = (typeof PLANE_FIELDS)[number];

export interface PlaneView {
  readonly field: PlaneField;
}

/** The word that opens the panel. */
export const PLANE = "plane";

/** What a link shows; words without a meaning are left out. */
export function planeViewOf(text: string): PlaneView {
  const words = text.split(".");
  return { field: PLANE_FIELDS.find((field) => words.includes(field)) ?? "chi" };
}

/** The word of a view; what is as by default is left out. */
export function planeWord({ field }: PlaneView): string {
  return field === "chi" ? PLANE : `${PLANE}.${field}`;
}
