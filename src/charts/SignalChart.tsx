/**
 * The signal chart: how far activations spread going forward and gradients going backward,
 * per layer, on a log axis.
 */
import { memo } from "react";
import type { ReactNode } from "react";
import { AxisTitle } from "./AxisTitle.tsx";
import type { ChartMetrics, ChartTone } from "./cell.ts";
import styles from "./charts.module.css";
import { axisEnd, columnCenter } from "./layerAxis.ts";
import type { LayerAxis } from "./layerAxis.ts";
import { crossesPath, discsPath, squaresPath } from "./marks.ts";
import type { Place } from "./marks.ts";
import { PowerLabel } from "./PowerLabel.tsx";
import { logTicks, signalBand, signalLine, signalScale, signalY } from "./signal.ts";
import type { LogDomain, SignalScale, SignalSeries, SignalTheory } from "./signal.ts";

/** Where the marks of the chart are: what a drawing over it needs. */
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
  /** The streams around blocks, a value beside every layer: broad lines behind the marks. */
  readonly streams?: { readonly forward: SignalSeries; readonly backward: SignalSeries };
  /** Other networks' series: they have a say in the axis. */
  readonly peers: readonly SignalSeries[];
  /** Draws over the chart; the same function as long as it draws the same. */
  readonly drawOver: ((frame: SignalFrame) => ReactNode) | null;
  /** Which layers are left over from the run before. */
  readonly isStale: readonly boolean[];
  readonly theory?: {
    readonly forward?: SignalTheory;
    readonly backward?: SignalTheory;
    readonly streams?: { readonly forward: SignalTheory; readonly backward: SignalTheory };
  };
  /** Title of the vertical axis. */
  readonly title: string;
  readonly heightPx: number;
  readonly metrics: ChartMetrics;
  /** Decades to be shown besides those of the marks. */
  readonly domain?: LogDomain | null;
  /** What lies over the chart, on its scale. */
  readonly drawing?: ((scale: SignalScale) => ReactNode) | null;
}

interface LayerPlace extends Place {
  readonly layerIndex: number;
}

