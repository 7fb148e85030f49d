/** The measured networks of the plane as cells in the colours of theory. */
import { useEffect, useRef } from "react";
import { useServices } from "../services.ts";
import { useColourKey } from "../picture/frame/useChartMetrics.ts";
import { blocksOf } from "./measuredPlane.ts";
import type { Measured } from "./measuredPlane.ts";
import styles from "./OrderChaos.module.css";
import type { PlaneBand, PlaneFrame } from "./planeShapes.ts";

const INKS = { ordered: "--negative", chaotic: "--positive", plain: "--strip" } as const;

/** Cells as they are known. */
export interface KnownCells<T> {
  readonly known: Measured<T>;
  /** How many are known: the list itself may stay the same while it fills. */
  readonly count: number;
  /** The same function as long as the colours are the same. */
  readonly bandOf: (value: T) => PlaneBand | null;
}

export function MeasuredCells<T>({
  cells: { known, count, bandOf },
  frame,
}: {
  readonly cells: KnownCells<T>;
  readonly frame: PlaneFrame;
}) {
  const { theme } = useServices();
  const colourKey = useColourKey(theme);
  const canvas = useRef<HTMLCanvasElement>(null);
  const { left, top, width, height } = frame;

  useEffect(() => {
    const drawing = canvas.current?.getContext("2d");
    if (canvas.current === null || drawing == null) return;
    const ratio = devicePixelRatio;
    canvas.current.width = Math.round(width * ratio);
    canvas.current.height = Math.round(height * ratio);
    drawing.scale(ratio, ratio);
    const style = getComputedStyle(canvas.current);
    const paper = style.getPropertyValue("--paper");
    const inks = {
      ordered: style.getPropertyValue(INKS.ordered),
      chaotic: style.getPropertyValue(INKS.chaotic),
      plain: style.getPropertyValue(INKS.plain),
    };
    for (const { ink, share, x, y, ...block } of blocksOf(known, bandOf, frame)) {
      drawing.globalAlpha = 1;
      drawing.fillStyle = paper;
      drawing.fillRect(x, y, block.width, block.height);
      drawing.globalAlpha = share;
      drawing.fillStyle = inks[ink];
      drawing.fillRect(x, y, block.width, block.height);
    }
    // The theme changes the colours that the canvas reads from its style.
  }, [known, count, bandOf, frame, width, height, colourKey]);

  return (
    <canvas ref={canvas} className={styles.cells} style={{ left, top, width, height }} aria-hidden="true" />
  );
}
