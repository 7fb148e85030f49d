/** The distributions of one tensor over all layers: upright histograms or ridges while they fit, else one heat map. */
import type { ReactNode } from "react";
import { activationById } from "../../catalog/activations.ts";
import type { ChartCell, ChartTone } from "../../charts/cell.ts";
import { formatFixed, formatNumber, formatPower } from "../../charts/format.ts";
import { histogramOf, isCut } from "../../charts/histogram.ts";
import { HistogramRow } from "../../charts/HistogramRow.tsx";
import type { LayerAxis } from "../../charts/layerAxis.ts";
import type { TensorId } from "../../experiment/result.ts";
import { useText } from "../../i18n/text.ts";
import { useAppStore } from "../../store/store.ts";
import { Part } from "../Part.tsx";
import { heatMapPart, ridgesPart } from "../parts.ts";
import type { PictureCells } from "./cells.ts";
import type { Comparison } from "./comparison.ts";
import styles from "./DistributionFigure.module.css";
import { Figure } from "./Figure.tsx";
import { PlotFrame } from "./PlotFrame.tsx";
import { layersText } from "./summary.ts";
import type { PictureMetrics } from "./useChartMetrics.ts";
import { useDistribution } from "./useDistribution.ts";
import type { Distribution } from "./useDistribution.ts";

/** From this ratio on the caption offers the logarithmic axis to a row of histograms. */
const HISTOGRAM_HINT_RATIO = 30;

interface DistributionFigureProps {
  readonly cells: PictureCells;
  readonly tone: ChartTone;
  readonly axis: LayerAxis;
  readonly metrics: PictureMetrics;
  readonly isBusy: boolean;
  readonly comparison: Comparison;
  readonly colourKey: string;
  /** What theory expects of the loss; null where it says nothing. */
  readonly expectedLoss?: number | null;
  readonly aside?: ReactNode;
  /** Over the title: the choice of the tensor. */
  readonly titleControl?: ReactNode;
}

function useCaption(
  tone: ChartTone,
  drawn: Distribution,
  facts: { readonly over: string | null; readonly loss: string | null },
): ReactNode {
  const t = useText();
  const changeView = useAppStore((state) => state.changeView);
  const { form, tensors, valueAxis, valueAxes, scales, zones, isFree, isAutomatic } = drawn;
  const { kind, low, high } = valueAxis;
  const end = kind === "magnitude" ? formatPower : formatNumber;
  const isHeatMap = form === "heatMap";
  const hasOwnAxes = valueAxes.some((axis) => axis !== valueAxis);
  // A shared scale may cut other networks' peaks too; a layer's own never cuts its own.
  const [scale] = scales;
  const isAnyCut =
    !isFree && scale !== undefined && tensors.some((stats) => isCut(scale, histogramOf(stats, valueAxis)));
  const parts = hasOwnAxes ? [] : [t(`caption.${kind}`, { low: end(low), high: end(high) })];
  if (isFree) parts.push(t("caption.free"));
  if (isHeatMap) parts.push(t("caption.fan"));
  else if (tensors.some(({ sketch }) => sketch.zeros > 0)) parts.push(t("caption.zeros"));
  if (form === "upright" && kind === "value" && zones.some((zone) => zone !== null))
    parts.push(t("caption.zones"));
  if (isAnyCut && !isHeatMap) parts.push(t("caption.cut"));
  if (facts.over !== null && !isHeatMap) parts.push(facts.over);
  if (facts.loss !== null) parts.unshift(facts.loss);
  const ratio = formatNumber(drawn.ratio, 2);
  if (isAutomatic) parts.push(t("caption.auto", { ratio }));
  const isHinted = !isHeatMap && !hasOwnAxes && kind === "value" && drawn.ratio > HISTOGRAM_HINT_RATIO;
  return (
    <>
      {parts.join(" · ")}
      {isHinted && (
        <span className={styles.hinted}>
          {" · "}
          <button
            type="button"
            className={styles.hint}
            onClick={() => changeView({ valueAxis: "magnitude" })}
            // Both rows may offer it; the name says which axis it is about.
            data-tone={tone}
          >
            {t("caption.useMagnitude", { ratio })}
          </button>
        </span>
      )}
    </>
  );
}

