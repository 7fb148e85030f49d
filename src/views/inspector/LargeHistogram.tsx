/**
 * The large histogram of one tensor: every bin's range and count can be read, by pointer and by arrow keys.
 */
import { ticks } from "d3-array";
import { memo, useId, useMemo, useState } from "react";
import type { KeyboardEvent, PointerEvent } from "react";
import type { AxisTitles, ChartCell, ChartMetrics, ChartTone } from "../../charts/cell.ts";
import chartStyles from "../../charts/charts.module.css";
import { binValues } from "../../charts/exactHistogram.ts";
import { formatNumber, formatShare } from "../../charts/format.ts";
import { binTensor, densityScale, edgesOf } from "../../charts/histogram.ts";
import type { Histogram } from "../../charts/histogram.ts";
import { HistogramColumn } from "../../charts/HistogramColumn.tsx";
import { HatchPattern } from "../../charts/HistogramRow.tsx";
import { PowerLabel } from "../../charts/PowerLabel.tsx";
import { axisScale, axisTicks, chooseValueAxis } from "../../charts/valueAxis.ts";
import type { ValueAxis } from "../../charts/valueAxis.ts";
import type { ShownTensorId, TensorStats } from "../../experiment/result.ts";
import { useInspectorText } from "../../i18n/inspectorText.ts";
import { formatInteger, useLanguage, useText } from "../../i18n/text.ts";
import { useAppStore } from "../../store/store.ts";
import { useElementWidth } from "../picture/frame/useChartMetrics.ts";
import { saturationZones } from "../picture/data/zones.ts";
import { axisTitlesOf } from "../picture/distribution/distribution.ts";
import { binAfterKey } from "./binKeys.ts";
import styles from "./Inspector.module.css";
import { Panel } from "./Panel.tsx";
import type { PanelProps } from "./panelProps.ts";

interface LargeHistogramProps extends PanelProps {
  readonly cell: ChartCell;
  readonly tensor: ShownTensorId;
  readonly tone: ChartTone;
}

interface PlotProps {
  readonly cell: ChartCell;
  readonly histogram: Histogram;
  readonly valueAxis: ValueAxis;
  readonly zones: ReturnType<typeof saturationZones>;
  readonly countScale: "linear" | "log";
  readonly tone: ChartTone;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly metrics: ChartMetrics;
  readonly zeroName: string;
  readonly titles: AxisTitles;
}

const EDGE_PX = 8;
/** Between two lines of type, in pixels. */
const LEADING_PX = 4;

