/** What the badge of the engine opens. */
import { onDemand } from "../onDemand.ts";

export const enginesPart = onDemand(() => import("./EngineChoices.tsx"));
