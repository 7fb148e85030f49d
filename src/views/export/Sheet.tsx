/**
 * The page around the rows of a sheet: headline above them; the experiment, its source and its link beneath.
 */
import styles from "../../charts/charts.module.css";
import type { Measure } from "./sheetContent.ts";
import { PADDING_PX, WIDTH_PX } from "./sheetContent.ts";
import { wrapText } from "./textLayout.ts";

const FONT_PX = 12;
const CAPTION_LINE_PX = 17;
const HEADLINE_FONT_PX = 18;
const HEADLINE_WEIGHT = 680;
const HEADLINE_LINE_PX = 23;
const NAME = "Initscope";
const NAME_PX = 120;

/** The texts of a sheet. */
export interface SheetTexts {
  readonly headline: string;
  /** The content of the charts in a sentence. */
  readonly summary: string;
  /** Paragraphs beneath the charts; the last one is the link. */
  readonly caption: readonly string[];
}

/** Lines of the headline, beside the name of the program. */
function headlineLines(headline: string, measure: Measure): readonly string[] {
  const widthPx = WIDTH_PX - 2 * PADDING_PX - NAME_PX;
  return wrapText(headline, widthPx, (text) => measure(text, HEADLINE_FONT_PX, HEADLINE_WEIGHT));
}

/** Where the first row begins. */
export function rowsTopPx(headline: string, measure: Measure): number {
  return PADDING_PX + 11 + headlineLines(headline, measure).length * HEADLINE_LINE_PX;
}

interface SheetProps {
  readonly texts: SheetTexts;
  readonly measure: Measure;
  /** Where the last row ends. */
  readonly bottomPx: number;
}

/** Everything except the rows, which are put behind it. */
export function Sheet({ texts, measure, bottomPx }: SheetProps) {
  const innerPx = WIDTH_PX - 2 * PADDING_PX;
  const lines = texts.caption.flatMap((paragraph) =>
    wrapText(paragraph, innerPx, (text) => measure(text, FONT_PX)),
  );
  const ruleY = Math.round(bottomPx + 14) + 0.5;
  const captionY = Math.round(bottomPx) + 36;
  const heightPx = captionY + (lines.length - 1) * CAPTION_LINE_PX + PADDING_PX - 2;
  return (
    <svg
      width={WIDTH_PX}
      height={heightPx}
      viewBox={`0 0 ${WIDTH_PX} ${heightPx}`}
      fontSize={FONT_PX}
      role="img"
      aria-labelledby="title desc"
    >
      <title id="title">{`${NAME}: ${texts.headline}`}</title>
      <desc id="desc">{texts.summary}</desc>
      <rect width={WIDTH_PX} height={heightPx} style={{ fill: "var(--paper)" }} />
      {headlineLines(texts.headline, measure).map((line, index) => (
        <text
          key={index}
          className={styles.label}
          x={PADDING_PX}
          y={PADDING_PX + 14 + index * HEADLINE_LINE_PX}
          fontSize={HEADLINE_FONT_PX}
          fontWeight={HEADLINE_WEIGHT}
        >
          {line}
        </text>
      ))}
      <text
        className={styles.tick}
        x={WIDTH_PX - PADDING_PX}
        y={PADDING_PX + 14}
        fontSize={14}
        fontWeight={700}
        textAnchor="end"
      >
        {NAME}
      </text>
      <line className={styles.grid} x1={PADDING_PX} x2={WIDTH_PX - PADDING_PX} y1={ruleY} y2={ruleY} />
      {lines.map((line, index) => (
        <text key={index} className={styles.tick} x={PADDING_PX} y={captionY + index * CAPTION_LINE_PX}>
          {line}
        </text>
      ))}
    </svg>
  );
}