interface MarksProps {
  readonly className: string | undefined;
  /** Their shape. */
  readonly path: (places: readonly LayerPlace[]) => string;
  readonly strokeWidth: number;
  readonly marks: readonly LayerPlace[];
  readonly isStale: readonly boolean[];
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

/** Marks of one kind, those left over from the run before apart from the others. */
function Marks({ className, path, strokeWidth, marks, isStale }: MarksProps) {
  return [false, true].map((wantsStale) => {
    const places = marks.filter(({ layerIndex }) => (isStale[layerIndex] === true) === wantsStale);
    return (
      places.length > 0 && (
        <path
          key={String(wantsStale)}
          className={`${className ?? ""} ${wantsStale ? (styles.stale ?? "") : ""}`}
          strokeWidth={strokeWidth}
          d={path(places)}
        />
      )
    );
  });
}

/** Where a series is drawn: its numbers, and its zeros on the row below them. */
function placesOf(
  { marks }: SignalSeries,
  axis: LayerAxis,
  scale: SignalScale,
  zeroAside: number,
): { readonly values: readonly LayerPlace[]; readonly zeros: readonly LayerPlace[] } {
  const values: LayerPlace[] = [];
  const zeros: LayerPlace[] = [];
  for (const [layerIndex, mark] of marks.entries()) {
    const x = columnCenter(axis, layerIndex);
    if (mark?.kind === "value") values.push({ layerIndex, x, y: signalY(scale, mark.value) });
    else if (mark?.kind === "zero") zeros.push({ layerIndex, x: x + zeroAside, y: scale.zeroPx ?? 0 });
  }
  return { values, zeros };
}

/** Where the run's rounding hides a series: what float32 can just tell apart. */
function limitsOf({ marks }: SignalSeries): readonly (number | null)[] {
  return marks.map((mark) => (mark?.kind === "unresolved" ? mark.value : null));
}

function valuesOf({ marks }: SignalSeries): readonly (number | null)[] {
  return marks.map((mark) => (mark?.kind === "value" ? mark.value : null));
}

/** The dotted line of the layers whose spread is rounding: the spread itself lies somewhere below it. */
function Limits({
  axis,
  scale,
  series,
  metrics,
}: Pick<SeriesProps, "axis" | "scale" | "series" | "metrics">) {
  const path = signalLine(axis, scale, limitsOf(series));
  return path !== "" && <path className={styles.limit} d={path} strokeWidth={metrics.strokePx} />;
}

function Series({ axis, scale, series, isStale, tone, radius, metrics }: SeriesProps) {
  // Off the axis the two directions stand side by side: a dead forward pass usually takes
  // the backward one with it.
  const aside = (tone === "forward" ? -1 : 1) * Math.min(1.6 * metrics.markPx, axis.columnPx / 4);
  // Activations are discs, gradients squares: two shapes, so that the series are told apart without colour.
  const path = (places: readonly LayerPlace[]): string =>
    tone === "forward" ? discsPath(places, radius) : squaresPath(places, radius);
  const { values, zeros } = placesOf(series, axis, scale, aside);
  const crosses = series.marks.flatMap((mark, layerIndex) =>
    mark?.kind === "nonFinite" || series.partlyNonFinite[layerIndex] === true
      ? { x: columnCenter(axis, layerIndex) + aside, y: scale.nonFinitePx ?? 0 }
      : [],
  );
  return (
    <g className={styles[tone]} data-series={tone}>
      <path
        className={styles.line}
        d={signalLine(axis, scale, valuesOf(series))}
        strokeWidth={metrics.strokePx}
      />
      <Limits {...{ axis, scale, series, metrics }} />
      <Marks {...{ path, isStale }} className={styles.mark} strokeWidth={1} marks={values} />
      <Marks {...{ path, isStale }} className={styles.hollow} strokeWidth={metrics.strokePx} marks={zeros} />
      {crosses.length > 0 && (
        <path
          className={styles.cross}
          strokeWidth={metrics.strokePx}
          d={crossesPath(crosses, Math.min(3.5, axis.columnPx / 5))}
        />
      )}
    </g>
  );
}

/**
 * A second series of the forward pass: small rings on a thin line, so that where it parts from
 * the first is seen at once.
 */
function BatchSeries({ axis, scale, series, isStale, radius, metrics }: Omit<SeriesProps, "tone">) {
  const { values, zeros } = placesOf(series, axis, scale, 0);
  return (
    <g className={styles.forward}>
      <path
        className={styles.line}
        d={signalLine(axis, scale, valuesOf(series))}
        strokeWidth={metrics.strokePx * 0.6}
      />
      <Limits {...{ axis, scale, series, metrics }} />
      <Marks
        className={styles.hollow}
        path={(places) => discsPath(places, 0.7 * radius)}
        strokeWidth={metrics.strokePx * 0.7}
        marks={[...values, ...zeros]}
        isStale={isStale}
      />
    </g>
  );
}

export const SignalChart = memo(function SignalChart(props: SignalChartProps) {
  const { axis, forward, backward, batch, streams, peers, drawOver, isStale, theory, heightPx, metrics } =
    props;
  const { domain, drawing, title } = props;
  const { fontPx } = metrics;
  const theories = [
    theory?.forward,
    theory?.backward,
    theory?.streams?.forward,
    theory?.streams?.backward,
  ].filter((line) => line !== undefined);
  const scale = signalScale(
    [
      forward,
      backward,
      ...(batch === undefined ? [] : [batch]),
      ...(streams === undefined ? [] : [streams.forward, streams.backward]),
      ...peers,
    ],
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
        <AxisTitle text={title} {...{ axis, metrics }} top={scale.topPx} bottom={heightPx} hasTicks />
        {ticks.map((exponent, index) => {
          const y = Math.round(signalY(scale, 10 ** exponent)) + 0.5;
          return (
            <g key={index}>
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
          <path key={index} className={styles.band} data-series="theory" d={signalBand(axis, scale, line)} />
        ))}
        {theories.map((line, index) => (
          <path
            key={index}
            className={styles.theory}
            data-series="theory"
            strokeWidth={metrics.strokePx * 0.8}
            d={signalLine(axis, scale, line.line)}
          />
        ))}
        {streams !== undefined &&
          (["forward", "backward"] as const).map((tone) => (
            <g key={tone} className={styles[tone]} data-series={`stream ${tone}`}>
              <path
                className={styles.stream}
                strokeWidth={3 * metrics.strokePx}
                d={signalLine(axis, scale, valuesOf(streams[tone]))}
              />
            </g>
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
