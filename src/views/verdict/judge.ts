/** The verdict on a picture in words, and suggested fixes. It is fetched beside the first picture. */
import { createElement } from "react";
import type { ReactNode } from "react";
import { diagnose } from "../../experiment/diagnosis/diagnose.ts";
import type { Diagnosis } from "../../experiment/diagnosis/diagnose.ts";
import type { ExperimentConfig } from "../../experiment/config.ts";
import {
  isRemoved,
  isWorthwhile,
  judgeCause,
  measuredEffect,
  trialOf,
  withoutCause,
} from "../../experiment/fixes/experiments.ts";
import type { CauseTrial } from "../../experiment/fixes/experiments.ts";
import { MOST_FIXES, suggestFixes } from "../../experiment/fixes/fixes.ts";
import type { Fix } from "../../experiment/fixes/fixes.ts";
import { planExperiment } from "../../experiment/plan.ts";
import type { Plan } from "../../experiment/plan.ts";
import type { RunResult } from "../../experiment/result.ts";
import { theoryOfPlan } from "../../experiment/theory/planTheory.ts";
import { predict } from "../../experiment/theory/theory.ts";
import type { Language } from "../../i18n/text.ts";
import { verdictTranslator } from "../../i18n/verdictText.ts";
import type { Picture } from "../../store/state.ts";
import { Terms } from "../terms/Terms.tsx";
import { fixText, verdictText } from "./verdictText.ts";
import type { FixWords, VerdictWords } from "./verdictText.ts";

export interface Judgement {
  readonly diagnosis: Diagnosis;
  readonly fixes: readonly Fix[];
  /** Causes and fixes are about the initialisation: a trained network is told what is there, not why. */
  readonly isTrained: boolean;
}

/** The diagnosis of a picture; null while one of its layers is missing. */
export function diagnosisOf({ config, plan, layers, loss, batch }: Picture): Diagnosis | null {
  const results = layers.flatMap((layer) => (layer === null ? [] : [layer.result]));
  const theory = theoryOfPlan(plan);
  return diagnose({ config, plan, layers: results, loss, theory, isWhole: batch === plan.batch });
}

/** The same with suggested fixes. */
export function judge(picture: Picture): Judgement | null {
  const diagnosis = diagnosisOf(picture);
  if (diagnosis === null) return null;
  if (picture.plan.trainedSteps === undefined)
    return { diagnosis, fixes: suggestFixes(picture.config, diagnosis.main), isTrained: false };
  return {
    diagnosis: { ...diagnosis, main: { ...diagnosis.main, cause: null } },
    fixes: [],
    isTrained: true,
  };
}

/** The words of a verdict, and its sentences with their terms marked. */
interface MarkedWords extends VerdictWords {
  readonly marked: ReactNode;
}

/** A judgement in words. @param cause the cause as trial runs have shown it */
export function words(
  { diagnosis, fixes }: Pick<Judgement, "diagnosis" | "fixes">,
  { config }: Picture,
  language: Language,
  cause: CauseTrial = "untried",
): { readonly text: MarkedWords; readonly fixes: readonly FixWords[] } {
  const t = verdictTranslator(language);
  const text = verdictText(diagnosis, config, t, cause);
  return {
    text: { ...text, marked: createElement(Terms, { sentence: text.sentence, language }) },
    fixes: fixes.map((fix) => fixText(fix, t, config)),
  };
}

/** Suggestions among which trial runs choose. */
const MOST_TRIED = 8;

/** Whether fixes are tried before they are offered: ways to break a healthy network need no proof. */
export function needsTrials({ diagnosis: { main }, isTrained }: Judgement): boolean {
  if (isTrained) return false;
  return main.kind !== "healthy" || main.cause !== null;
}

/** The results of the trial runs of a judgement. */
export interface Trials {
  readonly cause: CauseTrial;
  /** Fixes after which the finding was gone, those with a healthy network first. */
  readonly fixes: readonly Fix[];
}

/**
 * Runs the network without its cause, and after each fix that theory speaks for, with the same draws wherever
 * sizes are the same.
 * @param run runs a plan in the background; rejects when the trials are given up
 * @param onCause is told what has become of the cause, before the fixes are tried
 */
export async function tryOut(
  { config }: Picture,
  { diagnosis: { main } }: Judgement,
  run: (plan: Plan) => Promise<RunResult>,
  onCause?: (cause: CauseTrial) => void,
): Promise<Trials> {
  async function trial(next: ExperimentConfig) {
    const tried = trialOf(next);
    const plan = planExperiment(tried);
    const result = await run(plan);
    const theory = { ...predict(plan), bands: null };
    const { layers, loss } = result;
    const diagnosis = diagnose({ config: tried, plan, layers, loss, theory, isWhole: false });
    return diagnosis === null ? null : { diagnosis, effect: measuredEffect(main, plan, result) };
  }

  const others = main.cause === null ? [] : withoutCause(config, main.cause, main.kind);
  const without: Diagnosis[] = [];
  let cause = judgeCause(main, without, others.length);
  for (const other of others) {
    const tried = await trial(other);
    if (tried !== null) without.push(tried.diagnosis);
    cause = judgeCause(main, without, others.length);
    if (cause !== null) break;
  }
  // Networks without a diagnosis of their own decide nothing.
  cause ??= judgeCause(main, without, without.length) ?? "untried";
  onCause?.(cause);
  const cures: Fix[] = [];
  const relief: Fix[] = [];
  for (const fix of suggestFixes(config, main, MOST_TRIED)) {
    const tried = await trial({ ...config, ...fix.patch });
    if (tried === null || !isRemoved(main, tried.diagnosis)) continue;
    if (!isWorthwhile(main, tried.effect)) continue;
    (tried.diagnosis.main.kind === "healthy" ? cures : relief).push({ ...fix, measured: tried.effect });
    if (cures.length === MOST_FIXES) break;
  }
  return { cause, fixes: [...cures, ...relief].slice(0, MOST_FIXES) };
}
