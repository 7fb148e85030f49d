/**
 * What d3-scale takes from d3-interpolate, for numbers alone. The package also interpolates colours, dates
 * and texts, and brings a parser of CSS colours: 5 kB of the first visit that no scale here can use.
 * `vite.config.ts` puts this file in its place.
 */

/**
 * a (1 - t) + b t, as d3-interpolate computes it.
 * @public
 */
export function interpolateNumber(a: number, b: number): (t: number) => number {
  return (t) => a * (1 - t) + b * t;
}

/** @public */
export const interpolate = interpolateNumber;

/** @public */
export function interpolateRound(a: number, b: number): (t: number) => number {
  return (t) => Math.round(a * (1 - t) + b * t);
}

/**
 * Only scales of kinds that the charts do not have ask for it.
 * @public
 * @throws always
 */
export function piecewise(): never {
  throw new TypeError("scales of several pieces are not in this build");
}
