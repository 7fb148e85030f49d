/** Many layers as one picture: a single canvas for the densities, SVG above it for axis, atoms and the quantile fan. */
import { memo, useEffect, useId, useMemo, useRef } from "react";
import type { ChartCell, ChartMetrics, ChartTone } from "./cell.ts";
import styles from "./charts.module.css";
import { formatNumber } from "./format.ts";
import { FAN, STALE_OPACITY, fanPaths, heatMapPixels, inkOf } from "./heatMap.ts";
import { histogramOf } from "./histogram.ts";
import type { DensityScale } from "./histogram.ts";
import { HatchPattern } from "./HistogramRow.tsx";
import { axisEnd, columnLeft } from "./layerAxis.ts";
import type { LayerAxis } from "./layerAxis.ts";
import { PowerLabel } from "./PowerLabel.tsx";
import { axisShare, axisTicks } from "./valueAxis.ts";
import type { ValueAxis } from "./valueAxis.ts";

export interface HeatMapRowProps {
  readonly axis: LayerAxis;
  readonly cells: readonly (ChartCell | null)[];
  readonly valueAxis: ValueAxis;
  /** Of the darkness, one per layer. */
  readonly scales: readonly DensityScale[];
  readonly tone: ChartTone;
  readonly heightPx: number;
  readonly metrics: ChartMetrics;
  /** Changes when the colours of the page do: a canvas does not follow a style sheet by itself. */
  readonly colourKey: string;
}

/** The colour a canvas inherits, as numbers. */
function inheritedColour(canvas: HTMLCanvasElement): readonly [number, number, number] {
  const parts = /(\d+(?:\.\d+)?)[, ]+(\d+(?:\.\d+)?)[, ]+(\d+(?:\.\d+)?)/.exec(
    getComputedStyle(canvas).color,
  );
  return [Number(parts?.[1] ?? 0), Number(parts?.[2] ?? 0), Number(parts?.[3] ?? 0)];
}

/** Nobody sees the rest, and a style that stays needs no work. */
const hundredths = (value: number): number => Math.round(100 * value) / 100;

export const HeatMapRow = memo(function HeatMapRow(props: HeatMapRowProps) {
  const { axis, cells, valueAxis, scales, tone, heightPx, metrics, colourKey } = props;
  const { fontPx, strokePx } = metrics;
  const hatchId = useId();
  const canvasRef = useRef<HTMLCanvasElement>(null);
  // Asking for a computed style makes the browser lay the page out, so it is asked once per set of colours.
  const colourRef = useRef({ key: "", rgb: [0, 0, 0] as readonly [number, number, number] });
  const histograms = useMemo(
    () => cells.map((cell) => (cell === null ? null : histogramOf(cell.stats, valueAxis))),
    [cells, valueAxis],
  );
  const hasZeros = histograms.some((histogram) => histogram !== null && histogram.zeros > 0);
  const hasNonFinite = histograms.some(
    (histogram) => histogram !== null && histogram.nan + histogram.posInf + histogram.negInf > 0,
  );
  const rowPx = fontPx + 3;
  const top = 6 + (hasNonFinite ? rowPx + 4 : 0);
  const bottom = heightPx - 6 - (hasZeros ? rowPx + 10 : 0);

  useEffect(() => {
    const canvas = canvasRef.current;
    const context = canvas?.getContext("2d");
    if (canvas === null || context === null || context === undefined || cells.length === 0) return;
    if (colourRef.current.key !== colourKey)
      colourRef.current = { key: colourKey, rgb: inheritedColour(canvas) };
    canvas.width = cells.length;
    canvas.height = valueAxis.bins;
    const stale = cells.map((cell) => cell?.isStale === true);
    const pixels = heatMapPixels(histograms, stale, valueAxis.bins, scales, colourRef.current.rgb);
    // One pixel per layer and bin; the style sheet stretches it without smoothing, so no column is ever blurred.
    context.putImageData(new ImageData(pixels, cells.length, valueAxis.bins), 0, 0);
  }, [cells, histograms, valueAxis, scales, colourKey]);

  const fan = useMemo(
    () => fanPaths(axis, cells, valueAxis, top, bottom),
    [axis, cells, valueAxis, top, bottom],
  );
  const width = cells.length * axis.columnPx;
  const ticks = axisTicks(valueAxis, Math.max(2, Math.floor((bottom - top) / (1.9 * fontPx))));
  const labelX = axis.leftPx - 8;
  const zeroTop = bottom + 10;
  return (
    <div className={styles[tone]} style={{ position: "relative", width: axis.widthPx, height: heightPx }}>
      <canvas
        ref={canvasRef}
        className={styles.canvas}
        style={{ left: axis.leftPx, top, width, height: bottom - top }}
        aria-hidden="true"
      />
      <svg
        className={styles.svg}
        style={{ position: "relative" }}
        width={axis.widthPx}
        height={heightPx}
        fontSize={fontPx}
        aria-hidden="true"
      >
        <defs>
          <HatchPattern id={hatchId} />
        </defs>
        {ticks.map((value) => {
          const y = Math.round(bottom + (top - bottom) * axisShare(valueAxis, value)) + 0.5;
          const place = { x: labelX, y: y + 0.35 * fontPx, textAnchor: "end" } as const;
          return (
            <g key={value}>
              <line className={styles.grid} x1={axis.leftPx - 4} x2={axisEnd(axis)} y1={y} y2={y} />
              {valueAxis.kind === "magnitude" ? (
                <PowerLabel className={styles.tick} exponent={value} {...place} />
              ) : (
                <text className={styles.tick} {...place}>
                  {formatNumber(value)}
                </text>
              )}
            </g>
          );
        })}
        {fan.map((path, index) => (
          <path
            key={FAN[index]}
            className={styles.fan}
            d={path}
            strokeWidth={index === 2 ? strokePx : strokePx * 0.5}
            strokeOpacity={index === 2 ? 0.9 : 0.6}
          />
        ))}
        {hasZeros && (
          <text className={styles.tick} x={labelX} y={zeroTop + rowPx / 2 + 0.35 * fontPx} textAnchor="end">
            0
          </text>
        )}
        {hasNonFinite && (
          <text className={styles.warning} x={labelX} y={4 + rowPx / 2 + 0.35 * fontPx} textAnchor="end">
            Inf, NaN
          </text>
        )}
        {histograms.map((histogram, layerIndex) => {
          if (histogram === null) return null;
          const x = columnLeft(axis, layerIndex);
          const nonFinite = (histogram.nan + histogram.posInf + histogram.negInf) / histogram.total;
          const opacity = cells[layerIndex]?.isStale === true ? STALE_OPACITY : 1;
          return (
            <g key={layerIndex} opacity={opacity}>
              {histogram.zeros > 0 && (
                <rect
                  className={styles.bars}
                  stroke="none"
                  style={{
                    stroke: "none",
                    fillOpacity: hundredths(inkOf(histogram.zeros / histogram.total)),
                  }}
                  x={x}
                  y={zeroTop}
                  width={axis.columnPx}
                  height={rowPx}
                />
              )}
              {nonFinite > 0 && (
                <rect
                  fill={`url(#${hatchId})`}
                  x={x}
                  y={4}
                  width={axis.columnPx}
                  // Nothing finite left: the whole column is hatched. Some: only the row of their own.
                  height={nonFinite === 1 ? bottom - 4 : rowPx}
                />
              )}
            </g>
          );
        })}
      </svg>
    </div>
  );
});
