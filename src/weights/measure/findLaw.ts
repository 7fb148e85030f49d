/**
 * The law that values match, of their counts alone: a test of distance (Kolmogorov, Smirnov) and one of the
 * extremes, which tells a normal law from one that is cut. Where two laws pass, none is named.
 */
import { truncatedStd } from "../../catalog/initializers.ts";
import { binEdge } from "../../math/sketch.ts";
import type { Sketch } from "../../math/sketch.ts";
import { normalDistribution } from "../../math/special.ts";
import type { FoundLaw } from "./weightStats.ts";

/** What the tests need of a tensor. */
export interface Measured {
  /** Of the finite values, all of them of float32's range. */
  readonly sketch: Sketch;
  readonly finite: number;
  readonly zeros: number;
  readonly mean: number;
  readonly std: number;
  readonly min: number;
  readonly max: number;
  readonly kurtosis: number;
  /** Half of the last place of the number format, relative and near zero. */
  readonly halfStep: number;
  readonly halfLeast: number;
}

/** Fewer values do not tell a normal law from a uniform one. */
const LEAST_VALUES = 200;
/**
 * Distance times sqrt(n) that one of fifty thousand draws exceeds, 2 exp(-2 d^2): a file has thousands of
 * tensors. A fitted std brings the law nearer (Lilliefors 1967), so that a normal law is held to less.
 */
const MOST_DISTANCE = 2.4;
const MOST_FITTED = 1.63;
/** Expected entries beyond the largest: at exp(-11) a draw without any is one of sixty thousand. */
const MOST_MISSING = 11;
/** The same for an entry that should not be there. */
const LEAST_EXPECTED = 1e-5;
/** Standard errors of a measured mean or std that are chance. */
const MOST_ERRORS = 5;
const SQRT3 = Math.sqrt(3);
const UNIFORM_KURTOSIS = 1.8;
/** Cuts, in sigmas, that codebases use. */
const USUAL_CUTS = [2, 3] as const;
/** Of values by the thousand a cut is read to a per cent. */
const LEAST_FOR_CUTS = 1000;
/** A cut within so much of a usual one is that one: its error at a thousand values. */
const CUT_TOLERANCE = 0.02;
/** Cuts outside are uniform or normal for all that can be seen. */
const [SMALLEST_CUT, LARGEST_CUT] = [0.5, 4];

type Distribution = (x: number) => number;

/** How far the measured distribution strays from a law, allowing for the rounding of the format. */
function distance(m: Measured, law: Distribution, isWithoutZeros: boolean): number {
  const { sketch, halfStep, halfLeast } = m;
  const count = isWithoutZeros ? m.finite - m.zeros : m.finite;
  let below = 0;
  let most = 0;
  const compare = (x: number): void => {
    const share = below / count;
    const half = Math.abs(x) * halfStep + halfLeast;
    most = Math.max(most, share - law(x + half), law(x - half) - share);
  };
  const { negative, positive } = sketch;
  for (let i = negative.counts.length - 1; i >= 0; i--) {
    below += negative.counts[i] ?? 0;
    compare(-binEdge(negative.firstBin + i));
  }
  // Denormals are counted with the zeros; where those are left out, so are they.
  if (!isWithoutZeros) below += sketch.zeros;
  positive.counts.forEach((own, i) => {
    if (own > 0) compare(binEdge(positive.firstBin + i));
    below += own;
    compare(binEdge(positive.firstBin + i + 1));
  });
  return most;
}

const isClose = (m: Measured, law: Distribution): boolean =>
  distance(m, law, false) <= MOST_DISTANCE / Math.sqrt(m.finite);

/** The same of a law whose std is that of the values. */
const isFitted = (m: Measured, law: Distribution, isWithoutZeros: boolean): boolean =>
  distance(m, law, isWithoutZeros) <= MOST_FITTED / Math.sqrt(isWithoutZeros ? m.finite - m.zeros : m.finite);

/** Relative standard error of a std of n values: sqrt((kurtosis - 1) / 4n). */
export const stdError = (kurtosis: number, count: number): number =>
  Math.sqrt(Math.max(0, kurtosis - 1) / (4 * count));

const largest = ({ min, max }: Measured): number => Math.max(Math.abs(min), Math.abs(max));

function isNormal(m: Measured, mean: number): boolean {
  const { finite, std, min, max, halfStep, halfLeast } = m;
  const furthest = Math.max(max - mean, mean - min);
  const half = furthest * halfStep + halfLeast;
  const expectedBeyond = (x: number) => 2 * finite * normalDistribution(-x / std);
  if (expectedBeyond(furthest + half) > MOST_MISSING) return false;
  if (expectedBeyond(furthest - half) < LEAST_EXPECTED) return false;
  return isFitted(m, (x) => normalDistribution((x - mean) / std), false);
}

