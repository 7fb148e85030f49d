/** A number over networks that differ by their seeds alone. Pure. */
import { mean } from "d3-array";

export interface SeedSpread {
  /** Networks whose number is known. */
  readonly count: number;
  readonly mean: number;
  readonly median: number;
  /** Of the networks, with n - 1 in its denominator: NaN for one, and where a number is not finite. */
  readonly std: number;
  readonly low: number;
  readonly high: number;
}

/** The middle of ascending numbers; d3's own is NaN beside an infinite one. */
function middleOf(ascending: readonly number[]): number {
  const half = ascending.length / 2;
  const [low = NaN, high = NaN] = [ascending[Math.ceil(half) - 1], ascending[Math.floor(half)]];
  return low === high ? low : (low + high) / 2;
}

/** The spread of some numbers; those that are NaN do not count, and without any all is NaN. */
export function seedSpread(values: readonly number[]): SeedSpread {
  const known = values.filter((value) => !Number.isNaN(value));
  const middle = mean(known) ?? NaN;
  const square = known.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  return {
    count: known.length,
    mean: middle,
    median: middleOf(known.toSorted((a, b) => a - b)),
    std: known.length < 2 ? NaN : Math.sqrt(square / (known.length - 1)),
    low: known.length === 0 ? NaN : Math.min(...known),
    high: known.length === 0 ? NaN : Math.max(...known),
  };
}

/** The axis up of lines: affine, or logarithmic where positive numbers span more than this factor. */
const WIDE = 30;

export interface UpAxis {
  readonly isLog: boolean;
  /** Ends; powers of ten on a logarithmic axis. */
  readonly low: number;
  readonly high: number;
}

/** The axis that holds all finite ends of some spreads. */
export function upAxis(spreads: readonly SeedSpread[]): UpAxis {
  const ends = spreads.flatMap(({ low, high }) => [low, high]).filter(Number.isFinite);
  const [least, most] = [Math.min(...ends), Math.max(...ends)];
  if (ends.length === 0) return { isLog: false, low: 0, high: 1 };
  if (least > 0 && most > WIDE * least) {
    const low = Math.floor(Math.log10(least));
    return { isLog: true, low, high: Math.max(low + 1, Math.ceil(Math.log10(most))) };
  }
  // A twentieth of the range stays free on either side; equal numbers lie in the middle.
  const margin = most > least ? 0.05 * (most - least) : 0.1 * Math.max(1e-3, Math.abs(most));
  return { isLog: false, low: least - margin, high: most + margin };
}
