/** The lazy strips. */
import { onDemand } from "../../onDemand.ts";

export const stripsPart = onDemand(() => import("./StripsChart.tsx"));
