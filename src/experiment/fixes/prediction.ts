/** Theory's prediction for a configuration, in the terms of a finding, before the run. */
import { normalDistribution } from "../../math/special.ts";
import { normalQuantile } from "../../math/quantile.ts";
import { activationById } from "../../catalog/activations.ts";
import type { Finding } from "../diagnosis/finding.ts";
import { trendOf } from "../diagnosis/trends.ts";
import { isBypassed } from "../layerLinks.ts";
import type { Plan } from "../plan.ts";
import { commonShare, inputRms } from "../readings.ts";
import { outputTheory, predict } from "../theory/theory.ts";
import type { LayerTheory, Theory } from "../theory/theory.ts";

export type Prediction =
  /**
   * Per layer: of the activations' std front to back, and of the gradients' norm per input back to front; and
   * |ln| of the largest change of either along the network.
   */
  | { readonly kind: "factors"; readonly forward: number; readonly backward: number; readonly size: number }
  /** The largest share of the power that all inputs have in common, over the layers. */
  | { readonly kind: "cosine"; readonly cosine: number }
  /** At the layer of the finding. */
  | { readonly kind: "saturated" | "dead"; readonly layer: number; readonly share: number }
  | { readonly kind: "loss"; readonly loss: number }
  /** Size of the first layer's outputs over that of its inputs. */
  | { readonly kind: "entry"; readonly factor: number }
  /** Whether the weights depend on the batch, so that only a run can tell. */
  | { readonly kind: "measured" };

/** Midpoints of equal shares of a standard normal: an expectation is a mean over them. */
const POINTS = 2048;
const NORMAL: readonly number[] = Array.from({ length: POINTS }, (_, index) =>
  normalQuantile((index + 0.5) / POINTS),
);

function expectation(of: (x: number) => number): number {
  return NORMAL.reduce((sum, x) => sum + of(x), 0) / POINTS;
}

/**
 * The layers whose outputs every signal passes, with the predictions of these outputs.
 * @param head a last layer that the finding leaves out, and a promise with it
 */
function streamOf({ layers }: Plan, theory: Theory, head: Finding["head"] = null): readonly LayerTheory[] {
  return theory.layers
    .slice(0, head === null ? undefined : -1)
    .filter(({ layerIndex }) => !isBypassed(layers, layerIndex))
    .map((layer) => ({ ...layer, ...outputTheory(layer) }));
}

function factors(plan: Plan, theory: Theory, head: Finding["head"]): Prediction | null {
  const stream = streamOf(plan, theory, head);
  const steps = (stream.at(-1)?.layerIndex ?? 0) - (stream[0]?.layerIndex ?? 0);
  const stds = stream.map(({ std }) => std);
  const norms = stream.map(
    ({ layerIndex, gradientRms }) => gradientRms * Math.sqrt(plan.layers[layerIndex]?.units ?? NaN),
  );
  if (steps < 1 || ![...stds, ...norms].every((value) => value > 0 && value < Infinity)) return null;
  const numbers = stream.map(({ layerIndex }) => layerIndex + 1);
  const sizeOf = (values: readonly number[]): number => trendOf(values, numbers, numbers)?.size ?? 0;
  return {
    kind: "factors",
    forward: ((stds.at(-1) ?? NaN) / (stds[0] ?? NaN)) ** (1 / steps),
    backward: ((norms[0] ?? NaN) / (norms.at(-1) ?? NaN)) ** (1 / steps),
    size: Math.max(sizeOf(stds), sizeOf(norms.toReversed())),
  };
}

/**
 * ln of the whole change that theory expects along the network: of the activations' std front to back, and
 * of the gradients' norm per input back to front. Infinite where a number leaves the range; null where theory
 * says nothing.
 */
export function expectedChanges(plan: Plan): { readonly forward: number; readonly backward: number } | null {
  const theory = predict(plan);
  if (theory.gap !== null) return null;
  const stream = streamOf(plan, theory);
  const [first, last] = [stream[0], stream.at(-1)];
  if (first === undefined || last === undefined) return null;
  const norm = ({ layerIndex, gradientRms }: LayerTheory): number =>
    gradientRms * Math.sqrt(plan.layers[layerIndex]?.units ?? NaN);
  const changes = { forward: Math.log(last.std / first.std), backward: Math.log(norm(first) / norm(last)) };
  return Number.isNaN(changes.forward) || Number.isNaN(changes.backward) ? null : changes;
}

