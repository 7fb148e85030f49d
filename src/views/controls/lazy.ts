/** Lazy views of the controls. */
import { onDemand } from "../onDemand.ts";

export const notePart = onDemand(() => import("./CatalogNote.tsx"));
export const blocksPart = onDemand(() => import("./BlockControls.tsx"));
export const phiPart = onDemand(() => import("./PhiControl.tsx"));
export const recipesPart = onDemand(() => import("./RecipeControl.tsx"));
export const rulesPart = onDemand(() => import("./LayerRules.tsx"));
export const keysPart = onDemand(() => import("../keys/Keys.tsx"));
export const trainingControlsPart = onDemand(() => import("./TrainingControls.tsx"));
export const normFormulaPart = onDemand(() => import("./NormalizationFormula.tsx"));
