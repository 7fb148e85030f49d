/** Lazy views of a file of weights. */
import { onDemand } from "../onDemand.ts";

export const weightsPart = onDemand(() => import("./WeightsContent.tsx"));
