/** The distributions of a sheet: upright histograms, ridges or heat maps, as they are on the screen. */
import type { ReactNode } from "react";
import type { AxisTitles, ChartCell, ChartTone } from "../../charts/cell.ts";
import styles from "../../charts/charts.module.css";
import { heatMapFrame } from "../../charts/heatMap.ts";
import { HeatMapMarks } from "../../charts/HeatMapMarks.tsx";
import { histogramOf } from "../../charts/histogram.ts";
import { HistogramRow } from "../../charts/HistogramRow.tsx";
import { RidgeRow } from "../../charts/RidgeRow.tsx";
import { ridgeFrame } from "../../charts/ridges.ts";
import { MAP_SHARE } from "../compare/overlay.tsx";
import { ALONE } from "../picture/frame/comparison.ts";
import {
  axisTitlesOf,
  distributionCaption,
  distributionOf,
  formOf,
  lossText,
} from "../picture/distribution/distribution.ts";
import type { Distribution } from "../picture/distribution/distribution.ts";
import { notedHeading } from "./heading.tsx";
import { heatMapImage } from "./heatMapImage.ts";
import type { Block, Chart, RowMaker, SheetContent, SheetRow } from "./sheetContent.ts";

/** The gap between two rows of ridges beside each other. */
const RIDGES_GAP_PX = 32;

interface DrawnRow {
  readonly content: SheetContent;
  readonly tone: ChartTone;
  readonly cells: readonly (ChartCell | null)[];
  readonly distribution: Distribution;
}

/** The tensor of one direction that is on the screen, and how it is drawn. */
function drawnRow(content: SheetContent, tone: ChartTone): DrawnRow {
  const { cells: network, view, axis, metrics, comparison } = content;
  const tensor = view.rowTensors[tone];
  const cells = network.of(tensor);
  const { plan } = network.picture;
  const row = { plan, tensor, cells, axis, bins: metrics.bins, comparison };
  return { content, tone, cells, distribution: distributionOf(row, view) };
}

function titlesOf({ t, view }: SheetContent, tone: ChartTone, { valueAxis }: Distribution): AxisTitles {
  return axisTitlesOf(t, view.rowTensors[tone], valueAxis.kind, view.countScale);
}

function headingOf({ content, tone, distribution }: DrawnRow): Block {
  const { t, cells, view, theory, comparison } = content;
  const loss = tone === "backward" ? lossText(t, cells.picture, theory.loss) : null;
  const note = distributionCaption(t, distribution, { loss, over: comparison.over?.caption ?? null });
  return notedHeading(content, t(`tensor.${view.rowTensors[tone]}`), note);
}

function Histograms({ row: { content, tone, cells, distribution } }: { readonly row: DrawnRow }) {
  const { t, axis, metrics, view, comparison } = content;
  const { valueAxes, scales, zones } = distribution;
  return (
    <HistogramRow
      {...{ axis, cells, valueAxes, scales, tone, zones, metrics }}
      titles={titlesOf(content, tone, distribution)}
      zeroName={t("stat.zero")}
      drawOver={comparison.over?.columns(view.rowTensors[tone]) ?? null}
      heightPx={metrics.rowPx}
    />
  );
}

/** A heat map: densities as an embedded picture, everything else as shapes. */
function HeatMap({ row, heightPx }: { readonly row: DrawnRow; readonly heightPx: number }) {
  const { content, tone, cells, distribution } = row;
  const { axis, metrics } = content;
  const { valueAxis, scales } = distribution;
  const histograms = cells.map((cell) => (cell === null ? null : histogramOf(cell.stats, valueAxis)));
  const { top, bottom } = heatMapFrame(histograms, heightPx, metrics.fontPx);
  // The axis may have more layers than this network.
  const widthPx = cells.length * axis.columnPx;
  const href = heatMapImage({
    histograms,
    isStale: cells.map((cell) => cell?.isStale === true),
    bins: valueAxis.bins,
    scales,
    tone,
    widthPx,
    heightPx: bottom - top,
  });
  return (
    <>
      <image
        href={href}
        x={axis.leftPx}
        y={top}
        width={widthPx}
        height={bottom - top}
        preserveAspectRatio="none"
      />
      <g fontSize={metrics.fontPx}>
        <HeatMapMarks
          {...{ axis, histograms, valueAxis, metrics, cells, heightPx }}
          titles={titlesOf(content, tone, distribution)}
        />
      </g>
    </>
  );
}

