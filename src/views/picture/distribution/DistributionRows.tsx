/**
 * The rows of distributions, forward and backward: below each other on the layer axis, or side by side as
 * ridges.
 */
import { CHART_TONES } from "../../../charts/cell.ts";
import type { ChartTone } from "../../../charts/cell.ts";
import type { LayerAxis } from "../../../charts/layerAxis.ts";
import { cx } from "../../../ui/cx.ts";
import { useOptional } from "../../onDemand.ts";
import { choicesPart } from "./lazy.ts";
import type { PictureCells } from "../data/cells.ts";
import { ALONE } from "../frame/comparison.ts";
import { FramedDistributionChart } from "./FramedDistributionChart.tsx";
import styles from "./DistributionRows.module.css";
import type { PictureMetrics } from "../frame/useChartMetrics.ts";
import { useDistributionForm } from "./useDistribution.ts";

interface DistributionRowsProps {
  readonly cells: PictureCells;
  readonly axis: LayerAxis;
  readonly metrics: PictureMetrics;
  readonly isBusy: boolean;
  readonly colourKey: string;
  readonly expectedLoss: number | null;
  /** The directions that a lesson shows. */
  readonly canShow: (tone: ChartTone) => boolean;
}

export function DistributionRows({ expectedLoss, canShow, ...rest }: DistributionRowsProps) {
  const common = { ...rest, comparison: ALONE };
  const form = useDistributionForm(common.axis);
  // The choices come a moment after the first picture; no other view waits for them.
  const choices = useOptional(choicesPart);
  const rows = { network: rest.cells, axis: rest.axis, bins: rest.metrics.bins, comparison: ALONE };
  const tones = CHART_TONES.filter(canShow);
  const isPair = form === "ridges" && canShow("forward");
  return (
    <div className={styles.area}>
      {/* In one place of the tree for every form: an open menu stays open while the form changes. */}
      <div className={cx(styles.choices, !isPair && styles.beside)}>
        {choices !== null && tones.length > 0 && (
          <choices.ViewChoices isCompared={false} tones={tones} rows={rows} />
        )}
      </div>
      <div className={isPair ? styles.pair : styles.rows}>
        {canShow("forward") && (
          <FramedDistributionChart
            {...common}
            tone="forward"
            aside={isPair ? undefined : <span className={styles.place} />}
          />
        )}
        {canShow("backward") && (
          <FramedDistributionChart {...common} tone="backward" expectedLoss={expectedLoss} />
        )}
      </div>
    </div>
  );
}
