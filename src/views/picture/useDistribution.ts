/** What a row of distributions is drawn with: value axes and scales, shared or each layer's own, all from the sketches. */
import { useMemo } from "react";
import type { ChartCell, SaturationZones } from "../../charts/cell.ts";
import { densityScale, histogramOf } from "../../charts/histogram.ts";
import type { DensityScale } from "../../charts/histogram.ts";
import { chooseValueAxis, scaleRatio } from "../../charts/valueAxis.ts";
import type { LayerAxis } from "../../charts/layerAxis.ts";
import type { ValueAxis } from "../../charts/valueAxis.ts";
import type { Plan } from "../../experiment/plan.ts";
import type { TensorId, TensorStats } from "../../experiment/result.ts";
import { useAppStore } from "../../store/store.ts";
import { ALONE } from "./comparison.ts";
import type { Comparison } from "./comparison.ts";
import { saturationZones } from "./zones.ts";

/** From here on one histogram per layer is too narrow to read. */
const MAX_HISTOGRAMS = 24;
/** And so it is in a column narrower than this, whatever the number of layers. */
const MIN_HISTOGRAM_PX = 9;
/** A linear axis shows two decades; beyond that most layers of a heat map would be one bin. */
const HEAT_MAP_LINEAR_RATIO = 100;

/** How the distributions of a row are drawn. */
export type DistributionForm = "upright" | "ridges" | "heatMap";

export interface Distribution {
  readonly form: DistributionForm;
  /** Of all networks that share the axis. */
  readonly tensors: readonly TensorStats[];
  /** Largest ratio between the RMS of two layers. */
  readonly ratio: number;
  /** The logarithmic axis stands in for the linear one that was asked for. */
  readonly isAutomatic: boolean;
  /** Whether each layer has a scale of its own. */
  readonly isFree: boolean;
  /** The axis of all layers. */
  readonly valueAxis: ValueAxis;
  /** One per layer of the layer axis: the shared axis, or its own in an upright row with free scales. */
  readonly valueAxes: readonly ValueAxis[];
  /** One per layer of the layer axis. */
  readonly scales: readonly DensityScale[];
  /** One per layer; null where nothing saturates. */
  readonly zones: readonly (SaturationZones | null)[];
}

/** The same object as long as the axis is the same, so that memoised drawings stay. */
function useSteadyAxis({ kind, low, high, bins }: ValueAxis): ValueAxis {
  return useMemo(() => ({ kind, low, high, bins }), [kind, low, high, bins]);
}

/** The form that is drawn: many layers, or narrow ones, are a heat map whatever was chosen. */
export function useDistributionForm({ layerCount, columnPx }: LayerAxis): DistributionForm {
  const form = useAppStore((state) => state.view.form);
  return layerCount > MAX_HISTOGRAMS || columnPx < MIN_HISTOGRAM_PX ? "heatMap" : form;
}

/** What a row shows. */
interface Row {
  readonly plan: Plan;
  readonly tensor: TensorId;
  /** One cell per layer of the network; the axis may have more. */
  readonly cells: readonly (ChartCell | null)[];
  readonly axis: LayerAxis;
  /** Of each histogram. */
  readonly bins: number;
  readonly comparison: Comparison;
}

export function useDistribution({ plan, tensor, cells, axis, bins, comparison }: Row): Distribution {
  const wanted = useAppStore((state) => state.view.valueAxis);
  const countScale = useAppStore((state) => state.view.countScale);
  const wantsFree = useAppStore((state) => state.view.layerScale === "free");
  const wantedForm = useDistributionForm(axis);
  // Networks are compared on scales they share, and upright, where one can be drawn over the other.
  const isCompared = comparison !== ALONE;
  const isFree = wantsFree && !isCompared;
  const form = isCompared && wantedForm === "ridges" ? "upright" : wantedForm;
  const others = comparison.tensors(tensor);
  const tensors = useMemo(() => [...cells.flatMap((cell) => cell?.stats ?? []), ...others], [cells, others]);
  const ratio = useMemo(() => scaleRatio(tensors), [tensors]);
  const isAutomatic = form === "heatMap" && wanted === "value" && ratio > HEAT_MAP_LINEAR_RATIO;
  const kind = isAutomatic ? "magnitude" : wanted;
  const valueAxis = useSteadyAxis(useMemo(() => chooseValueAxis(kind, tensors, bins), [kind, tensors, bins]));
  // Ridges and heat maps have one value axis by construction; free is then the height or the darkness.
  const hasOwnAxes = isFree && form === "upright" && kind !== "shape";
  const { layerCount } = axis;
  const valueAxes = useMemo(
    () =>
      Array.from({ length: layerCount }, (_, layerIndex) => {
        const stats = cells[layerIndex]?.stats;
        return stats === undefined || !hasOwnAxes ? valueAxis : chooseValueAxis(kind, [stats], bins);
      }),
    [layerCount, cells, hasOwnAxes, valueAxis, kind, bins],
  );
  const scales = useMemo(() => {
    const shared = isFree
      ? null
      : densityScale(
          tensors.map((stats) => histogramOf(stats, valueAxis)),
          countScale,
        );
    return valueAxes.map((own, layerIndex) => {
      const stats = cells[layerIndex]?.stats;
      return shared ?? densityScale(stats === undefined ? [] : [histogramOf(stats, own)], countScale);
    });
  }, [tensors, cells, valueAxes, valueAxis, countScale, isFree]);
  const zones = useMemo(() => plan.layers.map((layer) => saturationZones(layer, tensor)), [plan, tensor]);
  return { form, tensors, ratio, isAutomatic, isFree, valueAxis, valueAxes, scales, zones };
}