/** The drawing that does not change while bins are read. */
const Plot = memo(function Plot(props: PlotProps) {
  const {
    cell,
    histogram,
    valueAxis,
    zones,
    countScale,
    tone,
    widthPx,
    heightPx,
    metrics,
    zeroName,
    titles,
  } = props;
  const { fontPx } = metrics;
  const hatchId = useId();
  const linePx = fontPx + LEADING_PX;
  // Below the bars stand the ticks and the title of their axis, above them the title of the height.
  const bottom = heightPx - 2 * linePx - 6;
  const { kind, low, high } = valueAxis;
  const marks = kind === "magnitude" ? axisTicks(valueAxis, 10) : ticks(low, high, Math.min(9, widthPx / 64));
  const toX = axisScale(valueAxis, [EDGE_PX, widthPx - EDGE_PX]);
  return (
    <svg
      className={`${chartStyles.svg ?? ""} ${chartStyles[tone] ?? ""}`}
      width={widthPx}
      height={heightPx}
      fontSize={fontPx}
      aria-hidden="true"
    >
      <defs>
        <HatchPattern id={hatchId} />
      </defs>
      <HistogramColumn
        {...{ histogram, valueAxis, zones, hatchId, zeroName, metrics, bottom }}
        stats={cell.stats}
        scale={densityScale([histogram], countScale)}
        left={EDGE_PX}
        right={widthPx - EDGE_PX}
        top={linePx + fontPx + 9}
        isStale={cell.isStale}
      />
      <text className={chartStyles.tick} x={EDGE_PX} y={fontPx}>
        ↑ {titles.share}
      </text>
      <text className={chartStyles.tick} x={widthPx / 2} y={heightPx - LEADING_PX} textAnchor="middle">
        {titles.value}
      </text>
      {marks.map((value) => {
        const x = toX(value);
        // At the ends the label stays inside, where a sheet would cut it off.
        const anchor = x < 3 * EDGE_PX ? "start" : x > widthPx - 3 * EDGE_PX ? "end" : "middle";
        const labelX = anchor === "start" ? x - EDGE_PX + 1 : anchor === "end" ? x + EDGE_PX - 1 : x;
        const place = { x: labelX, y: bottom + fontPx + 5, textAnchor: anchor } as const;
        return (
          <g key={value}>
            <line className={chartStyles.baseline} x1={x} x2={x} y1={bottom} y2={bottom + 4} />
            {kind === "magnitude" ? (
              <PowerLabel className={chartStyles.tick} exponent={value} {...place} />
            ) : (
              <text className={chartStyles.tick} {...place}>
                {formatNumber(value)}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
});

/** The bin in words: its range, its count, its share. */
function useBinText(
  stats: TensorStats,
  histogram: Histogram,
  valueAxis: ValueAxis,
  isExact: boolean,
): (bin: number) => string {
  const i = useInspectorText();
  const language = useLanguage();
  const edges = useMemo(() => edgesOf(stats, valueAxis), [stats, valueAxis]);
  return (bin) => {
    const count = histogram.counts[bin] ?? 0;
    return i(isExact ? "bin.exact" : "bin.about", {
      range: valueAxis.kind === "magnitude" ? "|x|" : "x",
      from: formatNumber(edges[bin] ?? NaN, 4),
      to: formatNumber(edges[bin + 1] ?? NaN, 4),
      count: formatInteger(language, Math.round(count)),
      total: formatInteger(language, histogram.total),
      share: formatShare(count / histogram.total),
    });
  };
}

/** The values outside all bins, in words. */
function useApartText(histogram: Histogram, isExact: boolean): string {
  const i = useInspectorText();
  const language = useLanguage();
  const named = (["zeros", "below", "above", "posInf", "negInf", "nan"] as const)
    .filter((name) => Math.round(histogram[name]) > 0)
    .map((name) => {
      const isEstimate = !isExact && (name === "below" || name === "above");
      const count = `${isEstimate ? "≈" : ""}${formatInteger(language, Math.round(histogram[name]))}`;
      return i(`apart.${name}`, { count, share: formatShare(histogram[name] / histogram.total) });
    });
  return named.length === 0 ? i("apart.none") : i("apart", { list: named.join(" · ") });
}

export function LargeHistogram({ cell, tensor, tone, tensors, layer, metrics }: LargeHistogramProps) {
  const t = useText();
  const i = useInspectorText();
  const [ref, widthPx] = useElementWidth();
  const chosen = useAppStore((state) => state.view.valueAxis);
  // A single layer is never too far from itself for a linear axis.
  const kind = chosen === "auto" ? "value" : chosen;
  const countScale = useAppStore((state) => state.view.countScale);
  const [bin, setBin] = useState<number | null>(null);
  const { stats } = cell;
  const bins = metrics.bins;
  const valueAxis = useMemo(() => chooseValueAxis(kind, [stats], bins), [kind, stats, bins]);
  // Statistics left over from an earlier picture are not those of the captured values.
  const values = cell.isStale || tensor === "update" ? null : (tensors?.[tensor] ?? null);
  const histogram = useMemo(
    () => (values === null ? binTensor(stats, valueAxis) : binValues(values, stats, valueAxis)),
    [values, stats, valueAxis],
  );
  const zones = useMemo(() => saturationZones(layer, tensor), [layer, tensor]);
  const titles = useMemo(() => axisTitlesOf(t, tensor, kind, countScale), [t, tensor, kind, countScale]);
  const isExact = values !== null;
  const binText = useBinText(stats, histogram, valueAxis, isExact);
  const apartText = useApartText(histogram, isExact);
  const heightPx = metrics.isPhone ? 190 : Math.round(1.5 * metrics.rowPx);
  const binPx = (widthPx - 2 * EDGE_PX) / bins;
  const shown = bin === null ? null : Math.min(bin, bins - 1);
  const peak = Math.max(0, histogram.counts.indexOf(histogram.peak));

  function point(event: PointerEvent<HTMLDivElement>): void {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left - EDGE_PX;
    setBin(Math.min(bins - 1, Math.max(0, Math.floor(x / binPx))));
  }

  function handleKey(event: KeyboardEvent): void {
    const next = binAfterKey(event.key, shown ?? peak, bins);
    if (next === null) return;
    event.preventDefault();
    setBin(next);
  }

  return (
    <Panel title={t(`tensor.${tensor}`)} note={apartText}>
      <div
        ref={ref}
        className={styles.histogram}
        style={{ minHeight: heightPx }}
        // This is a slider because screen readers pass its arrow keys on and speak the text of its value
        // politely.
        role="slider"
        tabIndex={0}
        aria-label={i("bins")}
        aria-valuemin={1}
        aria-valuemax={bins}
        aria-valuenow={(shown ?? peak) + 1}
        aria-valuetext={binText(shown ?? peak)}
        onPointerMove={point}
        onPointerDown={point}
        onPointerLeave={(event) => {
          if (event.pointerType === "mouse" && document.activeElement !== event.currentTarget) setBin(null);
        }}
        onFocus={() => setBin(shown ?? peak)}
        onBlur={() => setBin(null)}
        onKeyDown={handleKey}
      >
        {widthPx > 0 && (
          <>
            <Plot
              {...{ cell, histogram, valueAxis, zones, countScale, tone, widthPx, heightPx, metrics, titles }}
              zeroName={t("stat.zero")}
            />
            {shown !== null && (
              <div
                className={styles.cursor}
                style={{ left: EDGE_PX + shown * binPx, width: Math.max(2, binPx) }}
              />
            )}
          </>
        )}
      </div>
      <p className={styles.bin}>{shown === null ? i("bin.hint") : binText(shown)}</p>
    </Panel>
  );
}
