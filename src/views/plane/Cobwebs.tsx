/** The two maps of the present place, of length and of correlation, with the network's layers on them. */
import { useId, useMemo } from "react";
import { formatNumber } from "../../charts/format.ts";
import type { PlanePoint } from "../../experiment/planePoint.ts";
import type { PhaseTable, PlanePhase } from "../../experiment/theory/phasePlane.ts";
import { usePlaneText } from "../../i18n/planeText.ts";
import { useAppStore } from "../../store/store.ts";
import { cobweb, lengthEnd, measuredMaps } from "./cobwebShapes.ts";
import styles from "./OrderChaos.module.css";
import { axisTicks } from "./planeShapes.ts";

/** Two of them have room beside the plane. */
const SIZE_PX = 128;

interface MapChartProps {
  readonly kind: "lengthMap" | "correlationMap";
  readonly map: (value: number) => number;
  readonly values: readonly number[];
  readonly high: number;
  /** Theory's end. */
  readonly end: number;
  readonly fontPx: number;
}

function MapChart({ kind, map, values, high, end, fontPx }: MapChartProps) {
  const t = usePlaneText();
  const clip = useId();
  const box = { left: Math.round(4.2 * fontPx), top: Math.round(0.6 * fontPx), sizePx: SIZE_PX };
  const { curve, diagonal, steps, points } = cobweb(map, values, [0, high], box);
  const { left, top, sizePx } = box;
  const label = t(`${kind}.label`, {
    first: formatNumber(values[0] ?? NaN),
    last: formatNumber(values.at(-1) ?? NaN),
    layers: values.length,
    end: formatNumber(end),
  });
  return (
    <figure>
      <figcaption className={styles.mapTitle}>{t(kind)}</figcaption>
      <svg role="img" aria-label={label} width={left + sizePx + fontPx} height={top + sizePx + 3.2 * fontPx}>
        <clipPath id={clip}>
          <rect x={left} y={top} width={sizePx} height={sizePx} />
        </clipPath>
        <g clipPath={`url(#${clip})`}>
          <path d={diagonal} className={styles.diagonal} />
          <path d={steps} className={styles.steps} />
          <path d={curve} className={styles.edge} />
        </g>
        {points.map(({ x, y }, index) => (
          <circle key={index} cx={x} cy={y} r={3} className={styles.layer} />
        ))}
        <rect className={styles.frame} x={left} y={top} width={sizePx} height={sizePx} />
        <g className={styles.axes} fontSize={fontPx} aria-hidden="true">
          {axisTicks(high, sizePx, 4 * fontPx).map((tick) => (
            <g key={tick}>
              <text x={left + (tick / high) * sizePx} y={top + sizePx + 1.3 * fontPx} textAnchor="middle">
                {formatNumber(tick)}
              </text>
              <text x={left - 6} y={top + sizePx * (1 - tick / high)} dy="0.35em" textAnchor="end">
                {formatNumber(tick)}
              </text>
            </g>
          ))}
          <text x={left + sizePx} y={top + sizePx + 2.7 * fontPx} textAnchor="end">
            {t(`${kind}.from`)}
          </text>
          <text transform={`translate(${0.9 * fontPx} ${top + sizePx / 2}) rotate(-90)`} textAnchor="middle">
            {t(`${kind}.axis`)}
          </text>
        </g>
      </svg>
    </figure>
  );
}

interface CobwebsProps {
  readonly table: PhaseTable;
  readonly point: PlanePoint;
  readonly phase: PlanePhase;
  readonly fontPx: number;
}

export function Cobwebs({ table, point, phase, fontPx }: CobwebsProps) {
  const t = usePlaneText();
  const picture = useAppStore((state) => state.picture);
  const { lengths, correlations } = useMemo(
    () =>
      picture === null
        ? { lengths: [], correlations: [] }
        : measuredMaps(
            picture.layers.map((layer) => layer?.result ?? null),
            picture.plan.batch,
          ),
    [picture],
  );
  const [weight, bias] = [point.sigmaW ** 2, point.sigmaB ** 2];
  // Where lengths do not settle, correlations are those at the network's last length.
  const length = phase.q > 0 && phase.q < Infinity ? phase.q : (lengths.at(-1) ?? 1);
  return (
    <div className={styles.maps}>
      <MapChart
        kind="lengthMap"
        map={(q) => (q > 0 ? table.lengthAfter(weight, bias, q) : bias)}
        values={lengths}
        high={lengthEnd(lengths, phase.q)}
        end={phase.q}
        fontPx={fontPx}
      />
      <MapChart
        kind="correlationMap"
        map={(c) => table.correlationAfter(weight, bias, length, c)}
        values={correlations}
        high={1}
        end={phase.c}
        fontPx={fontPx}
      />
      <p className={styles.mapKey}>{t("map.key")}</p>
    </div>
  );
}
