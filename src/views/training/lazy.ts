/** Lazy views of the bar of training. */
import { onDemand } from "../onDemand.ts";

export const trainedVerdictPart = onDemand(() => import("./TrainedVerdict.tsx"));
export const trainedPart = onDemand(() => import("./TrainedRows.tsx"));
export const layerStepsPart = onDemand(() => import("./LayerSteps.tsx"));
export const boundaryPart = onDemand(() => import("./Boundary.tsx"));
