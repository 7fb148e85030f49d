/**
 * The frame of every plot: it carries the overlay that marks the selected, the hovered and the lit column.
 */
import { memo } from "react";
import type { ReactNode } from "react";
import type { ChartTone } from "../../../charts/cell.ts";
import { columnLeft } from "../../../charts/layerAxis.ts";
import type { LayerAxis } from "../../../charts/layerAxis.ts";
import { useAppStore } from "../../../store/store.ts";
import { cx } from "../../../ui/cx.ts";
import { useHover } from "./hover.ts";
import styles from "./PlotFrame.module.css";

/** A pass lights the plots of its own direction, and those that have none. */
const Overlay = memo(function Overlay({
  axis,
  tone,
}: {
  readonly axis: LayerAxis;
  readonly tone: ChartTone | undefined;
}) {
  const selected = useAppStore((state) => state.view.selectedLayer);
  const { layer: hovered, light } = useHover();
  const band = (layer: number | null, className: string | undefined, lit?: ChartTone) =>
    layer !== null &&
    layer < axis.layerCount && (
      <div
        className={className}
        data-lit={lit}
        style={{ left: columnLeft(axis, layer), width: axis.columnPx }}
      />
    );
  return (
    <>
      {band(selected, styles.selected)}
      {hovered !== selected && band(hovered, styles.hovered)}
      {light !== null &&
        (tone ?? light.tone) === light.tone &&
        band(light.layer, cx(styles.lit, styles[light.tone]), light.tone)}
    </>
  );
});

/** The axis of a plot, read off its frame: the pointer's handler need not know the plot under it. */
export function axisOfPlot(frame: HTMLElement): LayerAxis {
  const [leftPx = 0, columnPx = 1, layerCount = 0] = (frame.dataset["plot"] ?? "").split(" ").map(Number);
  return { leftPx, columnPx, layerCount, widthPx: frame.clientWidth };
}

interface PlotFrameProps {
  readonly axis: LayerAxis;
  /** The direction the plot belongs to, if it is one of them. */
  readonly tone?: ChartTone;
  readonly children: ReactNode;
}

export function PlotFrame({ axis, tone, children }: PlotFrameProps) {
  return (
    <div className={styles.frame} data-plot={`${axis.leftPx} ${axis.columnPx} ${axis.layerCount}`}>
      <Overlay axis={axis} tone={tone} />
      {children}
    </div>
  );
}
