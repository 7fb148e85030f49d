/** Lazy views of a training; those of its bar alone are in barLazy.ts, and no part of the first visit. */
import { onDemand } from "../onDemand.ts";

export const trainedVerdictPart = onDemand(() => import("./TrainedVerdict.tsx"));
export const trainedPart = onDemand(() => import("./TrainedRows.tsx"));
