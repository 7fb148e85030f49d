/** The lazy drawing of the network. */
import { onDemand } from "../onDemand.ts";

export const networkPart = onDemand(() => import("./NetworkDrawing.tsx"));
