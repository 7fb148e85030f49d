/**
 * The verdict on a finished run: findings with their numbers and causes, from measurement and theory. The
 * words are in i18n; docs/model.md states the rules for readers.
 */
import { findDisagreement } from "./agreement.ts";
import { gatherEvidence } from "./evidence.ts";
import type { FinishedRun } from "./evidence.ts";
import type { Diagnosis, Finding, FindingKind } from "./finding.ts";
import { allFindings, healthy } from "./rules.ts";
import { CLEARLY_WORSE, GRADIENT_LEADS } from "./thresholds.ts";

export type { Diagnosis } from "./finding.ts";

/** The consequences of each finding: beside it they are not reported. */
const EXPLAINED: Readonly<Record<FindingKind, readonly FindingKind[] | "everything">> = {
  overflow: "everything",
  silent: "everything",
  symmetric: "everything",
  gradient_overflow: ["gradient_exploding", "loss_high", "alike"],
  gradient_silent: ["gradient_vanishing", "loss_high", "alike", "dead", "saturated"],
  // When most units are dead, the size of the rest of the signal says little.
  dead: ["exploding", "vanishing", "collapsed", "gradient_exploding", "gradient_vanishing", "alike"],
  exploding: ["gradient_exploding", "saturated", "loss_high", "alike"],
  vanishing: ["gradient_vanishing", "loss_high", "alike"],
  collapsed: ["dead", "gradient_vanishing", "alike", "loss_high"],
  saturated: ["gradient_vanishing", "loss_high", "alike"],
  gradient_exploding: ["loss_high"],
  gradient_vanishing: [],
  loss_high: [],
  alike: [],
  healthy: [],
};

function isExplained(finding: Finding, by: Finding): boolean {
  const explained = EXPLAINED[by.kind];
  return explained === "everything" || explained.includes(finding.kind);
}

const isTrend = ({ kind }: Finding): boolean =>
  ["exploding", "vanishing", "gradient_exploding", "gradient_vanishing"].includes(kind);

const size = ({ totalRatio }: Finding): number => Math.abs(Math.log(totalRatio));

/** When the network cannot learn, or values are not finite, the loss adds nothing. */
const isBeyondLoss = ({ kind }: Finding): boolean =>
  EXPLAINED[kind] === "everything" || kind === "gradient_overflow" || kind === "gradient_silent";

/**
 * Trends are compared by size: a gradient that is off by ten powers of ten outranks a signal that is off by
 * one.
 */
function worstFirst(findings: readonly Finding[]): readonly Finding[] {
  const [first] = findings;
  // A visitor who sets a loss asks about it: a loss far from ln K comes first.
  const loss = findings.find(({ kind }) => kind === "loss_high");
  if (loss !== undefined && first !== undefined && !isBeyondLoss(first))
    return [loss, ...findings.filter((finding) => finding !== loss)];
  const backward = findings.find(({ kind }) => kind.startsWith("gradient"));
  if (first === undefined || backward === undefined || EXPLAINED[first.kind] === "everything")
    return findings;
  const least = isTrend(first) ? CLEARLY_WORSE * size(first) : Math.log(GRADIENT_LEADS);
  if (!isTrend(backward) || size(backward) <= least) return findings;
  return [backward, ...findings.filter((finding) => finding !== backward)];
}

/** The verdict on a finished run or a preview; null while a layer is still missing. */
export function diagnose(run: FinishedRun): Diagnosis | null {
  const evidence = gatherEvidence(run);
  if (evidence === null) return null;
  const findings = worstFirst(allFindings(evidence));
  // Inputs that are alike but distinct are a remark, never the verdict.
  const main = findings.find(({ kind }) => kind !== "alike") ?? healthy(evidence);
  return {
    main,
    also: findings.find((finding) => finding !== main && !isExplained(finding, main)) ?? null,
    disagreement: EXPLAINED[main.kind] === "everything" ? null : findDisagreement(evidence),
  };
}
