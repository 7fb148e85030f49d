/** The moments of one tensor; each shows its definition on hover or focus. */
import { useState } from "react";
import type { KeyboardEvent } from "react";
import { formatFixed, formatShare } from "../../charts/format.ts";
import type { TensorStats } from "../../experiment/result.ts";
import { useInspectorText } from "../../i18n/inspectorText.ts";
import { sketchQuantiles } from "../../math/sketchQuantiles.ts";
import { Formula } from "../formula/Formula.tsx";
import { binAfterKey } from "./binKeys.ts";
import styles from "./Inspector.module.css";
import { Panel } from "./Panel.tsx";

/** The sums run over the M finite entries. */
export const DEFINITIONS = {
  mean: String.raw`\mu = \tfrac{1}{M} \sum_i x_i`,
  std: String.raw`\sigma = \sqrt{\tfrac{1}{M} \sum_i (x_i - \mu)^2}`,
  rms: String.raw`r = \sqrt{\tfrac{1}{M} \sum_i x_i^2} = \sqrt{\mu^2 + \sigma^2}`,
  skewness: String.raw`\tfrac{1}{M} \sum_i (x_i - \mu)^3 / \sigma^3`,
  excessKurtosis: String.raw`\tfrac{1}{M} \sum_i (x_i - \mu)^4 / \sigma^4 - 3`,
  min: String.raw`\min_i x_i`,
  median: String.raw`x_{(M/2)}`,
  max: String.raw`\max_i x_i`,
  zeros: String.raw`\#\{ x_i = 0 \} / N`,
  nonFinite: String.raw`1 - M / N`,
} as const;
type MomentId = keyof typeof DEFINITIONS;

const MOMENTS: readonly MomentId[] = [
  "mean",
  "std",
  "rms",
  "skewness",
  "excessKurtosis",
  "min",
  "median",
  "max",
  "zeros",
  "nonFinite",
];

function textOf(stats: TensorStats, id: MomentId): string {
  const { sketch } = stats;
  switch (id) {
    case "median":
      return formatFixed(sketchQuantiles(sketch, [0.5], stats)[0] ?? NaN);
    case "zeros":
      return formatShare(sketch.zeros / sketch.count);
    case "nonFinite":
      return formatShare((sketch.count - stats.finite) / sketch.count);
    case "mean":
    case "std":
    case "rms":
    case "skewness":
    case "excessKurtosis":
    case "min":
    case "max":
      return formatFixed(stats[id]);
    default:
      return id satisfies never;
  }
}

export function MomentsPanel({ stats }: { readonly stats: TensorStats }) {
  const i = useInspectorText();
  const [current, setCurrent] = useState(0);
  const id = MOMENTS[current] ?? "mean";

  function handleKey(event: KeyboardEvent<HTMLButtonElement>): void {
    const next = binAfterKey(event.key, current, MOMENTS.length);
    // Down moves on in a list; in a histogram it moves back.
    const isVertical = event.key === "ArrowDown" || event.key === "ArrowUp";
    const target = isVertical
      ? Math.min(MOMENTS.length - 1, Math.max(0, current + (event.key === "ArrowDown" ? 1 : -1)))
      : next;
    if (target === null) return;
    event.preventDefault();
    setCurrent(target);
    const buttons = event.currentTarget.parentElement?.querySelectorAll("button");
    buttons?.[target]?.focus();
  }

  return (
    <Panel title={i("moments")}>
      <div className={styles.moments} role="toolbar" aria-label={i("moments")}>
        {MOMENTS.map((moment, index) => (
          <button
            key={moment}
            type="button"
            className={styles.moment}
            aria-pressed={index === current}
            tabIndex={index === current ? 0 : -1}
            onClick={() => setCurrent(index)}
            onFocus={() => setCurrent(index)}
            onPointerEnter={() => setCurrent(index)}
            onKeyDown={handleKey}
          >
            <span className={styles.momentName}>{i(`moment.${moment}`)}</span>
            <span>{textOf(stats, moment)}</span>
          </button>
        ))}
      </div>
      <p className={styles.definition} aria-live="polite">
        <Formula tex={DEFINITIONS[id]} scope="moments" />
        <span className={styles.meaning}>{i(`moment.${id}.title`)}</span>
      </p>
    </Panel>
  );
}
