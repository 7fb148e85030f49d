/**
 * Numbers per layer as thin strips under the charts: shares of values and units, and similarity of the
 * inputs.
 */
import { useMemo } from "react";
import { formatCosine, formatEffective, formatShare } from "../../../charts/format.ts";
import type { LayerAxis } from "../../../charts/layerAxis.ts";
import { StripRow } from "../../../charts/StripRow.tsx";
import { useText } from "../../../i18n/text.ts";
import { cx } from "../../../ui/cx.ts";
import type { PictureCells } from "../data/cells.ts";
import { isShare, PERCENT, STRIPS, stripsOf, stripsToShow } from "../data/strips.ts";
import type { Comparison } from "../frame/comparison.ts";
import { PlotFrame } from "../frame/PlotFrame.tsx";
import styles from "./StripsChart.module.css";
import type { PictureMetrics } from "../frame/useChartMetrics.ts";

interface StripsChartProps {
  readonly cells: PictureCells;
  readonly axis: LayerAxis;
  readonly metrics: PictureMetrics;
  readonly isBusy: boolean;
  readonly comparison: Comparison;
}

export function StripsChart({ cells, axis, metrics, isBusy, comparison: { over } }: StripsChartProps) {
  const t = useText();
  const { isStale } = cells;
  const strips = useMemo(() => stripsOf(cells), [cells]);
  // Another network's row may say something where this one's does not.
  const { shown, none } = over === null ? stripsToShow(strips) : { shown: STRIPS, none: [] };
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
      {shown.map((strip) => (
        <div key={strip} className={cx(styles.strip, metrics.isPhone && styles.stacked)}>
          <span
            className={cx(styles.label, metrics.isPhone && styles.above)}
            style={metrics.isPhone ? { marginLeft: metrics.margin.left } : { width: metrics.margin.left }}
            title={t(`strip.${strip}.title`)}
          >
            {t(`strip.${strip}`)}
            {isShare(strip) && PERCENT}
            {over?.stripMark}
          </span>
          <PlotFrame axis={axis}>
            <StripRow {...{ axis, isStale, metrics }} {...strips[strip]} heightPx={metrics.stripPx} />
            {over?.strip(strip, axis, metrics)}
          </PlotFrame>
        </div>
      ))}
      {none.length > 0 && (
        <p
          className={styles.none}
          style={{ paddingLeft: metrics.margin.left }}
          title={none.map((strip) => t(`strip.${strip}.title`)).join("\n")}
        >
          {t("strip.none", { names: none.map((strip) => t(`strip.${strip}`)).join(t("strip.and")) })}
        </p>
      )}
    </figure>
  );
}
