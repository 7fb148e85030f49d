/**
 * Numbers per layer as thin strips under the charts: shares of values and units, and similarity of the
 * inputs.
 */
import { useMemo } from "react";
import { formatCosine, formatEffective, formatShare } from "../../../charts/format.ts";
import type { LayerAxis } from "../../../charts/layerAxis.ts";
import { StripRow } from "../../../charts/StripRow.tsx";
import { useStripsText } from "../../../i18n/stripsText.ts";
import { cx } from "../../../ui/cx.ts";
import { term } from "../../term.ts";
import type { PictureCells } from "../data/cells.ts";
import { STATISTIC_ENTRIES } from "../data/entries.ts";
import { hasNumbers, isShare, PERCENT, STRIPS, stripsOf, stripsToShow } from "../data/strips.ts";
import type { Comparison } from "../frame/comparison.ts";
import { PlotFrame } from "../frame/PlotFrame.tsx";
import { GAP_PX, ROWS, stripsRoomPx } from "./room.ts";
import styles from "./StripsChart.module.css";
import type { PictureMetrics } from "../frame/useChartMetrics.ts";

interface StripsChartProps {
  readonly cells: PictureCells;
  readonly axis: LayerAxis;
  readonly metrics: PictureMetrics;
  readonly isBusy: boolean;
  readonly comparison: Comparison;
}

const NOTHING = { shown: [], none: [] } as const;

/** Greatest height of a strip, in its usual ones. */
const HIGHEST = 2.2;

/** The height of each of `count` strips: what stands below them keeps its place. */
function stripHeightPx(count: number, hasNone: boolean, leastPx: number): number {
  const roomPx = (ROWS - (hasNone ? 1 : 0)) * (leastPx + GAP_PX);
  return Math.round(Math.min(HIGHEST * leastPx, Math.max(leastPx, roomPx / count - GAP_PX)));
}

export function StripsChart({ cells, axis, metrics, isBusy, comparison: { over } }: StripsChartProps) {
  const t = useStripsText();
  const { isStale } = cells;
  const strips = useMemo(() => stripsOf(cells), [cells]);
  // Another network's row may say something where this one's does not.
  // Rows that say nothing of the first layers may say something of the last: all come at once.
  const isWaiting = cells.results.includes(null);
  const { shown, none } = isWaiting
    ? NOTHING
    : over === null
      ? stripsToShow(strips)
      : { shown: STRIPS.filter((id) => hasNumbers(strips, id) || over.hasStrip(id)), none: [] };
  const heightPx = metrics.isPhone
    ? metrics.stripPx
    : stripHeightPx(shown.length, none.length > 0, metrics.stripPx);
  const last = (
    { values }: { readonly values: readonly number[] },
    format: (value: number) => string = formatShare,
  ): string => format(values.at(-1) ?? NaN);
  const summary = t("summary", {
    depth: cells.results.length,
    saturated: last(strips.saturated),
    dead: last(strips.dead),
    zero: last(strips.zero),
    nonFinite: last(strips.nonFinite),
    cosine: last(strips.cosine, formatCosine),
    directions: last(strips.directions, formatEffective),
  });
  const attention = strips.logitStd.ends?.[1] ?? 0;
  const at = (strip: "logitStd" | "entropy" | "tokenCosine"): string =>
    formatCosine(strips[strip].values[attention] ?? NaN);
  const ofAttention = t("summary.attention", {
    layer: attention + 1,
    logitStd: at("logitStd"),
    entropy: at("entropy"),
    tokenCosine: at("tokenCosine"),
  });
  return (
    <figure
      className={styles.strips}
      style={isWaiting ? { minHeight: stripsRoomPx(metrics) } : undefined}
      aria-label={hasNumbers(strips, "logitStd") ? `${summary} ${ofAttention}` : summary}
      aria-busy={isBusy}
    >
      {shown.map((strip, index) => (
        <div key={strip} className={cx(styles.strip, metrics.isPhone && styles.stacked)}>
          <span
            className={cx(styles.label, metrics.isPhone && styles.above)}
            style={metrics.isPhone ? { marginLeft: metrics.margin.left } : { width: metrics.margin.left }}
            {...term(t(`${strip}.title`), STATISTIC_ENTRIES[strip], index === 0)}
          >
            {t(strip)}
            {isShare(strip) && PERCENT}
            {over?.stripMark}
          </span>
          <PlotFrame axis={axis}>
            <StripRow {...{ axis, isStale, metrics }} {...strips[strip]} heightPx={heightPx} />
            {over?.strip(strip, axis, metrics)}
          </PlotFrame>
        </div>
      ))}
      {none.length > 0 && (
        <p
          className={styles.none}
          style={{ paddingLeft: metrics.margin.left }}
          {...term(
            none.map((strip) => t(`${strip}.title`)).join("\n"),
            STATISTIC_ENTRIES[none[0] ?? "zero"],
            shown.length === 0,
          )}
        >
          {t("none", { names: none.map((strip) => t(strip)).join(t("and")) })}
        </p>
      )}
    </figure>
  );
}
