/**
 * Many layers as one picture: a single canvas for the densities, SVG above it for axis,
 * atoms and the quantile fan.
 */
import { memo, useEffect, useMemo, useRef } from "react";
import type { AxisTitles, ChartCell, ChartMetrics, ChartTone } from "./cell.ts";
import styles from "./charts.module.css";
import { heatMapFrame, heatMapPixels } from "./heatMap.ts";
import { HeatMapMarks } from "./HeatMapMarks.tsx";
import { histogramOf } from "./histogram.ts";
import type { DensityScale } from "./histogram.ts";
import type { LayerAxis } from "./layerAxis.ts";
import type { ValueAxis } from "./valueAxis.ts";

export interface HeatMapRowProps {
  readonly axis: LayerAxis;
  readonly cells: readonly (ChartCell | null)[];
  readonly valueAxis: ValueAxis;
  /** Of the darkness, one per layer. */
  readonly scales: readonly DensityScale[];
  readonly tone: ChartTone;
  readonly titles: AxisTitles;
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

export const HeatMapRow = memo(function HeatMapRow(props: HeatMapRowProps) {
  const { axis, cells, valueAxis, scales, tone, titles, heightPx, metrics, colourKey } = props;
  const { fontPx } = metrics;
  const canvasRef = useRef<HTMLCanvasElement>(null);
  // Asking for a computed style makes the browser lay the page out, so it is asked once per set of colours.
  const colourRef = useRef({ key: "", rgb: [0, 0, 0] as readonly [number, number, number] });
  const histograms = useMemo(
    () => cells.map((cell) => (cell === null ? null : histogramOf(cell.stats, valueAxis))),
    [cells, valueAxis],
  );
  const { top, bottom } = heatMapFrame(histograms, heightPx, fontPx);

  useEffect(() => {
    const canvas = canvasRef.current;
    const context = canvas?.getContext("2d");
    if (canvas === null || context === null || context === undefined || cells.length === 0) return;
    if (colourRef.current.key !== colourKey)
      colourRef.current = { key: colourKey, rgb: inheritedColour(canvas) };
    // Even the same size gives a canvas new memory.
    if (canvas.width !== cells.length) canvas.width = cells.length;
    if (canvas.height !== valueAxis.bins) canvas.height = valueAxis.bins;
    const stale = cells.map((cell) => cell?.isStale === true);
    const pixels = heatMapPixels(histograms, stale, valueAxis.bins, scales, colourRef.current.rgb);
    // One pixel per layer and bin; the style sheet stretches it without smoothing, so
    // no column is ever blurred.
    context.putImageData(new ImageData(pixels, cells.length, valueAxis.bins), 0, 0);
  }, [cells, histograms, valueAxis, scales, colourKey]);

  const width = cells.length * axis.columnPx;
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
        <HeatMapMarks {...{ axis, cells, histograms, valueAxis, titles, metrics, heightPx }} />
      </svg>
    </div>
  );
});
