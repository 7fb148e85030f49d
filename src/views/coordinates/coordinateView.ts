/** What the panel of the coordinate check shows, as a word of a link: `coord`, or `coord.rates`. */

/** The sizes of every layer, or the best rate of every width. */
export const COORDINATE_PARTS = ["sizes", "rates"] as const;
export type CoordinatePart = (typeof COORDINATE_PARTS)[number];

/** The numbers of the table of sizes. */
export const SIZE_NUMBERS = ["slope", "spread"] as const;
export type SizeNumber = (typeof SIZE_NUMBERS)[number];

export interface CoordinateView {
  readonly part: CoordinatePart;
  readonly number: SizeNumber;
}

const COORDINATES = "coord";

/** What a link shows; words without a meaning are left out. */
export function coordinateViewOf(text: string): CoordinateView {
  const words = text.split(".");
  return {
    part: COORDINATE_PARTS.find((part) => words.includes(part)) ?? "sizes",
    number: SIZE_NUMBERS.find((number) => words.includes(number)) ?? "slope",
  };
}

/** The word of a view; what is as by default is left out. */
export function coordinateWord({ part, number }: CoordinateView): string {
  return [COORDINATES, ...(part === "sizes" ? [] : [part]), ...(number === "slope" ? [] : [number])].join(
    ".",
  );
}
