/**
 * One upright histogram: bars as one path, zeros as a lollipop, what is out of range
 * or not finite drawn apart.
 */
import { memo, useMemo } from "react";
import type { TensorStats } from "../experiment/result.ts";
import type { ChartMetrics, SaturationZones } from "./cell.ts";
import styles from "./charts.module.css";
import { estimateTextWidth, formatCount, formatShare } from "./format.ts";
import { zoneShares } from "./histogram.ts";
import type { DensityScale, Histogram } from "./histogram.ts";
import { barsPath, cutPath, lollipopOf, nonFiniteBlock, roofOver } from "./histogramShape.ts";
import type { Box, NonFiniteBlock } from "./histogramShape.ts";
import { axisScale } from "./valueAxis.ts";
import type { ValueAxis } from "./valueAxis.ts";

interface HistogramColumnProps {
  readonly stats: TensorStats;
  readonly histogram: Histogram;
  readonly valueAxis: ValueAxis;
  readonly scale: DensityScale;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly isStale: boolean;
  readonly zones: SaturationZones | null;
  readonly hatchId: string;
  readonly zeroName: string;
  readonly metrics: ChartMetrics;
}

/**
 * Less than this outside the axis is drawn as an arrow without a number: the inspector and the table have it.
 */
const NAMED_OUTSIDE = 0.01;
/** And less than this is not drawn at all: the tails of a normal beyond three standard deviations. */
const NOTED_OUTSIDE = 0.002;

function Block({
  block,
  box,
  hatchId,
  fontPx,
}: {
  block: NonFiniteBlock;
  box: Box;
  hatchId: string;
  fontPx: number;
}) {
  const width = box.right - box.left;
  const texts = [`${block.name} ${formatCount(block.count)}`, block.name];
  const flat = texts.find((text) => estimateTextWidth(text, fontPx) <= width - 2);
  // In a narrow column the text stands upright, if the block is high enough to hold it.
  const upright =
    flat === undefined && width >= fontPx
      ? texts.find((text) => estimateTextWidth(text, fontPx) <= block.height - 8)
      : undefined;
  const center = (box.left + box.right) / 2;
  return (
    <>
      <rect
        className={styles.block}
        fill={`url(#${hatchId})`}
        x={box.left}
        y={box.top}
        width={width}
        height={block.height}
      />
      {flat !== undefined && (
        <text
          className={`${styles.warning ?? ""} ${styles.halo ?? ""}`}
          strokeWidth={4}
          x={center}
          y={box.top + block.height / 2 + 0.35 * fontPx}
          textAnchor="middle"
        >
          {flat}
        </text>
      )}
      {upright !== undefined && (
        <text
          className={`${styles.warning ?? ""} ${styles.halo ?? ""}`}
          strokeWidth={4}
          textAnchor="end"
          transform={`translate(${center + 0.35 * fontPx} ${box.top + 4}) rotate(-90)`}
        >
          {upright}
        </text>
      )}
    </>
  );
}

interface ZonesProps {
  readonly stats: TensorStats;
  readonly zones: SaturationZones;
  readonly histogram: Histogram;
  readonly valueAxis: ValueAxis;
  readonly scale: DensityScale;
  readonly box: Box;
  readonly fontPx: number;
  /** Another label stands at the top already. */
  readonly isCrowded: boolean;
}

/**
 * The saturated ends of the axis as pale zones behind the bars, with their share of all
 * entries where there is room.
 */
function Zones({ stats, zones, histogram, valueAxis, scale, box, fontPx, isCrowded }: ZonesProps) {
  const shares = useMemo(() => zoneShares(stats, zones), [stats, zones]);
  const place = axisScale(valueAxis, [box.left, box.right]);
  const ends = [
    { share: shares.below, from: box.left, to: zones.below === null ? box.left : place(zones.below) },
    { share: shares.above, from: zones.above === null ? box.right : place(zones.above), to: box.right },
  ] as const;
  const texts = ends.map(({ share }) => (share >= NAMED_OUTSIDE ? formatShare(share) : ""));
  const isNamed =
    !isCrowded &&
    texts.reduce((width, text) => width + estimateTextWidth(text, fontPx), 8) <= box.right - box.left;
  return ends.map(({ from, to }, end) => {
    const text = texts[end] ?? "";
    const width = estimateTextWidth(text, fontPx);
    const roof = end === 0 ? [box.left, box.left + width] : [box.right - width, box.right];
    return (
      <g key={end}>
        {to > from && (
          <rect
            className={styles.zone}
            x={from}
            y={box.top}
            width={to - from}
            height={box.bottom - box.top}
          />
        )}
        {isNamed && text !== "" && (
          <text
            className={`${styles.label ?? ""} ${styles.halo ?? ""}`}
            strokeWidth={3}
            x={end === 0 ? box.left : box.right}
            y={Math.max(box.top - 7, roofOver(histogram, scale, box, roof[0] ?? 0, roof[1] ?? 0) - 4)}
            textAnchor={end === 0 ? "start" : "end"}
          >
            {text}
          </text>
        )}
      </g>
    );
  });
}

