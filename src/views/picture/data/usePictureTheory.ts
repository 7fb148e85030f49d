/** Theory beside the measurement, in code that is fetched after the first picture has begun. */
import { useMemo } from "react";
import type { Plan } from "../../../experiment/plan.ts";
import { useOptional } from "../../onDemand.ts";
import { theoryPart } from "./lazy.ts";
import type { PictureTheory } from "./pictureTheory.ts";

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
