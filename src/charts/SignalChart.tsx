/** The signal chart: how far activations spread going forward and gradients going backward, per layer, on a log axis. */
import { memo } from "react";
import type { ReactNode } from "react";
import type { ChartMetrics, ChartTone } from "./cell.ts";
import styles from "./charts.module.css";
import { axisEnd, columnCenter } from "./layerAxis.ts";
import type { LayerAxis } from "./layerAxis.ts";
import { PowerLabel } from "./PowerLabel.tsx";
import { logTicks, signalBand, signalLine, signalScale, signalY } from "./signal.ts";
import type { LogDomain, SignalScale, SignalSeries, SignalTheory } from "./signal.ts";

/** Where the chart has put its marks, for whoever draws over it. */
export interface SignalFrame {
  readonly axis: LayerAxis;
  readonly scale: SignalScale;
  readonly radius: number;
  readonly metrics: ChartMetrics;
}

interface SignalChartProps {
  readonly axis: LayerAxis;
  readonly forward: SignalSeries;
  readonly backward: SignalSeries;
  /** What inputs differ by, of the same unit as `forward`: drawn lighter and under it. */
  readonly batch?: SignalSeries;
  /** Other networks' series: they have a say in the axis. */
  readonly peers: readonly SignalSeries[];
  /** Draws over the chart; the same function as long as it draws the same. */
  readonly drawOver: ((frame: SignalFrame) => ReactNode) | null;
  /** Which layers are left over from the run before. */
  readonly isStale: readonly boolean[];
  readonly theory?: { readonly forward?: SignalTheory; readonly backward?: SignalTheory };
  readonly heightPx: number;
  readonly metrics: ChartMetrics;
  /** Decades to be shown besides those of the marks. */
  readonly domain?: LogDomain | null;
  /** What lies over the chart, on its scale. */
  readonly drawing?: ((scale: SignalScale) => ReactNode) | null;
}

interface SeriesProps {
  readonly axis: LayerAxis;
  readonly scale: SignalScale;
  readonly series: SignalSeries;
  readonly isStale: readonly boolean[];
  readonly tone: ChartTone;
  readonly radius: number;
  readonly metrics: ChartMetrics;
}

/** A cross for "not finite": a shape of its own, so that it is not told by colour. */
export function crossPath(x: number, y: number, r: number): string {
  return `M${x - r} ${y - r}L${x + r} ${y + r}M${x - r} ${y + r}L${x + r} ${y - r}`;
}

function Series({ axis, scale, series, isStale, tone, radius, metrics }: SeriesProps) {
  const values = series.marks.map((mark) => (mark?.kind === "value" ? mark.value : null));
  // Off the axis the two directions stand side by side: a dead forward pass usually takes the backward one with it.
  const aside = (tone === "forward" ? -1 : 1) * Math.min(1.6 * metrics.markPx, axis.columnPx / 4);
  // Activations are discs, gradients squares: two shapes, so that the series are told apart without colour.
  const shape = (x: number, y: number, layerIndex: number, className: string | undefined) => {
    const common = {
      key: layerIndex,
      className: `${className ?? ""} ${isStale[layerIndex] === true ? (styles.stale ?? "") : ""}`,
      strokeWidth: className === styles.hollow ? metrics.strokePx : 1,
    };
    const { key, ...rest } = common;
    return tone === "forward" ? (
      <circle key={key} {...rest} cx={x} cy={y} r={radius} />
    ) : (
      <rect
        key={key}
        {...rest}
        x={x - radius * 0.9}
        y={y - radius * 0.9}
        width={1.8 * radius}
        height={1.8 * radius}
      />
    );
  };
  return (
    <g className={styles[tone]}>
      <path className={styles.line} d={signalLine(axis, scale, values)} strokeWidth={metrics.strokePx} />
      {series.marks.map((mark, layerIndex) => {
        if (mark === null) return null;
        const x = columnCenter(axis, layerIndex);
        if (mark.kind === "value") return shape(x, signalY(scale, mark.value), layerIndex, styles.mark);
        if (mark.kind === "zero") return shape(x + aside, scale.zeroPx ?? 0, layerIndex, styles.hollow);
        return null;
      })}
      {series.marks.map((mark, layerIndex) =>
        mark?.kind === "nonFinite" || series.partlyNonFinite[layerIndex] === true ? (
          <path
            key={layerIndex}
            className={styles.cross}
            strokeWidth={metrics.strokePx}
            d={crossPath(
              columnCenter(axis, layerIndex) + aside,
              scale.nonFinitePx ?? 0,
              Math.min(3.5, axis.columnPx / 5),
            )}
          />
        ) : null,
      )}
    </g>
  );
}

