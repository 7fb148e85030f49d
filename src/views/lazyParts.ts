/**
 * Every lazy view, for fetching in idle time; each folder declares its own in a lazy.ts. Fetched itself after
 * the first picture.
 */
import {
  blocksPart,
  keysPart,
  normFormulaPart,
  notePart,
  phiPart,
  recipesPart,
  rulesPart,
  trainingControlsPart,
} from "./controls/lazy.ts";
import { diagnosticsPart } from "./engine/diagnosticsLazy.ts";
import { enginesPart } from "./engine/lazy.ts";
import {
  claimsPart,
  codePart,
  exportPart,
  helpPart,
  lessonsPart,
  presetsPart,
  sharePart,
} from "./header/lazy.ts";
import {
  comparePart,
  inspectorPart,
  lessonPart,
  printPart,
  sweepPart,
  symbolsPart,
  trainingPart,
  updatePart,
} from "./lazy.ts";
import { choicesPart, heatMapPart, ridgesPart } from "./picture/distribution/lazy.ts";
import { theoryPart } from "./picture/data/lazy.ts";
import { factsPart, numbersPart, tablePart } from "./picture/numbers/lazy.ts";
import { networkPart } from "./picture/lazy.ts";
import { stripsPart } from "./picture/strips/lazy.ts";
import { scalePart } from "./picture/weights/lazy.ts";
import { gapPart, passPart } from "./picture/signal/lazy.ts";
import { addPart } from "./lecture/lazy.ts";
import { glossaryPart } from "./terms/lazy.ts";
import { modesPart } from "./present/lazy.ts";
import { storyPart } from "./story/lazy.ts";
import { adjustmentPart } from "./status/lazy.ts";
import { csvPart } from "./table/lazy.ts";
import { boundaryPart, layerStepsPart } from "./training/barLazy.ts";
import { trainedPart, trainedVerdictPart } from "./training/lazy.ts";
import { judgePart } from "./verdict/lazy.ts";
import { weightsPart } from "./weights/lazy.ts";

/**
 * All lazy views, in the order in which a visitor is likely to ask for them; the first few belong to the
 * first picture.
 */
export const LAZY_PARTS = [
  theoryPart,
  networkPart,
  stripsPart,
  gapPart,
  judgePart,
  storyPart,
  choicesPart,
  numbersPart,
  passPart,
  scalePart,
  keysPart,
  symbolsPart,
  glossaryPart,
  factsPart,
  inspectorPart,
  presetsPart,
  notePart,
  normFormulaPart,
  blocksPart,
  phiPart,
  recipesPart,
  rulesPart,
  lessonsPart,
  lessonPart,
  sharePart,
  helpPart,
  tablePart,
  comparePart,
  sweepPart,
  claimsPart,
  enginesPart,
  diagnosticsPart,
  printPart,
  updatePart,
  ridgesPart,
  heatMapPart,
  adjustmentPart,
  trainingPart,
  trainingControlsPart,
  boundaryPart,
  trainedVerdictPart,
  trainedPart,
  layerStepsPart,
  csvPart,
  modesPart,
  addPart,
  exportPart,
  codePart,
  weightsPart,
] as const;
