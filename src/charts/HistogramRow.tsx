/** A row of upright histograms on the shared layer axis, with one value axis and one height for all of them. */
import { memo, useId } from "react";
import type { ReactNode } from "react";
import type { ChartCell, ChartMetrics, ChartTone, SaturationZones } from "./cell.ts";
import styles from "./charts.module.css";
import { estimateTextWidth, formatNumber } from "./format.ts";
import { histogramOf } from "./histogram.ts";
import type { DensityScale } from "./histogram.ts";
import { HistogramColumn } from "./HistogramColumn.tsx";
import { columnLeft } from "./layerAxis.ts";
import type { LayerAxis } from "./layerAxis.ts";
import { PowerLabel } from "./PowerLabel.tsx";
import { axisShare } from "./valueAxis.ts";
import type { ValueAxis } from "./valueAxis.ts";

/** Where a column is drawn and on which axes. */
export interface ColumnFrame {
  readonly valueAxis: ValueAxis;
  readonly scale: DensityScale;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly metrics: ChartMetrics;
}

interface HistogramRowProps {
  readonly axis: LayerAxis;
  /** May be fewer than the axis has layers. */
  readonly cells: readonly (ChartCell | null)[];
  readonly valueAxis: ValueAxis;
  readonly scale: DensityScale;
  readonly tone: ChartTone;
  /** Per layer; null where the activation has no saturated end or the output is normalised again. */
  readonly zones: readonly (SaturationZones | null)[];
  /** The word for zero in the labels of the zero atoms. */
  readonly zeroName: string;
  /** Draws over a column; the same function as long as it draws the same. */
  readonly drawOver: ((layerIndex: number, frame: ColumnFrame) => ReactNode) | null;
  readonly heightPx: number;
  readonly metrics: ChartMetrics;
}

/** Pattern of everything that is not a finite number. */
export function HatchPattern({ id }: { readonly id: string }) {
  return (
    <pattern id={id} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <line className={styles.hatch} x1="0" y1="0" x2="0" y2="6" strokeWidth="2" strokeOpacity="0.6" />
    </pattern>
  );
}

/** Labels under a column: both ends, and zero between them where it is clear of both; none when the ends do not fit. */
function columnTicks(valueAxis: ValueAxis, widthPx: number, fontPx: number): readonly number[] {
  const { kind, low, high } = valueAxis;
  const textWidth = (value: number): number =>
    estimateTextWidth(kind === "magnitude" ? `10${value}` : formatNumber(value), fontPx);
  const gap = 1.2 * fontPx;
  if (textWidth(low) + textWidth(high) + gap > widthPx) return [];
  if (kind === "magnitude" || low >= 0 || high <= 0) return [low, high];
  const zero = axisShare(valueAxis, 0) * widthPx;
  const half = textWidth(0) / 2 + 0.4 * fontPx;
  const isClear = zero - half > textWidth(low) && zero + half < widthPx - textWidth(high);
  return isClear ? [low, 0, high] : [low, high];
}

export const HistogramRow = memo(function HistogramRow(props: HistogramRowProps) {
  const { axis, cells, valueAxis, scale, tone, zones, zeroName, drawOver, heightPx, metrics } = props;
  const { fontPx } = metrics;
  const hatchId = useId();
  const gap = Math.max(1.5, Math.min(9, axis.columnPx * 0.07));
  const top = fontPx + 9;
  const bottom = heightPx - fontPx - 8;
  const ticks = columnTicks(valueAxis, axis.columnPx - 2 * gap, fontPx);
  return (
    <svg
      className={`${styles.svg ?? ""} ${styles[tone] ?? ""}`}
      width={axis.widthPx}
      height={heightPx}
      fontSize={fontPx}
      aria-hidden="true"
    >
      <defs>
        <HatchPattern id={hatchId} />
      </defs>
      {Array.from({ length: axis.layerCount }, (_, layerIndex) => {
        const cell = cells[layerIndex] ?? null;
        const left = columnLeft(axis, layerIndex) + gap;
        const right = columnLeft(axis, layerIndex + 1) - gap;
        return (
          <g key={layerIndex}>
            {cell === null ? (
              <line className={styles.grid} x1={left} x2={right} y1={bottom + 0.5} y2={bottom + 0.5} />
            ) : (
              <HistogramColumn
                {...{ valueAxis, scale, left, right, top, bottom, hatchId, zeroName, metrics }}
                stats={cell.stats}
                histogram={histogramOf(cell.stats, valueAxis)}
                isStale={cell.isStale}
                zones={zones[layerIndex] ?? null}
              />
            )}
            {drawOver?.(layerIndex, { valueAxis, scale, left, right, top, bottom, metrics })}
            {ticks.map((value, index) => {
              const x = left + axisShare(valueAxis, value) * (right - left);
              const place = {
                x,
                y: bottom + fontPx + 3,
                textAnchor: index === 0 ? "start" : index === ticks.length - 1 ? "end" : "middle",
              } as const;
              return valueAxis.kind === "magnitude" ? (
                <PowerLabel key={value} className={styles.tick} exponent={value} {...place} />
              ) : (
                <text key={value} className={styles.tick} {...place}>
                  {formatNumber(value)}
                </text>
              );
            })}
          </g>
        );
      })}
    </svg>
  );
});
