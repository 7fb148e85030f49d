/**
 * The verdict on a step of a trace, from measurements alone: nothing is known of the laws of its weights, so
 * there is no theory beside it. Data only; the words are in i18n.
 */
import { SHOWN_TENSOR_IDS, statsOf } from "../result.ts";
import type { ShownTensorId, TensorStats } from "../result.ts";
import { updateRatio } from "../training/snapshot.ts";
import type { Snapshot, SnapshotLayer } from "../training/snapshot.ts";
import type { Plan } from "../plan.ts";
import { COLLAPSED_DISTANCE, DEAD_DEVIATIONS, DEAD_SHARE, TENFOLD } from "../diagnosis/thresholds.ts";

/** What a step shows, the worse first. */
export const TRACE_FINDINGS = [
  "notFinite",
  "lossLost",
  "silent",
  "symmetric",
  "dead",
  "exploding",
  "vanishing",
  "collapsed",
  "gradientExploding",
  "gradientVanishing",
  "lossRises",
  "rateLarge",
  "rateSmall",
  "healthy",
] as const;
export type TraceFindingKind = (typeof TRACE_FINDINGS)[number];

export interface TraceFinding {
  readonly kind: TraceFindingKind;
  /** Index of the layer that shows it; where a trend ends. */
  readonly layer: number;
  /** Where a trend begins. */
  readonly from: number;
  /** Of a number that is not finite. */
  readonly tensor: ShownTensorId;
  /** The share, ratio or factor that was measured; NaN where there is none. */
  readonly value: number;
}

/** As the verdict on training has them: ten times off the usual 1e-3, and more. */
const RATES = { low: 1e-4, high: 2e-2 } as const;
/** A loss this many times the first one is no noise of a mini-batch. */
const RISEN = 1.5;
/** A spread below this share of the size is rounding. */
const SAME_UNITS = 1e-5;
/** Fewer layers have no trend. */
const LEAST_LAYERS = 3;

const rmsOf = (stats: TensorStats | undefined): number => stats?.rms ?? NaN;

/** Norm of a layer's gradient for one input. */
const gradientNorm = ({ tensors, units }: SnapshotLayer): number =>
  rmsOf(tensors.grad_activation) * Math.sqrt(units);

function firstNotFinite(layers: readonly SnapshotLayer[]): TraceFinding | null {
  for (const [layer, own] of layers.entries())
    for (const tensor of SHOWN_TENSOR_IDS) {
      const stats = statsOf(own, tensor);
      if (stats === undefined || stats.finite === stats.sketch.count) continue;
      const value = 1 - stats.finite / stats.sketch.count;
      return { kind: "notFinite", layer, from: layer, tensor, value };
    }
  return null;
}

/**
 * The layers of the kind that has most weights: signals of different kinds do not compare. A network without
 * weights in its trace has all its layers.
 */
export function mainLayers({ layers: plans }: Plan, layers: readonly SnapshotLayer[]): readonly number[] {
  const byKind = new Map<string, number[]>();
  for (const [index, own] of layers.entries()) {
    if (own.tensors.activation === undefined || own.tensors.weight === undefined) continue;
    const kind = plans[index]?.recorded?.kind ?? "";
    byKind.set(kind, [...(byKind.get(kind) ?? []), index]);
  }
  const [most] = [...byKind.values()].toSorted((a, b) => b.length - a.length);
  if (most !== undefined && most.length >= LEAST_LAYERS) return most;
  return layers.flatMap(({ tensors }, index) => (tensors.activation === undefined ? [] : [index]));
}

function middle(values: readonly number[]): number {
  const known = values.filter(Number.isFinite).toSorted((a, b) => a - b);
  return known[known.length >> 1] ?? NaN;
}

/** Units that all answer alike, for weights without a spread. */
function isSymmetric({ tensors: { activation, weight }, units }: SnapshotLayer): boolean {
  if (activation === undefined || weight === undefined || units < 2) return false;
  return (
    weight.std <= SAME_UNITS * Math.max(weight.rms, Number.MIN_VALUE) &&
    activation.unitStd <= SAME_UNITS * Math.max(activation.rms, Number.MIN_VALUE)
  );
}

