/**
 * Marks of a series as one path: an element for each would have its style and its place worked out by itself
 * for every picture, which costs more than drawing it.
 */

/** The middle of a mark. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Tenths of a pixel; finer digits cannot be seen. */
const tenths = (value: number): number => Math.round(10 * value) / 10;

/** Discs, or rings where the path is not filled. */
export function discsPath(places: readonly Place[], radius: number): string {
  const r = tenths(radius);
  const half = `a${r} ${r} 0 1 0`;
  return places
    .map(({ x, y }) => `M${tenths(x - r)} ${tenths(y)}${half} ${tenths(2 * r)} 0${half} ${tenths(-2 * r)} 0z`)
    .join("");
}

/** Squares about as large as discs of the same radius. */
export function squaresPath(places: readonly Place[], radius: number): string {
  const side = tenths(1.8 * radius);
  return places
    .map(({ x, y }) => `M${tenths(x - side / 2)} ${tenths(y - side / 2)}h${side}v${side}h${-side}z`)
    .join("");
}

/** Crosses for "not finite": a shape of its own, so that it is not told by colour. */
export function crossesPath(places: readonly Place[], r: number): string {
  const reach = tenths(r);
  return places
    .map(({ x, y }) => {
      const [left, right, top, bottom] = [x - reach, x + reach, y - reach, y + reach].map(tenths);
      return `M${left} ${top}L${right} ${bottom}M${left} ${bottom}L${right} ${top}`;
    })
    .join("");
}
