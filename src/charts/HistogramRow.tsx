/**
 * A row of upright histograms on the shared layer axis; value axis and height may be one for
 * all or each layer's own.
 */
import { memo, useId } from "react";
import type { ReactNode } from "react";
import { AxisTitle } from "./AxisTitle.tsx";
import type { AxisTitles, ChartCell, ChartMetrics, ChartTone, SaturationZones } from "./cell.ts";
import styles from "./charts.module.css";
import { estimateTextWidth, formatNumber } from "./format.ts";
import { histogramOf } from "./histogram.ts";
import type { DensityScale } from "./histogram.ts";
import { HistogramColumn } from "./HistogramColumn.tsx";
import { columnLeft } from "./layerAxis.ts";
import type { LayerAxis } from "./layerAxis.ts";
import { PowerLabel } from "./PowerLabel.tsx";
import { axisScale } from "./valueAxis.ts";
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
  /** One per layer of the axis. */
  readonly valueAxes: readonly ValueAxis[];
  readonly scales: readonly DensityScale[];
  readonly tone: ChartTone;
  /** Per layer; null where the activation has no saturated end or the output is normalised again. */
  readonly zones: readonly (SaturationZones | null)[];
  /** The word for zero in the labels of the zero atoms. */
  readonly zeroName: string;
  /** Titles of the axes: of the values, and of the height. */
  readonly titles: AxisTitles;
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

/**
 * Labels under a column: both ends, and zero between them where it is clear of both; none
 * when the ends do not fit.
 */
function columnTicks(valueAxis: ValueAxis, widthPx: number, fontPx: number): readonly number[] {
  const { kind, low, high } = valueAxis;
  const textWidth = (value: number): number =>
    estimateTextWidth(kind === "magnitude" ? `10${value}` : formatNumber(value), fontPx);
  const gap = 1.2 * fontPx;
  if (textWidth(low) + textWidth(high) + gap > widthPx) return [];
  if (kind === "magnitude" || low >= 0 || high <= 0) return [low, high];
  const zero = axisScale(valueAxis, [0, widthPx])(0);
  const half = textWidth(0) / 2 + 0.4 * fontPx;
  const isClear = zero - half > textWidth(low) && zero + half < widthPx - textWidth(high);
  return isClear ? [low, 0, high] : [low, high];
}

/** Both ends in one label, where two do not fit: a symmetric axis only. */
function reachLabel({ kind, low, high }: ValueAxis, widthPx: number, fontPx: number): string | null {
  const text = `±${formatNumber(high)}`;
  return kind !== "magnitude" && low === -high && estimateTextWidth(text, fontPx) <= widthPx ? text : null;
}

export const HistogramRow = memo(function HistogramRow(props: HistogramRowProps) {
  const { axis, cells, valueAxes, scales, tone, zones, zeroName, titles, drawOver, heightPx, metrics } =
    props;
  const { fontPx } = metrics;
  const hatchId = useId();
  const gap = Math.max(1.5, Math.min(9, axis.columnPx * 0.07));
  const top = fontPx + 9;
  const bottom = heightPx - fontPx - 8;
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
      <AxisTitle text={titles.share} {...{ axis, top, bottom, metrics }} hasTicks={false} />
      <text className={styles.tick} x={axis.leftPx - 8} y={bottom + fontPx + 3} textAnchor="end">
        {titles.value}
      </text>
      {Array.from({ length: axis.layerCount }, (_, layerIndex) => {
        const cell = cells[layerIndex] ?? null;
        const left = columnLeft(axis, layerIndex) + gap;
        const right = columnLeft(axis, layerIndex + 1) - gap;
        const valueAxis = valueAxes[layerIndex];
        const scale = scales[layerIndex];
        if (valueAxis === undefined || scale === undefined) return null;
        const x = axisScale(valueAxis, [left, right]);
        // On a shared axis one column speaks for all.
        const isNamed = layerIndex === 0 || valueAxis !== valueAxes[0];
        const ticks = isNamed ? columnTicks(valueAxis, right - left, fontPx) : [];
        const reach = isNamed && ticks.length === 0 ? reachLabel(valueAxis, right - left, fontPx) : null;
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
            {reach !== null && (
              <text
                className={styles.tick}
                x={(left + right) / 2}
                y={bottom + fontPx + 3}
                textAnchor="middle"
              >
                {reach}
              </text>
            )}
            {ticks.map((value, index) => {
              const place = {
                x: x(value),
                y: bottom + fontPx + 3,
                textAnchor: index === 0 ? "start" : index === ticks.length - 1 ? "end" : "middle",
              } as const;
              return valueAxis.kind === "magnitude" ? (
                <PowerLabel key={index} className={styles.tick} exponent={value} {...place} />
              ) : (
                <text key={index} className={styles.tick} {...place}>
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
