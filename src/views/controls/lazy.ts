/** What the controls fetch apart from the first screen. */
import { onDemand } from "../onDemand.ts";

export const notePart = onDemand(() => import("./CatalogNote.tsx"));
export const rulesPart = onDemand(() => import("./LayerRules.tsx"));
export const keysPart = onDemand(() => import("../keys/Keys.tsx"));
