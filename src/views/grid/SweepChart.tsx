/** Lines of a sweep of one setting with a band over seeds: one SVG, on the screen and as a file. */
import { ticks } from "d3-array";
import { formatNumber, formatPower } from "../../charts/format.ts";
import { bandPath, decadeTicks, meanPath } from "../../charts/lines.ts";
import { linearScale, logScale } from "../../charts/scale.ts";
import { upAxis } from "./seedSpread.ts";
import type { SeedSpread } from "./seedSpread.ts";

interface SweepChartProps {
  readonly widthPx: number;
  readonly fontPx: number;
  /** Name of the setting, and of the number. */
  readonly across: string;
  readonly up: string;
  readonly label: string;
  readonly values: readonly number[];
  /** One for each value. */
  readonly spreads: readonly SeedSpread[];
}

const ASPECT = 0.42;
const INKS = {
  ink: { fill: "var(--ink)" },
  muted: { fill: "var(--muted)" },
  band: { fill: "var(--forward)", fillOpacity: 0.2 },
  line: { fill: "none", stroke: "var(--forward)", strokeWidth: 2.2, strokeLinejoin: "round" },
  dot: { fill: "var(--forward)", stroke: "var(--paper)", strokeWidth: 1.2 },
  frame: { fill: "none", stroke: "var(--axis)" },
  hair: { stroke: "var(--hairline)" },
} as const;

export function SweepChart(props: SweepChartProps) {
  const { widthPx, fontPx, across, up, label, values, spreads } = props;
  const [left, top] = [5.2 * fontPx, 1.9 * fontPx];
  const width = Math.max(80, widthPx - left - 1.5 * fontPx);
  const height = Math.round(Math.min(22 * fontPx, Math.max(10 * fontPx, ASPECT * width)));
  const axis = upAxis(spreads);
  const x = linearScale([0, values.length - 1], [0, width]);
  const y = (axis.isLog ? logScale : linearScale)([axis.low, axis.high], [height, 0]);
  const points = spreads.map((spread, index) => ({ x: index, ...spread }));
  const most = Math.max(2, Math.floor(height / (2.4 * fontPx)));
  const marks = axis.isLog
    ? decadeTicks([axis.low, axis.high], most).map((power) => ({ at: 10 ** power, text: formatPower(power) }))
    : ticks(axis.low, axis.high, most).map((at) => ({ at, text: formatNumber(at) }));
  // Every other value is labelled where all would touch.
  const every = Math.max(1, Math.ceil((4 * fontPx * values.length) / width));
  return (
    <svg
      width={widthPx}
      height={top + height + 3.4 * fontPx}
      fontSize={fontPx}
      role="img"
      aria-label={label}
      style={{ display: "block" }}
    >
      <rect width="100%" height="100%" style={{ fill: "var(--paper)" }} />
      <text x={left} y={1.2 * fontPx} style={INKS.ink}>
        {up} ↑
      </text>
      <g transform={`translate(${left} ${top})`}>
        {marks.map(({ at, text }) => (
          <g key={at} transform={`translate(0 ${y(at).toFixed(1)})`}>
            <line x2={width} style={INKS.hair} />
            <text x={-6} dy="0.35em" textAnchor="end" style={INKS.muted}>
              {text}
            </text>
          </g>
        ))}
        <rect width={width} height={height} style={INKS.frame} />
        {values.map((value, index) => (
          <g key={value} transform={`translate(${x(index).toFixed(1)} ${height})`}>
            <line y2={4} style={INKS.frame} />
            {index % every === 0 && (
              <text y={1.3 * fontPx} textAnchor="middle" style={INKS.muted}>
                {formatNumber(value)}
              </text>
            )}
          </g>
        ))}
        <text x={width / 2} y={height + 2.8 * fontPx} textAnchor="middle" style={INKS.ink}>
          {across} →
        </text>
        <path d={bandPath(points, x, y)} style={INKS.band} />
        <path d={meanPath(points, x, y)} style={INKS.line} />
        {points.map(
          ({ x: at, mean }) =>
            Number.isFinite(y(mean)) && <circle key={at} cx={x(at)} cy={y(mean)} r={3.2} style={INKS.dot} />,
        )}
      </g>
    </svg>
  );
}
