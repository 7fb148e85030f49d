/**
 * `expect(mean).toBeWithin({ of: 1, by: 0.02 })`: a number near another, for the unit tests and the browser
 * tests alike. A failure names the number, the expectation, the distance and the tolerance.
 */

/** The tolerance: a difference, or a share of the expected number. NaN is near nothing. */
export type Within =
  { readonly of: number; readonly by: number } | { readonly of: number; readonly byShare: number };

interface Verdict {
  readonly pass: boolean;
  readonly message: () => string;
}

/** The matcher, as `expect.extend` takes it. */
export function toBeWithin(actual: unknown, within: Within): Verdict {
  if (typeof actual !== "number")
    return { pass: false, message: () => `expected a number within bounds: ${String(actual)}` };
  const isShare = "byShare" in within;
  const allowed = isShare ? within.byShare : within.by;
  const off = Math.abs(isShare ? actual / within.of - 1 : actual - within.of);
  const unit = isShare ? " of it" : "";
  return {
    pass: off <= allowed,
    message: () =>
      `expected ${actual} to be ${within.of} within ${allowed}${unit}; it is off by ${off}${unit}, ` +
      `${(off / allowed).toPrecision(3)} times what is allowed`,
  };
}
