/**
 * Numbers to pixels and back: affine and logarithmic scales that stay inside their range, and the
 * round numbers to label on them. The two scales a chart here needs, without the colours, dates and
 * formats of a general library.
 */
import { range } from "d3-array";

/** Two ends, in either order. */
type Ends = readonly [number, number];

/** A monotone map from a domain to pixels. */
export interface Scale {
  /** The pixel of a number; what lies outside the domain is put on its near end, NaN stays NaN. */
  (value: number): number;
  /** The number of a pixel, kept inside the domain likewise. */
  invert(pixel: number): number;
}

/**
 * Maps `from` to `to`: to[0] (1 - t) + to[1] t with t = (x - from[0]) / (from[1] - from[0]), kept in 0..1.
 * The weighted ends meet both ends exactly. A domain without width puts every number in the middle.
 */
function affine(from: Ends, to: Ends, value: number): number {
  const width = from[1] - from[0];
  const share = width === 0 ? (Number.isNaN(value) ? NaN : 0.5) : (value - from[0]) / width;
  const kept = Math.min(1, Math.max(0, share));
  return to[0] * (1 - kept) + to[1] * kept;
}

/** The affine scale. */
export function linearScale(domain: Ends, pixels: Ends): Scale {
  return Object.assign((value: number) => affine(domain, pixels, value), {
    invert: (pixel: number) => affine(pixels, domain, pixel),
  });
}

/**
 * The scale that is affine in log10 x.
 * @param exponents the ends of the domain are 10 to the power of these
 * A zero lies below every domain and is put on its low end; a negative number has no logarithm and gives NaN.
 */
export function logScale(exponents: Ends, pixels: Ends): Scale {
  return Object.assign((value: number) => affine(exponents, pixels, Math.log10(value)), {
    invert: (pixel: number) => 10 ** affine(pixels, exponents, pixel),
  });
}

/**
 * Whole numbers to label from the first end to the second: all multiples of the smallest of `steps` that
 * leaves at most `maxTicks` of them, so they are at even distances and go through 0 if it is inside.
 * @param steps ascending; the last one is taken when none is large enough
 */
export function wholeTicks([low, high]: Ends, maxTicks: number, steps: readonly number[]): readonly number[] {
  const step = steps.find((candidate) => (high - low) / candidate + 1 <= maxTicks) ?? steps.at(-1) ?? 1;
  // `range` leaves its end out; + 0 turns -0 into 0, which would print a minus sign.
  return range(Math.ceil(low / step), Math.floor(high / step) + 1).map((count) => count * step + 0);
}