function isDead({ deadUnits, units }: SnapshotLayer): boolean {
  return deadUnits > DEAD_SHARE + DEAD_DEVIATIONS * Math.sqrt(0.25 / units);
}

/** A change over layers of one kind: the number of the last over that of the first. */
interface Trend {
  readonly from: number;
  readonly layer: number;
  readonly value: number;
}

function trendOf(
  indices: readonly number[],
  layers: readonly SnapshotLayer[],
  numberOf: (layer: SnapshotLayer) => number,
): Trend | null {
  const known = indices.filter((index) => {
    const own = layers[index];
    return own !== undefined && numberOf(own) > 0 && Number.isFinite(numberOf(own));
  });
  const [from, layer] = [known[0], known.at(-1)];
  if (from === undefined || layer === undefined || known.length < LEAST_LAYERS) return null;
  const [first, last] = [layers[from], layers[layer]];
  if (first === undefined || last === undefined) return null;
  return { from, layer, value: numberOf(last) / numberOf(first) };
}

/** The verdict on the shown snapshot of a trace; null where there is none. */
export function traceFinding(plan: Plan, snapshots: readonly Snapshot[], shown: number): TraceFinding | null {
  const [start, snapshot] = [snapshots[0], snapshots[shown]];
  if (start === undefined || snapshot === undefined) return null;
  const { layers } = snapshot;
  const last = Math.max(0, layers.length - 1);
  const finding = (kind: TraceFindingKind, value = NaN, layer = last, from = layer): TraceFinding => ({
    kind,
    value,
    layer,
    from,
    tensor: "activation",
  });
  const notFinite = firstNotFinite(layers);
  if (notFinite !== null) return notFinite;
  if (snapshot.loss === null && start.loss !== null) return finding("lossLost");
  const at = (test: (layer: SnapshotLayer) => boolean): number => layers.findIndex(test);
  const silent = at(({ tensors }) => tensors.activation?.rms === 0);
  if (silent >= 0) return finding("silent", 0, silent);
  const symmetric = at(isSymmetric);
  if (symmetric >= 0) return finding("symmetric", NaN, symmetric);
  const dead = at(isDead);
  if (dead >= 0) return finding("dead", layers[dead]?.deadUnits, dead);

  const main = mainLayers(plan, layers);
  const forward = trendOf(main, layers, ({ tensors }) => rmsOf(tensors.activation));
  if (forward !== null && forward.value >= TENFOLD)
    return finding("exploding", forward.value, forward.layer, forward.from);
  if (forward !== null && forward.value <= 1 / TENFOLD)
    return finding("vanishing", 1 / forward.value, forward.layer, forward.from);
  const hidden = layers.slice(0, -1);
  const alike = hidden.findIndex(({ similarity }) => 1 - similarity.cosine < COLLAPSED_DISTANCE);
  if (alike >= 0) return finding("collapsed", layers[alike]?.similarity.cosine, alike);
  const backward = trendOf(main, layers, gradientNorm);
  // A gradient grows on its way back where the first layer has more of it than the last.
  if (backward !== null && backward.value <= 1 / TENFOLD)
    return finding("gradientExploding", 1 / backward.value, backward.from, backward.layer);
  if (backward !== null && backward.value >= TENFOLD)
    return finding("gradientVanishing", backward.value, backward.from, backward.layer);
  const { loss } = snapshot;
  if (loss !== null && start.loss !== null && start.loss > 0 && loss > RISEN * start.loss)
    return finding("lossRises", loss / start.loss);
  const ratios = layers.map(updateRatio);
  const rate = middle(ratios);
  const ofRate = (best: number): number => Math.max(0, ratios.indexOf(best));
  const known = ratios.filter(Number.isFinite);
  if (rate > RATES.high) return finding("rateLarge", rate, ofRate(Math.max(...known)));
  if (rate < RATES.low) return finding("rateSmall", rate, ofRate(Math.min(...known)));
  return finding("healthy", rate);
}
