/** The glossary, fetched once the page is at rest. */
import { onDemand } from "../onDemand.ts";

export const glossaryPart = onDemand(() => import("./glossary.ts"));
