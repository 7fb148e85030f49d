/** Rules and words of the verdict, fetched while the first run computes. */
import { onDemand } from "../onDemand.ts";

export const judgePart = onDemand(() => import("./judge.ts"));
