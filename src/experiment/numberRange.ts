/**
 * The effect of narrower number formats on the tensors of a finished run: the shares that leave their range,
 * and from which layer on. It is computed from the statistics of the float32 run. So it shows the loss in
 * storing each tensor, not the errors that earlier layers would add. Formats round to nearest, ties to even
 * (IEEE 754; bfloat16 is float32 cut to 8 significant bits).
 */
import { binOf } from "../math/cumulative.ts";
import { binEdge } from "../math/sketch.ts";
import type { SketchSide } from "../math/sketch.ts";
import type { LayerResult, TensorStats } from "./result.ts";

export interface NumberFormat {
  readonly id: "float32" | "float16" | "bfloat16" | "float8_e4m3" | "float8_e5m2";
  /** Largest finite number. */
  readonly largest: number;
  /**
   * From this value on a number rounds to infinity, or to NaN where the format has no infinity: largest plus
   * half a step, a tie that goes to the even neighbour above.
   */
  readonly overflowsFrom: number;
  /** Smallest normal number, a power of two: below it digits are lost one by one. */
  readonly smallestNormal: number;
  /** Half of the smallest subnormal, a power of two: values up to this one, inclusive, round to zero. */
  readonly vanishesUpTo: number;
}

/**
 * The float32 of the run itself, the two formats of 16 bits that training uses, and the two of 8 bits (OCP
 * 8-bit floating point specification, 2023; Micikevicius et al. 2022), without a scale per tensor.
 */
export const NUMBER_FORMATS = [
  {
    id: "float32",
    largest: (2 - 2 ** -23) * 2 ** 127,
    overflowsFrom: (2 - 2 ** -24) * 2 ** 127,
    smallestNormal: 2 ** -126,
    vanishesUpTo: 2 ** -150,
  },
  { id: "float16", largest: 65504, overflowsFrom: 65520, smallestNormal: 2 ** -14, vanishesUpTo: 2 ** -25 },
  {
    id: "bfloat16",
    largest: (2 - 2 ** -7) * 2 ** 127,
    overflowsFrom: (2 - 2 ** -8) * 2 ** 127,
    smallestNormal: 2 ** -126,
    vanishesUpTo: 2 ** -134,
  },
  {
    id: "float8_e4m3",
    largest: 448,
    // The tie 464 goes to 448, which is even; the next float32 becomes NaN.
    overflowsFrom: 464 + 2 ** -15,
    smallestNormal: 2 ** -6,
    vanishesUpTo: 2 ** -10,
  },
  {
    id: "float8_e5m2",
    largest: 57344,
    overflowsFrom: 61440,
    smallestNormal: 2 ** -14,
    vanishesUpTo: 2 ** -17,
  },
] as const satisfies readonly NumberFormat[];

/** A share 0..1 that lies between two bounds; equal where it is exact. */
export interface ShareBounds {
  readonly low: number;
  readonly high: number;
}

/** Shares of one tensor's entries. */
export interface FormatShares {
  /** Infinite or NaN in this format, of all entries. */
  readonly overflow: ShareBounds;
  /** Rounded to zero, of the entries that are not zero in float32. */
  readonly lost: ShareBounds;
  /**
   * Not zero, but below the smallest normal number, with fewer digits than the format promises; of the same
   * entries.
   */
  readonly subnormal: ShareBounds;
}

/**
 * Entries of a side with |x| below a limit: lower and upper bound. They differ by the entries in the limit's
 * bin, unless the limit is its lower edge.
 */
function countBelow({ firstBin, counts }: SketchSide, limit: number): readonly [low: number, high: number] {
  const bin = binOf(limit);
  const at = bin - firstBin;
  let low = 0;
  for (let i = 0; i < Math.min(at, counts.length); i++) low += counts[i] ?? 0;
  return [low, binEdge(bin) < limit ? low + (counts[at] ?? 0) : low];
}

/** Entries of both signs with |x| < limit, among those the sketch keeps in bins (|x| >= 2^-126). */
function binnedBelow({ sketch }: TensorStats, limit: number): readonly [low: number, high: number] {
  const [negativeLow, negativeHigh] = countBelow(sketch.negative, limit);
  const [positiveLow, positiveHigh] = countBelow(sketch.positive, limit);
  return [negativeLow + positiveLow, negativeHigh + positiveHigh];
}