/** B's map over A's, each with its letter. */
function heatMaps(row: DrawnRow): Chart {
  const { content, tone } = row;
  const { metrics, view, reference } = content;
  if (reference === null) {
    return { heightPx: metrics.rowPx, pieces: [<HeatMap key="map" row={row} heightPx={metrics.rowPx} />] };
  }
  const heightPx = MAP_SHARE * metrics.rowPx;
  const others = { ...row, cells: reference.cells.of(view.rowTensors[tone]) };
  return {
    heightPx: 2 * heightPx,
    pieces: [row, others].map((one, index) => (
      <g key={index} transform={`translate(0 ${index * heightPx})`}>
        <text className={styles.label} x={0} y={heightPx / 2} fontSize={metrics.fontPx} fontWeight={600}>
          {index === 0 ? "B" : "A"}
        </text>
        <HeatMap row={one} heightPx={heightPx} />
      </g>
    )),
  };
}

/** Ridges as wide as their axis. */
function ridges({ content, tone, cells, distribution }: DrawnRow): Chart {
  const { t, axis, metrics } = content;
  const { valueAxis, scales } = distribution;
  const { heightPx, layout } = ridgeFrame(cells, axis.widthPx, metrics);
  return {
    heightPx,
    pieces: [
      <RidgeRow
        key="ridges"
        {...{ cells, layout, valueAxis, scales, tone, heightPx, metrics }}
        widthPx={axis.widthPx}
        zeroName={t("stat.zero")}
        layerName={t("layers.axis")}
        titles={titlesOf(content, tone, distribution)}
      />,
    ],
  };
}

function chartOf(row: DrawnRow): Chart {
  switch (row.distribution.form) {
    case "heatMap":
      return heatMaps(row);
    case "ridges":
      return ridges(row);
    case "upright":
      return { heightPx: row.content.metrics.rowPx, pieces: [<Histograms key="histograms" row={row} />] };
    default:
      return row.distribution.form satisfies never;
  }
}

/** The distributions of one direction. */
export function distributionRow(tone: ChartTone): RowMaker {
  return (content) => {
    const row = drawnRow(content, tone);
    const { heightPx, pieces } = chartOf(row);
    const toned = pieces.map((piece, index) => (
      <g key={index} className={styles[tone]}>
        {piece}
      </g>
    ));
    return { heading: headingOf(row), chart: { heightPx, pieces: toned } };
  };
}

/** Both directions as ridges beside each other. */
export const ridgesRow: RowMaker = (content) => {
  const widthPx = (content.axis.widthPx - RIDGES_GAP_PX) / 2;
  const halves = (["forward", "backward"] as const).map((tone) =>
    distributionRow(tone)({ ...content, axis: { ...content.axis, widthPx } }),
  );
  const heights = (of: (row: SheetRow) => number | undefined): number =>
    Math.max(...halves.map((row) => of(row) ?? 0));
  const beside = (drawings: readonly ReactNode[]): ReactNode[] =>
    drawings.map((drawing, index) => (
      <g key={index} transform={`translate(${index * (widthPx + RIDGES_GAP_PX)} 0)`}>
        {drawing}
      </g>
    ));
  return {
    heading: {
      heightPx: heights(({ heading }) => heading?.heightPx),
      drawing: beside(halves.map(({ heading }) => heading?.drawing)),
    },
    chart: {
      heightPx: heights(({ chart }) => chart.heightPx),
      pieces: beside(halves.map(({ chart }) => chart.pieces)),
    },
  };
};

/** Whether both directions stand beside each other. */
export function isRidges({ axis, view, comparison }: SheetContent): boolean {
  return comparison === ALONE && formOf(axis, view.form) === "ridges";
}
