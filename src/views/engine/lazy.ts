/** The lazy view that the engine's badge opens. */
import { onDemand } from "../onDemand.ts";

export const enginesPart = onDemand(() => import("./EngineChoices.tsx"));
