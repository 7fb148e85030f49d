/**
 * The distributions of one tensor over all layers: upright histograms or ridges while they fit, else one heat
 * map.
 */
import { activationEntryOf } from "../../../experiment/layerSettings.ts";
import { useMemo } from "react";
import type { ReactNode } from "react";
import type { ChartCell, ChartTone } from "../../../charts/cell.ts";
import { formatFixed, formatFold } from "../../../charts/format.ts";
import { HistogramRow } from "../../../charts/HistogramRow.tsx";
import type { LayerAxis } from "../../../charts/layerAxis.ts";
import type { ShownTensorId } from "../../../experiment/result.ts";
import { useText } from "../../../i18n/text.ts";
import { useAppStore } from "../../../store/store.ts";
import { Part } from "../../Part.tsx";
import { heatMapPart, ridgesPart } from "./lazy.ts";
import { shownTensor } from "../data/cells.ts";
import type { PictureCells } from "../data/cells.ts";
import type { Comparison } from "../frame/comparison.ts";
import { axisTitlesOf, distributionCaption, hasOwnAxes, LINEAR_RATIO, lossText } from "./distribution.ts";
import type { Distribution } from "./distribution.ts";
import styles from "./FramedDistributionChart.module.css";
import { ChartFrame } from "../frame/ChartFrame.tsx";
import { PlotFrame } from "../frame/PlotFrame.tsx";
import { layersText } from "../frame/summary.ts";
import type { PictureMetrics } from "../frame/useChartMetrics.ts";
import { useDistribution } from "./useDistribution.ts";
import { useFade } from "../frame/useFade.ts";

interface FramedDistributionChartProps {
  readonly cells: PictureCells;
  readonly tone: ChartTone;
  readonly axis: LayerAxis;
  readonly metrics: PictureMetrics;
  readonly isBusy: boolean;
  readonly comparison: Comparison;
  readonly colourKey: string;
  /** Theory's expected loss; null where theory has none. */
  readonly expectedLoss?: number | null;
  readonly aside?: ReactNode;
}

/** The caption; it offers the logarithmic axis where layers are too far apart for the linear one. */
function Caption({ text, tone, drawn }: { text: string; tone: ChartTone; drawn: Distribution }) {
  const t = useText();
  const changeView = useAppStore((state) => state.changeView);
  const { valueAxis, ratio } = drawn;
  const isHinted = !hasOwnAxes(drawn) && valueAxis.kind === "value" && ratio > LINEAR_RATIO;
  return (
    <>
      {text}
      {isHinted && (
        <span className={styles.hinted}>
          {" · "}
          <button
            type="button"
            className={styles.hint}
            onClick={() => changeView({ valueAxis: "magnitude" })}
            // Both rows may offer it; the button's name says which axis it changes.
            data-tone={tone}
          >
            {t("caption.useMagnitude", { ratio: formatFold(ratio) })}
          </button>
        </span>
      )}
    </>
  );
}

/** The one-sentence summary: the signal's start and end, and the layer from which it is not finite. */
function useSummary(
  cells: PictureCells,
  row: readonly (ChartCell | null)[],
  tone: ChartTone,
  tensor: ShownTensorId,
): string {
  const t = useText();
  const statistic = tone === "forward" ? "std" : "rms";
  const depth = row.length;
  const sentence = t(tone === "forward" ? "summary.forward" : "summary.backward", {
    name: t(`tensor.${tensor}`),
    layers: layersText(t, depth),
    activation: cells.picture.plan.recorded?.model ?? t.nameOf(activationEntryOf(cells.picture.config).label),
    first: formatFixed(row[0]?.stats[statistic] ?? NaN),
    last: formatFixed(row.at(-1)?.stats[statistic] ?? NaN),
    depth,
  });
  const nonFiniteAt = row.findIndex((cell) => cell !== null && cell.stats.finite < cell.stats.sketch.count);
  return nonFiniteAt < 0 ? sentence : `${sentence} ${t("summary.nonFinite", { layer: nonFiniteAt + 1 })}`;
}

export function FramedDistributionChart(props: FramedDistributionChartProps) {
  const { cells, tone, axis, metrics, isBusy, comparison, colourKey, aside, expectedLoss = null } = props;
  const t = useText();
  const chosen = useAppStore((state) => state.view.rowTensors[tone]);
  const tensor = shownTensor(cells.picture.plan, chosen);
  const row = cells.of(tensor);
  const { over } = comparison;
  const { plan } = cells.picture;
  const drawn = useDistribution({ plan, tensor, cells: row, axis, bins: metrics.bins, comparison });
  const { form, valueAxis, valueAxes, scales, zones } = drawn;
  const caption = distributionCaption(t, drawn, {
    loss: tone === "backward" ? lossText(t, cells.picture, expectedLoss) : null,
    over: over?.caption ?? null,
  });
  const summary = useSummary(cells, row, tone, tensor);
  const choice = useAppStore(
    ({ view }) => `${view.valueAxis} ${view.countScale} ${view.layerScale} ${tensor}`,
  );
  const fadeRef = useFade(choice);
  const countScale = useAppStore((state) => state.view.countScale);
  const titles = useMemo(
    () => axisTitlesOf(t, tensor, valueAxis.kind, countScale),
    [t, tensor, valueAxis.kind, countScale],
  );
  const map = {
    titles,
    axis,
    valueAxis,
    scales,
    tone,
    metrics,
    colourKey,
    cells: row,
    heightPx: metrics.rowPx,
  };
  return (
    <ChartFrame
      title={t(`tensor.${tensor}`)}
      tone={tone}
      summary={summary}
      isBusy={isBusy}
      aside={aside}
      caption={<Caption {...{ tone, drawn }} text={caption} />}
    >
      {form === "ridges" ? (
        <Part of={ridgesPart}>
          {({ RidgesPlot }) => <RidgesPlot {...{ valueAxis, scales, tone, titles, metrics }} cells={row} />}
        </Part>
      ) : (
        <PlotFrame axis={axis} tone={tone}>
          <div ref={fadeRef}>
            {form === "heatMap" ? (
              <div style={{ minHeight: metrics.rowPx }}>
                {over?.maps(map, tensor) ?? (
                  <Part of={heatMapPart}>{({ HeatMapRow }) => <HeatMapRow {...map} />}</Part>
                )}
              </div>
            ) : (
              <HistogramRow
                {...{ axis, valueAxes, scales, tone, zones, titles, metrics }}
                zeroName={t("stat.zero")}
                cells={row}
                drawOver={over?.columns(tensor) ?? null}
                heightPx={metrics.rowPx}
              />
            )}
          </div>
        </PlotFrame>
      )}
    </ChartFrame>
  );
}
