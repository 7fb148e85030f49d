/**
 * A small chart of lines with bands, on a logarithmic axis up. Its inks are styles of the elements and no
 * classes, so that a copy of it stands alone as a file.
 */
import { estimateTextWidth, formatPower, superscript } from "./format.ts";
import { fittedPx } from "./fitted.ts";
import { apartFrom, bandPath, decadeTicks, meanPath } from "./lines.ts";
import type { LinePoint } from "./lines.ts";
import { linearScale, logScale } from "./scale.ts";

/** One line. */
export interface LineEntry {
  readonly id: string;
  /** A custom property of the inks, as `--forward`. */
  readonly ink: string;
  readonly opacity: number;
  readonly strokePx: number;
  readonly points: readonly LinePoint[];
  /** Index of a point with a mark. */
  readonly marked?: number;
  /** Written at the last point. */
  readonly label?: string;
}

export interface LinesChartProps {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly fontPx: number;
  readonly title: string;
  /** Written behind the title, in the ink of the last line. */
  readonly note?: string;
  readonly lines: readonly LineEntry[];
  /** Ends of the axis across, and its labelled places. */
  readonly across: readonly [number, number];
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
  /** Powers of ten at the ends of the axis up. */
  readonly decades: readonly [number, number];
  readonly hasLabelsUp: boolean;
}

const ink = (name: string): string => `var(${name})`;

export function LinesChart(props: LinesChartProps) {
  const { left, top, width, height, fontPx, title, note, lines, across, ticks, decades, hasLabelsUp } = props;
  const x = linearScale(across, [0, width]);
  const y = logScale(decades, [height, 0]);
  const powers = decadeTicks(decades, Math.max(2, Math.floor(height / (1.6 * fontPx))));
  const last = lines.at(-1);
  const ends = lines.map(({ points, label }) =>
    label === undefined ? undefined : points.findLast(({ mean }) => Number.isFinite(y(mean))),
  );
  const heights = apartFrom(
    ends.map((end) => (end === undefined ? NaN : y(end.mean))),
    1.1 * fontPx,
  );
  // Where both do not fit above the frame, the note moves into it.
  const isRoomy = estimateTextWidth(`${title}  ${note ?? ""}`, fontPx) < width;
  const [noteInset, noteY] = isRoomy ? [0, -0.5 * fontPx] : [5, 1.2 * fontPx];
  return (
    <g transform={`translate(${left} ${top})`} fontSize={fontPx}>
      <text y={-0.5 * fontPx} fontSize={fittedPx(title, fontPx, width)} style={{ fill: ink("--ink") }}>
        {title}
      </text>
      {note !== undefined && last !== undefined && (
        <text
          x={width - noteInset}
          y={noteY}
          fontSize={fittedPx(note, fontPx, width)}
          textAnchor="end"
          style={{ fill: ink(`${last.ink}-text`) }}
        >
          {note}
        </text>
      )}
      <rect width={width} height={height} style={{ fill: "none", stroke: ink("--axis") }} />
      {powers.map((power) => (
        <g key={power} transform={`translate(0 ${y(10 ** power).toFixed(1)})`}>
          <line x2={width} style={{ stroke: ink("--hairline") }} />
          {hasLabelsUp && (
            <text x={-5} dy="0.35em" textAnchor="end" style={{ fill: ink("--muted") }}>
              {Math.abs(power) > 1 ? `10${superscript(power)}` : power === -1 ? "0.1" : formatPower(power)}
            </text>
          )}
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
      {lines.map(({ id, ink: name, opacity, points }) => (
        <path key={id} d={bandPath(points, x, y)} style={{ fill: ink(name), fillOpacity: 0.18 * opacity }} />
      ))}
      {lines.map(({ id, ink: name, opacity, strokePx, points, marked = -1, label }, index) => {
        const mark = points[marked];
        const end = ends[index];
        return (
          <g key={id}>
            <path
              d={meanPath(points, x, y)}
              style={{
                fill: "none",
                stroke: ink(name),
                strokeOpacity: opacity,
                strokeWidth: strokePx,
                strokeLinejoin: "round",
              }}
            />
            {mark !== undefined && (
              <circle
                cx={x(mark.x)}
                cy={y(mark.mean)}
                r={2.2 * strokePx}
                style={{ fill: ink(name), stroke: ink("--paper"), strokeWidth: 1.5 }}
              />
            )}
            {end !== undefined && (
              <text
                x={x(end.x) + 5}
                y={heights[index]}
                dy="0.35em"
                style={{ fill: ink(name), fillOpacity: Math.max(0.75, opacity) }}
              >
                {label}
              </text>
            )}
          </g>
        );
      })}
    </g>
  );
}
