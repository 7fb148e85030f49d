/** The words of a diagnosis: its sentences, its numbers, its tone. */
import { activationById } from "../../catalog/activations.ts";
import type { PlannedActivation } from "../../catalog/activations.ts";
import {
  formatCosine,
  formatFactor,
  formatFixed,
  formatNumber,
  formatPercent,
  formatRatio,
  formatShare,
} from "../../charts/format.ts";
import { unitsOf } from "../../experiment/config.ts";
import type { ExperimentConfig } from "../../experiment/config.ts";
import type { Diagnosis, Disagreement, Finding, FindingKind } from "../../experiment/diagnosis/finding.ts";
import { isOfDraw } from "../../experiment/fixes/experiments.ts";
import type { CauseTrial } from "../../experiment/fixes/experiments.ts";
import type { Fix } from "../../experiment/fixes/fixes.ts";
import type { Prediction } from "../../experiment/fixes/prediction.ts";
import { planExperiment } from "../../experiment/plan.ts";
import { inputRms } from "../../experiment/readings.ts";
import { joinSentences } from "../../i18n/languages.ts";
import type { TranslateVerdict } from "../../i18n/verdictText.ts";
import type { VerdictTone } from "./Verdict.tsx";

const TONES: Readonly<Record<FindingKind, VerdictTone>> = {
  overflow: "bad",
  silent: "bad",
  symmetric: "bad",
  gradient_overflow: "bad",
  gradient_silent: "bad",
  exploding: "bad",
  vanishing: "bad",
  collapsed: "bad",
  saturated: "warn",
  dead: "warn",
  gradient_exploding: "warn",
  gradient_vanishing: "warn",
  loss_high: "warn",
  alike: "warn",
  healthy: "good",
};

/** Near one the later decimals matter. */
function cosineText(cosine: number): string {
  if (cosine < 0.995) return formatCosine(cosine);
  return cosine > 0.99995 ? "1.0000" : cosine.toFixed(4);
}

/** A growth as a number of times: `1.68 times`, `twice`. */
function timesText(factor: number, t: TranslateVerdict): string {
  const text = formatFactor(factor);
  return text === "2.00" ? t("times.two") : t("times", { factor: text });
}

/** Layers that stand out: `layer 6`, `layers 47–48`. */
function jumpText({ jump }: Finding, t: TranslateVerdict): string {
  if (jump === null) return "";
  const { layer, until } = jump;
  return layer === until ? t("jump.one", { layer }) : t("jump.several", { from: layer, until });
}

/** What all other layers do to the signal together: a factor near one is told in words. */
function restText({ jump, totalRatio, isPart }: Finding, t: TranslateVerdict): string {
  if (jump === null || isPart) return "";
  const rest = totalRatio / jump.factor;
  if (rest > 1 / LITTLE && rest < LITTLE) return t("rest.little");
  return rest < 1
    ? t("rest.keep", { rest: formatRatio(rest) })
    : t("rest.grow", { rest: timesText(rest, t) });
}

/** A change of all other layers by less than this factor is called little. */
const LITTLE = 1.5;

function parametersOf(finding: Finding, config: ExperimentConfig, t: TranslateVerdict) {
  const { layer, from, factorPerLayer, backwardFactor, totalRatio, jump } = finding;
  const jumpFactor = jump?.factor ?? NaN;
  return {
    layer,
    from,
    // Where gradients start from: a last layer that holds less of them is not what others are compared with.
    end: from === config.depth ? t("end.last") : t("jump.one", { layer: from }),
    factor: formatRatio(factorPerLayer),
    times: timesText(factorPerLayer, t),
    percent: formatPercent(factorPerLayer),
    backPercent: formatPercent(backwardFactor),
    ratio: totalRatio > 1 ? formatNumber(totalRatio) : formatRatio(totalRatio),
    until: finding.until,
    jumpLayer: jumpText(finding, t),
    jump: formatRatio(jumpFactor),
    jumpTimes: timesText(jumpFactor, t),
    share: formatShare(finding.share),
    cosine: cosineText(finding.cosine),
    loss: formatNumber(finding.loss),
    expected: formatNumber(finding.untrainedLoss),
    classes: unitsOf(config, config.depth - 1),
  };
}

