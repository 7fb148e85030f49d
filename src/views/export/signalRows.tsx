/**
 * The rows of a sheet around the signal: the name of a compared network, the signal chart, the layers'
 * numbers.
 */
import type { ReactNode } from "react";
import styles from "../../charts/charts.module.css";
import { columnCenter, labelledLayers } from "../../charts/layerAxis.ts";
import { SignalChart } from "../../charts/SignalChart.tsx";
import { layerRole, ROLE_SIGNS } from "../../experiment/layerRoles.ts";
import { streamCells } from "../picture/data/streams.ts";
import { seriesOf } from "../picture/signal/FramedSignalChart.tsx";
import { legendHeading } from "./heading.tsx";
import type { LegendEntry } from "./heading.tsx";
import type { SheetContent, SheetRow } from "./sheetContent.ts";
import { wrapText } from "./textLayout.ts";

const NAME_FONT_PX = 14;
const NAME_LINE_PX = 19;

/** The name of a column's network. */
export function nameRow({ name, axis, measure }: SheetContent): SheetRow {
  const lines = wrapText(name, axis.widthPx, (text) => measure(text, NAME_FONT_PX, 650));
  const drawing = lines.map((line, index) => (
    <text
      key={index}
      className={styles.label}
      x={0}
      y={14 + index * NAME_LINE_PX}
      fontSize={NAME_FONT_PX}
      fontWeight={650}
    >
      {line}
    </text>
  ));
  return { heading: null, chart: { heightPx: lines.length * NAME_LINE_PX + 8, pieces: [drawing] } };
}

function ring(dash: string | undefined): ReactNode {
  return (
    <>
      <path className={styles.line} d="M0 0H16" strokeDasharray={dash} />
      <circle className={styles.hollow} cx={8} cy={0} r={3} strokeWidth={1.2} />
    </>
  );
}

/**
 * Whether the difference between inputs is drawn: it needs two inputs, and hollow marks belong to another
 * network.
 */
function hasBatch({ cells, comparison }: SheetContent): boolean {
  return cells.picture.plan.batch > 1 && comparison.series.length === 0;
}

function streamIcon({ strokePx }: SheetContent["metrics"]): ReactNode {
  return <path className={styles.stream} d="M0 0H16" strokeWidth={3 * strokePx} />;
}

/** The streams around blocks; null where there are none. */
function streamsOf({ cells }: SheetContent) {
  const streams = streamCells(cells);
  return streams === null
    ? null
    : {
        forward: seriesOf(streams.forward, "std", cells.isExact),
        backward: seriesOf(streams.backward, "rms"),
      };
}

/** The marks of the signal chart with their meaning, in the order of the page. */
function legendEntries(content: SheetContent): readonly LegendEntry[] {
  const { t, c, g, theory, metrics, reference } = content;
  const disc = <circle className={styles.mark} cx={5} cy={0} r={metrics.markPx} />;
  const square = <rect className={styles.mark} x={1.4} y={-3.6} width={7.2} height={7.2} />;
  const band = (
    <>
      <rect className={styles.band} x={0} y={-4} width={24} height={8} />
      <path className={styles.theory} d="M0 0H24" strokeWidth={metrics.strokePx * 0.8} />
    </>
  );
  const entries: LegendEntry[] = [
    { text: t("legend.forward"), iconPx: 10, icon: disc, tone: "forward" },
    { text: t("legend.backward"), iconPx: 10, icon: square, tone: "backward" },
  ];
  if (hasBatch(content))
    entries.splice(1, 0, { text: t("legend.batch"), iconPx: 16, icon: ring(undefined), tone: "forward" });
  if (streamsOf(content) !== null)
    entries.push({ text: t("legend.stream"), iconPx: 16, icon: streamIcon(metrics), tone: "forward" });
  if (theory.lines !== null) entries.push({ text: t("legend.theory"), iconPx: 24, icon: band, tone: null });
  if (theory.gap !== null) {
    const key = theory.lines === null ? "legend.gap" : "legend.gapFrom";
    entries.push({ text: t(key, { reason: g(theory.gap) }), iconPx: 0, icon: null, tone: null });
  }
  if (reference !== null) {
    const text = c("named", { letter: "A", name: reference.name });
    entries.push({ text, iconPx: 16, icon: ring("3 4"), tone: "forward" });
  }
  return entries;
}

/** The signal chart. */
export function signalRow(content: SheetContent): SheetRow {
  const { t, cells, axis, metrics, theory, comparison } = content;
  const { activations, gradients, isStale, isExact } = cells;
  const streams = streamsOf(content);
  const drawing = (
    <SignalChart
      {...{ axis, isStale, metrics }}
      forward={seriesOf(activations, "std", isExact)}
      backward={seriesOf(gradients, "rms")}
      {...(hasBatch(content) ? { batch: seriesOf(activations, "batchStd", isExact) } : {})}
      {...(streams === null ? {} : { streams })}
      {...(theory.lines === null ? {} : { theory: theory.lines })}
      title={t("axis.signal")}
      peers={comparison.series}
      drawOver={comparison.over?.signal ?? null}
      heightPx={metrics.signalPx}
    />
  );
  return {
    heading: legendHeading(content, t("chart.signal"), legendEntries(content)),
    chart: { heightPx: metrics.signalPx, pieces: [drawing] },
  };
}

/** The least column that has room for the sign of a matrix. */
const SIGN_COLUMN_PX = 18;

/** The numbers of the layers, and under them the signs of the matrices of blocks. */
export function layersRow({ t, cells, axis, metrics, measure }: SheetContent): SheetRow {
  const { fontPx } = metrics;
  const { layers } = cells.picture.plan;
  const roles = axis.columnPx < SIGN_COLUMN_PX ? [] : layers.map((_, layer) => layerRole(layers, layer));
  const hasSigns = roles.some((role) => role !== null);
  const name = t("layers.axis");
  // There is room between the names of the strips and the first number, except in a narrow column.
  const hasName = measure(name, fontPx) <= axis.leftPx - 8;
  const drawing = (
    <>
      {hasName && (
        <text className={styles.tick} x={axis.leftPx - 8} y={15} fontSize={fontPx} textAnchor="end">
          {name}
        </text>
      )}
      {labelledLayers(axis, fontPx).map((layerIndex) => (
        <text
          key={layerIndex}
          className={styles.tick}
          x={columnCenter(axis, layerIndex)}
          y={15}
          fontSize={fontPx}
          textAnchor="middle"
        >
          {layerIndex + 1}
        </text>
      ))}
      {roles.map(
        (role, layerIndex) =>
          role !== null && (
            <text
              key={`sign ${layerIndex}`}
              className={styles.tick}
              x={columnCenter(axis, layerIndex)}
              y={29}
              fontSize={0.85 * fontPx}
              textAnchor="middle"
            >
              {ROLE_SIGNS[role]}
            </text>
          ),
      )}
    </>
  );
  return { heading: null, chart: { heightPx: hasSigns ? 36 : 22, pieces: [drawing] } };
}
