/** Rows that only a network in training has: the size of a step beside the weights, and dormant units. */
import { columnCenter } from "../../charts/layerAxis.ts";
import type { LayerAxis } from "../../charts/layerAxis.ts";
import { formatNumber, formatShare, percentFormats } from "../../charts/format.ts";
import { openScale } from "../../charts/scale.ts";
import { StripRow } from "../../charts/StripRow.tsx";
import type { SnapshotLayer } from "../../experiment/training/snapshot.ts";
import { dormantShare, updateRatio } from "../../experiment/training/snapshot.ts";
import { useTrainingText } from "../../i18n/trainingText.ts";
import { useAppStore } from "../../store/store.ts";
import type { PictureCells } from "../picture/data/cells.ts";
import { PlotFrame } from "../picture/frame/PlotFrame.tsx";
import type { PictureMetrics } from "../picture/frame/useChartMetrics.ts";
import { updateFinding, USUAL_RATIO } from "./updateWords.ts";
import styles from "./TrainedRows.module.css";

/** Powers of ten of the axis: a step that cannot be seen, and one as large as the weights. */
const EXPONENTS = [-6, 0] as const;
const HEIGHT_PX = 74;
const EDGE_PX = 6;
const POINT_PX = 3;

interface TrainedRowsProps {
  readonly cells: PictureCells;
  readonly axis: LayerAxis;
  readonly metrics: PictureMetrics;
}

function Ratios({ ratios, axis }: { readonly ratios: readonly number[]; readonly axis: LayerAxis }) {
  const y = openScale(EXPONENTS, [HEIGHT_PX - EDGE_PX, EDGE_PX]);
  const at = (value: number): number => y(Math.max(EXPONENTS[0], Math.min(EXPONENTS[1], Math.log10(value))));
  const right = axis.leftPx + axis.layerCount * axis.columnPx;
  const guide = at(USUAL_RATIO);
  return (
    <svg className={styles.plot} width={axis.widthPx} height={HEIGHT_PX} aria-hidden="true">
      {[EXPONENTS[0], Math.log10(USUAL_RATIO), EXPONENTS[1]].map((exponent) => (
        <text key={exponent} className={styles.tick} x={axis.leftPx - 6} y={y(exponent) + 4} textAnchor="end">
          10
          <tspan dy={-4} fontSize={9}>
            {String(Math.round(exponent)).replace("-", "−")}
          </tspan>
        </text>
      ))}
      <path className={styles.frame} d={`M${axis.leftPx} 0V${HEIGHT_PX}H${right}`} />
      <path className={styles.guide} d={`M${axis.leftPx} ${guide}H${right}`} />
      {ratios.map(
        (ratio, layer) =>
          Number.isFinite(ratio) && (
            <path
              key={layer}
              className={styles.ratio}
              d={`M${columnCenter(axis, layer)} ${guide}V${at(ratio)}m${-POINT_PX} 0a${POINT_PX} ${POINT_PX} 0 1 0 ${2 * POINT_PX} 0a${POINT_PX} ${POINT_PX} 0 1 0 ${-2 * POINT_PX} 0`}
            />
          ),
      )}
    </svg>
  );
}

export function TrainedRows({ cells, axis, metrics }: TrainedRowsProps) {
  const t = useTrainingText();
  const recording = useAppStore((state) => state.recording);
  const layers: readonly SnapshotLayer[] = recording?.snapshots[recording.shown]?.layers ?? [];
  if (layers.length === 0) return null;
  const ratios = layers.map(updateRatio);
  const dormant = layers.map(dormantShare);
  const finding = updateFinding(ratios);
  const words =
    finding === null
      ? t("ratio.none")
      : t(finding.kind === "usual" ? "ratio.usual" : `ratio.${finding.kind}`, {
          ratio: formatNumber(finding.ratio),
          layer: finding.kind === "usual" ? "" : finding.layer,
          count: finding.kind === "usual" ? "" : finding.count,
        });
  const hasDormant = dormant.some((share) => share > 0);
  const isCounted = !dormant.every(Number.isNaN);
  return (
    <figure className={styles.rows} aria-label={`${t("ratio.title")}. ${words}`}>
      <div className={styles.head}>
        <h2 className={styles.title}>{t("ratio.title")}</h2>
        <p className={styles.words}>{words}</p>
      </div>
      <PlotFrame axis={axis}>
        <Ratios ratios={ratios} axis={axis} />
      </PlotFrame>
      {hasDormant ? (
        <div className={styles.strip}>
          <span className={styles.label} style={{ width: metrics.margin.left }} title={t("dormant.title")}>
            {t("dormant")}
          </span>
          <PlotFrame axis={axis}>
            <StripRow
              {...{ axis, metrics }}
              isStale={cells.isStale}
              values={dormant}
              formats={percentFormats(dormant)}
              heightPx={metrics.stripPx}
            />
          </PlotFrame>
        </div>
      ) : isCounted ? (
        <p className={styles.none} style={{ paddingLeft: metrics.margin.left }} title={t("dormant.title")}>
          {t("dormant.none")}
        </p>
      ) : null}
      {hasDormant && (
        <p className="visuallyHidden">
          {t("dormant.summary", {
            first: formatShare(dormant[0] ?? NaN),
            last: formatShare(dormant.at(-1) ?? NaN),
          })}
        </p>
      )}
    </figure>
  );
}
