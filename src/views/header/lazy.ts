/** Lazy views of the header's dialogs: fetched when they are opened, or before in idle time. */
import { onDemand } from "../onDemand.ts";

export const presetsPart = onDemand(() => import("../presets/Gallery.tsx"));
export const lessonsPart = onDemand(() => import("../lessons/LessonsList.tsx"));
export const sharePart = onDemand(() => import("./ShareContent.tsx"));
export const claimsPart = onDemand(() => import("../claims/ClaimsList.tsx"));
export const helpPart = onDemand(() => import("./HelpContent.tsx"));
export const codePart = onDemand(() => import("../code/CodeContent.tsx"));
export const exportPart = onDemand(() => import("../export/ExportContent.tsx"));
