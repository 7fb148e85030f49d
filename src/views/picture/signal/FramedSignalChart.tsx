/** The signal chart with its legend, and theory beside the measurement. */
import { activationEntryOf } from "../../../experiment/layerSettings.ts";
import { useMemo } from "react";
import type { ChartCell, ChartTone } from "../../../charts/cell.ts";
import { formatFixed } from "../../../charts/format.ts";
import type { LayerAxis } from "../../../charts/layerAxis.ts";
import { seriesOfStats } from "../../../charts/signal.ts";
import type { SignalScale, SignalSeries } from "../../../charts/signal.ts";
import { SignalChart } from "../../../charts/SignalChart.tsx";
import { useText } from "../../../i18n/text.ts";
import type { Translate } from "../../../i18n/text.ts";
import { useOptional } from "../../onDemand.ts";
import { passPart } from "./lazy.ts";
import { stageHeightPx, useStage } from "../../stage.ts";
import type { PictureCells } from "../data/cells.ts";
import { ALONE } from "../frame/comparison.ts";
import type { Comparison } from "../frame/comparison.ts";
import { ChartFrame } from "../frame/ChartFrame.tsx";
import { Legend } from "./Legend.tsx";
import passStyles from "./PassPlace.module.css";
import { PlotFrame } from "../frame/PlotFrame.tsx";
import { layersText } from "../frame/summary.ts";
import type { PictureTheory } from "../data/pictureTheory.ts";
import { streamCells } from "../data/streams.ts";
import type { PictureMetrics } from "../frame/useChartMetrics.ts";

interface FramedSignalChartProps {
  readonly cells: PictureCells;
  readonly axis: LayerAxis;
  readonly metrics: PictureMetrics;
  readonly isBusy: boolean;
  readonly theory: PictureTheory;
  readonly comparison: Comparison;
}

/** One statistic of each cell as a series. */
export function seriesOf(
  cells: readonly (ChartCell | null)[],
  statistic: "std" | "rms" | "batchStd",
  isExact = false,
): SignalSeries {
  return seriesOfStats(
    cells.map((cell) => cell?.stats),
    statistic,
    isExact,
  );
}

/** Whether some of a series is rounding. */
export function hasUnresolved({ marks }: SignalSeries): boolean {
  return marks.some((mark) => mark?.kind === "unresolved");
}

/** The theory that may be shown: a line would give the measurement away. */
function linesShown(
  lines: PictureTheory["lines"],
  concealed: readonly ChartTone[],
): Partial<NonNullable<PictureTheory["lines"]>> | null {
  if (lines === null || concealed.length === 0) return lines;
  if (concealed.length > 1) return null;
  // A stream's lines would say as much.
  return concealed[0] === "forward" ? { backward: lines.backward } : { forward: lines.forward };
}

/** A concealed direction. */
const NOTHING: readonly (ChartCell | null)[] = [];

/** The start and end of both directions, in a sentence. */
export function signalSummary(
  t: Translate,
  { picture, activations, gradients, results }: PictureCells,
): string {
  const text = (cell: ChartCell | null | undefined, statistic: "std" | "rms"): string =>
    formatFixed(cell?.stats[statistic] ?? NaN);
  return t("summary.signal", {
    layers: layersText(t, results.length),
    activation: t.nameOf(activationEntryOf(picture.config).label),
    first: text(activations[0], "std"),
    last: text(activations.at(-1), "std"),
    gradientFirst: text(gradients[0], "rms"),
    gradientLast: text(gradients.at(-1), "rms"),
  });
}

export function FramedSignalChart({
  cells,
  axis,
  metrics,
  isBusy,
  theory,
  comparison,
}: FramedSignalChartProps) {
  const t = useText();
  const stage = useStage();
  const { concealed } = stage;
  const isOpen = concealed.length === 0;
  const { picture, isStale } = cells;
  const activations = concealed.includes("forward") ? NOTHING : cells.activations;
  const gradients = concealed.includes("backward") ? NOTHING : cells.gradients;
  const { isExact } = cells;
  const forward = useMemo(() => seriesOf(activations, "std", isExact), [activations, isExact]);
  const backward = useMemo(() => seriesOf(gradients, "rms"), [gradients]);
  const { series, over } = comparison;
  // A single input has no differences; hollow marks belong to another network where there is one; and an
  // unrequested line may give an answer away.
  const hasBatch = picture.plan.batch > 1 && series.length === 0 && isOpen;
  const batch = useMemo(() => seriesOf(activations, "batchStd", isExact), [activations, isExact]);
  const streams = useMemo(() => {
    const found = isOpen ? streamCells(cells) : null;
    return found === null
      ? null
      : { forward: seriesOf(found.forward, "std", isExact), backward: seriesOf(found.backward, "rms") };
  }, [cells, isOpen, isExact]);
  const lines = useMemo(() => linesShown(theory.lines, concealed), [theory.lines, concealed]);
  const pass = useOptional(passPart);
  const heightPx = stageHeightPx(stage, metrics);
  const { drawing: draw } = stage;
  const drawing = useMemo(
    () => (draw === null ? null : (scale: SignalScale) => draw({ axis, scale, heightPx, metrics })),
    [draw, axis, heightPx, metrics],
  );
  const measured = signalSummary(t, { ...cells, activations, gradients });
  return (
    <ChartFrame
      title={t("chart.signal")}
      summary={isOpen ? measured : t("stage.summary")}
      isBusy={isBusy}
      titleControl={
        comparison === ALONE &&
        isOpen && (
          <span className={passStyles.place}>
            {pass !== null && (
              <pass.PassButton layerCount={axis.layerCount} {...{ activations, gradients }} />
            )}
          </span>
        )
      }
      aside={
        <>
          <Legend
            hasLimit={isOpen && [forward, ...(hasBatch ? [batch] : [])].some(hasUnresolved)}
            hasBatch={hasBatch}
            hasStream={streams !== null}
            hasTheory={lines !== null}
            gap={isOpen ? theory.gap : null}
            metrics={metrics}
          />
          {stage.legend?.(metrics)}
          {over?.legend(metrics)}
        </>
      }
    >
      <PlotFrame axis={axis}>
        <SignalChart
          {...{ axis, forward, backward, isStale, metrics }}
          title={t("axis.signal")}
          peers={series}
          drawOver={over?.signal ?? null}
          {...(hasBatch ? { batch } : {})}
          {...(streams === null ? {} : { streams })}
          {...(lines === null ? {} : { theory: lines })}
          {...{ heightPx, drawing }}
          domain={stage.domain}
        />
      </PlotFrame>
    </ChartFrame>
  );
}
