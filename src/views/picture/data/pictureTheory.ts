/** Theory beside the measurement, as the charts take it. */
import type { SignalTheory } from "../../../charts/signal.ts";
import type { PlanTheory } from "../../../experiment/theory/planTheory.ts";

/** Theory's prediction for a plan, and the lines of both directions as far as it reaches. */
export interface PictureTheory extends PlanTheory {
  /** Null where theory does not describe even the first layer. */
  readonly lines: {
    readonly forward: SignalTheory;
    readonly backward: SignalTheory;
    /** Of the streams around blocks; left out where there are none. */
    readonly streams?: { readonly forward: SignalTheory; readonly backward: SignalTheory };
  } | null;
}
