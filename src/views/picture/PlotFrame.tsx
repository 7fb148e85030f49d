/** The frame of every plot: it carries the overlay that marks the selected and the pointed-at column. */
import type { ReactNode } from "react";
import { columnLeft } from "../../charts/layerAxis.ts";
import type { LayerAxis } from "../../charts/layerAxis.ts";
import { useAppStore } from "../../store/store.ts";
import { useHover } from "./hover.ts";
import styles from "./PlotFrame.module.css";

function Overlay({ axis }: { readonly axis: LayerAxis }) {
  const selected = useAppStore((state) => state.view.selectedLayer);
  const { layer: hovered } = useHover();
  const band = (layer: number | null, className: string | undefined) =>
    layer !== null &&
    layer < axis.layerCount && (
      <div className={className} style={{ left: columnLeft(axis, layer), width: axis.columnPx }} />
    );
  return (
    <>
      {band(selected, styles.selected)}
      {hovered !== selected && band(hovered, styles.hovered)}
    </>
  );
}

/** The axis of a plot, read off its frame: whoever follows the pointer need not know whose plot it is over. */
export function axisOfPlot(frame: HTMLElement): LayerAxis {
  const [leftPx = 0, columnPx = 1, layerCount = 0] = (frame.dataset["plot"] ?? "").split(" ").map(Number);
  return { leftPx, columnPx, layerCount, widthPx: frame.clientWidth };
}

export function PlotFrame({ axis, children }: { readonly axis: LayerAxis; readonly children: ReactNode }) {
  return (
    <div className={styles.frame} data-plot={`${axis.leftPx} ${axis.columnPx} ${axis.layerCount}`}>
      <Overlay axis={axis} />
      {children}
    </div>
  );
}
