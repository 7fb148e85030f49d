/**
 * A small chart of measured and expected lines, on an even or a logarithmic axis up. Its inks are styles of
 * the elements and no classes, so that a copy of it stands alone as a file.
 */
import { fittedPx } from "./fitted.ts";
import { formatNumber, superscript } from "./format.ts";
import { decadesOf, decadeTicks } from "./lines.ts";
import { linearScale } from "./scale.ts";

/** A line: measured ones are solid, expected ones dashed in theory's ink. */
export interface PlainLine {
  readonly id: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly ink: string;
  readonly opacity: number;
  readonly isDashed?: boolean;
  /** Each point has a mark. */
  readonly hasMarks?: boolean;
}

export interface PlainChartProps {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly fontPx: number;
  /** Room for the labels left of the frame. */
  readonly roomPx: number;
  readonly title: string;
  readonly across: string;
  readonly lines: readonly PlainLine[];
  /** Ends of the axis across, and its labelled places. */
  readonly ends: readonly [number, number];
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
  readonly scale: "linear" | "log";
}

/** Share of the width that a text may take: those a little longer keep their size. */
const SAFE = 0.85;

const ink = (name: string): string => `var(${name})`;

/** Ends of an even axis that holds all values, and three places to label. */
function evenAxis(values: readonly number[]): {
  readonly ends: readonly [number, number];
  readonly at: readonly number[];
} {
  const finite = values.filter(Number.isFinite);
  const low = Math.min(0, ...finite);
  const high = Math.max(...finite, low + 1e-6);
  const step = 10 ** Math.floor(Math.log10(high - low));
  const unit =
    [0.2, 0.5, 1, 2].map((factor) => factor * step).find((size) => (high - low) / size <= 5) ?? step;
  const first = Math.floor(low / unit + 1e-9);
  const last = Math.ceil(high / unit - 1e-9);
  return {
    ends: [first * unit, last * unit],
    at: Array.from({ length: last - first + 1 }, (_, index) => (first + index) * unit + 0),
  };
}

export function PlainChart(props: PlainChartProps) {
  const { left, top, width, height, fontPx, roomPx, title, across, lines, ends, ticks, scale } = props;
  const values = lines.flatMap(({ points }) => points.map(([, y]) => y));
  const isLog = scale === "log";
  const decades = decadesOf(values);
  const even = evenAxis(values);
  const x = linearScale(ends, [0, width]);
  const up = linearScale(isLog ? decades : even.ends, [height, 0]);
  const y = (value: number): number => up(isLog ? Math.log10(value) : value);
  const marks = isLog
    ? decadeTicks(decades, Math.max(2, Math.floor(height / (1.6 * fontPx)))).map((power) => ({
        place: up(power),
        label: Math.abs(power) > 1 ? `10${superscript(power)}` : formatNumber(10 ** power),
      }))
    : even.at.map((at) => ({ place: up(at), label: formatNumber(Number(at.toPrecision(6))) }));
  return (
    <g transform={`translate(${left} ${top})`} fontSize={fontPx}>
      <text y={-0.5 * fontPx} fontSize={fittedPx(title, fontPx, SAFE * width)} style={{ fill: ink("--ink") }}>
        {title}
      </text>
      <rect width={width} height={height} style={{ fill: "none", stroke: ink("--axis") }} />
      {marks.map(({ place, label }) => (
        <g key={label} transform={`translate(0 ${place.toFixed(1)})`}>
          <line x2={width} style={{ stroke: ink("--hairline") }} />
          <text
            x={-5}
            dy="0.35em"
            fontSize={fittedPx(label, fontPx, roomPx - 5)}
            textAnchor="end"
            style={{ fill: ink("--muted") }}
          >
            {label}
          </text>
        </g>
      ))}
      {ticks.map(({ at, label }) => (
        <g key={at} transform={`translate(${x(at).toFixed(1)} ${height})`}>
          <line y2={4} style={{ stroke: ink("--axis") }} />
          <text y={1.25 * fontPx} textAnchor="middle" style={{ fill: ink("--muted") }}>
            {label}
          </text>
        </g>
      ))}
      <text
        x={width / 2}
        y={height + 2.5 * fontPx}
        fontSize={fittedPx(across, fontPx, SAFE * width)}
        textAnchor="middle"
        style={{ fill: ink("--muted") }}
      >
        {across}
      </text>
      {lines.map(({ id, points, ink: name, opacity, isDashed = false, hasMarks = false }) => {
        const seen = points.filter(([at, value]) => Number.isFinite(at) && Number.isFinite(y(value)));
        const path = seen.map(([at, value]) => `${x(at).toFixed(1)} ${y(value).toFixed(1)}`).join("L");
        return (
          <g key={id}>
            {path !== "" && (
              <path
                d={`M${path}`}
                style={{
                  fill: "none",
                  stroke: ink(name),
                  strokeOpacity: opacity,
                  strokeWidth: isDashed ? 1.2 : 2,
                  strokeLinejoin: "round",
                  ...(isDashed ? { strokeDasharray: "4 3" } : {}),
                }}
              />
            )}
            {hasMarks &&
              seen.map(([at, value]) => (
                <circle
                  key={at}
                  cx={x(at).toFixed(1)}
                  cy={y(value).toFixed(1)}
                  r={3}
                  style={{ fill: ink(name), fillOpacity: opacity }}
                />
              ))}
          </g>
        );
      })}
    </g>
  );
}
