/** The numbers of the strips: shares of values and units, and the similarity of the inputs. */
import type { ChartCell } from "../../../charts/cell.ts";
import { formatCosine, formatCosineShort, formatEffective } from "../../../charts/format.ts";
import { SIMILARITY_ROWS } from "../../../experiment/similarity.ts";
import type { PictureCells } from "./cells.ts";

/** Share of entries of both tensors that are not finite; NaN while neither is there. */
export function nonFiniteShare(tensors: readonly (ChartCell | null)[]): number {
  let count = 0;
  let finite = 0;
  for (const cell of tensors) {
    count += cell?.stats.sketch.count ?? 0;
    finite += cell?.stats.finite ?? 0;
  }
  return count === 0 ? NaN : (count - finite) / count;
}

/** Share of entries that are exactly zero; NaN while the tensor is not there. */
export function zeroShare(cell: ChartCell | null | undefined): number {
  return cell == null ? NaN : cell.stats.sketch.zeros / cell.stats.sketch.count;
}

const COSINES = [formatCosine, formatCosineShort];
const EFFECTIVE = [formatEffective, (count: number) => (Number.isNaN(count) ? "–" : count.toFixed(0))];
export const STRIPS = ["saturated", "dead", "zero", "nonFinite", "cosine", "directions"] as const;
export type StripId = (typeof STRIPS)[number];

/** The numbers of each strip. */
export function stripsOf({ activations, gradients, results, picture }: PictureCells) {
  return {
    saturated: { values: results.map((result) => result?.saturated ?? NaN) },
    dead: { values: results.map((result) => result?.deadUnits ?? NaN) },
    zero: { values: activations.map(zeroShare) },
    nonFinite: {
      values: activations.map((cell, layerIndex) => nonFiniteShare([cell, gradients[layerIndex] ?? null])),
    },
    cosine: {
      values: results.map((result) => result?.similarity.cosine ?? NaN),
      formats: COSINES,
    },
    directions: {
      values: results.map((result) => result?.similarity.participationRatio ?? NaN),
      // Relative to the number of directions in which the inputs could differ.
      fills: results.map((result) =>
        result === null
          ? NaN
          : result.similarity.participationRatio /
            Math.min(Math.min(SIMILARITY_ROWS, picture.plan.batch) - 1, result.units),
      ),
      formats: EFFECTIVE,
    },
  } as const;
}
