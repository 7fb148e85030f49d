/** The histogram of singular values and theory's curve over ln s: on the screen and as a file. */
import { fittedPx } from "../../charts/fitted.ts";
import { formatNumber, superscript } from "../../charts/format.ts";
import { linearScale, wholeTicks } from "../../charts/scale.ts";
import type { JacobianDensity } from "../../experiment/theory/jacobianLaw.ts";
import type { JacobianTextKey } from "../../i18n/jacobianText.ts";
import type { TranslatePart } from "../../i18n/partText.ts";
import { theoryCurve } from "./spectrumShapes.ts";
import type { SpectrumHistogram } from "./spectrumShapes.ts";

interface SpectrumDrawingProps {
  readonly histogram: SpectrumHistogram;
  readonly density: JacobianDensity | null;
  /** log10 of the one value that theory gives all directions; null where they differ. */
  readonly single: number | null;
  readonly widthPx: number;
  readonly fontPx: number;
  readonly t: TranslatePart<JacobianTextKey>;
}

const ink = (name: string): string => `var(${name})`;

export function SpectrumDrawing({ histogram, density, single, widthPx, fontPx, t }: SpectrumDrawingProps) {
  const { ends, bars } = histogram;
  const left = 1.2 * fontPx;
  const width = widthPx - 2 * left;
  const top = 2 * fontPx;
  const height = Math.min(17 * fontPx, 0.6 * width);
  const curve = density === null || single !== null ? [] : theoryCurve(density, ends);
  const x = linearScale(ends, [0, width]);
  const most = Math.max(...bars, ...curve.map(({ share }) => share));
  const y = linearScale([0, 1.05 * most], [height, 0]);
  const barPx = width / bars.length;
  const ticks = wholeTicks(ends, Math.max(3, Math.floor(width / (4.5 * fontPx))), [1, 2, 4, 8]);
  const line = curve.map(({ x: at, share }) => `${x(at).toFixed(1)} ${y(share).toFixed(1)}`).join("L");
  return (
    <svg
      width={widthPx}
      height={top + height + 3.4 * fontPx}
      fontSize={fontPx}
      role="img"
      aria-label={t("drawing.label")}
    >
      <rect width="100%" height="100%" style={{ fill: ink("--paper") }} />
      <g transform={`translate(${left} ${top})`}>
        <text
          y={-0.6 * fontPx}
          fontSize={fittedPx(t("drawing.up"), fontPx, 0.85 * width)}
          style={{ fill: ink("--muted") }}
        >
          {t("drawing.up")}
        </text>
        <rect width={width} height={height} style={{ fill: "none", stroke: ink("--axis") }} />
        {ticks.map((power) => (
          <g key={power} transform={`translate(${x(power).toFixed(1)} 0)`}>
            <line y2={height} style={{ stroke: ink("--hairline") }} />
            <text y={height + 1.25 * fontPx} textAnchor="middle" style={{ fill: ink("--muted") }}>
              {Math.abs(power) > 1 ? `10${superscript(power)}` : formatNumber(10 ** power)}
            </text>
          </g>
        ))}
        {Array.from(bars, (share, index) => (
          <rect
            key={index}
            x={(index * barPx).toFixed(1)}
            y={y(share).toFixed(1)}
            width={Math.max(1, barPx - 1).toFixed(1)}
            height={Math.max(0, height - y(share)).toFixed(1)}
            style={{ fill: ink("--forward"), fillOpacity: 0.75 }}
          />
        ))}
        {line !== "" && (
          <path d={`M${line}`} style={{ fill: "none", stroke: ink("--theory"), strokeWidth: 1.8 }} />
        )}
        {single !== null && single > ends[0] && single < ends[1] && (
          <line
            x1={x(single)}
            x2={x(single)}
            y2={height}
            style={{ stroke: ink("--theory"), strokeWidth: 1.8, strokeDasharray: "5 3" }}
          />
        )}
        <text
          x={width / 2}
          y={height + 2.7 * fontPx}
          fontSize={fittedPx(t("drawing.across"), fontPx, 0.85 * width)}
          textAnchor="middle"
          style={{ fill: ink("--ink") }}
        >
          {t("drawing.across")}
        </text>
      </g>
    </svg>
  );
}
