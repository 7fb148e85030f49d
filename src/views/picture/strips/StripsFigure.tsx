/** Figures per layer as thin strips under the pictures: shares of values and units, and how alike the inputs have become. */
import { useMemo } from "react";
import type { ChartCell } from "../../../charts/cell.ts";
import { formatCosine, formatCosineShort, formatEffective, formatShare } from "../../../charts/format.ts";
import type { LayerAxis } from "../../../charts/layerAxis.ts";
import { StripRow } from "../../../charts/StripRow.tsx";
import { SIMILARITY_ROWS } from "../../../experiment/similarity.ts";
import { useText } from "../../../i18n/text.ts";
import { cx } from "../../../ui/cx.ts";
import type { PictureCells } from "../data/cells.ts";
import type { Comparison } from "../frame/comparison.ts";
import { PlotFrame } from "../frame/PlotFrame.tsx";
import styles from "./StripsFigure.module.css";
import type { PictureMetrics } from "../frame/useChartMetrics.ts";

interface StripsFigureProps {
  readonly cells: PictureCells;
  readonly axis: LayerAxis;
  readonly metrics: PictureMetrics;
  readonly isBusy: boolean;
  readonly comparison: Comparison;
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

const COSINES = [formatCosine, formatCosineShort];
const EFFECTIVE = [formatEffective, (count: number) => (Number.isNaN(count) ? "–" : count.toFixed(0))];
export const STRIPS = ["saturated", "dead", "zero", "nonFinite", "cosine", "directions"] as const;
export type StripId = (typeof STRIPS)[number];

/** The figures of each strip. */
export function stripsOf({ activations, gradients, results, picture }: PictureCells) {
  return {
    saturated: { values: results.map((result) => result?.saturated ?? NaN) },
    dead: { values: results.map((result) => result?.deadUnits ?? NaN) },
    zero: { values: activations.map(zeroShare) },
    nonFinite: {
      values: activations.map((cell, layerIndex) => nonFiniteShare([cell, gradients[layerIndex] ?? null])),
    },
    cosine: {
      values: results.map((result) => result?.similarity.cosine ?? NaN),
      formats: COSINES,
    },
    directions: {
      values: results.map((result) => result?.similarity.participationRatio ?? NaN),
      // Of as many as the inputs could differ in.
      fills: results.map((result) =>
        result === null
          ? NaN
          : result.similarity.participationRatio /
            Math.min(Math.min(SIMILARITY_ROWS, picture.plan.batch) - 1, result.units),
      ),
      formats: EFFECTIVE,
    },
  } as const;
}

export function StripsFigure({ cells, axis, metrics, isBusy, comparison: { over } }: StripsFigureProps) {
  const t = useText();
  const { isStale } = cells;
  const strips = useMemo(() => stripsOf(cells), [cells]);
  const last = (
    { values }: { readonly values: readonly number[] },
    format: (value: number) => string = formatShare,
  ): string => format(values.at(-1) ?? NaN);
  const summary = t("summary.strips", {
    depth: cells.results.length,
    saturated: last(strips.saturated),
    dead: last(strips.dead),
    zero: last(strips.zero),
    nonFinite: last(strips.nonFinite),
    cosine: last(strips.cosine, formatCosine),
    directions: last(strips.directions, formatEffective),
  });
  return (
    <figure className={styles.strips} aria-label={summary} aria-busy={isBusy}>
      {STRIPS.map((strip) => (
        <div key={strip} className={cx(styles.strip, metrics.isPhone && styles.stacked)}>
          <span
            className={cx(styles.label, metrics.isPhone && styles.above)}
            style={metrics.isPhone ? { marginLeft: metrics.margin.left } : { width: metrics.margin.left }}
            title={t(`strip.${strip}.title`)}
          >
            {t(`strip.${strip}`)}
            {over?.stripMark}
          </span>
          <PlotFrame axis={axis}>
            <StripRow {...{ axis, isStale, metrics }} {...strips[strip]} heightPx={metrics.stripPx} />
            {over?.strip(strip, axis, metrics)}
          </PlotFrame>
        </div>
      ))}
    </figure>
  );
}
