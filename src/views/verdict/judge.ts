/** The verdict on a picture, in words, and what to try next: fetched beside the first picture. */
import { diagnose } from "../../experiment/diagnosis/diagnose.ts";
import type { Diagnosis } from "../../experiment/diagnosis/diagnose.ts";
import { suggestFixes } from "../../experiment/fixes/fixes.ts";
import type { Fix } from "../../experiment/fixes/fixes.ts";
import { theoryOfPlan } from "../../experiment/theory/planTheory.ts";
import type { Language } from "../../i18n/text.ts";
import { verdictTranslator } from "../../i18n/verdictText.ts";
import type { Picture } from "../../store/state.ts";
import { fixText, verdictText } from "./verdictText.ts";
import type { FixWords, VerdictWords } from "./verdictText.ts";

export interface Judgement {
  readonly diagnosis: Diagnosis;
  readonly fixes: readonly Fix[];
}

/** What is the matter with a picture; null while one of its layers is missing. */
export function diagnosisOf({ config, plan, layers, loss, batch }: Picture): Diagnosis | null {
  const results = layers.flatMap((layer) => (layer === null ? [] : [layer.result]));
  const theory = theoryOfPlan(plan);
  return diagnose({ config, plan, layers: results, loss, theory, isWhole: batch === plan.batch });
}

/** The same with what to try next. */
export function judge(picture: Picture): Judgement | null {
  const diagnosis = diagnosisOf(picture);
  return diagnosis === null ? null : { diagnosis, fixes: suggestFixes(picture.config, diagnosis.main) };
}

/** A judgement in words. */
export function words(
  { diagnosis, fixes }: Judgement,
  { config }: Picture,
  language: Language,
): { readonly text: VerdictWords; readonly fixes: readonly FixWords[] } {
  const t = verdictTranslator(language);
  return { text: verdictText(diagnosis, config, t), fixes: fixes.map((fix) => fixText(fix, t, config)) };
}
