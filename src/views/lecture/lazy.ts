/** The command that adds to the lecture list: fetched when it is chosen, or before in idle time. */
import { onDemand } from "../onDemand.ts";

export const addPart = onDemand(() => import("./addToLecture.ts"));