/** A second series of the forward pass: small rings on a thin line, so that where it parts from the first is seen at once. */
function BatchSeries({ axis, scale, series, isStale, radius, metrics }: Omit<SeriesProps, "tone">) {
  const values = series.marks.map((mark) => (mark?.kind === "value" ? mark.value : null));
  return (
    <g className={styles.forward}>
      <path
        className={styles.line}
        d={signalLine(axis, scale, values)}
        strokeWidth={metrics.strokePx * 0.6}
      />
      {series.marks.map((mark, layerIndex) =>
        mark === null || mark.kind === "nonFinite" ? null : (
          <circle
            key={layerIndex}
            className={`${styles.hollow ?? ""} ${isStale[layerIndex] === true ? (styles.stale ?? "") : ""}`}
            strokeWidth={metrics.strokePx * 0.7}
            cx={columnCenter(axis, layerIndex)}
            cy={mark.kind === "value" ? signalY(scale, mark.value) : (scale.zeroPx ?? 0)}
            r={0.7 * radius}
          />
        ),
      )}
    </g>
  );
}

export const SignalChart = memo(function SignalChart(props: SignalChartProps) {
  const { axis, forward, backward, batch, peers, drawOver, isStale, theory, heightPx, metrics } = props;
  const { domain, drawing } = props;
  const { fontPx } = metrics;
  const theories = [theory?.forward, theory?.backward].filter((line) => line !== undefined);
  const scale = signalScale(
    [forward, backward, ...(batch === undefined ? [] : [batch]), ...peers],
    theories,
    heightPx,
    fontPx + 10,
    domain,
  );
  const ticks = logTicks(
    scale.domain,
    Math.max(2, Math.floor((scale.bottomPx - scale.topPx) / (2 * fontPx))),
  );
  const radius = Math.max(1.5, Math.min(metrics.markPx, axis.columnPx * 0.32));
  const right = axisEnd(axis);
  const labelX = axis.leftPx - 8;
  return (
    <>
      <svg className={styles.svg} width={axis.widthPx} height={heightPx} fontSize={fontPx} aria-hidden="true">
        {ticks.map((exponent) => {
          const y = Math.round(signalY(scale, 10 ** exponent)) + 0.5;
          return (
            <g key={exponent}>
              <line className={styles.grid} x1={axis.leftPx} x2={right} y1={y} y2={y} />
              <PowerLabel
                className={styles.tick}
                exponent={exponent}
                x={labelX}
                y={y + 0.35 * fontPx}
                textAnchor="end"
              />
            </g>
          );
        })}
        {scale.nonFinitePx !== null && (
          <text className={styles.warning} x={labelX} y={scale.nonFinitePx + 0.35 * fontPx} textAnchor="end">
            Inf, NaN
          </text>
        )}
        {scale.zeroPx !== null && (
          <text className={styles.tick} x={labelX} y={scale.zeroPx + 0.35 * fontPx} textAnchor="end">
            0
          </text>
        )}
        {theories.map((line, index) => (
          <path key={index} className={styles.band} d={signalBand(axis, scale, line)} />
        ))}
        {theories.map((line, index) => (
          <path
            key={index}
            className={styles.theory}
            strokeWidth={metrics.strokePx * 0.8}
            d={signalLine(axis, scale, line.line)}
          />
        ))}
        {batch !== undefined && <BatchSeries {...{ axis, scale, isStale, radius, metrics }} series={batch} />}
        <Series {...{ axis, scale, isStale, radius, metrics }} series={forward} tone="forward" />
        <Series {...{ axis, scale, isStale, radius, metrics }} series={backward} tone="backward" />
        {drawOver?.({ axis, scale, radius, metrics })}
      </svg>
      {drawing?.(scale)}
    </>
  );
});
