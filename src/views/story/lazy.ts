/** The opening story: fetched only where the empty address has been opened. */
import { onDemand } from "../onDemand.ts";

export const storyPart = onDemand(() => import("./Story.tsx"));
