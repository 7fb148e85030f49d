/** Theory beside the measurement, in code that is fetched after the first picture has begun. */
import { useMemo } from "react";
import type { SignalTheory } from "../../../charts/signal.ts";
import type { Plan } from "../../../experiment/plan.ts";
import type { PlanTheory } from "../../../experiment/theory/planTheory.ts";
import { useOptional } from "../../onDemand.ts";
import { theoryPart } from "./lazy.ts";

/** Theory's prediction for a plan, and the lines of both directions as far as it reaches. */
export interface PictureTheory extends PlanTheory {
  /** Null where theory does not describe even the first layer. */
  readonly lines: { readonly forward: SignalTheory; readonly backward: SignalTheory } | null;
}

/** Before the code is there the charts show what is measured alone. */
const NOT_YET: PictureTheory = {
  layers: [],
  gap: null,
  gapLayer: null,
  loss: null,
  bands: null,
  lines: null,
};

/** The theory of a plan, computed once per set of numbers; a change of the seed alone does not repeat it. */
export function usePictureTheory(plan: Plan): PictureTheory {
  const code = useOptional(theoryPart);
  // eslint-disable-next-line react-hooks/exhaustive-deps -- equal keys mean equal plans
  return useMemo(() => code?.theoryOf(plan) ?? NOT_YET, [plan.key, code]);
}