export const HistogramColumn = memo(function HistogramColumn(props: HistogramColumnProps) {
  const {
    stats,
    histogram,
    valueAxis,
    scale,
    left,
    right,
    top,
    bottom,
    isStale,
    zones,
    hatchId,
    zeroName,
    metrics,
  } = props;
  const { fontPx, strokePx } = metrics;
  const shapes = useMemo(() => {
    const box: Box = { left, right, top, bottom };
    const block = nonFiniteBlock(histogram, box, fontPx);
    const ceiling = block === null ? top - 7 : top + block.height + fontPx;
    return {
      box,
      bars: barsPath(histogram, scale, box),
      lollipop: lollipopOf(histogram, valueAxis, box, fontPx, ceiling, zeroName),
      block,
      cut: cutPath(histogram, scale, box),
    };
  }, [histogram, valueAxis, scale, left, right, top, bottom, fontPx, zeroName]);
  const { box, bars, lollipop, block, cut } = shapes;
  const below = histogram.below / histogram.total;
  const above = histogram.above / histogram.total;
  const outside = (share: number, arrow: string, x: number, anchor: "start" | "end") => {
    if (share <= NOTED_OUTSIDE) return null;
    const text = anchor === "end" ? `${formatShare(share)} ${arrow}` : `${arrow} ${formatShare(share)}`;
    const width = estimateTextWidth(text, fontPx);
    const isNamed = share >= NAMED_OUTSIDE && width <= right - left;
    const from = anchor === "end" ? x - width : x;
    const roof = isNamed ? roofOver(histogram, scale, box, from, from + width) : bottom;
    return (
      <text
        className={`${styles.arrow ?? ""} ${styles.halo ?? ""}`}
        strokeWidth={3}
        x={x}
        y={isNamed ? Math.max(top + fontPx, Math.min(bottom - 0.3 * fontPx, roof - 3)) : bottom - 2}
        fontSize={isNamed ? fontPx : 0.8 * fontPx}
        textAnchor={anchor}
      >
        {isNamed ? text : arrow}
      </text>
    );
  };
  return (
    <g className={`${styles.fade ?? ""} ${isStale ? (styles.stale ?? "") : ""}`}>
      {zones !== null && valueAxis.kind === "value" && (
        <Zones
          {...{ stats, zones, histogram, valueAxis, scale, box, fontPx }}
          isCrowded={lollipop !== null && lollipop.label !== null}
        />
      )}
      <line className={styles.baseline} x1={left} x2={right} y1={bottom + 0.5} y2={bottom + 0.5} />
      {bars !== "" && <path className={styles.bars} d={bars} strokeWidth={strokePx * 0.6} />}
      {cut !== "" && <path className={styles.cut} strokeWidth={2.5} d={cut} />}
      {block !== null && <Block block={block} box={box} hatchId={hatchId} fontPx={fontPx} />}
      {outside(below, "◂", left, "start")}
      {outside(above, "▸", right, "end")}
      {lollipop !== null && (
        <>
          <line
            className={styles.stem}
            strokeWidth={strokePx}
            x1={lollipop.x}
            x2={lollipop.x}
            y1={bottom}
            y2={lollipop.y}
          />
          <circle
            className={styles.mark}
            cx={lollipop.x}
            cy={lollipop.y}
            r={Math.min(metrics.markPx, (right - left) / 4)}
          />
          {lollipop.label !== null && (
            <text
              className={`${styles.label ?? ""} ${styles.halo ?? ""}`}
              strokeWidth={3}
              x={lollipop.label.x}
              y={lollipop.label.y}
              textAnchor={lollipop.label.anchor}
            >
              {lollipop.label.text}
            </text>
          )}
        </>
      )}
    </g>
  );
});
