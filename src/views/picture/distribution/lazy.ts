/** Lazy views of the distributions. */
import { onDemand } from "../../onDemand.ts";

export const choicesPart = onDemand(() => import("./ViewChoices.tsx"));
export const ridgesPart = onDemand(() => import("./RidgesPlot.tsx"));
export const heatMapPart = onDemand(() => import("../../../charts/HeatMapRow.tsx"));