/** Whether a measured std is that of a law, whose kurtosis says how far chance may take it. */
function isStd(m: Measured, expected: number, kurtosis: number, extra: number): boolean {
  const tolerance = MOST_ERRORS * stdError(kurtosis, m.finite) + extra + m.halfStep;
  return Math.abs(m.std / expected - 1) <= tolerance;
}

function uniformLaw(m: Measured, isCentred: boolean): FoundLaw | null {
  const { finite, min, max } = m;
  // The ends of n values lie 1 / n of the range inside the bounds.
  const margin = (max - min) / Math.max(2, finite - 1);
  const bound = largest(m) * (1 + 1 / finite);
  const low = isCentred ? -bound : min - margin;
  const high = isCentred ? bound : max + margin;
  const width = high - low;
  if (!isStd(m, width / (2 * SQRT3), UNIFORM_KURTOSIS, 8 / finite)) return null;
  if (!isClose(m, (x) => Math.min(1, Math.max(0, (x - low) / width)))) return null;
  return { kind: "uniform", low, high };
}

/** A cut normal law through the largest value. */
function cutLaw(m: Measured, cut: number, extra: number): FoundLaw | null {
  const bound = largest(m);
  const sigma = bound / cut;
  if (!isStd(m, sigma * truncatedStd(cut), 3, extra)) return null;
  const outside = normalDistribution(-cut);
  const inside = 1 - 2 * outside;
  const law = (x: number) =>
    x <= -bound ? 0 : x >= bound ? 1 : (normalDistribution(x / sigma) - outside) / inside;
  return isClose(m, law) ? { kind: "truncated", sigma, cut, bound } : null;
}

/** The cut whose bound is so many std of what is left. */
function cutOfRatio(ratio: number): number {
  let [low, high] = [SMALLEST_CUT / 2, LARGEST_CUT + 1];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (middle / truncatedStd(middle) < ratio) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function truncatedLaw(m: Measured): FoundLaw | null {
  for (const cut of USUAL_CUTS) {
    // The largest value lies inside the bound by some 1 / (n density).
    const law = cutLaw(m, cut, (cut === 2 ? 20 : 150) / m.finite);
    if (law !== null) return law;
  }
  if (m.finite < LEAST_FOR_CUTS) return null;
  const cut = cutOfRatio(largest(m) / m.std);
  if (cut < SMALLEST_CUT || cut > LARGEST_CUT) return null;
  const usual = USUAL_CUTS.find((other) => Math.abs(cut / other - 1) < CUT_TOLERANCE);
  return usual === undefined ? cutLaw(m, cut, CUT_TOLERANCE) : null;
}

/** Zeros beyond those that rounding makes, and a normal law in between. */
function sparseLaw(m: Measured): FoundLaw | null {
  const { finite, zeros, std, mean, halfLeast } = m;
  const filled = finite - zeros;
  if (filled < LEAST_VALUES) return null;
  const own = Math.sqrt(((std * std + mean * mean) * finite) / filled);
  const byRounding = finite * (2 * normalDistribution(halfLeast / own) - 1);
  if (zeros <= 4 * byRounding + 8) return null;
  const isLaw = isFitted(m, (x) => normalDistribution(x / own), true);
  return isLaw ? { kind: "sparse", share: zeros / finite, std: own } : null;
}

/**
 * The law of values that are neither constant nor a matrix of a known form.
 *
 * A tensor of n values drawn from another law passes only where n is too small to tell the two apart; with
 * fewer than some hundred values the answer is `few`.
 */
export function findLaw(m: Measured): FoundLaw {
  const { finite, mean, std } = m;
  if (finite < LEAST_VALUES) return { kind: "few" };
  const sparse = sparseLaw(m);
  if (sparse !== null) return sparse;
  const isCentred = Math.abs(mean) <= (MOST_ERRORS * std) / Math.sqrt(finite);
  const center = isCentred ? 0 : mean;
  const normal: FoundLaw | null = isNormal(m, center) ? { kind: "normal", mean: center, std } : null;
  const uniform = uniformLaw(m, isCentred);
  const truncated = isCentred && uniform === null ? truncatedLaw(m) : null;
  const passed = [normal, uniform, truncated].filter((law) => law !== null);
  if (passed.length > 1) {
    // A cut far out takes nothing away that so many values would show.
    return truncated?.kind === "truncated" && truncated.cut > 2 && normal !== null ? normal : { kind: "few" };
  }
  return passed[0] ?? { kind: "other" };
}
