/**
 * A, drawn over B's charts: dashed and hollow in the signal chart, outlines over histograms, rows under rows.
 */
import { memo, useMemo } from "react";
import type { ShownTensorId, TensorStats } from "../../experiment/result.ts";
import type { ChartTone } from "../../charts/cell.ts";
import charts from "../../charts/charts.module.css";
import { histogramOf } from "../../charts/histogram.ts";
import { HeatMapRow } from "../../charts/HeatMapRow.tsx";
import type { ColumnFrame } from "../../charts/HistogramRow.tsx";
import { barsPath, lollipopOf, nonFiniteBlock } from "../../charts/histogramShape.ts";
import { columnCenter } from "../../charts/layerAxis.ts";
import { crossesPath, discsPath, squaresPath } from "../../charts/marks.ts";
import type { Place } from "../../charts/marks.ts";
import { signalLine, signalY } from "../../charts/signal.ts";
import type { SignalSeries } from "../../charts/signal.ts";
import type { SignalFrame } from "../../charts/SignalChart.tsx";
import { StripRow } from "../../charts/StripRow.tsx";
import type { PictureCells } from "../picture/data/cells.ts";
import type { Comparison, Overlay } from "../picture/frame/comparison.ts";
import { seriesOf } from "../picture/signal/FramedSignalChart.tsx";
import { hasNumbers, stripsOf } from "../picture/data/strips.ts";
import styles from "./overlay.module.css";

/** Longer gaps than those of theory's line, which is dark. */
const DASH = "3 4";
/** Two maps take more room than one, but not twice as much. */
export const MAP_SHARE = 0.8;
/** Share of a strip's height: A's marks are smaller than B's. */
export const STRIP_SHARE = 0.8;
const FONT_SHARE = 0.88;
/** A finished network holds nothing of the run before. */
const FRESH: readonly boolean[] = [];

/** One direction of A in the signal chart. */
function HollowSeries(props: SignalFrame & { readonly series: SignalSeries; readonly tone: ChartTone }) {
  const { axis, scale, radius, metrics, series, tone } = props;
  const values = series.marks.map((mark) => (mark?.kind === "value" ? mark.value : null));
  const strokeWidth = 0.7 * metrics.strokePx;
  const size = 0.8 * radius;
  const crosses: Place[] = [];
  const places: Place[] = [];
  for (const [layerIndex, mark] of series.marks.entries()) {
    const x = columnCenter(axis, layerIndex);
    if (mark?.kind === "nonFinite") crosses.push({ x, y: scale.nonFinitePx ?? 0 });
    else if (mark !== null && mark.kind !== "unresolved")
      places.push({ x, y: mark.kind === "value" ? signalY(scale, mark.value) : (scale.zeroPx ?? 0) });
  }
  return (
    <g className={charts[tone]}>
      <path
        className={charts.line}
        d={signalLine(axis, scale, values)}
        strokeWidth={0.6 * metrics.strokePx}
        strokeDasharray={DASH}
      />
      <path
        className={charts.hollow}
        strokeWidth={strokeWidth}
        d={tone === "forward" ? discsPath(places, size) : squaresPath(places, size)}
      />
      <path className={charts.cross} strokeWidth={strokeWidth} d={crossesPath(crosses, size)} />
    </g>
  );
}

/**
 * A's distribution over one column: the outline of its bars, a ring at its share of exact zeros, and a frame
 * for values that are not finite.
 */
const Outline = memo(function Outline(props: ColumnFrame & { readonly stats: TensorStats }) {
  const { stats, valueAxis, scale, left, right, top, bottom, metrics } = props;
  const { fontPx, strokePx, markPx } = metrics;
  const { bars, zero, block } = useMemo(() => {
    const histogram = histogramOf(stats, valueAxis);
    const box = { left, right, top, bottom };
    return {
      bars: barsPath(histogram, scale, box),
      zero: lollipopOf(histogram, valueAxis, box, fontPx, top, ""),
      block: nonFiniteBlock(histogram, box, fontPx),
    };
  }, [stats, valueAxis, scale, left, right, top, bottom, fontPx]);
  return (
    <g className={styles.outline} strokeWidth={0.75 * strokePx}>
      {bars !== "" && <path d={bars} />}
      {zero !== null && <circle cx={zero.x} cy={zero.y} r={Math.min(markPx, (right - left) / 4)} />}
      {block !== null && <rect x={left} y={top} width={right - left} height={block.height} />}
    </g>
  );
});

/** Draws A's outline over a column, if A has such a layer. */
function columnsOf(row: PictureCells["activations"]): ReturnType<Overlay["columns"]> {
  return (layerIndex, frame) => {
    const cell = row[layerIndex];
    return cell == null ? null : <Outline {...frame} stats={cell.stats} />;
  };
}

/** Memoises a function of a tensor by object, so that memoised drawings stay. */
function remembered<T>(make: (tensor: ShownTensorId) => T): (tensor: ShownTensorId) => T {
  const known = new Map<ShownTensorId, T>();
  return (tensor) => {
    const value = known.get(tensor) ?? make(tensor);
    known.set(tensor, value);
    return value;
  };
}

/** Both directions of some networks in the form from which axes are chosen. */
export function axesOf(networks: readonly PictureCells[]): Pick<Comparison, "series" | "tensors"> {
  const tensors = remembered((tensor: ShownTensorId): readonly TensorStats[] =>
    networks.flatMap((network) => network.of(tensor).flatMap((cell) => cell?.stats ?? [])),
  );
  return {
    series: networks.flatMap(({ activations, gradients }) => [
      seriesOf(activations, "std"),
      seriesOf(gradients, "rms"),
    ]),
    tensors,
  };
}

/** Makes the overlay of a network. It stays the same as long as the network does, so it is drawn once. */
export function overlayOf(
  cells: PictureCells,
  { legend, caption }: Pick<Overlay, "legend" | "caption">,
): Overlay {
  const forward = seriesOf(cells.activations, "std");
  const backward = seriesOf(cells.gradients, "rms");
  const strips = stripsOf(cells);
  return {
    legend,
    caption,
    signal: (frame) => (
      <>
        <HollowSeries {...frame} series={forward} tone="forward" />
        <HollowSeries {...frame} series={backward} tone="backward" />
      </>
    ),
    columns: remembered((tensor) => columnsOf(cells.of(tensor))),
    maps: (map, tensor) =>
      [map.cells, cells.of(tensor)].map((row, index) => (
        <div key={index} className={styles.map}>
          <span className={styles.letter} aria-hidden="true">
            {index === 0 ? "B" : "A"}
          </span>
          <HeatMapRow {...map} cells={row} heightPx={MAP_SHARE * map.heightPx} />
        </div>
      )),
    stripMark: (
      <span className={styles.mark} aria-hidden="true">
        <span>B</span>
        <span>A</span>
      </span>
    ),
    hasStrip: (id) => hasNumbers(strips, id),
    strip: (id, axis, metrics) => (
      <StripRow
        axis={axis}
        {...strips[id]}
        isStale={FRESH}
        metrics={{ ...metrics, fontPx: FONT_SHARE * metrics.fontPx }}
        heightPx={STRIP_SHARE * metrics.stripPx}
      />
    ),
  };
}
