/**
 * LSUV on the way forward: a layer's weights are rescaled by what the batch shows until its target has the
 * variance that is wanted. When and by what is experiment/calibration.ts, the same on every engine.
 */
import { nextCalibration, UNCALIBRATED } from "../../../experiment/calibration.ts";
import type { CalibrationPlan } from "../../../experiment/plan.ts";
import type { Steps } from "../memory/pacing.ts";
import { scaleBy } from "./pointwise.ts";
import { statsOf } from "./recording.ts";
import type { LayerState, RunContext } from "../run/runContext.ts";

/** The parts of a layer's forward pass that calibration repeats. */
interface Passes {
  /** Where z lies; it holds the product with the weights as drawn. */
  readonly z: number;
  readonly hasBias: boolean;
  /** z from the weights as they are now. */
  readonly multiply: () => Steps<void>;
  /** The output from z. */
  readonly complete: () => Steps<void>;
}

/**
 * Without biases z is rescaled along with the weights rather than multiplied anew. Both the new weights
 * and the new z are then off by one rounding of 2^-24, each trial by another for z: 10 of them stay below
 * 7e-7 of every entry, a tenth of what the product's own sums may be off by. Beyond this factor either
 * way, entries might leave float32's normal range, where a product by a factor is not exact any more:
 * there the product is made.
 */
const FURTHEST_SCALE = 2 ** 64;

/**
 * Leaves z, the weights and the calibration as they are at the end of it, and the output where it is the
 * target; the target is already measured.
 */
export function* calibrate(
  context: RunContext,
  state: LayerState,
  calibration: CalibrationPlan,
  { z, hasBias, multiply, complete }: Passes,
): Steps<void> {
  const { plan } = context;
  const { units } = state.buffers.plan;
  const { target } = calibration;
  let present = UNCALIBRATED;
  for (;;) {
    if (target === "activation") yield* complete();
    const at = target === "activation" ? state.buffers.activation : z;
    const stats = yield* statsOf(context, state, target, at);
    const std = stats.finite === plan.batch * units ? stats.std : NaN;
    const next = nextCalibration(calibration, present, std);
    if (next === null) {
      return;
    }
    state.calibration = next;
    yield* context.parameters.weight(state);
    const isNear = next.scale < FURTHEST_SCALE && next.scale > 1 / FURTHEST_SCALE;
    if (!hasBias && isNear) yield* scaleBy(context, units, z, next.scale / present.scale);
    else yield* multiply();
    present = next;
  }
}
