/**
 * The drawing parameters of a row of distributions, all from the sketches: form, value axes and scales,
 * shared or per layer; and its caption. The screen and the files draw the same.
 */
import type { AxisTitles, ChartCell, SaturationZones } from "../../../charts/cell.ts";
import { formatFold, formatNumber, formatPower } from "../../../charts/format.ts";
import { densityScale, histogramOf, isCut } from "../../../charts/histogram.ts";
import type { DensityScale } from "../../../charts/histogram.ts";
import type { LayerAxis } from "../../../charts/layerAxis.ts";
import { chooseValueAxis, scaleRatio } from "../../../charts/valueAxis.ts";
import type { ValueAxis, ValueAxisKind } from "../../../charts/valueAxis.ts";
import type { Plan } from "../../../experiment/plan.ts";
import type { ShownTensorId, TensorStats } from "../../../experiment/result.ts";
import type { Translate } from "../../../i18n/text.ts";
import type { Picture, ViewState } from "../../../store/state.ts";
import { ALONE } from "../frame/comparison.ts";
import type { Comparison } from "../frame/comparison.ts";
import { saturationZones } from "../data/zones.ts";

/** In a narrower column a histogram's shape, the U of saturation for one, cannot be read. */
const MIN_HISTOGRAM_PX = 20;
/** On a logarithmic axis the drift from layer to layer counts: narrow columns hide it, a map shows it. */
const MIN_MAGNITUDE_PX = 48;
/** On one linear axis a layer so much smaller than another is a spike: a thirtieth of a column or less. */
export const LINEAR_RATIO = 30;

/** The tensors as formulas write them. */
const SYMBOLS: Readonly<Record<ShownTensorId, string>> = {
  pre_activation: "z",
  activation: "a",
  weight: "W",
  grad_activation: "∂L/∂a",
  grad_pre_activation: "∂L/∂z",
  grad_weight: "∂L/∂W",
  update: "ΔW",
  stream: "x",
  grad_stream: "∂L/∂x",
};

/** Form, axis and scales of a row of distributions. */
export type DistributionForm = "upright" | "ridges" | "heatMap";

/** The visitor's choices of how rows are drawn. */
export type RowView = Pick<ViewState, "valueAxis" | "countScale" | "layerScale" | "form">;

/** The data of a row. */
export interface Row {
  readonly plan: Plan;
  readonly tensor: ShownTensorId;
  /** One cell per layer of the network; the axis may have more. */
  readonly cells: readonly (ChartCell | null)[];
  readonly axis: LayerAxis;
  /** Bins of each histogram. */
  readonly bins: number;
  readonly comparison: Comparison;
}

/** The range of a distribution from which its shared axis follows. */
export interface RowAxis {
  readonly form: DistributionForm;
  /** Of all networks that share the axis. */
  readonly tensors: readonly TensorStats[];
  /** Largest ratio between the RMS of two layers. */
  readonly ratio: number;
  /** Whether the logarithmic axis was chosen for the visitor. */
  readonly isAutomatic: boolean;
  /** Whether each layer has a separate scale. */
  readonly isFree: boolean;
  /** The axis of all layers. */
  readonly valueAxis: ValueAxis;
}

export interface Distribution extends RowAxis {
  /**
   * One per layer of the layer axis: the shared axis, or a separate one in an upright row with free scales.
   */
  readonly valueAxes: readonly ValueAxis[];
  /** One per layer of the layer axis. */
  readonly scales: readonly DensityScale[];
  /** One per layer; null where nothing saturates. */
  readonly zones: readonly (SaturationZones | null)[];
}

/** The form that is drawn: the chosen one, else upright where a column has room for it. */
export function formOf({ columnPx }: LayerAxis, chosen: ViewState["form"]): DistributionForm {
  if (chosen !== "auto") return chosen;
  return columnPx < MIN_HISTOGRAM_PX ? "heatMap" : "upright";
}

/** Chooses form and axis. */
export function rowAxisOf(row: Omit<Row, "plan">, view: Omit<RowView, "countScale">): RowAxis {
  const { tensor, cells, axis, bins, comparison } = row;
  const wantedForm = formOf(axis, view.form);
  // Networks are compared on scales they share, and upright, where one can be drawn over the other.
  const isCompared = comparison !== ALONE;
  const tensors = [...cells.flatMap((cell) => cell?.stats ?? []), ...comparison.tensors(tensor)];
  const ratio = scaleRatio(tensors);
  const isAutomatic = view.valueAxis === "auto" && ratio > LINEAR_RATIO;
  const kind = view.valueAxis === "auto" ? (isAutomatic ? "magnitude" : "value") : view.valueAxis;
  const isTooNarrow = view.form === "auto" && kind === "magnitude" && axis.columnPx < MIN_MAGNITUDE_PX;
  const ownForm = isTooNarrow ? "heatMap" : wantedForm;
  const form = isCompared && ownForm === "ridges" ? formOf(axis, "auto") : ownForm;
  const valueAxis = chooseValueAxis(kind, tensors, bins);
  return { form, tensors, ratio, isAutomatic, isFree: view.layerScale === "free" && !isCompared, valueAxis };
}