function sentenceOf(finding: Finding, config: ExperimentConfig, t: TranslateVerdict): string {
  const { kind, factorPerLayer, backwardFactor, jump, share, cosine, isPart, until, layer, head } = finding;
  const parameters = parametersOf(finding, config, t);
  const hasFactor = Number.isFinite(factorPerLayer);
  switch (kind) {
    case "silent":
      if (hasFactor) return t("silent.factor", parameters);
      if (Number.isNaN(until)) return t(kind, parameters);
      return t(until === layer ? "silent.one" : "silent.until", parameters);
    case "overflow":
    case "gradient_overflow":
    case "gradient_silent":
      return t(hasFactor ? `${kind}.factor` : kind, parameters);
    case "exploding":
    case "vanishing":
      if (jump?.layer === 1) return t(`${kind}.entry`, parameters);
      if (jump !== null) return joinSentences(t(`${kind}.jump`, parameters), restText(finding, t));
      return t(isPart ? `${kind}.part` : kind, parameters);
    case "gradient_exploding":
    case "gradient_vanishing":
      if (jump !== null) return joinSentences(t(`${kind}.jump`, parameters), restText(finding, t));
      return t(isPart ? `${kind}.part` : kind, parameters);
    case "symmetric":
      return t(share === 1 ? kind : "symmetric.some", parameters);
    case "collapsed":
      return t(Number.isNaN(cosine) ? "collapsed.share" : kind, parameters);
    case "healthy":
      if (!hasFactor) return head === null ? t("healthy.single", parameters) : "";
      return t(Number.isNaN(backwardFactor) ? "healthy.forward" : kind, parameters);
    case "saturated":
    case "dead":
    case "loss_high":
    case "alike":
      return t(kind, parameters);
    default:
      return kind satisfies never;
  }
}

/** Notes on what the sentence leaves out, or measures in another way than the chart. */
function noteText({ kind, isByNorm, head }: Finding, t: TranslateVerdict): string {
  const isTold = kind === "healthy" || kind === "gradient_exploding" || kind === "gradient_vanishing";
  return joinSentences(
    isByNorm && head !== "zero" && isTold ? t("note.norm") : "",
    head === null ? "" : t(`note.head_${head}`),
  );
}

/** The second finding in a few words; the worst three findings never come second. */
function alsoText(finding: Finding | null, config: ExperimentConfig, t: TranslateVerdict): string {
  if (finding === null) return "";
  const { kind } = finding;
  if (kind === "overflow" || kind === "silent" || kind === "symmetric" || kind === "healthy") return "";
  const parameters = parametersOf(finding, config, t);
  const isTrend =
    kind === "exploding" ||
    kind === "vanishing" ||
    kind === "gradient_exploding" ||
    kind === "gradient_vanishing";
  if (finding.jump === null || !isTrend) return t(`also.${kind}`, parameters);
  const isEntry = finding.jump.layer === 1 && (kind === "exploding" || kind === "vanishing");
  return isEntry
    ? joinSentences(t("also.entry"), t(`${kind}.entry`, parameters))
    : t(`also.${kind}.jump`, parameters);
}

/** Two activations have another name in Chinese. */
function activationName(id: PlannedActivation, t: TranslateVerdict): string {
  return id === "linear" || id === "sin" ? t(`activation.${id}`) : activationById(id).label;
}

/** The widths that a change of size goes through: first, the extreme between, last. */
function widthsText({ jump }: Finding, config: ExperimentConfig): string {
  const { inputUnits, layers } = planExperiment(config);
  const units = layers.map((layer) => layer.units);
  const [first, last] = jump?.layer === 1 ? [inputUnits, units[0]] : [units[0], units.at(-1)];
  if (first === undefined || last === undefined) return "";
  const between = jump?.layer === 1 ? [] : units;
  const [least, most] = [Math.min(...between), Math.max(...between)];
  const extreme = least < Math.min(first, last) ? [least] : most > Math.max(first, last) ? [most] : [];
  return [first, ...extreme, last].join(" → ");
}

/** What a cause explains of a network that holds: why it loses, or grows. */
function latentPrefix(finding: Finding, t: TranslateVerdict): string {
  return t(finding.totalRatio < 1 ? "cause.loss" : "cause.growth");
}

function causeText(finding: Finding, config: ExperimentConfig, t: TranslateVerdict): string {
  const { cause, kind } = finding;
  if (cause === null) return "";
  const { own, weightStd, lawStd } = cause;
  const all = kind === "healthy" ? latentPrefix(finding, t) : t("cause.all");
  const prefix = own === null ? all : t(own.from === own.to ? "cause.layer" : "cause.layers", { ...own });
  const isOneUnit = cause.id === "dead_layer" && cause.units === 1;
  const reason = t(isOneUnit ? "cause.dead_layer.one" : `cause.${cause.id}`, {
    std: formatNumber(weightStd),
    lawStd: formatNumber(lawStd),
    law: t(`law.${cause.law}`, { frequency: formatNumber(config.frequency) }),
    times: formatNumber((lawStd / weightStd) ** 2),
    fanIn: cause.fanIn,
    units: cause.units,
    step: formatPercent(Math.sqrt(cause.chi)),
    atLayer: cause.layer,
    epsilon: formatNumber(config.epsilon),
    normVariance: formatNumber(cause.normVariance),
    activation: activationName(cause.activation, t),
    inputRms: formatNumber(inputRms(planExperiment(config))),
    batches: config.evaluationBatches,
    keep: formatNumber(config.keepProbability),
    power: formatFactor(1 / config.keepProbability),
    gamma: formatNumber(config.gamma),
    beta: formatNumber(config.beta),
    depth: config.depth,
    biasMean: formatNumber(config.biasMean),
    batch: config.batch,
    growth: formatFactor(cause.blockGrowth),
    widths: widthsText(finding, config),
  });
  return joinSentences(prefix, reason);
}

