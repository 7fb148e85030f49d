/** What the signal chart fetches apart from the first screen. */
import { onDemand } from "../../onDemand.ts";

export const passPart = onDemand(() => import("./PassButton.tsx"));
