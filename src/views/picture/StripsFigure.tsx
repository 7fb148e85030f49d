/** Shares per layer as thin strips under the pictures: saturated, dead, exactly zero, not finite. */
import { useMemo } from "react";
import type { ChartCell } from "../../charts/cell.ts";
import { formatShare } from "../../charts/format.ts";
import type { LayerAxis } from "../../charts/layerAxis.ts";
import { StripRow } from "../../charts/StripRow.tsx";
import { useText } from "../../i18n/text.ts";
import type { PictureCells } from "./cells.ts";
import { PlotFrame } from "./PlotFrame.tsx";
import styles from "./StripsFigure.module.css";
import type { PictureMetrics } from "./useChartMetrics.ts";

interface StripsFigureProps {
  readonly cells: PictureCells;
  readonly axis: LayerAxis;
  readonly metrics: PictureMetrics;
  readonly isBusy: boolean;
}

/** Share of entries of both tensors that are not finite; NaN while neither is there. */
export function nonFiniteShare(tensors: readonly (ChartCell | null)[]): number {
  let count = 0;
  let finite = 0;
  for (const cell of tensors) {
    count += cell?.stats.sketch.count ?? 0;
    finite += cell?.stats.finite ?? 0;
  }
  return count === 0 ? NaN : (count - finite) / count;
}

/** Share of entries that are exactly zero; NaN while the tensor is not there. */
export function zeroShare(cell: ChartCell | null | undefined): number {
  return cell == null ? NaN : cell.stats.sketch.zeros / cell.stats.sketch.count;
}

export function StripsFigure({ cells, axis, metrics, isBusy }: StripsFigureProps) {
  const t = useText();
  const { activations, gradients, results, isStale } = cells;
  const strips = useMemo(
    () =>
      ({
        saturated: results.map((result) => result?.saturated ?? NaN),
        dead: results.map((result) => result?.deadUnits ?? NaN),
        zero: activations.map(zeroShare),
        nonFinite: activations.map((cell, layerIndex) =>
          nonFiniteShare([cell, gradients[layerIndex] ?? null]),
        ),
      }) as const,
    [results, activations, gradients],
  );
  const last = (shares: readonly number[]): string => formatShare(shares.at(-1) ?? NaN);
  const summary = t("summary.strips", {
    depth: axis.layerCount,
    saturated: last(strips.saturated),
    dead: last(strips.dead),
    zero: last(strips.zero),
    nonFinite: last(strips.nonFinite),
  });
  return (
    <figure className={styles.strips} aria-label={summary} aria-busy={isBusy}>
      {(["saturated", "dead", "zero", "nonFinite"] as const).map((strip) => (
        <div key={strip} className={styles.strip}>
          <span
            className={styles.label}
            style={metrics.isPhone ? { marginLeft: metrics.margin.left } : { width: metrics.margin.left }}
            title={t(`strip.${strip}.title`)}
          >
            {t(`strip.${strip}`)}
          </span>
          <PlotFrame axis={axis}>
            <StripRow {...{ axis, isStale, metrics }} shares={strips[strip]} heightPx={metrics.stripPx} />
          </PlotFrame>
        </div>
      ))}
    </figure>
  );
}
