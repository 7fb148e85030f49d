/**
 * The rules: each tests the evidence for one finding. Thresholds are in thresholds.ts, causes in causes.ts.
 */
import { activationById } from "../../catalog/activations.ts";
import {
  backwardCause,
  collapseCause,
  deadCause,
  forwardCause,
  gradientSilenceCause,
  latentCause,
  logitsCause,
  saturationCause,
  silenceCause,
  symmetryCause,
} from "./causes.ts";
import { streamSource } from "../layerLinks.ts";
import { commonShare } from "../readings.ts";
import { isEmbedded, isNonFinite } from "./evidence.ts";
import type { Evidence, MeasuredLayer } from "./evidence.ts";
import type { Cause, Finding, FindingKind } from "./finding.ts";
import * as limits from "./thresholds.ts";
import { backwardTrend, entryFactor, forwardTrend, gradientNorm } from "./trends.ts";
import type { Trend } from "./trends.ts";

type Rule = (evidence: Evidence) => Finding | null;

function finding(kind: FindingKind, cause: Cause | null, more: Partial<Finding> = {}): Finding {
  return {
    kind,
    cause,
    layer: NaN,
    factorPerLayer: NaN,
    backwardFactor: NaN,
    from: NaN,
    totalRatio: NaN,
    until: NaN,
    isPart: false,
    isByNorm: false,
    head: null,
    jump: null,
    share: NaN,
    cosine: NaN,
    loss: NaN,
    untrainedLoss: NaN,
    ...more,
  };
}

const told = ({ layer, from, factorPerLayer, totalRatio, jump, isWhole }: Trend) => ({
  layer,
  from,
  factorPerLayer,
  totalRatio,
  jump,
  isPart: !isWhole,
});

const haveWidths = ({ stream }: Evidence): boolean => new Set(stream.map(({ plan }) => plan.units)).size > 1;

/** The trend of the layers before a layer that ends it, as the finding reports it. */
function trendBefore(evidence: Evidence, layerIndex: number): Trend | null {
  const stream = evidence.stream.filter(({ plan }) => plan.layerIndex < layerIndex);
  return forwardTrend({ stream });
}

const overflow: Rule = (evidence) => {
  const at = evidence.measured.findIndex(
    ({ activation, result }) => isNonFinite(activation) || isNonFinite(result.tensors.pre_activation),
  );
  if (at < 0) return null;
  const trend = trendBefore(evidence, at);
  const cause = trend === null ? null : forwardCause(evidence, trend);
  // A square has no factor per layer.
  const hasFactor = trend?.direction === "up" && cause?.id !== "squaring";
  return finding("overflow", cause, {
    factorPerLayer: hasFactor ? trend.factorPerLayer : NaN,
    layer: at + 1,
  });
};

const silent: Rule = (evidence) => {
  const { stream } = evidence;
  const found = stream.find(({ activation }) => activation.rms === 0);
  if (found === undefined) return null;
  const at = found.plan.layerIndex;
  const trend = trendBefore(evidence, at);
  const cause = silenceCause(evidence, at, trend);
  // Only what was close to the smallest number has become too small for it.
  const before = evidence.measured[at - 1]?.activation.rms ?? Infinity;
  const hasFactor = before < limits.UNDERFLOW_NEAR && trend?.direction === "down" && cause?.id !== "squaring";
  const factorPerLayer = hasFactor ? trend.factorPerLayer : NaN;
  // Sigmoid, for one, has nonzero outputs for zero inputs.
  const after = evidence.measured.slice(at).findIndex(({ activation }) => activation.rms > 0);
  return finding("silent", cause, { factorPerLayer, layer: at + 1, until: after < 0 ? NaN : at + after });
};

/**
 * Equal weights and no drawn bias: the units of such a layer are one unit. A branch that adds zero does not
 * count. Nor does a zero head, whose units learn from different targets.
 */
const symmetric: Rule = (evidence) => {
  const { layers } = evidence.plan;
  const same = layers.filter(
    (layer) =>
      !(evidence.head === "zero" && layer.layerIndex === layers.length - 1) &&
      layer.weight.kind === "constant" &&
      (layer.bias === null || layer.bias.kind === "constant") &&
      layer.units > 1 &&
      streamSource(layer) === null,
  );
  const [first] = same;
  if (first === undefined) return null;
  const isAll = same.length === layers.length;
  return finding("symmetric", symmetryCause(evidence, first.layerIndex, isAll), {
    layer: first.layerIndex + 1,
    share: same.length / layers.length,
  });
};

