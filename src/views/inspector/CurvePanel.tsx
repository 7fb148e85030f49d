/**
 * The activation and its derivative over the layer's input to it, on one axis; saturated zones are shaded.
 */
import { memo, useMemo } from "react";
import { activationById } from "../../catalog/activations.ts";
import chartStyles from "../../charts/charts.module.css";
import { curveRange, functionPath } from "../../charts/curve.ts";
import { formatNumber, formatShare } from "../../charts/format.ts";
import { binTensor, densityScale } from "../../charts/histogram.ts";
import { barsPath } from "../../charts/histogramShape.ts";
import { linearScale } from "../../charts/scale.ts";
import { chooseValueAxis } from "../../charts/valueAxis.ts";
import type { LayerPlan } from "../../experiment/plan.ts";
import type { TensorStats } from "../../experiment/result.ts";
import { useInspectorText } from "../../i18n/inspectorText.ts";
import { joinSentences } from "../../i18n/languages.ts";
import { useText } from "../../i18n/text.ts";
import { useElementWidth } from "../picture/frame/useChartMetrics.ts";
import { inputZones } from "../picture/data/zones.ts";
import styles from "./Inspector.module.css";
import { Panel } from "./Panel.tsx";
import type { PanelProps } from "./panelProps.ts";
import { normalizedStats, normBeforePhi } from "./phiInput.ts";

/** The bend of every activation lies in this range, so it is always in the chart. */
const BEND = 3;

/** Heights of the three plots and the gaps between them, in pixels. */
const PLOTS = { phi: 84, derivative: 52, density: 62, gap: 12, left: 38 } as const;

/** The input of phi: the statistics of z, or of normalised z, which needs the raw values. */
function usePhiInput({ layer, cells, tensors }: PanelProps): TensorStats | null {
  const norm = normBeforePhi(layer);
  const own = cells.of("pre_activation")[layer.layerIndex]?.stats ?? null;
  const z = tensors?.pre_activation ?? null;
  const normalized = useMemo(
    () =>
      norm === null || z === null ? null : normalizedStats(z, z.length / layer.units, layer.units, norm),
    [norm, z, layer.units],
  );
  return norm === null ? own : normalized;
}

/** Both ends of the shared axis. */
function rangeOf(stats: TensorStats | null): readonly [number, number] {
  if (stats === null) return [-BEND, BEND];
  const { low, high } = chooseValueAxis("value", [stats], 1);
  return [Math.min(-BEND, low), Math.max(BEND, high)];
}

interface DrawingProps {
  readonly layer: LayerPlan;
  readonly stats: TensorStats | null;
  readonly widthPx: number;
  readonly fontPx: number;
  readonly bins: number;
  readonly densityName: string;
  /** The title of the axis of all three plots. */
  readonly inputName: string;
}

