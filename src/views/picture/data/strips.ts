/** The numbers of the strips: shares of values and units, and the similarity of the inputs. */
import type { ChartCell } from "../../../charts/cell.ts";
import { effectiveFormats, formatCosine, percentFormats } from "../../../charts/format.ts";
import type { AttentionStats } from "../../../experiment/attentionStats.ts";
import { SIMILARITY_ROWS } from "../../../experiment/similarity.ts";
import { isUnresolved } from "../../../math/resolution.ts";
import type { LayerResult } from "../../../experiment/result.ts";
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

/** Whether inputs differ by less than float32 can tell apart. */
function isNoiseOnly({ tensors: { activation } }: LayerResult, isExact: boolean): boolean {
  return !isExact && activation !== undefined && isUnresolved(activation, "batchStd");
}

/**
 * In how many directions inputs differ; NaN where they do not, and where their differences are the rounding
 * of float32, whose directions are those of noise.
 */
export function directionsOf(result: LayerResult, isExact: boolean): number {
  return isNoiseOnly(result, isExact) ? NaN : result.similarity.participationRatio;
}

const SHARES = ["saturated", "dead", "zero", "nonFinite"] as const;
/** The strips of every network. */
const EVERYWHERE = [...SHARES, "cosine", "directions"] as const;
/** The strips of attention: they have numbers in the layers that mix tokens. */
const ATTENTION_STRIPS = ["logitStd", "entropy", "tokenCosine"] as const;
type AttentionStripId = (typeof ATTENTION_STRIPS)[number];
export const STRIPS = [...EVERYWHERE, ...ATTENTION_STRIPS] as const;
export type StripId = (typeof STRIPS)[number];

export const isShare = (strip: StripId): boolean => SHARES.some((id) => id === strip);
/** The unit of the shares stands once, beside the name of the row. */
export const PERCENT = "\u202f%";

/** The numbers of a strip: what `StripRow` draws. */
export interface Strip {
  readonly values: readonly number[];
  readonly fills?: readonly number[];
  readonly formats: readonly ((value: number) => string)[];
  readonly noise?: readonly boolean[];
  /** The layers whose numbers stand where there is no room for all: the first and the last unless given. */
  readonly ends?: readonly [first: number, last: number];
}

const COSINES = [formatCosine];
/** The least fill that leaves some ink: a cosine of 0 is a number like any other. */
const INKED = 1e-6;

function shares(values: readonly number[]): Strip {
  return { values, formats: percentFormats(values) };
}

/** The numbers of attention, in the layers that mix tokens. */
function attentionStrips(results: PictureCells["results"]): Readonly<Record<AttentionStripId, Strip>> {
  const places = results.flatMap((result, layer) => (result?.attention === undefined ? [] : [layer]));
  const ends = [places[0] ?? 0, places.at(-1) ?? 0] as const;
  const strip = (of: (stats: AttentionStats) => number, fill: (value: number) => number): Strip => {
    const values = results.map((result) => (result?.attention === undefined ? NaN : of(result.attention)));
    return { values, fills: values.map((value) => Math.max(INKED, fill(value))), formats: COSINES, ends };
  };
  return {
    // Half full where logits have std 1: from there on a softmax begins to choose.
    logitStd: strip(
      ({ logitStd }) => logitStd,
      (std) => std / (1 + std),
    ),
    // One token alone has no entropy to lose.
    entropy: strip(
      ({ entropy, uniform }) => (uniform === 0 ? 1 : entropy / uniform),
      (share) => share,
    ),
    tokenCosine: strip(({ cosineOut }) => cosineOut, Math.abs),
  };
}

/** Whether a strip has numbers, or will have them: those of attention belong to layers that mix tokens. */
export function hasNumbers(strips: Readonly<Record<StripId, Strip>>, id: StripId): boolean {
  const isOfAttention = ATTENTION_STRIPS.some((own) => own === id);
  return !isOfAttention || strips[id].values.some((value) => !Number.isNaN(value));
}

/** The numbers of each strip. */
export function stripsOf(cells: PictureCells): Readonly<Record<StripId, Strip>> {
  const { activations, gradients, results, picture, isExact } = cells;
  const cosines = results.map((result) => result?.similarity.cosine ?? NaN);
  const directions = results.map((result) => (result === null ? NaN : directionsOf(result, isExact)));
  return {
    saturated: shares(results.map((result) => result?.saturated ?? NaN)),
    dead: shares(results.map((result) => result?.deadUnits ?? NaN)),
    zero: shares(activations.map(zeroShare)),
    nonFinite: shares(
      activations.map((cell, layerIndex) => nonFiniteShare([cell, gradients[layerIndex] ?? null])),
    ),
    cosine: {
      values: cosines,
      fills: cosines.map((cosine) => Math.max(INKED, Math.abs(cosine))),
      formats: COSINES,
    },
    directions: {
      values: directions,
      // Relative to the number of directions in which the inputs could differ.
      fills: results.map((result, layerIndex) =>
        result === null
          ? NaN
          : (directions[layerIndex] ?? NaN) /
            Math.min(Math.min(SIMILARITY_ROWS, picture.plan.batch) - 1, result.units),
      ),
      formats: effectiveFormats(directions),
      noise: results.map((result) => result !== null && isNoiseOnly(result, isExact)),
    },
    ...attentionStrips(results),
  };
}

const LITTLE_SATURATED = 0.01;
/** Shares closer than this are the same to a reader. */
const SAME_SHARE = 5e-4;

/** The strips that say something, and those that are zero everywhere: one line names them. */
export function stripsToShow(strips: Readonly<Record<StripId, Strip>>): {
  readonly shown: readonly StripId[];
  readonly none: readonly StripId[];
} {
  // Saturation has a soft border: less than a hundredth says nothing. All other shares count exactly.
  const isNone = (id: StripId): boolean =>
    isShare(id) && strips[id].values.every((value) => value <= (id === "saturated" ? LITTLE_SATURATED : 0));
  // A rectifier is flat where it is zero: one strip says both.
  const { saturated, zero } = strips;
  const isRepeated =
    !isNone("zero") &&
    saturated.values.every(
      (share, layerIndex) => Math.abs(share - (zero.values[layerIndex] ?? NaN)) < SAME_SHARE,
    );
  const rows = STRIPS.filter((id) => (id !== "saturated" || !isRepeated) && hasNumbers(strips, id));
  return { shown: rows.filter((id) => !isNone(id)), none: rows.filter(isNone) };
}
