/** Lazy views of a file of one's own. */
import { onDemand } from "../onDemand.ts";

export const csvPart = onDemand(() => import("./CsvControl.tsx"));
