/** What the notices fetch apart from the first screen. */
import { onDemand } from "../onDemand.ts";

export const adjustmentPart = onDemand(() => import("./AdjustmentNotice.tsx"));
