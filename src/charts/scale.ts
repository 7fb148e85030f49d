/**
 * Numbers to pixels and back on the scales of d3-scale, kept inside their range. The ticks of d3 may be more
 * than were asked for, so the round numbers to label are chosen here.
 */
import { range } from "d3-array";
import { scaleLinear } from "d3-scale";

/** Two ends, in either order. */
type Ends = readonly [number, number];

/** A monotone map from a domain to pixels. */
export interface Scale {
  /** The pixel of a number; a number outside the domain gets the pixel of the nearer end, NaN stays NaN. */
  (value: number): number;
  /** The number of a pixel, kept inside the domain likewise. */
  invert(pixel: number): number;
}

/** The affine scale. It meets both ends exactly; a domain without width puts every number in the middle. */
export function linearScale(domain: Ends, pixels: Ends): Scale {
  return scaleLinear(domain, pixels).clamp(true).unknown(NaN);
}

/** The affine map that goes on beyond both ends: for lines that are clipped at the frame. */
export function openScale(domain: Ends, pixels: Ends): (value: number) => number {
  const scale = scaleLinear(domain, pixels).unknown(NaN);
  return (value) => scale(value);
}

/**
 * The scale that is affine in log10 x.
 * @param exponents the ends of the domain are 10 to the power of these
 * A zero lies below every domain and is put on its low end; a negative number has no logarithm and gives NaN.
 *
 * d3's `scaleLog` takes natural logarithms, so its decades are uneven in the last bits, and it puts a
 * negative number on the low end.
 */
export function logScale(exponents: Ends, pixels: Ends): Scale {
  const scale = linearScale(exponents, pixels);
  return Object.assign((value: number) => scale(Math.log10(value)), {
    invert: (pixel: number) => 10 ** scale.invert(pixel),
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
