/** A line through input space: where units switch along it, and how alike the gradients of neighbours are. */
import { useMemo, useState } from "react";
import { PlainChart } from "../../charts/PlainChart.tsx";
import type { PlainLine } from "../../charts/PlainChart.tsx";
import { formatCosine, formatNumber, formatShare } from "../../charts/format.ts";
import {
  brownAutocorrelation,
  LINE_END,
  LINE_LAGS,
  LINE_POINTS,
  lineAt,
  whiteAutocorrelation,
} from "../../experiment/jacobian/line.ts";
import type { LineFound } from "../../experiment/jacobian/line.ts";
import type { Plan } from "../../experiment/plan.ts";
import { useJacobianText } from "../../i18n/jacobianText.ts";
import type { JacobianTextKey } from "../../i18n/jacobianText.ts";
import type { TranslatePart } from "../../i18n/partText.ts";
import study from "../compare/study.module.css";
import { drawingFile } from "../coordinates/saveDrawing.tsx";
import { useChartMetrics, useElementWidth } from "../picture/frame/useChartMetrics.ts";
import { useServices } from "../services.ts";
import styles from "./Jacobian.module.css";
import { MeasureBar } from "./MeasureBar.tsx";
import { useSpectrum } from "./useSpectrum.ts";

type Translate = TranslatePart<JacobianTextKey>;

/** Width of the drawing as a file. */
const FILE = { widthPx: 960, fontPx: 13 } as const;
const BROWN = brownAutocorrelation(LINE_POINTS, LINE_LAGS);
const WHITE = whiteAutocorrelation(LINE_POINTS, LINE_LAGS);
/** The distance of which the sentence speaks. */
const TOLD_LAG = 10;
/** Gradients count as shattered below this share of brown noise's correlation there. */
const SHATTERED = 0.5;

const measuredLine = (ink: string, points: PlainLine["points"], hasMarks = false): PlainLine => ({
  id: "measured",
  points,
  ink,
  opacity: 1,
  hasMarks,
});
const expectedLine = (id: string, points: PlainLine["points"]): PlainLine => ({
  id,
  points,
  ink: "--theory",
  opacity: 1,
  isDashed: true,
});

interface DrawingProps {
  readonly line: LineFound;
  readonly widthPx: number;
  readonly fontPx: number;
  readonly t: Translate;
}

function LineDrawing({ line, widthPx, fontPx, t }: DrawingProps) {
  const left = 4.6 * fontPx;
  const columns = widthPx < 38 * fontPx ? 1 : 2;
  const width = (widthPx - columns * left - fontPx) / columns;
  const height = Math.min(0.5 * width, 11 * fontPx);
  const rowPx = height + 5.6 * fontPx;
  const layers = line.switches.length;
  const placed = (values: readonly number[]): PlainLine["points"] =>
    values.map((value, point) => [lineAt(point), value]);
  const lagged = (values: readonly number[]): PlainLine["points"] => values.map((value, lag) => [lag, value]);
  const ofLine = {
    across: t("line.t"),
    ends: [-LINE_END, LINE_END] as const,
    ticks: [-LINE_END, 0, LINE_END].map((at) => ({ at, label: formatNumber(at) })),
  };
  const expected = line.expectedSwitches;
  const charts = [
    {
      title: t("line.switches"),
      across: t("line.layer"),
      ends: [1, Math.max(2, layers)] as const,
      ticks: [...new Set([1, Math.ceil(layers / 2), layers])].map((at) => ({ at, label: String(at) })),
      lines: [
        measuredLine(
          "--forward",
          line.switches.map((value, layer) => [layer + 1, value]),
          true,
        ),
        ...(expected === null
          ? []
          : [
              expectedLine("expected", [
                [1, expected],
                [layers, expected],
              ]),
            ]),
      ],
    },
    { title: t("line.along"), ...ofLine, lines: [measuredLine("--forward", placed(line.along))] },
    { title: t("line.gradient"), ...ofLine, lines: [measuredLine("--backward", placed(line.gradient))] },
    {
      title: t("line.autocorrelation"),
      across: t("line.lag"),
      ends: [0, LINE_LAGS - 1] as const,
      ticks: [0, 10, 20, 30].map((at) => ({ at, label: String(at) })),
      lines: [
        measuredLine("--backward", lagged(line.autocorrelation)),
        expectedLine("brown", lagged(BROWN)),
        expectedLine("white", lagged(WHITE)),
      ],
    },
  ];
  return (
    <svg
      width={widthPx}
      height={Math.ceil(charts.length / columns) * rowPx}
      fontSize={fontPx}
      role="img"
      aria-label={t("line.label")}
    >
      <rect width="100%" height="100%" style={{ fill: "var(--paper)" }} />
      {charts.map((chart, index) => (
        <PlainChart
          key={chart.title}
          left={left + (index % columns) * (width + left)}
          top={Math.floor(index / columns) * rowPx + 1.8 * fontPx}
          {...{ width, height, fontPx }}
          roomPx={left}
          {...chart}
          scale="linear"
        />
      ))}
    </svg>
  );
}

