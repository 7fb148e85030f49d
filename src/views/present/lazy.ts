/** Lazy views that a teacher's link adds to the page. */
import { onDemand } from "../onDemand.ts";

export const modesPart = onDemand(() => import("./modes.ts"));
