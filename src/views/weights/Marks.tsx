/** Small drawings in the cells of the audit: the histogram of a tensor, and std against depth. */
import type { WeightHistogram } from "../../weights/measure/weightStats.ts";
import styles from "./WeightsContent.module.css";

const WIDTH = 80;
const HEIGHT = 22;

/** Bars of equal width, the highest as high as the cell. */
export function TinyHistogram({ histogram }: { readonly histogram: WeightHistogram }) {
  const { counts } = histogram;
  const peak = Math.max(...counts, 0);
  // A single value has no shape to draw.
  if (peak === 0 || counts.length < 2) return null;
  const width = WIDTH / counts.length;
  const path = counts
    .map((count, index) => {
      const height = (count / peak) * HEIGHT;
      return `M${(index * width).toFixed(1)} ${HEIGHT}v${(-height).toFixed(1)}h${Math.max(0.6, width).toFixed(2)}v${height.toFixed(1)}z`;
    })
    .join("");
  return (
    <svg className={styles.mark} width={WIDTH} height={HEIGHT} aria-hidden="true">
      <path d={path} className={styles.bars} />
    </svg>
  );
}

export interface StackPoint {
  readonly depth: number;
  readonly std: number;
  /** What the recipe says; NaN where it says nothing. */
  readonly expected: number;
}

/** Std of layers of one name against their depth, and the recipe as a dashed line; both axes begin at 0. */
export function StackChart({
  points,
  label,
}: {
  readonly points: readonly StackPoint[];
  readonly label: string;
}) {
  const most = Math.max(...points.flatMap(({ std, expected }) => [std, expected]).filter(Number.isFinite));
  const depths = points.map(({ depth }) => depth);
  const first = Math.min(...depths);
  const span = Math.max(1, Math.max(...depths) - first);
  if (!(most > 0)) return null;
  const x = (depth: number) => 3 + ((WIDTH - 6) * (depth - first)) / span;
  const y = (value: number) => HEIGHT - 2 - ((HEIGHT - 5) * value) / most;
  const expected = points.filter((point) => Number.isFinite(point.expected));
  return (
    <svg className={styles.mark} width={WIDTH} height={HEIGHT} role="img" aria-label={label}>
      <polyline
        className={styles.expected}
        points={expected
          .map((point) => `${x(point.depth).toFixed(1)},${y(point.expected).toFixed(1)}`)
          .join(" ")}
      />
      {points.map(({ depth, std }, index) => (
        // Several layers may have one depth, as experts have.
        <circle key={`${depth} ${index}`} className={styles.point} cx={x(depth)} cy={y(std)} r={1.6} />
      ))}
    </svg>
  );
}
