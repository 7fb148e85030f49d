/** The chosen activation as a small drawing, -3..3 both ways. */
import { useMemo } from "react";
import { activationById } from "../../catalog/activations.ts";
import type { PlannedActivation } from "../../catalog/activations.ts";
import styles from "./ActivationCurve.module.css";

const REACH = 3;
const WIDTH = 46;
const HEIGHT = 30;
const SAMPLES = 60;

/** The curve as a path; the view box cuts what leaves the frame. */
function curvePath(activation: PlannedActivation, activationParameter: number): string {
  const { f } = activationById(activation);
  // The range is smaller upwards than sideways: most curves are flat, and their bend matters.
  const rise = 1.6;
  return Array.from({ length: SAMPLES + 1 }, (_, i) => {
    const x = -REACH + (2 * REACH * i) / SAMPLES;
    const px = (WIDTH * i) / SAMPLES;
    const py = HEIGHT / 2 - (f(x, activationParameter) / rise) * (HEIGHT / 2 - 2);
    return `${i === 0 ? "M" : "L"}${px.toFixed(1)} ${Math.min(2 * HEIGHT, Math.max(-HEIGHT, py)).toFixed(1)}`;
  }).join("");
}

export function ActivationCurve({
  activation,
  activationParameter,
}: {
  readonly activation: PlannedActivation;
  readonly activationParameter: number;
}) {
  const path = useMemo(() => curvePath(activation, activationParameter), [activation, activationParameter]);
  return (
    <svg className={styles.curve} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      <path className={styles.axes} d={`M0 ${HEIGHT / 2}H${WIDTH}M${WIDTH / 2} 0V${HEIGHT}`} />
      <path className={styles.line} d={path} />
    </svg>
  );
}
