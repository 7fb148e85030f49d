/**
 * How a row of distributions is drawn, by data and by the visitor's choices; computed once for each pair of
 * these.
 */
import { useMemo } from "react";
import type { LayerAxis } from "../../../charts/layerAxis.ts";
import type { ValueAxis } from "../../../charts/valueAxis.ts";
import { useAppStore } from "../../../store/store.ts";
import { distributionOn, formOf, rowAxisOf } from "./distribution.ts";
import type { Distribution, DistributionForm, Row } from "./distribution.ts";

/** The same object as long as the axis is the same, so that memoised drawings stay. */
function useSteadyAxis({ kind, low, high, bins }: ValueAxis): ValueAxis {
  return useMemo(() => ({ kind, low, high, bins }), [kind, low, high, bins]);
}

/** The form in which a row with this axis is drawn. */
export function useDistributionForm(axis: LayerAxis): DistributionForm {
  return formOf(
    axis,
    useAppStore((state) => state.view.form),
  );
}

export function useDistribution({ plan, tensor, cells, axis, bins, comparison }: Row): Distribution {
  const wanted = useAppStore((state) => state.view.valueAxis);
  const countScale = useAppStore((state) => state.view.countScale);
  const layerScale = useAppStore((state) => state.view.layerScale);
  const form = useAppStore((state) => state.view.form);
  const row = useMemo(
    () => ({ plan, tensor, cells, axis, bins, comparison }),
    [plan, tensor, cells, axis, bins, comparison],
  );
  // The height of the bars follows from the axis, not the axis from their height.
  const chosen = useMemo(
    () => rowAxisOf(row, { valueAxis: wanted, layerScale, form }),
    [row, wanted, layerScale, form],
  );
  const valueAxis = useSteadyAxis(chosen.valueAxis);
  return useMemo(
    () => distributionOn({ ...chosen, valueAxis }, row, countScale),
    [chosen, valueAxis, row, countScale],
  );
}
