/** Tests whether a measurement lies in the band that theory gives for a random network of this width. */
import type { Evidence } from "./evidence.ts";
import type { Disagreement } from "./finding.ts";
import { BAND_LIMIT, BAND_REACH, UNSTABLE_GROWTH } from "./thresholds.ts";

/** Distance of ln(measured / predicted) from the middle of the band, in half-widths of it. */
function reach(ratio: number, low: number, high: number): number {
  const [from, to] = [Math.log(low), Math.log(high)];
  return Math.abs(Math.log(ratio) - (from + to) / 2) / ((to - from) / 2);
}

/** The first layer too far outside its band; null where all layers are close enough, or no band is known. */
export function findDisagreement({ isWhole, measured, theory }: Evidence): Disagreement | null {
  const { bands, layers } = theory;
  const wander = measured.reduce((sum, { plan }) => sum + 5 / plan.units, 0);
  if (bands === null || !isWhole || wander > BAND_LIMIT) return null;
  if (bands.some(({ growth }) => growth > UNSTABLE_GROWTH)) return null;
  for (const { plan, activation, gradient } of measured) {
    const line = layers[plan.layerIndex];
    const band = bands[plan.layerIndex];
    if (line === undefined || band === undefined) continue;
    const forward = activation.std / line.std;
    if (reach(forward, band.stdLow, band.stdHigh) > BAND_REACH)
      return { of: "activations", layer: plan.layerIndex + 1, ratio: forward };
    const backward = gradient.rms / line.gradientRms;
    if (reach(backward, band.gradientLow, band.gradientHigh) > BAND_REACH)
      return { of: "gradients", layer: plan.layerIndex + 1, ratio: backward };
  }
  return null;
}
