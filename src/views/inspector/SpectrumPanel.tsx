/** The singular values of the layer's weights, beside the law of independent entries where it applies. */
import { useMemo } from "react";
import { weightStd } from "../../catalog/initializers.ts";
import chartStyles from "../../charts/charts.module.css";
import { functionPath } from "../../charts/curve.ts";
import { formatNumber } from "../../charts/format.ts";
import { linearScale } from "../../charts/scale.ts";
import { spectrumBins } from "../../charts/spectrumShape.ts";
import type { LayerPlan } from "../../experiment/plan.ts";
import { useInspectorText } from "../../i18n/inspectorText.ts";
import { joinSentences } from "../../i18n/languages.ts";
import { singularDensity, singularEdges } from "../../math/marchenkoPastur.ts";
import type { RandomMatrix } from "../../math/marchenkoPastur.ts";
import { useElementWidth } from "../picture/frame/useChartMetrics.ts";
import styles from "./Inspector.module.css";
import { Panel } from "./Panel.tsx";
import type { PanelProps } from "./panelProps.ts";
import { useSpectrum } from "./useSpectrum.ts";

/** More singular values than this take too long on a phone; the other side costs less. */
const MOST_VALUES = 256;
const MOST_ENTRIES = 2 ** 19;
const HEIGHT_PX = 214;
const LEFT_PX = 30;

/** Draws whose entries are independent with mean 0: the law does not ask how they are distributed. */
const INDEPENDENT = ["normal", "uniform", "truncated"] as const;

/** The random matrix of the weights' draw; null where entries depend on each other or have no spread. */
function lawOf({ weight, units, fanIn, calibration }: LayerPlan, measuredStd: number): RandomMatrix | null {
  if (weight.kind === "constant" || !INDEPENDENT.some((draw) => draw === weight.draw)) return null;
  // Weights that the batch has rescaled have the std that was measured.
  const std = calibration === null ? weightStd(weight, fanIn, units) : measuredStd;
  return std > 0 ? { rows: units, columns: fanIn, std } : null;
}

interface DrawingProps {
  readonly values: Float64Array;
  readonly law: RandomMatrix | null;
  readonly widthPx: number;
  readonly fontPx: number;
}

function Drawing({ values, law, widthPx, fontPx }: DrawingProps) {
  const i = useInspectorText();
  const edges = law === null ? null : singularEdges(law);
  const { high, counts } = spectrumBins(values, edges?.[1] ?? 0);
  const top = 2 * fontPx + 12;
  const bottom = HEIGHT_PX - 2 * fontPx - 12;
  const right = widthPx - 8;
  const binWidth = high / counts.length;
  const expected = (s: number): number =>
    law === null ? NaN : singularDensity(law, s) * values.length * binWidth;
  const most = Math.max(...counts, law === null ? 0 : 1);
  const x = linearScale([0, high], [LEFT_PX, right]);
  const y = linearScale([0, most], [bottom, top]);
  const edge = edges?.[1];
  return (
    <svg className={chartStyles.svg} width={widthPx} height={HEIGHT_PX} fontSize={fontPx} aria-hidden="true">
      {counts.map(
        (count, bin) =>
          count > 0 && (
            <rect
              key={bin}
              className={styles.spectrum}
              x={x(bin * binWidth) + 0.5}
              y={y(count)}
              width={Math.max(1, x((bin + 1) * binWidth) - x(bin * binWidth) - 1)}
              height={bottom - y(count)}
            />
          ),
      )}
      {edges !== null && edge !== undefined && (
        <>
          <path
            className={chartStyles.theory}
            d={functionPath(expected, edges, [0, most], { left: x(edges[0]), right: x(edge), top, bottom })}
          />
          <line className={chartStyles.theory} x1={x(edge)} x2={x(edge)} y1={top} y2={bottom} />
          <text
            className={`${chartStyles.label ?? ""} ${chartStyles.halo ?? ""}`}
            strokeWidth={3}
            x={x(edge)}
            y={top - 5}
            textAnchor="end"
          >
            {i("spectrum.edge", { edge: formatNumber(edge) })}
          </text>
        </>
      )}
      <line className={chartStyles.baseline} x1={LEFT_PX} x2={right} y1={bottom + 0.5} y2={bottom + 0.5} />
      <text className={chartStyles.tick} x={LEFT_PX - 6} y={top + 0.35 * fontPx} textAnchor="end">
        {most}
      </text>
      <text className={chartStyles.tick} x={0} y={fontPx}>
        ↑ {i("axis.count")}
      </text>
      <text className={chartStyles.tick} x={(LEFT_PX + right) / 2} y={HEIGHT_PX - 4} textAnchor="middle">
        {i("axis.singular")}
      </text>
      {[0, high / 2, high].map((value, index) => (
        <text
          key={value}
          className={chartStyles.tick}
          x={x(value)}
          y={bottom + fontPx + 4}
          textAnchor={index === 2 ? "end" : "middle"}
        >
          {formatNumber(value)}
        </text>
      ))}
    </svg>
  );
}

export function SpectrumPanel({ layer, cells, tensors, metrics }: PanelProps) {
  const i = useInspectorText();
  const [ref, widthPx] = useElementWidth();
  const { units, fanIn } = layer;
  const isSmall = Math.min(units, fanIn) <= MOST_VALUES && units * fanIn <= MOST_ENTRIES;
  const weight = tensors?.weight ?? null;
  const matrix = useMemo(
    () => (weight === null || !isSmall ? null : { values: weight, rows: units, columns: fanIn }),
    [weight, isSmall, units, fanIn],
  );
  const values = useSpectrum(matrix);
  const measuredStd = cells.of("weight")[layer.layerIndex]?.stats.std ?? NaN;
  const law = useMemo(() => lawOf(layer, measuredStd), [layer, measuredStd]);
  const isFinite = values === null || values.every(Number.isFinite);
  const largest = values?.[0] ?? NaN;
  const smallest = values?.at(-1) ?? NaN;
  function noteText(): string {
    if (!isSmall) return i("spectrum.large", { limit: MOST_VALUES });
    if (values === null) return i("spectrum.waiting");
    if (!isFinite) return i("spectrum.nonFinite");
    const numbers = i("spectrum.note", {
      largest: formatNumber(largest),
      smallest: formatNumber(smallest),
      condition: formatNumber(largest / smallest),
    });
    return joinSentences(numbers, i(law === null ? "spectrum.noLaw" : "spectrum.law"));
  }
  return (
    <Panel title={i("spectrum")} note={noteText()}>
      <div ref={ref} className={styles.plot} style={{ minHeight: isSmall ? HEIGHT_PX : 0 }}>
        {widthPx > 0 && values !== null && isFinite && (
          <Drawing {...{ values, law, widthPx }} fontPx={metrics.fontPx} />
        )}
      </div>
    </Panel>
  );
}