/** The loss in words, with what a network that knows nothing would have; null where there is none. */
function useLossText({ picture: { loss, plan } }: PictureCells, expected: number | null): string | null {
  const t = useText();
  if (loss === null) return null;
  const theory = expected === null ? "" : t("loss.theory", { value: formatNumber(expected) });
  const value = `${formatNumber(loss)}${theory}`;
  if (plan.gradient !== "cross_entropy") return t("loss.value", { value });
  const classes = plan.layers.at(-1)?.units ?? 1;
  return t("loss.crossEntropy", { value, classes, expected: formatNumber(Math.log(classes)) });
}

/** The one-sentence summary: where the signal starts and ends, and where it stops being a number. */
function useSummary(
  cells: PictureCells,
  row: readonly (ChartCell | null)[],
  tone: ChartTone,
  tensor: TensorId,
): string {
  const t = useText();
  const figure = tone === "forward" ? "std" : "rms";
  const depth = row.length;
  const sentence = t(tone === "forward" ? "summary.forward" : "summary.backward", {
    name: t(`tensor.${tensor}`),
    layers: layersText(t, depth),
    activation: activationById(cells.picture.config.activation).label,
    first: formatFixed(row[0]?.stats[figure] ?? NaN),
    last: formatFixed(row.at(-1)?.stats[figure] ?? NaN),
    depth,
  });
  const nonFiniteAt = row.findIndex((cell) => cell !== null && cell.stats.finite < cell.stats.sketch.count);
  return nonFiniteAt < 0 ? sentence : `${sentence} ${t("summary.nonFinite", { layer: nonFiniteAt + 1 })}`;
}

export function DistributionFigure(props: DistributionFigureProps) {
  const {
    cells,
    tone,
    axis,
    metrics,
    isBusy,
    comparison,
    colourKey,
    aside,
    titleControl,
    expectedLoss = null,
  } = props;
  const t = useText();
  const tensor = useAppStore((state) => state.view.rowTensors[tone]);
  const row = cells.of(tensor);
  const { over } = comparison;
  const { plan } = cells.picture;
  const drawn = useDistribution({ plan, tensor, cells: row, axis, bins: metrics.bins, comparison });
  const { form, valueAxis, valueAxes, scales, zones } = drawn;
  const loss = useLossText(cells, expectedLoss);
  const caption = useCaption(tone, drawn, {
    over: over?.caption ?? null,
    loss: tone === "backward" ? loss : null,
  });
  const summary = useSummary(cells, row, tone, tensor);
  const map = { axis, valueAxis, scales, tone, metrics, colourKey, cells: row, heightPx: metrics.rowPx };
  return (
    <Figure
      title={t(`tensor.${tensor}`)}
      titleControl={titleControl}
      tone={tone}
      summary={summary}
      isBusy={isBusy}
      aside={aside}
      caption={caption}
    >
      {form === "ridges" ? (
        <Part of={ridgesPart}>
          {({ RidgesPlot }) => <RidgesPlot {...{ valueAxis, scales, tone, metrics }} cells={row} />}
        </Part>
      ) : (
        <PlotFrame axis={axis} tone={tone}>
          {form === "heatMap" ? (
            <div style={{ minHeight: metrics.rowPx }}>
              {over?.maps(map, tensor) ?? (
                <Part of={heatMapPart}>{({ HeatMapRow }) => <HeatMapRow {...map} />}</Part>
              )}
            </div>
          ) : (
            <HistogramRow
              {...{ axis, valueAxes, scales, tone, zones, metrics }}
              zeroName={t("stat.zero")}
              cells={row}
              drawOver={over?.columns(tensor) ?? null}
              heightPx={metrics.rowPx}
            />
          )}
        </PlotFrame>
      )}
    </Figure>
  );
}
