/**
 * All layers of a tensor as ridges on one value axis; zeros, what is out of range and what
 * is not finite drawn apart.
 */
import { memo, useId } from "react";
import type { AxisTitles, ChartCell, ChartMetrics, ChartTone } from "./cell.ts";
import styles from "./charts.module.css";
import { estimateTextWidth, formatNumber, formatShare } from "./format.ts";
import { histogramOf } from "./histogram.ts";
import type { DensityScale, Histogram } from "./histogram.ts";
import { cutPath } from "./histogramShape.ts";
import { HatchPattern } from "./HistogramRow.tsx";
import { PowerLabel } from "./PowerLabel.tsx";
import { labelledRows, ridgeAtoms, ridgeBaseline, ridgePath } from "./ridges.ts";
import type { RidgeLayout } from "./ridges.ts";
import { axisScale, axisTicks, zeroPx } from "./valueAxis.ts";
import type { ValueAxis } from "./valueAxis.ts";

interface RidgeRowProps {
  readonly cells: readonly (ChartCell | null)[];
  readonly layout: RidgeLayout;
  readonly valueAxis: ValueAxis;
  /** One per layer. */
  readonly scales: readonly DensityScale[];
  readonly tone: ChartTone;
  /** The word for zero in the labels of the zero atoms. */
  readonly zeroName: string;
  readonly layerName: string;
  readonly titles: AxisTitles;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly metrics: ChartMetrics;
}

/** Less than this outside the axis is not drawn: the tails of a normal beyond three standard deviations. */
const NOTED_OUTSIDE = 0.002;

interface RidgeProps {
  readonly cell: ChartCell;
  readonly histogram: Histogram;
  readonly scale: DensityScale;
  readonly layout: RidgeLayout;
  readonly baseline: number;
  readonly zeroX: number;
  readonly hatchId: string;
  readonly zeroName: string;
  /** Room for the shares beside it. */
  readonly noteWidth: number;
  readonly metrics: ChartMetrics;
}

/** One layer: its ridge over paper, so that it hides what is behind it, then its atoms. */
function Ridge(props: RidgeProps) {
  const { cell, histogram, scale, layout, baseline, zeroX, hatchId, zeroName, noteWidth, metrics } = props;
  const { left, right, rowPx, ridgePx } = layout;
  const { fontPx, strokePx, markPx } = metrics;
  const path = ridgePath(histogram, scale, layout, baseline);
  const cut = cutPath(histogram, scale, { left, right, top: baseline - ridgePx - 3 });
  const atoms = ridgeAtoms(histogram);
  const zeroY = baseline - ridgePx * atoms.zeros;
  const nonFinite = atoms.nonFinite > 0 ? [`${atoms.nonFiniteName} ${formatShare(atoms.nonFinite)}`] : [];
  const zeros = atoms.zeros > 0 ? [`${formatShare(atoms.zeros)} ${zeroName}`] : [];
  // As much as fits beside the ridge; zeros are drawn as a dot too, what is not finite must be named.
  const note = [[...nonFinite, ...zeros].join(", "), ...nonFinite, atoms.nonFiniteName].find(
    (text) => estimateTextWidth(text, fontPx) <= noteWidth,
  );
  return (
    <g className={cell.isStale ? styles.stale : undefined}>
      <path className={styles.paper} d={path} />
      <line className={styles.baseline} x1={left} x2={right} y1={baseline + 0.5} y2={baseline + 0.5} />
      <path className={styles.bars} d={path} strokeWidth={0.75 * strokePx} />
      {cut !== "" && <path className={styles.cut} strokeWidth={2.5} d={cut} />}
      {atoms.nonFinite > 0 && (
        <rect
          className={styles.block}
          fill={`url(#${hatchId})`}
          x={right - (right - left) * atoms.nonFinite}
          y={baseline - 0.8 * rowPx}
          width={(right - left) * atoms.nonFinite}
          height={0.8 * rowPx}
        />
      )}
      {atoms.zeros > 0 && (
        <>
          <line
            className={styles.stem}
            strokeWidth={strokePx}
            x1={zeroX}
            x2={zeroX}
            y1={baseline}
            y2={zeroY}
          />
          <circle className={styles.mark} cx={zeroX} cy={zeroY} r={Math.min(markPx, 0.3 * rowPx + 1.5)} />
        </>
      )}
      {[
        { share: atoms.below, x: left, arrow: "◂", anchor: "end" } as const,
        { share: atoms.above, x: right, arrow: "▸", anchor: "start" } as const,
      ].map(({ share, x, arrow, anchor }) =>
        share > NOTED_OUTSIDE ? (
          <text
            key={arrow}
            className={styles.arrow}
            x={x}
            y={baseline}
            fontSize={0.8 * fontPx}
            textAnchor={anchor}
          >
            {arrow}
          </text>
        ) : null,
      )}
      {note !== undefined && note !== "" && (
        <text
          className={atoms.nonFinite > 0 ? styles.warning : styles.label}
          x={right + 1.2 * fontPx}
          y={baseline}
        >
          {note}
        </text>
      )}
    </g>
  );
}

export const RidgeRow = memo(function RidgeRow(props: RidgeRowProps) {
  const { cells, layout, valueAxis, scales, tone, zeroName, layerName, titles, widthPx, heightPx, metrics } =
    props;
  const { fontPx } = metrics;
  const { left, right, top, rowPx } = layout;
  const hatchId = useId();
  const bottom = ridgeBaseline(layout, cells.length - 1);
  const x = axisScale(valueAxis, [left, right]);
  const ticks = axisTicks(valueAxis, Math.max(2, Math.floor((right - left) / (6 * fontPx))));
  const labelled = new Set(labelledRows(cells.length, rowPx, fontPx));
  return (
    <svg
      className={`${styles.svg ?? ""} ${styles[tone] ?? ""}`}
      width={widthPx}
      height={heightPx}
      fontSize={fontPx}
      aria-hidden="true"
    >
      <defs>
        <HatchPattern id={hatchId} />
      </defs>
      {ticks.map((value) => {
        const at = Math.round(x(value)) + 0.5;
        const place = { x: at, y: bottom + fontPx + 5, textAnchor: "middle" } as const;
        return (
          <g key={value}>
            <line className={styles.grid} x1={at} x2={at} y1={top} y2={bottom + 4} />
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
      <text className={styles.tick} x={0} y={bottom + fontPx + 5}>
        {titles.value}
      </text>
      <text
        className={styles.tick}
        x={left - fontPx}
        y={ridgeBaseline(layout, 0) - Math.max(rowPx, 1.1 * fontPx)}
        textAnchor="end"
      >
        {layerName}
      </text>
      {cells.map((cell, layerIndex) => {
        const baseline = ridgeBaseline(layout, layerIndex);
        const scale = scales[layerIndex];
        return (
          <g key={layerIndex}>
            {labelled.has(layerIndex) && (
              <text className={styles.tick} x={left - fontPx} y={baseline} textAnchor="end">
                {layerIndex + 1}
              </text>
            )}
            {cell !== null && scale !== undefined && (
              <Ridge
                {...{ cell, scale, layout, baseline, hatchId, zeroName, metrics }}
                histogram={histogramOf(cell.stats, valueAxis)}
                noteWidth={widthPx - right - 1.2 * fontPx}
                zeroX={zeroPx(valueAxis, [left, right])}
              />
            )}
          </g>
        );
      })}
    </svg>
  );
});
