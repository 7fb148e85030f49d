/** The figures of a layer as text, in one order for the readout and the table. */
import type { ChartCell } from "../../charts/cell.ts";
import { formatFixed, formatShare } from "../../charts/format.ts";
import type { TensorStats } from "../../experiment/result.ts";
import { sketchQuantiles } from "../../math/sketch.ts";
import type { PictureCells } from "./cells.ts";
import { nonFiniteShare, zeroShare } from "./StripsFigure.tsx";

export const STATISTICS = [
  "mean",
  "std",
  "batchStd",
  "unitStd",
  "rms",
  "min",
  "max",
  "nonFinite",
  "p05",
  "p25",
  "p50",
  "p75",
  "p95",
  "zero",
  "saturated",
  "dead",
] as const;
export type StatisticId = (typeof STATISTICS)[number];

/** One figure of both tensors; the gradient's is null where it has none of its own. */
export interface LayerStatistic {
  readonly id: StatisticId;
  readonly activation: string;
  readonly gradient: string | null;
}

const QUANTILES: readonly StatisticId[] = ["p05", "p25", "p50", "p75", "p95"];
const PROBABILITIES = [0.05, 0.25, 0.5, 0.75, 0.95];
const MISSING = "–";

function quantileTexts(stats: TensorStats): readonly string[] {
  return sketchQuantiles(stats.sketch, PROBABILITIES, stats).map((value) => formatFixed(value));
}

/** All figures of one tensor that it has by itself. */
function tensorTexts(cell: ChartCell | null | undefined): (id: StatisticId) => string {
  if (cell == null) return () => MISSING;
  const { stats } = cell;
  const quantiles = quantileTexts(stats);
  return (id) => {
    const at = QUANTILES.indexOf(id);
    if (at >= 0) return quantiles[at] ?? MISSING;
    if (id === "zero") return formatShare(zeroShare(cell));
    if (id === "nonFinite") return formatShare(nonFiniteShare([cell]));
    if (id === "mean" || id === "std" || id === "batchStd" || id === "unitStd" || id === "rms")
      return formatFixed(stats[id]);
    return id === "min" || id === "max" ? formatFixed(stats[id]) : MISSING;
  };
}

/** The figures of one layer. */
export function layerStatistics(cells: PictureCells, layerIndex: number): readonly LayerStatistic[] {
  const activation = tensorTexts(cells.activations[layerIndex]);
  const gradient = tensorTexts(cells.gradients[layerIndex]);
  const result = cells.results[layerIndex] ?? null;
  return STATISTICS.map((id) => {
    if (id === "saturated") return { id, activation: formatShare(result?.saturated ?? NaN), gradient: null };
    if (id === "dead") return { id, activation: formatShare(result?.deadUnits ?? NaN), gradient: null };
    return { id, activation: activation(id), gradient: gradient(id) };
  });
}