function outsideText(disagreement: Disagreement | null, t: TranslateVerdict): string {
  if (disagreement === null) return "";
  const { of, layer, ratio } = disagreement;
  const amount = ratio < 1 ? t("amount.part", { share: formatRatio(ratio) }) : timesText(ratio, t);
  return t(`outside.${of}`, { layer, amount });
}

/** What the trial of a cause has shown; of a draw, what other draws do. */
function trialText({ cause }: Finding, outcome: CauseTrial, t: TranslateVerdict): string {
  if (cause === null || outcome === "untried") return "";
  return t(isOfDraw(cause) ? `trial.${outcome}_draw` : `trial.${outcome}`);
}

export interface VerdictWords {
  readonly title: string;
  /** The sentences after the title. */
  readonly sentence: string;
  readonly tone: VerdictTone;
}

/** The verdict of a diagnosis in the language of `t`. */
export function verdictText(
  { main, also, disagreement }: Diagnosis,
  config: ExperimentConfig,
  t: TranslateVerdict,
  cause: CauseTrial = "untried",
): VerdictWords {
  return {
    title: t(`${main.kind}.title`),
    sentence: joinSentences(
      sentenceOf(main, config, t),
      noteText(main, t),
      causeText(main, config, t),
      trialText(main, cause, t),
      alsoText(also, config, t),
      outsideText(disagreement, t),
    ),
    tone: TONES[main.kind],
  };
}

/** Factors closer to one than this are told as one direction only. */
const SAME = 0.005;
/** Factors closer to each other than this are told as a range. */
const NEAR = 0.06;

/** What theory expects of a fix, and what a run has shown; nothing where there is neither. */
function promiseText({ prediction, measured = null }: Fix, t: TranslateVerdict): string {
  const expected = prediction?.kind === "measured" ? "" : effectText(prediction, t);
  if (measured === null) return prediction?.kind === "measured" ? t("promise.measured") : expected;
  const shown = effectText(measured, t);
  if (expected === "" || expected === shown) return shown;
  return t("promise.expected", { shown, expected: expected.replace("→ ", "") });
}

/** A factor of a fix, short: `71 %`, `105 %`; `×3.2` where per cent no longer read. */
function formatPassed(factor: number): string {
  return factor < 2 && factor >= 0.005 ? formatPercent(factor) : `×${formatFactor(factor)}`;
}

/** An effect in words. */
function effectText(prediction: Prediction | null, t: TranslateVerdict): string {
  if (prediction === null) return "";
  switch (prediction.kind) {
    case "factors": {
      const forward = formatPassed(prediction.forward);
      const backward = formatPassed(prediction.backward);
      const apart = Math.abs(Math.log(prediction.forward / prediction.backward));
      const isSame = apart < SAME || forward === backward;
      if (!isSame && apart < NEAR) {
        const [low, high] =
          prediction.forward < prediction.backward ? [forward, backward] : [backward, forward];
        return t("promise.range", { low, high });
      }
      return isSame ? t("promise.factor", { factor: forward }) : t("promise.both", { forward, backward });
    }
    case "entry":
      return t("promise.entry", { factor: formatPassed(prediction.factor) });
    case "cosine":
      return t("promise.cosine", { cosine: cosineText(prediction.cosine) });
    case "saturated":
    case "dead":
      return t(`promise.${prediction.kind}`, { share: formatShare(prediction.share) });
    case "loss":
      return t("promise.loss", { loss: formatFixed(prediction.loss) });
    case "measured":
      return t("promise.measured");
    default:
      return prediction satisfies never;
  }
}

/** The text of a fix's button. */
export interface FixWords {
  readonly name: string;
  readonly promise: string;
  readonly patch: Partial<ExperimentConfig>;
}

/** The button of a fix in the language of `t`. */
export function fixText(fix: Fix, t: TranslateVerdict, config: ExperimentConfig): FixWords {
  return { name: fixName(fix, t, config), promise: promiseText(fix, t), patch: fix.patch };
}

/** The name of a fix says what it changes; for the initialiser already chosen that is its gain. */
function fixName({ id, patch }: Fix, t: TranslateVerdict, config: ExperimentConfig): string {
  const gain = patch.initializerParameters?.gain;
  if (id === "xavier_normal" && gain !== undefined)
    return t("fix.xavier_normal.gain", { gain: formatNumber(gain) });
  if (id === "orthogonal" && gain !== undefined) {
    const key = config.initializer === "orthogonal" ? "fix.gain" : "fix.orthogonal.gain";
    return t(key, { gain: Math.abs(gain - Math.SQRT2) < 1e-6 ? "√2" : formatNumber(gain) });
  }
  return t(`fix.${id}`, {
    epsilon: formatNumber(patch.epsilon ?? config.epsilon),
    batch: patch.batch ?? config.batch,
    batches: patch.evaluationBatches ?? config.evaluationBatches,
  });
}