const Drawing = memo(function Drawing(props: DrawingProps) {
  const { layer, stats, widthPx, fontPx, bins, densityName, inputName } = props;
  const { f, df } = activationById(layer.activation);
  const range = rangeOf(stats);
  const [from, to] = range;
  const right = widthPx - 6;
  const left = PLOTS.left;
  const x = linearScale(range, [left, right]);
  const top = 4;
  const phiBottom = top + PLOTS.phi;
  const derivativeTop = phiBottom + PLOTS.gap;
  const derivativeBottom = derivativeTop + PLOTS.derivative;
  const densityTop = derivativeBottom + PLOTS.gap + fontPx;
  const bottom = densityTop + PLOTS.density;
  const phi = (at: number): number => f(at, layer.activationParameter);
  const derivative = (at: number): number => df(at, layer.activationParameter);
  const zones = inputZones(layer);
  const histogram = stats === null ? null : binTensor(stats, { kind: "value", low: from, high: to, bins });
  const density =
    histogram === null
      ? ""
      : barsPath(histogram, densityScale([histogram], "linear"), { left, right, top: densityTop, bottom });
  const curve = (g: (at: number) => number, y0: number, y1: number, name: string, isDerivative: boolean) => {
    const [low, high] = curveRange(g, range);
    const y = linearScale([low, high], [y1, y0]);
    return (
      <g>
        <line className={chartStyles.grid} x1={left} x2={right} y1={y(0)} y2={y(0)} />
        <path
          className={isDerivative ? styles.derivative : styles.phi}
          d={functionPath(g, range, [low, high], { left, right, top: y0, bottom: y1 })}
        />
        {isDerivative && (
          <line
            className={chartStyles.theory}
            x1={left}
            x2={right}
            y1={y(layer.saturationThreshold)}
            y2={y(layer.saturationThreshold)}
          />
        )}
        <text className={chartStyles.label} x={left - 8} y={y0 + fontPx} textAnchor="end">
          {name}
        </text>
        <text className={chartStyles.tick} x={left - 8} y={y(0) + 0.35 * fontPx} textAnchor="end">
          0
        </text>
      </g>
    );
  };
  return (
    <svg
      className={`${chartStyles.svg ?? ""} ${chartStyles.forward ?? ""}`}
      width={widthPx}
      height={bottom + 2 * fontPx + 14}
      fontSize={fontPx}
      aria-hidden="true"
    >
      {[
        zones.below === null ? null : { from: left, to: x(zones.below) },
        zones.above === null ? null : { from: x(zones.above), to: right },
      ].map(
        (zone, end) =>
          zone !== null &&
          zone.to > zone.from && (
            <rect
              key={end}
              className={styles.flat}
              x={zone.from}
              y={top}
              width={zone.to - zone.from}
              height={bottom - top}
            />
          ),
      )}
      <line className={chartStyles.grid} x1={x(0)} x2={x(0)} y1={top} y2={bottom} />
      {curve(phi, top, phiBottom, "φ", false)}
      {curve(derivative, derivativeTop, derivativeBottom, "φ′", true)}
      <text className={chartStyles.tick} x={left} y={densityTop - 4}>
        {densityName}
      </text>
      {density !== "" && <path className={chartStyles.bars} d={density} />}
      <line className={chartStyles.baseline} x1={left} x2={right} y1={bottom + 0.5} y2={bottom + 0.5} />
      {[from, 0, to].map((value, index) => (
        <text
          key={value}
          className={chartStyles.tick}
          x={x(value)}
          y={bottom + fontPx + 4}
          textAnchor={index === 0 ? "start" : index === 2 ? "end" : "middle"}
        >
          {formatNumber(value)}
        </text>
      ))}
      <text
        className={chartStyles.tick}
        x={(left + right) / 2}
        y={bottom + 2 * fontPx + 8}
        textAnchor="middle"
      >
        {inputName}
      </text>
    </svg>
  );
});

export function CurvePanel(props: PanelProps) {
  const i = useInspectorText();
  const t = useText();
  const [ref, widthPx] = useElementWidth();
  const { layer, cells, metrics } = props;
  const stats = usePhiInput(props);
  const saturated = cells.results[layer.layerIndex]?.saturated ?? NaN;
  const { label } = activationById(layer.activation);
  const isNormalized = normBeforePhi(layer) !== null;
  return (
    <Panel
      title={i("curve", { activation: t.nameOf(label) })}
      note={joinSentences(
        i("curve.note", { share: formatShare(saturated) }),
        stats === null ? i("curve.waiting") : "",
      )}
    >
      <div ref={ref} className={styles.plot}>
        {widthPx > 0 && (
          <Drawing
            {...{ layer, stats, widthPx }}
            fontPx={metrics.fontPx}
            bins={metrics.bins}
            densityName={i(isNormalized ? "curve.normalized" : "curve.density")}
            inputName={i(isNormalized ? "axis.normalized" : "axis.input")}
          />
        )}
      </div>
    </Panel>
  );
}
