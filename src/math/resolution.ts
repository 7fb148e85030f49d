/**
 * What float32 can tell apart. A spread below the distance of neighbouring numbers is the rounding of the
 * run, and so is whatever is computed from it.
 */

/** 2^-23: neighbouring float32 numbers near x are at most this share of |x| apart. */
const FLOAT32_SPACING = 2 ** -23;

/**
 * The largest distance of neighbouring float32 numbers at the size of a tensor's values, 2^-23 RMS. Entries
 * are rounded to half of it, so a spread below it is made of rounding for the most part.
 */
export function spacingOf({ rms }: { readonly rms: number }): number {
  return FLOAT32_SPACING * rms;
}

/** The spreads that rounding can make up. */
export type Spread = "std" | "batchStd" | "unitStd";

/** Whether a spread of a tensor is below what float32 can tell apart; an exact 0 is not. */
export function isUnresolved(stats: Readonly<Record<Spread | "rms", number>>, spread: Spread): boolean {
  const value = stats[spread];
  return value > 0 && value < spacingOf(stats);
}
