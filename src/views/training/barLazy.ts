/** Lazy views that only the bar of training opens. */
import { onDemand } from "../onDemand.ts";

export const layerStepsPart = onDemand(() => import("./LayerSteps.tsx"));
export const boundaryPart = onDemand(() => import("./Boundary.tsx"));
