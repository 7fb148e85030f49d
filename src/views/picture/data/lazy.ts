/** The lazy code of the picture's data. */
import { onDemand } from "../../onDemand.ts";

export const theoryPart = onDemand(() => import("./theory.ts"));