const gradientOverflow: Rule = (evidence) => {
  const at = evidence.stream.findLastIndex(({ gradient }) => isNonFinite(gradient));
  const layer = evidence.stream[at];
  if (layer === undefined) return null;
  const trend = backwardTrend({ stream: evidence.stream.slice(at + 1) });
  return finding("gradient_overflow", trend === null ? null : backwardCause(evidence, trend), {
    layer: layer.plan.layerIndex + 1,
    factorPerLayer: trend?.direction === "up" ? trend.factorPerLayer : NaN,
  });
};

const gradientSilent: Rule = (evidence) => {
  // A zero head passes no gradient back in the first step, as intended.
  if (evidence.head === "zero") return null;
  const at = evidence.stream.findLastIndex(({ gradient }) => gradient.rms === 0);
  const layer = evidence.stream[at];
  if (layer === undefined) return null;
  const trend = backwardTrend({ stream: evidence.stream.slice(at + 1) });
  return finding("gradient_silent", gradientSilenceCause(evidence, layer.plan, trend), {
    layer: layer.plan.layerIndex + 1,
    factorPerLayer: trend?.direction === "down" ? trend.factorPerLayer : NaN,
  });
};

/**
 * Layer 1 alone, where all other layers preserve its output. An embedding has a size of its own: it picks one
 * weight of each unit and adds up none.
 */
function entry(evidence: Evidence, kind: "exploding" | "vanishing"): Finding | null {
  if (isEmbedded(evidence.plan)) return null;
  const factor = entryFactor(evidence);
  const isBeyond = kind === "exploding" ? factor > limits.TENFOLD : factor < 1 / limits.TENFOLD;
  if (!isBeyond) return null;
  const step = { layer: 1, log: Math.log(factor) };
  const trend: Trend = {
    direction: factor > 1 ? "up" : "down",
    from: 0,
    isWhole: true,
    layer: 1,
    totalRatio: factor,
    factorPerLayer: factor,
    jump: { layer: 1, until: 1, factor },
    steps: [step],
    size: Math.abs(step.log),
  };
  return finding(kind, forwardCause(evidence, trend), told(trend));
}

const forward =
  (kind: "exploding" | "vanishing"): Rule =>
  (evidence) => {
    const trend = forwardTrend(evidence);
    const isBeyond = trend !== null && trend.size > Math.log(limits.TENFOLD);
    if (!isBeyond) return entry(evidence, kind);
    if ((trend.direction === "up") !== (kind === "exploding")) return null;
    if (kind === "exploding" && isCommon(evidence, trend)) return null;
    return finding(kind, forwardCause(evidence, trend), told(trend));
  };

/**
 * Whether a growing spread is one between units that all inputs share, as behind the mean of sigmoid, while
 * the inputs' differences do not grow: then inputs are alike, and nothing explodes.
 */
function isCommon({ stream, plan }: Evidence, { from, layer }: Trend): boolean {
  const at = (number: number) => stream.find((one) => one.plan.layerIndex === number - 1);
  const [first, last] = [at(from), at(layer)];
  if (first === undefined || last === undefined || plan.batch < 2) return false;
  const isAlike = distinctShare(last, plan.batch) < limits.COLLAPSED_DISTANCE;
  return isAlike && last.activation.batchStd <= limits.TENFOLD * first.activation.batchStd;
}

const backward =
  (kind: "gradient_exploding" | "gradient_vanishing"): Rule =>
  (evidence) => {
    const trend = backwardTrend(evidence);
    if (trend === null || trend.size <= Math.log(limits.TENFOLD)) return null;
    if ((trend.direction === "up") !== (kind === "gradient_exploding")) return null;
    return finding(kind, backwardCause(evidence, trend), {
      ...told(trend),
      isByNorm: haveWidths(evidence),
      head: evidence.head,
    });
  };

/**
 * Share of a layer's power that differs between inputs: the next layer can tell them apart by this share. The
 * cosine of raw outputs does not measure it where they have a mean: two positive numbers have cosine 1
 * whatever they are.
 */
function distinctShare({ activation }: MeasuredLayer, batch: number): number {
  return 1 - commonShare(activation, batch);
}

/** The cosine, where it agrees with the share: several units, and inputs of about equal length. */
function cosineOf({ result }: MeasuredLayer, limit: number): number {
  const { cosine } = result.similarity;
  return result.units > 1 && 1 - cosine < limit ? cosine : NaN;
}

/**
 * The least distinct layer from which on inputs are equal; a batch of one has no pairs. Outputs of the last
 * layer that start at phi(0), as those of sigmoid do, feed no further layer: behind hidden layers that tell
 * inputs apart, their common part is harmless.
 */