/** The largest common power of the inputs. */
function mostAlike(plan: Plan, theory: Theory): Prediction | null {
  const shares = streamOf(plan, theory).map((layer) =>
    layer.stream === null ? commonShare(layer, plan.batch) : layer.cosine,
  );
  const cosine = Math.max(...shares);
  return Number.isFinite(cosine) ? { kind: "cosine", cosine } : null;
}

/** Mean and std of the activation's input at a layer. */
function seenBy(
  { layers }: Plan,
  theory: Theory,
  at: number,
): { readonly mean: number; readonly std: number } {
  const norm = layers[at]?.norm ?? null;
  const q = theory.layers[at]?.q ?? NaN;
  if (norm === null || norm.at !== "before") return { mean: 0, std: Math.sqrt(q) };
  const isRunning = norm.kind === "batch" && norm.statistics === "running";
  const scale = isRunning ? Math.sqrt(q / (1 + norm.epsilon)) : Math.sqrt(q / (q + norm.epsilon));
  return { mean: norm.beta, std: Math.abs(norm.gamma) * scale };
}

/** P(|phi'| < 0.06 max |phi'|). */
function saturatedShare(plan: Plan, theory: Theory, at: number): number {
  const layer = plan.layers[at];
  if (layer === undefined) return NaN;
  const { df } = activationById(layer.activation);
  const { mean, std } = seenBy(plan, theory, at);
  if (Number.isNaN(std)) return NaN;
  return expectation((x) =>
    Math.abs(df(mean + std * x, layer.activationParameter)) < layer.saturationThreshold ? 1 : 0,
  );
}

/**
 * P(z < 0 for every input): pre-activations of a unit that correlate by c are negative together with
 * probability E Phi((-m / s - sqrt c u) / sqrt(1 - c))^B. Exact for ReLU. The derivative of a smooth
 * activation is never exactly 0.
 */
function deadShare(plan: Plan, theory: Theory, at: number): number {
  const layer = plan.layers[at];
  if (layer === undefined || layer.activation !== "relu") return 0;
  const { mean, std } = seenBy(plan, theory, at);
  const centers = layer.norm?.kind === "batch" && layer.norm.at === "before";
  const before = theory.layers[at - 1]?.cosine ?? 0;
  const c = centers ? 0 : Math.min(1 - 1e-12, Math.max(0, before));
  return expectation(
    (u) => normalDistribution((-mean / std - Math.sqrt(c) * u) / Math.sqrt(1 - c)) ** plan.batch,
  );
}

/** Networks that may well be healthy although theory says nothing of them: a run decides. */
const ONLY_MEASURED: ReadonlySet<string> = new Set([
  "data_dependent_weights",
  "shared_weights",
  "averaged_statistics",
  "alpha_dropout",
  "dropout_before_norm",
  "gated_loss",
  "attention",
  "batch_normed_stream",
]);

/** The prediction for a finding; null where theory gives none. */
export function predictFor({ kind, layer, jump, head }: Finding, plan: Plan): Prediction | null {
  const theory = predict(plan);
  if (theory.gap !== null && ONLY_MEASURED.has(theory.gap)) return { kind: "measured" };
  if (theory.gap !== null) return null;
  if (jump?.layer === 1) return { kind: "entry", factor: (theory.layers[0]?.rms ?? NaN) / inputRms(plan) };
  if (kind === "collapsed" || kind === "alike") return mostAlike(plan, theory);
  if (kind === "saturated") return { kind, layer, share: saturatedShare(plan, theory, layer - 1) };
  if (kind === "dead") return { kind, layer, share: deadShare(plan, theory, layer - 1) };
  if (kind === "loss_high") return theory.loss === null ? null : { kind: "loss", loss: theory.loss };
  return factors(plan, theory, head);
}
