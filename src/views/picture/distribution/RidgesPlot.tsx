/** The ridges of one tensor with the overlay that marks a layer; fetched when ridges are first chosen. */
import { useMemo } from "react";
import type { AxisTitles, ChartCell, ChartTone } from "../../../charts/cell.ts";
import type { DensityScale } from "../../../charts/histogram.ts";
import { RidgeRow } from "../../../charts/RidgeRow.tsx";
import { ridgeBaseline, ridgeFrame } from "../../../charts/ridges.ts";
import type { RidgeLayout } from "../../../charts/ridges.ts";
import type { ValueAxis } from "../../../charts/valueAxis.ts";
import { useText } from "../../../i18n/text.ts";
import { useAppStore } from "../../../store/store.ts";
import { cx } from "../../../ui/cx.ts";
import { useHover } from "../frame/hover.ts";
import frameStyles from "../frame/PlotFrame.module.css";
import styles from "./RidgesPlot.module.css";
import { useElementWidth } from "../frame/useChartMetrics.ts";
import type { PictureMetrics } from "../frame/useChartMetrics.ts";

interface RidgesPlotProps {
  readonly cells: readonly (ChartCell | null)[];
  readonly valueAxis: ValueAxis;
  readonly scales: readonly DensityScale[];
  readonly tone: ChartTone;
  readonly titles: AxisTitles;
  readonly metrics: PictureMetrics;
}

/** The rows: the areas that receive the pointer, and the bands of the marked ones. */
function Rows({ layout, layerCount, tone }: { layout: RidgeLayout; layerCount: number; tone: ChartTone }) {
  const selected = useAppStore((state) => state.view.selectedLayer);
  const { layer: hovered, light } = useHover();
  const lit = light?.tone === tone ? light.layer : null;
  return Array.from({ length: layerCount }, (_, layerIndex) => (
    <div
      key={layerIndex}
      data-layer-row={layerIndex}
      className={cx(
        styles.row,
        layerIndex === selected && frameStyles.selected,
        layerIndex === hovered && layerIndex !== selected && frameStyles.hovered,
        layerIndex === lit && cx(frameStyles.lit, frameStyles[tone]),
      )}
      style={{ top: ridgeBaseline(layout, layerIndex) - layout.rowPx, height: layout.rowPx }}
    />
  ));
}

export function RidgesPlot({ cells, valueAxis, scales, tone, titles, metrics }: RidgesPlotProps) {
  const t = useText();
  const [ref, widthPx] = useElementWidth();
  const layerCount = cells.length;
  const { heightPx, layout } = useMemo(() => ridgeFrame(cells, widthPx, metrics), [cells, widthPx, metrics]);
  return (
    <div ref={ref} className={styles.frame} style={{ minHeight: heightPx }}>
      {widthPx > 0 && (
        <>
          <RidgeRow
            {...{ cells, layout, valueAxis, scales, tone, titles, widthPx, heightPx, metrics }}
            zeroName={t("stat.zero")}
            layerName={t("layers.axis")}
          />
          <Rows {...{ layout, layerCount, tone }} />
        </>
      )}
    </div>
  );
}
