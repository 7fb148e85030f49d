/**
 * A chart of a lesson: shares per layer on an axis from 0 to 1, with the sketch and, once revealed, the run.
 */
import type { ReactNode } from "react";
import { axisEnd, columnCenter } from "../../charts/layerAxis.ts";
import { ChartFrame } from "../picture/frame/ChartFrame.tsx";
import { PlotFrame } from "../picture/frame/PlotFrame.tsx";
import type { StageFrame } from "../stage.ts";
import type { SketchAxis } from "./sketchAxis.ts";
import styles from "./ShareChart.module.css";

interface ShareChartProps {
  readonly frame: Omit<StageFrame, "scale">;
  readonly values: SketchAxis;
  readonly title: string;
  readonly summary: string;
  /** Null while the result is hidden. */
  readonly measured: readonly number[] | null;
  readonly legend: ReactNode;
  readonly children: ReactNode;
}

const TICKS = [0, 0.25, 0.5, 0.75, 1];

export function ShareChart({ frame, values, title, summary, measured, legend, children }: ShareChartProps) {
  const { axis, metrics, heightPx } = frame;
  const points = (measured ?? []).map((share, layer) => ({
    x: columnCenter(axis, layer),
    y: values.toY(share),
    layer,
  }));
  const radius = Math.max(1.5, Math.min(metrics.markPx, axis.columnPx * 0.32));
  return (
    <ChartFrame title={title} summary={summary} isBusy={false} aside={legend}>
      <PlotFrame axis={axis}>
        <svg
          className={styles.svg}
          width={axis.widthPx}
          height={heightPx}
          fontSize={metrics.fontPx}
          aria-hidden="true"
        >
          {TICKS.map((tick) => {
            const y = Math.round(values.toY(tick)) + 0.5;
            return (
              <g key={tick}>
                <line className={styles.grid} x1={axis.leftPx} x2={axisEnd(axis)} y1={y} y2={y} />
                <text
                  className={styles.tick}
                  x={axis.leftPx - 8}
                  y={y + 0.35 * metrics.fontPx}
                  textAnchor="end"
                >
                  {values.text(tick)}
                </text>
              </g>
            );
          })}
          {points.map(({ x, y, layer }) => (
            <circle key={layer} className={styles.mark} cx={x} cy={y} r={radius} />
          ))}
        </svg>
        {children}
      </PlotFrame>
    </ChartFrame>
  );
}
