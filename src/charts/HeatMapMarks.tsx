/**
 * What stands over the densities of a heat map: value axis, quantile fan, and the rows of
 * what is not on the axis.
 */
import { useId, useMemo } from "react";
import { AxisTitle } from "./AxisTitle.tsx";
import type { AxisTitles, ChartCell, ChartMetrics } from "./cell.ts";
import styles from "./charts.module.css";
import { columnGroups, runsPath } from "./columnRuns.ts";
import { formatNumber } from "./format.ts";
import { FAN, fanPaths, heatMapFrame, inkOf, STALE_OPACITY } from "./heatMap.ts";
import type { Histogram } from "./histogram.ts";
import { HatchPattern } from "./HistogramRow.tsx";
import { axisEnd } from "./layerAxis.ts";
import type { LayerAxis } from "./layerAxis.ts";
import { PowerLabel } from "./PowerLabel.tsx";
import { axisScale, axisTicks } from "./valueAxis.ts";
import type { ValueAxis } from "./valueAxis.ts";

interface HeatMapMarksProps {
  readonly axis: LayerAxis;
  readonly cells: readonly (ChartCell | null)[];
  readonly histograms: readonly (Histogram | null)[];
  readonly valueAxis: ValueAxis;
  readonly titles: AxisTitles;
  readonly heightPx: number;
  readonly metrics: ChartMetrics;
}

/** Finer steps cannot be seen, and an unchanged style needs no work. */
const hundredths = (value: number): number => Math.round(100 * value) / 100;

export function HeatMapMarks({
  axis,
  cells,
  histograms,
  valueAxis,
  titles,
  heightPx,
  metrics,
}: HeatMapMarksProps) {
  const { fontPx, strokePx } = metrics;
  const hatchId = useId();
  const { top, bottom, rowPx, hasZeros, hasNonFinite } = heatMapFrame(histograms, heightPx, fontPx);
  const fan = useMemo(
    () => fanPaths(axis, cells, valueAxis, top, bottom),
    [axis, cells, valueAxis, top, bottom],
  );
  const ticks = axisTicks(valueAxis, Math.max(2, Math.floor((bottom - top) / (1.9 * fontPx))));
  const y = axisScale(valueAxis, [bottom, top]);
  const labelX = axis.leftPx - 8;
  const zeroTop = bottom + 10;
  const isStale = cells.map((cell) => cell?.isStale === true);
  const zeros = histograms.map((histogram) =>
    histogram === null || histogram.zeros === 0 ? NaN : hundredths(inkOf(histogram.zeros / histogram.total)),
  );
  /**
   * Height of the hatching of each layer. Nothing finite left: the whole column. Some:
   * only the row of their own.
   */
  const hatched = histograms.map((histogram) => {
    const count = histogram === null ? 0 : histogram.nan + histogram.posInf + histogram.negInf;
    if (count === 0) return NaN;
    return count === histogram?.total ? bottom - 4 : rowPx;
  });
  return (
    <>
      <defs>
        <HatchPattern id={hatchId} />
      </defs>
      <AxisTitle text={titles.value} {...{ axis, top, bottom, metrics }} hasTicks />
      {ticks.map((value, index) => {
        const at = Math.round(y(value)) + 0.5;
        const place = { x: labelX, y: at + 0.35 * fontPx, textAnchor: "end" } as const;
        return (
          <g key={index}>
            <line className={styles.grid} x1={axis.leftPx - 4} x2={axisEnd(axis)} y1={at} y2={at} />
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
      {columnGroups(zeros, isStale).map((group, index) => (
        <path
          key={index}
          className={styles.bars}
          opacity={group.isStale ? STALE_OPACITY : 1}
          style={{ stroke: "none", fillOpacity: group.value }}
          d={runsPath(axis, group, zeroTop, rowPx)}
        />
      ))}
      {columnGroups(hatched, isStale).map((group, index) => (
        <path
          key={index}
          fill={`url(#${hatchId})`}
          opacity={group.isStale ? STALE_OPACITY : 1}
          d={runsPath(axis, group, 4, group.value)}
        />
      ))}
    </>
  );
}
