/** Theory's line and band of a plan, computed once for charts, verdict and exports. */
import { finiteWidthBands } from "./finiteWidth.ts";
import type { LayerBand } from "./finiteWidth.ts";
import type { Plan } from "../plan.ts";
import { predict } from "./theory.ts";
import type { Theory } from "./theory.ts";

export interface PlanTheory extends Theory {
  /** Null where the band is not derived. */
  readonly bands: readonly LayerBand[] | null;
}

/** Plans never change, so the theory of each is computed once and kept as long as the plan. */
const theories = new WeakMap<Plan, PlanTheory>();

/** The theory of a plan, computed at first use. */
export function theoryOfPlan(plan: Plan): PlanTheory {
  const earlier = theories.get(plan);
  if (earlier !== undefined) return earlier;
  const theory = predict(plan);
  const whole = { ...theory, bands: finiteWidthBands(plan, theory.layers) };
  theories.set(plan, whole);
  return whole;
}
