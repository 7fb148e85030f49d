/** The parts of the screen that are fetched apart from the first one. */
import { onDemand } from "./onDemand.ts";

export const presetsPart = onDemand(() => import("./presets/Gallery.tsx"));
export const sharePart = onDemand(() => import("./header/ShareContent.tsx"));
export const claimsPart = onDemand(() => import("./claims/ClaimsList.tsx"));
export const lessonsPart = onDemand(() => import("./lessons/LessonsList.tsx"));
export const lessonPart = onDemand(() => import("./lessons/LessonPanel.tsx"));
export const tablePart = onDemand(() => import("./picture/numbers/DataTable.tsx"));
export const notePart = onDemand(() => import("./controls/CatalogueNote.tsx"));
export const rulesPart = onDemand(() => import("./controls/LayerRules.tsx"));
export const figuresPart = onDemand(() => import("./picture/numbers/LayerFigures.tsx"));
export const comparePart = onDemand(() => import("./compare/ComparePictures.tsx"));
export const sweepPart = onDemand(() => import("./compare/SweepStrip.tsx"));
export const choicesPart = onDemand(() => import("./picture/distribution/ViewChoices.tsx"));
export const heatMapPart = onDemand(() => import("../charts/HeatMapRow.tsx"));
export const ridgesPart = onDemand(() => import("./picture/distribution/RidgesPlot.tsx"));
export const passPart = onDemand(() => import("./picture/signal/PassButton.tsx"));
export const inspectorPart = onDemand(() => import("./inspector/InspectorHost.tsx"));
export const enginesPart = onDemand(() => import("./engine/EngineChoices.tsx"));
export const diagnosticsPart = onDemand(() => import("./engine/Diagnostics.tsx"));
export const factsPart = onDemand(() => import("./picture/numbers/FactsList.tsx"));
export const symbolsPart = onDemand(() => import("./formula/SymbolTip.tsx"));
export const updatePart = onDemand(() => import("./status/UpdateNotice.tsx"));
export const adjustmentPart = onDemand(() => import("./status/AdjustmentNotice.tsx"));
export const modesPart = onDemand(() => import("./present/modes.ts"));
export const keysPart = onDemand(() => import("./keys/Keys.tsx"));
export const printPart = onDemand(() => import("./export/PrintSheet.tsx"));
export const exportPart = onDemand(() => import("./export/ExportContent.tsx"));

/** All of them, in the order in which a visitor is likely to ask for them. */
export const VIEW_PARTS = [
  factsPart,
  inspectorPart,
  presetsPart,
  notePart,
  rulesPart,
  lessonsPart,
  lessonPart,
  sharePart,
  tablePart,
  comparePart,
  sweepPart,
  claimsPart,
  enginesPart,
  diagnosticsPart,
  updatePart,
  ridgesPart,
  heatMapPart,
  adjustmentPart,
  modesPart,
  exportPart,
] as const;
