/** The distributions of one tensor over all layers: upright histograms while they fit, one heat map when they do not. */
import { useMemo } from "react";
import type { ReactNode } from "react";
import { activationById } from "../../catalog/activations.ts";
import type { ChartCell, ChartTone } from "../../charts/cell.ts";
import { formatFixed, formatNumber, formatPower } from "../../charts/format.ts";
import { HeatMapRow } from "../../charts/HeatMapRow.tsx";
import { densityScale, histogramOf, isCut } from "../../charts/histogram.ts";
import { HistogramRow } from "../../charts/HistogramRow.tsx";
import type { LayerAxis } from "../../charts/layerAxis.ts";
import { chooseValueAxis, scaleRatio } from "../../charts/valueAxis.ts";
import type { ValueAxis } from "../../charts/valueAxis.ts";
import { useText } from "../../i18n/text.ts";
import { useAppStore } from "../../store/store.ts";
import type { PictureCells } from "./cells.ts";
import type { Comparison } from "./comparison.ts";
import styles from "./DistributionFigure.module.css";
import { Figure } from "./Figure.tsx";
import { PlotFrame } from "./PlotFrame.tsx";
import { layersText } from "./summary.ts";
import type { PictureMetrics } from "./useChartMetrics.ts";
import { saturationZones } from "./zones.ts";

/** From here on one histogram per layer is too narrow to read. */
export const MAX_HISTOGRAMS = 24;
/** And so it is in a column narrower than this, whatever the number of layers. */
const MIN_HISTOGRAM_PX = 9;
/** A linear axis shows two decades; beyond that most layers of a heat map would be one bin. */
const HEAT_MAP_LINEAR_RATIO = 100;
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
}

/** The same object as long as the axis is the same, so that memoised drawings stay. */
function useSteadyAxis({ kind, low, high, bins }: ValueAxis): ValueAxis {
  return useMemo(() => ({ kind, low, high, bins }), [kind, low, high, bins]);
}

function useCaption(
  tone: ChartTone,
  valueAxis: ValueAxis,
  facts: {
    readonly ratio: number;
    readonly isHeatMap: boolean;
    readonly isAutomatic: boolean;
    readonly hasZeros: boolean;
    readonly isAnyCut: boolean;
    readonly hasZones: boolean;
    readonly over: string | null;
    readonly loss: string | null;
  },
): ReactNode {
  const t = useText();
  const changeView = useAppStore((state) => state.changeView);
  const { kind, low, high } = valueAxis;
  const end = kind === "magnitude" ? formatPower : formatNumber;
  const parts = [t(`caption.${kind}`, { low: end(low), high: end(high) })];
  if (facts.isHeatMap) parts.push(t("caption.fan"));
  else if (facts.hasZeros) parts.push(t("caption.zeros"));
  if (facts.hasZones && !facts.isHeatMap && kind === "value") parts.push(t("caption.zones"));
  if (facts.isAnyCut && !facts.isHeatMap) parts.push(t("caption.cut"));
  if (facts.over !== null) parts.push(facts.over);
  if (facts.loss !== null) parts.unshift(facts.loss);
  if (facts.isAutomatic) parts.push(t("caption.auto", { ratio: formatNumber(facts.ratio, 2) }));
  const isHinted = !facts.isHeatMap && kind === "value" && facts.ratio > HISTOGRAM_HINT_RATIO;
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
            {t("caption.useMagnitude", { ratio: formatNumber(facts.ratio, 2) })}
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
function useSummary(cells: PictureCells, row: readonly (ChartCell | null)[], tone: ChartTone): string {
  const t = useText();
  const figure = tone === "forward" ? "std" : "rms";
  const depth = row.length;
  const sentence = t(tone === "forward" ? "summary.activations" : "summary.gradients", {
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
  const { cells, tone, axis, metrics, isBusy, comparison, colourKey, aside, expectedLoss = null } = props;
  const { over } = comparison;
  const others = comparison.tensors[tone];
  const t = useText();
  const wanted = useAppStore((state) => state.view.valueAxis);
  const countScale = useAppStore((state) => state.view.countScale);
  const row = tone === "forward" ? cells.activations : cells.gradients;
  const { plan } = cells.picture;
  const isHeatMap = axis.layerCount > MAX_HISTOGRAMS || axis.columnPx < MIN_HISTOGRAM_PX;
  const tensors = useMemo(() => [...row.flatMap((cell) => cell?.stats ?? []), ...others], [row, others]);
  const ratio = useMemo(() => scaleRatio(tensors), [tensors]);
  const isAutomatic = isHeatMap && wanted === "value" && ratio > HEAT_MAP_LINEAR_RATIO;
  const kind = isAutomatic ? "magnitude" : wanted;
  const valueAxis = useSteadyAxis(
    useMemo(() => chooseValueAxis(kind, tensors, metrics.bins), [kind, tensors, metrics.bins]),
  );
  const scale = useMemo(
    () =>
      densityScale(
        tensors.map((stats) => histogramOf(stats, valueAxis)),
        countScale,
      ),
    [tensors, valueAxis, countScale],
  );
  const zones = useMemo(
    () => plan.layers.map((layer) => (tone === "forward" ? saturationZones(layer) : null)),
    [plan, tone],
  );
  const loss = useLossText(cells, expectedLoss);
  const caption = useCaption(tone, valueAxis, {
    ratio,
    isHeatMap,
    isAutomatic,
    hasZeros: tensors.some(({ sketch }) => sketch.zeros > 0),
    isAnyCut: tensors.some((stats) => isCut(scale, histogramOf(stats, valueAxis))),
    hasZones: zones.some((zone) => zone !== null),
    over: over === null || isHeatMap ? null : over.caption,
    loss: tone === "backward" ? loss : null,
  });
  const summary = useSummary(cells, row, tone);
  const map = { axis, valueAxis, scale, tone, metrics, colourKey, cells: row, heightPx: metrics.rowPx };
  return (
    <Figure
      title={t(tone === "forward" ? "figure.activations" : "figure.gradients")}
      summary={summary}
      isBusy={isBusy}
      aside={aside}
      caption={caption}
    >
      <PlotFrame axis={axis}>
        {isHeatMap ? (
          (over?.maps(map) ?? <HeatMapRow {...map} />)
        ) : (
          <HistogramRow
            {...{ axis, valueAxis, scale, tone, zones, metrics }}
            zeroName={t("stat.zero")}
            cells={row}
            drawOver={over?.columns[tone] ?? null}
            heightPx={metrics.rowPx}
          />
        )}
      </PlotFrame>
    </Figure>
  );
}
