/** A signal chart as large as a thumbnail, without words: what it shows is said beside it. */
import { memo } from "react";
import { TINY_HEIGHT_PX, TINY_WIDTH_PX, tinyShapes } from "./tinySignal.ts";
import type { TinyLine } from "./tinySignal.ts";
import type { SignalScale, SignalSeries } from "./signal.ts";
import styles from "./TinySignal.module.css";

interface TinySignalProps {
  readonly forward: SignalSeries;
  readonly backward: SignalSeries;
  readonly scale: SignalScale;
}

function Line({ shapes, className }: { readonly shapes: TinyLine; readonly className: string | undefined }) {
  return (
    <g className={className}>
      <path className={styles.line} d={shapes.line} />
      <path className={styles.ticks} d={shapes.nonFinite + shapes.zeros} />
    </g>
  );
}

export const TinySignal = memo(function TinySignal({ forward, backward, scale }: TinySignalProps) {
  const shapes = tinyShapes(forward, backward, scale);
  return (
    <svg className={styles.chart} viewBox={`0 0 ${TINY_WIDTH_PX} ${TINY_HEIGHT_PX}`} aria-hidden="true">
      <path className={styles.one} d={`M0 ${shapes.onePx}H${TINY_WIDTH_PX}`} />
      <Line className={styles.forward} shapes={shapes.forward} />
      <Line className={styles.backward} shapes={shapes.backward} />
    </svg>
  );
});

/** The room of a chart that is still to come: the line of 1 and nothing on it. */
export function EmptyTinySignal() {
  return (
    <svg className={styles.chart} viewBox={`0 0 ${TINY_WIDTH_PX} ${TINY_HEIGHT_PX}`} aria-hidden="true">
      <path className={styles.one} d={`M0 ${TINY_HEIGHT_PX / 2 + 0.5}H${TINY_WIDTH_PX}`} />
    </svg>
  );
}