function shares(low: number, high: number, of: number): ShareBounds {
  return of === 0 ? { low: 0, high: 0 } : { low: low / of, high: high / of };
}

/**
 * The effect of a format on a tensor. It is exact where a limit is an edge of the sketch, as every power of
 * two is. It is bounded otherwise, and for the denormals of float32, which the sketch does not tell apart. A
 * device that flushes denormals hides them: then `lost` and `subnormal` of float32 and bfloat16 are lower
 * bounds.
 */
export function formatShares(stats: TensorStats, format: NumberFormat): FormatShares {
  const { sketch, min, max } = stats;
  const { count, nan, posInf, negInf, zeros, underflow } = sketch;
  const nonFinite = nan + posInf + negInf;
  const binned = count - nonFinite - zeros;
  const nonZero = binned + underflow;
  const [reachLow, reachHigh] = binnedBelow(stats, format.overflowsFrom);
  // The exact extremes decide the cases that the bin of the limit leaves open.
  const isWithin = !(Math.max(Math.abs(min), Math.abs(max)) >= format.overflowsFrom);
  const overflowLow = isWithin ? 0 : Math.max(binned - reachHigh, 1);
  const overflowHigh = isWithin ? 0 : binned - reachLow;

  // A value on the tie rounds to zero. It lies at the lower edge of the next bin, which therefore stays open.
  const [lostLow, lostHigh] =
    format.vanishesUpTo < 2 ** -126
      ? [0, format.id === "float32" ? 0 : underflow]
      : [
          binnedBelow(stats, format.vanishesUpTo)[0] + underflow,
          binnedBelow(stats, format.vanishesUpTo * (1 + 2 ** -23))[1] + underflow,
        ];
  const tiny = binnedBelow(stats, format.smallestNormal)[0] + underflow;
  return {
    overflow: shares(nonFinite + overflowLow, nonFinite + overflowHigh, count),
    lost: shares(lostLow, lostHigh, nonZero),
    subnormal: shares(tiny - lostHigh, tiny - lostLow, nonZero),
  };
}

/** The ways a tensor can leave a format, the most severe first. */
export const RANGE_PROBLEMS = ["overflow", "lost", "subnormal"] as const;
export type RangeProblem = (typeof RANGE_PROBLEMS)[number];

/** One effect of a format on one direction of the network. */
export interface RangeFinding {
  readonly tensor: "activation" | "grad_activation";
  readonly problem: RangeProblem;
  /**
   * 1-based first layer with the effect, in the direction of travel: forward for activations, backward for
   * gradients.
   */
  readonly firstLayer: number;
  /** The layer with the largest share, and that share. */
  readonly worstLayer: number;
  readonly share: ShareBounds;
}

/**
 * A smaller share below the range is usual: of N(0, 1) values float16 makes 5e-5 subnormal, and none of them
 * affects a sum. A single overflow does.
 */
const NOTABLE_SHARE = 0.01;

/** Layers of one tensor in the direction of travel, as far as they have been computed. */
function travel(layers: readonly LayerResult[], tensor: RangeFinding["tensor"]): readonly LayerResult[] {
  const measured = layers.filter(({ tensors }) => tensors[tensor] !== undefined);
  return tensor === "activation" ? measured : measured.toReversed();
}

/**
 * The effect of a format on activations and gradients: the most severe problem of each direction; empty where
 * everything fits.
 */
export function rangeFindings(layers: readonly LayerResult[], format: NumberFormat): readonly RangeFinding[] {
  return (["activation", "grad_activation"] as const).flatMap((tensor) => {
    const measured = travel(layers, tensor).flatMap(({ layerIndex, tensors }) => {
      const stats = tensors[tensor];
      return stats === undefined ? [] : [{ layer: layerIndex + 1, shares: formatShares(stats, format) }];
    });
    for (const problem of RANGE_PROBLEMS) {
      const least = problem === "overflow" ? 0 : NOTABLE_SHARE;
      const hit = measured.filter(({ shares: { [problem]: share } }) => share.high > least);
      const [first] = hit;
      if (first === undefined) continue;
      const worst = hit.reduce((a, b) => (b.shares[problem].high > a.shares[problem].high ? b : a), first);
      return [
        {
          tensor,
          problem,
          firstLayer: first.layer,
          worstLayer: worst.layer,
          share: worst.shares[problem],
        },
      ];
    }
    return [];
  });
}
