/**
 * The frame of every plot: it carries the overlay that marks the selected, the hovered and the lit column.
 */
import { memo } from "react";
import type { CSSProperties, ReactNode } from "react";
import type { ChartTone } from "../../../charts/cell.ts";
import { columnLeft } from "../../../charts/layerAxis.ts";
import type { LayerAxis } from "../../../charts/layerAxis.ts";
import { useAppStore } from "../../../store/store.ts";
import { cx } from "../../../ui/cx.ts";
import { useHover } from "./hover.ts";
import type { Light } from "./hover.ts";
import { isReached } from "./reached.ts";
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

/** Where the layer that a pass has reached begins, for the series of a plot that have a direction. */
function reachOf(axis: LayerAxis, { layer }: Light): CSSProperties {
  const left = columnLeft(axis, layer);
  return { "--before-reach": `${left}px` } as CSSProperties;
}

/** Lines and frames reach a little beyond the last column. */
const EDGE_PX = 3;

/** Covers the columns of a plot that a pass has not reached. */
function Waiting(props: {
  readonly axis: LayerAxis;
  readonly tone: ChartTone | undefined;
  readonly light: Light;
}) {
  const { axis, tone, light } = props;
  const waiting = Array.from({ length: axis.layerCount }, (_, layer) => layer).filter(
    (layer) => !isReached(layer, tone ?? "forward", light),
  );
  const [first] = waiting;
  const edgePx = waiting.at(-1) === axis.layerCount - 1 ? EDGE_PX : 0;
  return (
    first !== undefined && (
      <div
        className={styles.waiting}
        style={{ left: columnLeft(axis, first), width: waiting.length * axis.columnPx + edgePx }}
      />
    )
  );
}

interface PlotFrameProps {
  readonly axis: LayerAxis;
  /** The direction the plot belongs to, if it is one of them. */
  readonly tone?: ChartTone;
  readonly children: ReactNode;
}

export function PlotFrame({ axis, tone, children }: PlotFrameProps) {
  const { light } = useHover();
  const place = light === null || light.layer >= axis.layerCount ? null : light;
  return (
    <div
      className={styles.frame}
      {...(place === null ? {} : { "data-pass": place.tone, style: reachOf(axis, place) })}
      data-plot={`${axis.leftPx} ${axis.columnPx} ${axis.layerCount}`}
    >
      <Overlay axis={axis} tone={tone} />
      {children}
      {place !== null && <Waiting axis={axis} tone={tone} light={place} />}
    </div>
  );
}
