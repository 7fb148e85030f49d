/** Text of a chart in the room that is left for it. */

/** Width of a letter, in multiples of the size of type; a little more than the mean. */
const LETTER_EM = 0.55;
/** A text that is longer by no more than this keeps its size: small type is worse than a narrow margin. */
const OVERHANG = 1.2;

/**
 * The size of type at which a text has room, so that it covers nothing.
 * @returns pixels; undefined where it has room as it is
 */
export function fittedPx(text: string, fontPx: number, roomPx: number): number | undefined {
  const widthPx = text.length * LETTER_EM * fontPx;
  return widthPx > OVERHANG * roomPx ? Math.max(1, (fontPx * roomPx) / widthPx) : undefined;
}
