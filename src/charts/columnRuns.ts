/**
 * Columns that are drawn alike, put together as one shape: an element for each of 100 columns would have its
 * style and its place worked out by itself for every picture.
 */
import { columnLeft } from "./layerAxis.ts";
import type { LayerAxis } from "./layerAxis.ts";

/** Columns with the same number and the same age. */
export interface ColumnGroup {
  readonly value: number;
  /** Left over from the run before. */
  readonly isStale: boolean;
  /** Stretches of neighbours: their first column, and the one after their last. */
  readonly runs: readonly (readonly [from: number, to: number])[];
}

/**
 * Groups columns by number and age, in the order of their first column; those whose
 * number is NaN are left out.
 */
export function columnGroups(values: readonly number[], isStale: readonly boolean[]): readonly ColumnGroup[] {
  const groups = new Map<string, { value: number; isStale: boolean; runs: [number, number][] }>();
  let open: [number, number] | null = null;
  let openKey = "";
  for (const [column, value] of values.entries()) {
    const stale = isStale[column] === true;
    const key = `${value} ${String(stale)}`;
    if (open !== null && key === openKey) {
      open[1] = column + 1;
      continue;
    }
    open = null;
    if (Number.isNaN(value)) continue;
    const group = groups.get(key) ?? { value, isStale: stale, runs: [] };
    groups.set(key, group);
    open = [column, column + 1];
    openKey = key;
    group.runs.push(open);
  }
  return [...groups.values()];
}

const hundredths = (value: number): number => Math.round(100 * value) / 100;

/** A rectangle over each stretch, as one path. */
export function runsPath(axis: LayerAxis, { runs }: ColumnGroup, topPx: number, heightPx: number): string {
  const bottom = hundredths(topPx + heightPx);
  return runs
    .map(([from, to]) => {
      const [left, right] = [columnLeft(axis, from), columnLeft(axis, to)].map(hundredths);
      return `M${left} ${hundredths(topPx)}H${right}V${bottom}H${left}Z`;
    })
    .join("");
}
