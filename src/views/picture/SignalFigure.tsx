/** The signal chart with its legend, and what theory says beside the measurement. */
import { useMemo } from "react";
import { activationById } from "../../catalog/activations.ts";
import type { ChartCell } from "../../charts/cell.ts";
import { formatFixed } from "../../charts/format.ts";
import type { LayerAxis } from "../../charts/layerAxis.ts";
import { markOf } from "../../charts/signal.ts";
import type { SignalSeries } from "../../charts/signal.ts";
import { SignalChart } from "../../charts/SignalChart.tsx";
import { useText } from "../../i18n/text.ts";
import type { PictureCells } from "./cells.ts";
import { Figure } from "./Figure.tsx";
import { Legend } from "./Legend.tsx";
import { PlotFrame } from "./PlotFrame.tsx";
import { layersText } from "./summary.ts";
import type { PictureTheory } from "./theory.ts";
import type { PictureMetrics } from "./useChartMetrics.ts";

interface SignalFigureProps {
  readonly cells: PictureCells;
  readonly axis: LayerAxis;
  readonly metrics: PictureMetrics;
  readonly isBusy: boolean;
  readonly theory: PictureTheory;
}

/** One figure of each cell as a series. */
function seriesOf(cells: readonly (ChartCell | null)[], figure: "std" | "rms" | "batchStd"): SignalSeries {
  return {
    marks: cells.map((cell) => markOf(cell?.stats[figure])),
    partlyNonFinite: cells.map(
      (cell) => cell !== null && cell.stats.finite > 0 && cell.stats.finite < cell.stats.sketch.count,
    ),
  };
}

export function SignalFigure({ cells, axis, metrics, isBusy, theory }: SignalFigureProps) {
  const t = useText();
  const { picture, activations, gradients, isStale } = cells;
  const forward = useMemo(() => seriesOf(activations, "std"), [activations]);
  const backward = useMemo(() => seriesOf(gradients, "rms"), [gradients]);
  // One input differs from nothing.
  const hasBatch = picture.plan.batch > 1;
  const batch = useMemo(() => seriesOf(activations, "batchStd"), [activations]);
  const text = (cell: ChartCell | null | undefined, figure: "std" | "rms"): string =>
    formatFixed(cell?.stats[figure] ?? NaN);
  const summary = t("summary.signal", {
    layers: layersText(t, axis.layerCount),
    activation: activationById(picture.config.activation).label,
    first: text(activations[0], "std"),
    last: text(activations.at(-1), "std"),
    gradientFirst: text(gradients[0], "rms"),
    gradientLast: text(gradients.at(-1), "rms"),
  });
  return (
    <Figure
      title={t("figure.signal")}
      summary={summary}
      isBusy={isBusy}
      aside={
        <Legend hasBatch={hasBatch} hasTheory={theory.lines !== null} gap={theory.gap} metrics={metrics} />
      }
    >
      <PlotFrame axis={axis}>
        <SignalChart
          {...{ axis, forward, backward, isStale, metrics }}
          {...(hasBatch ? { batch } : {})}
          {...(theory.lines === null ? {} : { theory: theory.lines })}
          heightPx={metrics.signalPx}
        />
      </PlotFrame>
    </Figure>
  );
}
