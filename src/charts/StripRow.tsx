/**
 * One thin strip of numbers along the layer axis: darker is more, and the number stands in it where it fits.
 */
import { memo, useId } from "react";
import type { ChartMetrics } from "./cell.ts";
import styles from "./charts.module.css";
import { columnGroups, runsPath } from "./columnRuns.ts";
import { estimateTextWidth } from "./format.ts";
import { HatchPattern } from "./HistogramRow.tsx";
import { columnLeft } from "./layerAxis.ts";
import type { LayerAxis } from "./layerAxis.ts";

interface StripRowProps {
  readonly axis: LayerAxis;
  /** One number per layer; NaN where it has not been computed. */
  readonly values: readonly number[];
  /** How full each cell is, 0..1; the numbers themselves where they are shares. */
  readonly fills?: readonly number[];
  /** Ways to write the numbers of this row, the longest first. One of them writes all, or none is written. */
  readonly formats: readonly ((value: number) => string)[];
  /** Layers whose number would be that of rounding: hatched, and without one. */
  readonly noise?: readonly boolean[];
  /** Layers whose numbers stand in a row of narrow cells; the first and the last unless given. */
  readonly ends?: readonly [first: number, last: number];
  readonly isStale: readonly boolean[];
  readonly heightPx: number;
  readonly metrics: ChartMetrics;
}

/** Narrower cells are drawn without gaps. */
const MIN_LABELLED_PX = 22;
/** In narrower cells only the ends of the row carry their number: a row of bare digits is noise. */
const MIN_ALL_PX = 36;

/**
 * Ink of a cell: nothing at all is paper, the smallest share is visible, and the fullest cell is light enough
 * for the text on it (5:1 or more in every theme).
 */
export function stripInk(share: number): number {
  // In hundredths: finer steps cannot be seen, and an unchanged attribute needs no new style.
  return share > 0 ? Math.round(7 + 45 * share) / 100 : 0;
}

/** Equal numbers are drawn equally: most strips stay as they are while a slider moves. */
function isSame(before: StripRowProps, after: StripRowProps): boolean {
  const lists = ["values", "fills", "isStale", "noise"] as const;
  // The way of writing follows from the values.
  const others = ["axis", "heightPx", "metrics"] as const;
  return (
    others.every((name) => before[name] === after[name]) &&
    lists.every((name) => {
      const [a = [], b = []] = [before[name], after[name]];
      return a.length === b.length && a.every((value, index) => Object.is(value, b[index]));
    })
  );
}

export const StripRow = memo(function StripRow(props: StripRowProps) {
  const { axis, values, fills = values, formats, isStale, noise = [], heightPx, metrics } = props;
  const hatchId = useId();
  const { fontPx } = metrics;
  const { ends = [0, values.length - 1] } = props;
  const gap = axis.columnPx > MIN_LABELLED_PX ? 1 : 0;
  const cellWidth = axis.columnPx - 2 * gap;
  // One way of writing for the whole strip, or none: half a strip of numbers reads as if
  // the others were missing.
  const isNarrow = axis.columnPx < MIN_LABELLED_PX;
  const write =
    axis.columnPx < MIN_ALL_PX
      ? undefined
      : formats.find((format) =>
          values.every(
            (value) => Number.isNaN(value) || estimateTextWidth(format(value), fontPx) <= cellWidth - 2,
          ),
        );
  const inks = values.map((value, layerIndex) =>
    Number.isNaN(value) ? NaN : stripInk(Math.min(1, fills[layerIndex] ?? 0)),
  );
  return (
    <svg className={styles.svg} width={axis.widthPx} height={heightPx} fontSize={fontPx} aria-hidden="true">
      {isNarrow
        ? columnGroups(inks, isStale).map((group, index) => (
            <path
              key={index}
              className={`${styles.cell ?? ""} ${group.isStale ? (styles.stale ?? "") : ""}`}
              d={runsPath(axis, group, 1, heightPx - 2)}
              fillOpacity={group.value}
            />
          ))
        : values.map((value, layerIndex) => {
            if (Number.isNaN(value)) return null;
            const x = columnLeft(axis, layerIndex) + gap;
            return (
              <g key={layerIndex} className={isStale[layerIndex] === true ? styles.stale : undefined}>
                <rect
                  className={styles.cell}
                  x={x}
                  y={1}
                  width={cellWidth}
                  height={heightPx - 2}
                  fillOpacity={inks[layerIndex]}
                />
                {write !== undefined && (
                  <text
                    className={value === 0 ? styles.tick : styles.label}
                    x={x + cellWidth / 2}
                    y={heightPx / 2 + 0.33 * fontPx}
                    textAnchor="middle"
                  >
                    {write(value)}
                  </text>
                )}
              </g>
            );
          })}
      {write === undefined &&
        ends.map((layerIndex, end) => {
          const value = values[layerIndex] ?? NaN;
          return (
            !Number.isNaN(value) && (
              <text
                key={end}
                className={value === 0 ? styles.tick : styles.label}
                x={end === 0 ? columnLeft(axis, layerIndex) + 5 : columnLeft(axis, layerIndex + 1) - 5}
                y={heightPx / 2 + 0.33 * fontPx}
                textAnchor={end === 0 ? "start" : "end"}
              >
                {formats[0]?.(value)}
              </text>
            )
          );
        })}
      {noise.includes(true) && (
        <>
          <defs>
            <HatchPattern id={hatchId} />
          </defs>
          {noise.map(
            (isNoise, layerIndex) =>
              isNoise && (
                <rect
                  key={layerIndex}
                  className={styles.noise}
                  fill={`url(#${hatchId})`}
                  x={columnLeft(axis, layerIndex) + gap}
                  y={1}
                  width={cellWidth}
                  height={heightPx - 2}
                />
              ),
          )}
        </>
      )}
      <rect
        className={styles.cellFrame}
        x={axis.leftPx + 0.5}
        y={0.5}
        width={axis.layerCount * axis.columnPx - 1}
        height={heightPx - 1}
      />
    </svg>
  );
}, isSame);
