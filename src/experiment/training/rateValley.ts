/**
 * Learning rate against width (Yang et al. 2022, figure 1): the loss after a training at every pair of them,
 * and the best rate of each width. Pure.
 */
import type { ExperimentConfig } from "../config.ts";
import { memberConfig, PARAMETRIZATIONS, spreadOf } from "./coordinateCheck.ts";
import type { Parametrization, Spread, WidthMember, WidthNetwork } from "./coordinateCheck.ts";

export const VALLEY_WIDTHS = [32, 64, 128, 256] as const;
/** log2 of the rates, descending as they stand on the screen. */
export const VALLEY_EXPONENTS = [-4, -5, -6, -7, -8, -9, -10, -11, -12] as const;
const SEEDS = 2;
const MOST_STEPS = 300;
/** Steps over whose mini-batches the loss of a training is the mean. */
const LAST = 40;

export interface ValleyMember extends WidthMember {
  readonly exponent: number;
}

/** Every training: one seed of all pairs before the next, small networks first. */
export const VALLEY_MEMBERS: readonly ValleyMember[] = Array.from(
  { length: SEEDS },
  (_, seed) => seed,
).flatMap((seedIndex) =>
  VALLEY_WIDTHS.flatMap((width) =>
    VALLEY_EXPONENTS.flatMap((exponent) =>
      PARAMETRIZATIONS.map((parametrization) => ({ parametrization, width, exponent, seedIndex })),
    ),
  ),
);

/** A pair as it is trained. Without a task of its own every step sees fresh points. */
export function valleyConfig(network: WidthNetwork, member: ValleyMember): ExperimentConfig {
  const { isOwn, config } = network;
  const steps = Math.min(MOST_STEPS, config.steps);
  return {
    ...memberConfig(network, member),
    learningRate: 2 ** member.exponent,
    steps,
    ...(isOwn ? {} : { points: steps * config.batch }),
  };
}

/** Mean loss of the last mini-batches of a training; Infinity for one that left the numbers of float32. */
export function finalLoss(losses: Float64Array, isStopped: boolean): number {
  if (isStopped) return Infinity;
  const last = losses.subarray(-Math.min(LAST, Math.max(1, losses.length >> 2)));
  return last.reduce((sum, loss) => sum + loss, 0) / last.length;
}

/** The losses of one width, one for each of `VALLEY_EXPONENTS`, and the place of the least. */
export interface ValleyColumn {
  readonly width: number;
  readonly losses: readonly Spread[];
  /** -1 while no loss is finite. */
  readonly best: number;
}

export function valleyOf(
  own: Parametrization,
  members: readonly ValleyMember[],
  found: readonly (number | null | undefined)[],
): readonly ValleyColumn[] {
  return VALLEY_WIDTHS.map((width) => {
    const losses = VALLEY_EXPONENTS.map((exponent) =>
      spreadOf(
        members.flatMap((member, index) => {
          const loss = found[index];
          const isHere =
            member.parametrization === own && member.width === width && member.exponent === exponent;
          return isHere && loss != null ? [loss] : [];
        }),
      ),
    );
    const finite = losses.map(({ mean }) => (Number.isFinite(mean) ? mean : Infinity));
    const least = Math.min(...finite);
    return { width, losses, best: least === Infinity ? -1 : finite.indexOf(least) };
  });
}