const collapsed: Rule = (evidence) => {
  if (evidence.plan.batch < 2) return null;
  const { batch, layers } = evidence.plan;
  const isHarmless = ({ plan }: MeasuredLayer): boolean =>
    layers.length > 1 &&
    plan.layerIndex === layers.length - 1 &&
    activationById(plan.activation).f(0, plan.activationParameter) !== 0;
  const at = evidence.stream.find(
    (layer) => distinctShare(layer, batch) < limits.COLLAPSED_DISTANCE && !isHarmless(layer),
  );
  if (at === undefined) return null;
  return finding("collapsed", collapseCause(evidence), {
    layer: at.plan.layerIndex + 1,
    cosine: cosineOf(at, 2 * limits.COLLAPSED_DISTANCE),
    share: at.activation.batchStd / at.activation.rms,
  });
};

const alike: Rule = (evidence) => {
  const last = evidence.stream.at(-1);
  if (evidence.plan.batch < 2 || last === undefined) return null;
  const cosine = cosineOf(last, limits.ALIKE_DISTANCE);
  if (Number.isNaN(cosine) || distinctShare(last, evidence.plan.batch) >= limits.ALIKE_DISTANCE) return null;
  return finding("alike", collapseCause(evidence), { layer: last.plan.layerIndex + 1, cosine });
};

/** A rectifier is flat on half of its domain by design, and a sine has no lasting flat part. */
const saturated: Rule = (evidence) => {
  const candidates = evidence.measured.filter(({ plan }) => {
    const { family, period } = activationById(plan.activation);
    return family !== "rectifier" && period === undefined;
  });
  const [worst] = candidates.toSorted((a, b) => b.result.saturated - a.result.saturated);
  if (worst === undefined || !(worst.result.saturated > limits.SATURATED_SHARE)) return null;
  const { layerIndex } = worst.plan;
  return finding("saturated", saturationCause(evidence, layerIndex), {
    layer: layerIndex + 1,
    share: worst.result.saturated,
  });
};

const dead: Rule = (evidence) => {
  const excess = ({ result }: (typeof evidence.measured)[number]) =>
    result.deadUnits - limits.DEAD_SHARE - (limits.DEAD_DEVIATIONS * 0.5) / Math.sqrt(result.units);
  const [worst] = evidence.measured.toSorted((a, b) => excess(b) - excess(a));
  if (worst === undefined || !(excess(worst) > 0)) return null;
  return finding("dead", deadCause(evidence, worst.plan), {
    layer: worst.plan.layerIndex + 1,
    share: worst.result.deadUnits,
  });
};

const lossHigh: Rule = (evidence) => {
  const { loss, plan } = evidence;
  const untrainedLoss = Math.log(plan.layers.at(-1)?.units ?? NaN);
  if (loss === null || plan.gradient !== "cross_entropy") return null;
  if (!(loss > untrainedLoss + limits.LOSS_EXCESS)) return null;
  return finding("loss_high", logitsCause(evidence), { layer: plan.layers.length, loss, untrainedLoss });
};

/** From the most to the least severe, as in FINDINGS. */
const RULES: readonly Rule[] = [
  overflow,
  silent,
  symmetric,
  gradientOverflow,
  gradientSilent,
  dead,
  forward("exploding"),
  forward("vanishing"),
  collapsed,
  saturated,
  backward("gradient_exploding"),
  backward("gradient_vanishing"),
  lossHigh,
  alike,
];

/** All rules that apply, the most severe first. */
export function allFindings(evidence: Evidence): Finding[] {
  return RULES.flatMap((rule) => rule(evidence) ?? []);
}

/** The remarks on a network without findings. */
export function healthy(evidence: Evidence): Finding {
  const { stream, head } = evidence;
  const [first] = stream;
  const last = stream.at(-1);
  const steps = (last?.plan.layerIndex ?? 0) - (first?.plan.layerIndex ?? 0);
  const perLayer = (ratio: number): number => (steps === 0 ? NaN : ratio ** (1 / steps));
  const norm = (layer: MeasuredLayer | undefined): number =>
    layer === undefined ? NaN : gradientNorm(layer);
  const totalRatio = (last?.activation.std ?? NaN) / (first?.activation.std ?? NaN);
  const cause = latentCause(evidence);
  return finding("healthy", cause, {
    layer: evidence.measured.length,
    totalRatio,
    factorPerLayer: perLayer(totalRatio),
    backwardFactor: head === "zero" ? NaN : perLayer(norm(first) / norm(last)),
    isByNorm: haveWidths(evidence),
    head,
  });
}
