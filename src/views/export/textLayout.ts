/** Breaks text into lines for a drawing, which breaks none by itself. */

/** Width of a text in pixels at its size and weight. */
export type MeasureText = (text: string) => number;

/**
 * Places where a line may end: after a space, after a CJK character or mark, and inside an address after `&`,
 * `#`, `?` and `/`.
 */
const PIECES = /[\u2e80-\u9fff\uff00-\uffef]|[^\s&#?/\u2e80-\u9fff\uff00-\uffef]*(?:\s+|[&#?/]+|$)|[^\s]/g;

/**
 * Breaks a text into lines of a largest width; a piece that is wider by itself is cut.
 * @returns at least one line
 */
export function wrapText(text: string, widthPx: number, measure: MeasureText): readonly string[] {
  const lines: string[] = [];
  let line = "";
  const put = (piece: string): void => {
    if (line !== "" && measure((line + piece).trimEnd()) > widthPx) {
      lines.push(line.trimEnd());
      line = "";
    }
    line += piece;
  };
  for (const piece of text.match(PIECES) ?? []) {
    if (measure(piece.trimEnd()) <= widthPx) put(piece);
    else for (const character of piece) put(character);
  }
  lines.push(line.trimEnd());
  return lines;
}
