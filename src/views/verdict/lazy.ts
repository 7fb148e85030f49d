/** Rules and words of the verdict: on their way while the first run computes. */
import { onDemand } from "../onDemand.ts";

export const judgePart = onDemand(() => import("./judge.ts"));
