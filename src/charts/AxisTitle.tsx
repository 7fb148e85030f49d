/** The title of an axis: upright beside it, or along it. */
import type { ChartMetrics } from "./cell.ts";
import styles from "./charts.module.css";
import { fittedPx } from "./fitted.ts";
import type { LayerAxis } from "./layerAxis.ts";

interface AxisTitleProps {
  readonly text: string;
  readonly axis: LayerAxis;
  readonly top: number;
  readonly bottom: number;
  readonly metrics: ChartMetrics;
  /** Tick labels stand between the title and the plot. */
  readonly hasTicks: boolean;
}

/** Room of tick labels as `10⁻¹²`, and the least distance from the edge, in multiples of the size of type. */
const TICKS_EM = 4.4;
export const EDGE_EM = 0.6;

/** The title of a vertical axis, along it, in the margin of the layer axis. */
export function AxisTitle({ text, axis, top, bottom, metrics, hasTicks }: AxisTitleProps) {
  const { fontPx } = metrics;
  const x = Math.max(EDGE_EM * fontPx, axis.leftPx - (hasTicks ? TICKS_EM : 1) * fontPx);
  return (
    <text
      className={styles.tick}
      textAnchor="middle"
      style={{ fontSize: fittedPx(text, fontPx, bottom - top) }}
      transform={`translate(${x} ${(top + bottom) / 2}) rotate(-90)`}
    >
      {text}
    </text>
  );
}
