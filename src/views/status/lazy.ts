/** Lazy views of the notices. */
import { onDemand } from "../onDemand.ts";

export const adjustmentPart = onDemand(() => import("./AdjustmentNotice.tsx"));