/** Computes the rest on a chosen axis. */
export function distributionOn(
  chosen: RowAxis,
  { plan, tensor, cells, axis, bins }: Row,
  countScale: RowView["countScale"],
): Distribution {
  const { form, tensors, isFree, valueAxis } = chosen;
  const { kind } = valueAxis;
  // Ridges and heat maps have one value axis by construction; free is then the height or the darkness.
  const hasOwnAxes = isFree && form === "upright" && kind !== "shape";
  const valueAxes = Array.from({ length: axis.layerCount }, (_, layerIndex) => {
    const stats = cells[layerIndex]?.stats;
    return stats === undefined || !hasOwnAxes ? valueAxis : chooseValueAxis(kind, [stats], bins);
  });
  const scaleOf = (some: readonly TensorStats[], own: ValueAxis): DensityScale =>
    densityScale(
      some.map((stats) => histogramOf(stats, own)),
      countScale,
    );
  const shared = isFree ? null : scaleOf(tensors, valueAxis);
  const scales = valueAxes.map((own, layerIndex) => {
    const stats = cells[layerIndex]?.stats;
    return shared ?? scaleOf(stats === undefined ? [] : [stats], own);
  });
  return { ...chosen, valueAxes, scales, zones: plan.layers.map((layer) => saturationZones(layer, tensor)) };
}

/** Computes how a row is drawn. */
export function distributionOf(row: Row, view: RowView): Distribution {
  return distributionOn(rowAxisOf(row, view), row, view.countScale);
}

/**
 * The caption of a row: how to read it.
 * @param facts the loss, where the row is its gradient; and what is drawn over the row
 */
export function distributionCaption(
  t: Translate,
  drawn: Distribution,
  facts: { readonly over: string | null; readonly loss: string | null },
): string {
  const { form, tensors, valueAxis, scales, zones, isFree, isAutomatic } = drawn;
  const { kind, low, high } = valueAxis;
  const end = kind === "magnitude" ? formatPower : formatNumber;
  const isHeatMap = form === "heatMap";
  // A shared scale may cut other networks' peaks too; a layer's separate scale never cuts its own peak.
  const [scale] = scales;
  const isAnyCut =
    !isFree && scale !== undefined && tensors.some((stats) => isCut(scale, histogramOf(stats, valueAxis)));
  const parts = hasOwnAxes(drawn) ? [] : [t(`caption.${kind}`, { low: end(low), high: end(high) })];
  if (isFree) parts.push(t("caption.free"));
  if (isHeatMap) parts.push(t("caption.fan"));
  else if (tensors.some(({ sketch }) => sketch.zeros > 0)) parts.push(t("caption.zeros"));
  if (form === "upright" && kind === "value" && zones.some((zone) => zone !== null))
    parts.push(t("caption.zones"));
  if (isAnyCut && !isHeatMap) parts.push(t("caption.cut"));
  if (facts.over !== null && !isHeatMap) parts.push(facts.over);
  if (facts.loss !== null) parts.unshift(facts.loss);
  if (isAutomatic) parts.push(t("caption.auto", { ratio: formatFold(drawn.ratio) }));
  return parts.join(" · ");
}

/** The titles of the axes; values are of the order of the inputs, and have no unit but in `shape`. */
export function axisTitlesOf(
  t: Translate,
  tensor: ShownTensorId,
  kind: ValueAxisKind,
  countScale: RowView["countScale"],
): AxisTitles {
  const symbol = SYMBOLS[tensor];
  return {
    value: kind === "value" ? symbol : kind === "shape" ? t("axis.shape", { symbol }) : `|${symbol}|`,
    share: t(`axis.share.${countScale}`),
  };
}

/** Whether layers have separate value axes. */
export function hasOwnAxes({ valueAxes, valueAxis }: Distribution): boolean {
  return valueAxes.some((axis) => axis !== valueAxis);
}

/** The loss in words, with that of a network that has learned nothing; null where there is none. */
export function lossText(t: Translate, { loss, plan }: Picture, expected: number | null): string | null {
  if (loss === null) return null;
  const theory = expected === null ? "" : t("loss.theory", { value: formatNumber(expected) });
  const value = `${formatNumber(loss)}${theory}`;
  if (plan.gradient !== "cross_entropy") return t("loss.value", { value });
  const classes = plan.layers.at(-1)?.units ?? 1;
  return t("loss.crossEntropy", { value, classes, expected: formatNumber(Math.log(classes)) });
}
