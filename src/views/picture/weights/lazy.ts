/** The slider of the weights' size: fetched after the first picture, beneath which it stands. */
import { onDemand } from "../../onDemand.ts";

export const scalePart = onDemand(() => import("./WeightScale.tsx"));
