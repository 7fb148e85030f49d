/** The diagnostics, apart from lazy.ts because EngineChoices, itself lazy, opens them. */
import { onDemand } from "../onDemand.ts";

export const diagnosticsPart = onDemand(() => import("./Diagnostics.tsx"));
