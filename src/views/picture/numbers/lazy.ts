/** Lazy views of the numbers. */
import { onDemand } from "../../onDemand.ts";

export const factsPart = onDemand(() => import("./FactsList.tsx"));
export const numbersPart = onDemand(() => import("./LayerNumbers.tsx"));
export const tablePart = onDemand(() => import("./DataTable.tsx"));