/** What the line says, in sentences. */
function findingsOf(t: Translate, line: LineFound): readonly string[] {
  const { along, shares, patterns, hasKinks, expectedSwitches, autocorrelation } = line;
  const [never = 0, once = 0, , more = 0] = shares;
  const value = autocorrelation[TOLD_LAG] ?? NaN;
  const brown = BROWN[TOLD_LAG] ?? NaN;
  const told = { lag: TOLD_LAG, value: formatCosine(value), brown: formatCosine(brown) };
  return [
    t(hasKinks ? "line.kinks" : "line.signs", {
      switches: along.reduce((sum, count) => sum + count, 0),
      patterns,
      never: formatShare(never),
      once: formatShare(once),
      more: formatShare(more),
    }),
    ...(expectedSwitches === null || !hasKinks
      ? []
      : [t("line.expected", { expected: formatNumber(expectedSwitches) })]),
    Number.isFinite(value)
      ? t(value < SHATTERED * brown ? "line.shattered" : "line.brownish", told)
      : t("line.flat"),
  ];
}

/** A row for each place of the line. */
function lineCsv({ along, gradient }: LineFound): string {
  const rows = gradient.map((value, point) => [lineAt(point), value, along[point] ?? ""].join(","));
  return `\uFEFF${["t,gradient,switches_to_next", ...rows].join("\r\n")}\r\n`;
}

export function LineStudy({ plan }: { readonly plan: Plan }) {
  const t = useJacobianText();
  const { theme, saveFile } = useServices();
  const { fontPx } = useChartMetrics(theme);
  const [ref, widthPx] = useElementWidth();
  const [hasNoDrawing, setHasNoDrawing] = useState(false);
  const measured = useSpectrum(plan, "line");
  const { line } = measured;
  const findings = useMemo(() => (line === null ? [] : findingsOf(t, line)), [t, line]);
  function saveDrawing(): void {
    if (line === null) return;
    try {
      const drawing = drawingFile(<LineDrawing {...FILE} {...{ line, t }} />);
      saveFile("initscope-line.svg", "image/svg+xml", drawing);
      setHasNoDrawing(false);
    } catch {
      setHasNoDrawing(true);
    }
  }
  return (
    <>
      <p className={study.detail}>{t("line.intro", { points: LINE_POINTS })}</p>
      <MeasureBar
        measured={measured}
        isEmpty={line === null}
        progress={t("line.progress")}
        onCsv={() => line !== null && saveFile("initscope-line.csv", "text/csv", lineCsv(line))}
        onSvg={saveDrawing}
      />
      {hasNoDrawing && <p role="alert">{t("svgFailed")}</p>}
      <div className={styles.body}>
        <div ref={ref} className={styles.drawing}>
          {line !== null && widthPx > 0 && <LineDrawing {...{ line, widthPx, fontPx, t }} />}
        </div>
        {line !== null && (
          <div className={styles.aside}>
            {findings.map((finding) => (
              <p key={finding}>{finding}</p>
            ))}
            <p className={styles.key}>
              <span>
                <svg viewBox="0 0 24 10" aria-hidden="true">
                  <path
                    d="M0 5h24"
                    style={{ stroke: "var(--theory)", strokeWidth: 2, strokeDasharray: "5 3" }}
                  />
                </svg>
                {t("line.brown")}
              </span>
            </p>
          </div>
        )}
      </div>
    </>
  );
}
