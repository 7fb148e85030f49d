/** Lazy views of the signal chart. */
import { onDemand } from "../../onDemand.ts";

export const gapPart = onDemand(() => import("./GapReason.tsx"));
export const passPart = onDemand(() => import("./PassButton.tsx"));
