/** The heading of a row: its title, and beside it or under it, as the width allows, a legend or a note. */
import type { ReactNode } from "react";
import type { ChartTone } from "../../charts/cell.ts";
import styles from "../../charts/charts.module.css";
import type { Block, SheetContent } from "./sheetContent.ts";
import { wrapText } from "./textLayout.ts";

const TITLE_FONT_PX = 14;
const TITLE_WEIGHT = 650;
/** Distance from the top of the row to the baseline of its title. */
const BASELINE_PX = 19;
/** Height of a heading of one line. */
const HEADING_PX = 30;
const LINE_PX = 17;
const GAP_PX = 16;
const ICON_GAP_PX = 5;

/** A mark with its meaning. */
export interface LegendEntry {
  readonly text: string;
  /** Width of the icon; 0 where there is none. */
  readonly iconPx: number;
  readonly icon: ReactNode;
  readonly tone: ChartTone | null;
}

interface Placed {
  readonly entry: LegendEntry;
  readonly x: number;
  readonly line: number;
}

/** Arranges entries in lines from the left, the first of them below the title. */
function inLines(entries: readonly LegendEntry[], widths: readonly number[], widthPx: number): Placed[] {
  let x = 0;
  let line = 1;
  return entries.map((entry, index) => {
    const width = widths[index] ?? 0;
    if (x > 0 && x + width > widthPx) {
      x = 0;
      line += 1;
    }
    x += width + GAP_PX;
    return { entry, line, x: x - width - GAP_PX };
  });
}

function Entry({ place: { entry, x, line }, fontPx }: { readonly place: Placed; readonly fontPx: number }) {
  const { text, icon, iconPx, tone } = entry;
  return (
    <g
      transform={`translate(${x.toFixed(1)} ${BASELINE_PX - 4 + line * LINE_PX})`}
      className={tone === null ? undefined : styles[tone]}
    >
      {icon}
      <text className={styles.tick} x={iconPx === 0 ? 0 : iconPx + ICON_GAP_PX} y={4} fontSize={fontPx}>
        {text}
      </text>
    </g>
  );
}

function Title({ title }: { readonly title: string }) {
  return (
    <text className={styles.label} x={0} y={BASELINE_PX} fontSize={TITLE_FONT_PX} fontWeight={TITLE_WEIGHT}>
      {title}
    </text>
  );
}

/** A title with a note. */
export function notedHeading(content: SheetContent, title: string, note: string): Block {
  const { metrics, axis, measure } = content;
  const { fontPx } = metrics;
  const noteX = measure(title, TITLE_FONT_PX, TITLE_WEIGHT) + 14;
  const measureNote = (text: string): number => measure(text, fontPx);
  const isBeside = noteX + measureNote(note) <= axis.widthPx;
  const lines = isBeside ? [note] : wrapText(note, axis.widthPx, measureNote);
  return {
    heightPx: HEADING_PX + (isBeside ? 0 : lines.length * LINE_PX),
    drawing: (
      <>
        <Title title={title} />
        {lines.map((line, index) => (
          <text
            key={index}
            className={styles.tick}
            x={isBeside ? noteX : 0}
            y={BASELINE_PX + (isBeside ? 0 : (index + 1) * LINE_PX)}
            fontSize={fontPx}
          >
            {line}
          </text>
        ))}
      </>
    ),
  };
}

/** A title with a legend, set from the right end of the axis where it stands beside the title. */
export function legendHeading(content: SheetContent, title: string, entries: readonly LegendEntry[]): Block {
  const { metrics, axis, measure } = content;
  const { fontPx } = metrics;
  const widths = entries.map(
    ({ text, iconPx }) => measure(text, fontPx) + (iconPx === 0 ? 0 : iconPx + ICON_GAP_PX),
  );
  const totalPx = widths.reduce((sum, width) => sum + width + GAP_PX, -GAP_PX);
  const right = axis.widthPx - metrics.margin.right;
  const isBeside = measure(title, TITLE_FONT_PX, TITLE_WEIGHT) + 2 * GAP_PX + totalPx <= right;
  let x = right - totalPx;
  const placed = isBeside
    ? entries.map((entry, index) => {
        x += (widths[index] ?? 0) + GAP_PX;
        return { entry, line: 0, x: x - (widths[index] ?? 0) - GAP_PX };
      })
    : inLines(entries, widths, axis.widthPx);
  return {
    heightPx: HEADING_PX + (placed.at(-1)?.line ?? 0) * LINE_PX,
    drawing: (
      <>
        <Title title={title} />
        {placed.map((place) => (
          <Entry key={place.entry.text} {...{ place, fontPx }} />
        ))}
      </>
    ),
  };
}
