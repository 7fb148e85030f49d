/** Lazy views of App and PictureView. */
import { onDemand } from "./onDemand.ts";

export const inspectorPart = onDemand(() => import("./inspector/InspectorHost.tsx"));
export const lessonPart = onDemand(() => import("./lessons/LessonPanel.tsx"));
export const comparePart = onDemand(() => import("./compare/ComparePictures.tsx"));
export const sweepPart = onDemand(() => import("./compare/StudyPanel.tsx"));
export const symbolsPart = onDemand(() => import("./formula/SymbolTip.tsx"));
export const trainingPart = onDemand(() => import("./training/TrainingBar.tsx"));
export const updatePart = onDemand(() => import("./status/UpdateNotice.tsx"));
export const printPart = onDemand(() => import("./export/PrintSheet.tsx"));
