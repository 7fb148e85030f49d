/** Theory's line and band of a plan, worked out once for all who ask: charts, verdict, exports. */
import { finiteWidthBands } from "./finiteWidth.ts";
import type { LayerBand } from "./finiteWidth.ts";
import type { Plan } from "../plan.ts";
import { predict } from "./theory.ts";
import type { Theory } from "./theory.ts";

export interface PlanTheory extends Theory {
  /** Null where the band is not derived. */
  readonly bands: readonly LayerBand[] | null;
}

let latest: { readonly key: string; readonly theory: PlanTheory } | null = null;

/**
 * The theory of a plan; that of the plan last asked for is kept, as several parts of the page ask in turn.
 */
export function theoryOfPlan(plan: Plan): PlanTheory {
  if (latest?.key === plan.key) return latest.theory;
  const theory = predict(plan);
  const whole = { ...theory, bands: finiteWidthBands(plan, theory.layers) };
  latest = { key: plan.key, theory: whole };
  return whole;
}
