/** Lists that dialogs show; the first screen does not need them. */
import { onDemand } from "../views/onDemand.ts";

/** The lists, each fetched once. */
export const library = {
  lectures: onDemand(() => import("../content/lectures/lecture.ts")),
  lessons: onDemand(() => import("../content/lessons/library.ts")),
  presets: onDemand(async () => (await import("../content/presets/presets.ts")).presets),
  code: onDemand(() => import("./codeWriter.ts")),
  boundary: onDemand(() => import("../engine/boundary/boundaryPool.ts")),
  jacobian: onDemand(() => import("../engine/jacobian/measureJacobian.ts")),
  claims: onDemand(async () => (await import("../content/claims/claims.ts")).claims),
} as const;
