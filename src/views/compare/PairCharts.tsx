/** Ratios of two networks on the same draws: a strip with a ratio per layer, and A's entry in the legend. */
import { useMemo } from "react";
import { formatFixed, formatPower } from "../../charts/format.ts";
import type { LayerAxis } from "../../charts/layerAxis.ts";
import { StripRow } from "../../charts/StripRow.tsx";
import type { CompareTextKey } from "../../i18n/compareText.ts";
import { useCompareText } from "../../i18n/compareText.ts";
import type { TranslatePart } from "../../i18n/partText.ts";
import { useText } from "../../i18n/text.ts";
import { useAppStore } from "../../store/store.ts";
import type { PictureCells } from "../picture/data/cells.ts";
import { PlotFrame } from "../picture/frame/PlotFrame.tsx";
import strips from "../picture/strips/StripsChart.module.css";
import type { PictureMetrics } from "../picture/frame/useChartMetrics.ts";
import { cx } from "../../ui/cx.ts";
import { differenceText } from "./difference.ts";
import { pairOf, ratioFactor } from "./pair.ts";
import styles from "./PairCharts.module.css";

interface PairProps {
  readonly cells: PictureCells;
  readonly reference: PictureCells;
  readonly axis: LayerAxis;
  readonly metrics: PictureMetrics;
}

const MISSING = "–";

/** A ratio with three digits. */
export function ratioText(ratio: number): string {
  return Number.isNaN(ratio) ? MISSING : formatFixed(ratio);
}

/** A ratio with two digits, as a power of ten where it is far from one. */
function shortRatio(ratio: number): string {
  if (Number.isNaN(ratio)) return MISSING;
  if (ratio >= 0.01 && ratio < 100) return formatFixed(ratio, 2);
  return ratio > 0 && Number.isFinite(ratio)
    ? formatPower(Math.round(Math.log10(ratio)))
    : formatFixed(ratio);
}

/** The same in the fewest characters: two decimals, and no zero before the point. */
function shortestRatio(ratio: number): string {
  return ratio >= 0.0095 && ratio < 0.995 ? ratio.toFixed(2).slice(1) : shortRatio(ratio);
}

/** Ways to write a ratio, the longest first. */
export const RATIO_FORMATS = [ratioText, shortRatio, shortestRatio];

/** A ratio of 100 or 1/100 is as dark as a cell gets; equal networks have empty cells. */
const FULL_DECADES = 2;

/** How full the cell of a ratio is, 0..1. */
export function ratioFill(ratio: number): number {
  return Math.min(1, Math.abs(Math.log10(ratio)) / FULL_DECADES);
}

/** The legend's entry for A's marks, named by the settings in which A differs. */
export function PairLegend({ markPx }: { readonly markPx: number }) {
  const t = useText();
  const c = useCompareText();
  const config = useAppStore((state) => state.config);
  const a = useAppStore((state) => state.pins[0]);
  const name = a === undefined ? "" : differenceText(a, [config], t);
  const size = 2.2 * markPx;
  return (
    <p className={styles.legend}>
      <svg width={2.6 * size} height={size} viewBox="-13 -5 26 10" aria-hidden="true">
        <path className={styles.line} d="M-13 0H13" />
        <circle className={styles.ring} r="3.4" />
      </svg>
      {c("named", { letter: "A", name: name === "" ? c("same") : name })}
    </p>
  );
}

/** How two networks drift apart, in words; null with fewer than two layers to compare. */
export function factorsText(
  cells: PictureCells,
  reference: PictureCells,
  c: TranslatePart<CompareTextKey>,
): string | null {
  const pair = pairOf(cells, reference);
  const forward = ratioFactor(pair.std, "forward");
  const backward = ratioFactor(pair.rms, "backward");
  if (Number.isNaN(forward) && Number.isNaN(backward)) return null;
  const text = (factor: number): string => (Number.isNaN(factor) ? MISSING : `×${formatFixed(factor)}`);
  return c("factors", { forward: text(forward), backward: text(backward) });
}

/** The ratios as a table for screen readers. */
function RatioTable({ std, rms }: ReturnType<typeof pairOf>) {
  const c = useCompareText();
  return (
    <table className="visuallyHidden">
      <caption>{c("table")}</caption>
      <thead>
        <tr>
          <th scope="col">{c("layer")}</th>
          <th scope="col">{c("std")}</th>
          <th scope="col">{c("rms")}</th>
        </tr>
      </thead>
      <tbody>
        {std.map((ratio, layerIndex) => (
          <tr key={layerIndex}>
            <th scope="row">{layerIndex + 1}</th>
            <td>{ratioText(ratio)}</td>
            <td>{ratioText(rms[layerIndex] ?? NaN)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function PairStrips({ cells, reference, axis, metrics }: PairProps) {
  const c = useCompareText();
  const pair = useMemo(() => pairOf(cells, reference), [cells, reference]);
  const fills = useMemo(() => ({ std: pair.std.map(ratioFill), rms: pair.rms.map(ratioFill) }), [pair]);
  const factorText = (factor: number): string => (Number.isNaN(factor) ? MISSING : `×${formatFixed(factor)}`);
  const summary = c("summary", {
    forward: factorText(ratioFactor(pair.std, "forward")),
    backward: factorText(ratioFactor(pair.rms, "backward")),
    stdLast: ratioText(pair.std.at(-1) ?? NaN),
    rmsFirst: ratioText(pair.rms[0] ?? NaN),
    layer: pair.std.length,
  });
  return (
    <figure className={cx(strips.strips, styles.strips)} aria-label={summary}>
      {(["std", "rms"] as const).map((statistic) => (
        <div key={statistic} className={cx(strips.strip, metrics.isPhone && strips.stacked)}>
          <span
            className={cx(strips.label, metrics.isPhone && strips.above, styles[statistic])}
            style={metrics.isPhone ? { marginLeft: metrics.margin.left } : { width: metrics.margin.left }}
            title={c(`${statistic}.title`)}
          >
            {c(statistic)}
          </span>
          <PlotFrame axis={axis}>
            <StripRow
              {...{ axis, metrics }}
              values={pair[statistic]}
              fills={fills[statistic]}
              formats={RATIO_FORMATS}
              isStale={cells.isStale}
              heightPx={metrics.stripPx}
            />
          </PlotFrame>
        </div>
      ))}
      <RatioTable {...pair} />
    </figure>
  );
}
