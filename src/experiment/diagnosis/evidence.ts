/** The input of the rules: the measured layers with their plan and its theory. */
import { weightStd } from "../../catalog/initializers.ts";
import type { ExperimentConfig } from "../config.ts";
import type { PlanTheory } from "../theory/planTheory.ts";
import { isBypassed } from "../layerLinks.ts";
import type { LayerPlan, Plan } from "../plan.ts";
import type { LayerResult, TensorStats } from "../result.ts";
import type { IntendedHead } from "./finding.ts";
import { LAW_LOW } from "./thresholds.ts";

/** A finished run, or a preview: the tensors of its charts are enough for the rules. */
export interface FinishedRun {
  readonly config: ExperimentConfig;
  readonly plan: Plan;
  readonly layers: readonly LayerResult[];
  /** The measured loss; null where the gradient was drawn. */
  readonly loss: number | null;
  readonly theory: PlanTheory;
  /** Whether the measurement covers the whole plan, so that its bands apply. */
  readonly isWhole: boolean;
}

/** A layer that both passes have reached: its output, a stream behind a block, and its gradient. */
export interface MeasuredLayer {
  readonly plan: LayerPlan;
  readonly result: LayerResult;
  readonly activation: TensorStats;
  readonly gradient: TensorStats;
}

export interface Evidence extends FinishedRun {
  readonly measured: readonly MeasuredLayer[];
  /**
   * Leaves out the inner layers of residual blocks, because the stream bypasses them. Leaves out a last layer
   * whose effect on the signal is intended, and a head that a final norm parts from an embedding.
   */
  readonly stream: readonly MeasuredLayer[];
  readonly head: IntendedHead;
}

/**
 * Whether an override makes the last layer, and only it, small. So does a law for sines of frequency omega_0,
 * which divides all weights by it, in a last layer without a sine. A last layer with an activation that no
 * other layer has gives outputs in units of their own.
 */
function headOf(run: FinishedRun): IntendedHead {
  const small = smallHeadOf(run);
  const [last, ...others] = run.plan.layers.toReversed();
  if (small !== null || last === undefined || others.length === 0) return small;
  const isShared = others.some(({ activation }) => activation === last.activation);
  return last.activation === "linear" || isShared ? null : "own_activation";
}

function smallHeadOf({ config, plan }: FinishedRun): "small" | "zero" | null {
  const last = plan.layers.at(-1);
  const isForSines = config.activation === "sin" && config.frequency > 1 && last?.activation !== "sin";
  const isOwn =
    isForSines || config.initializerOverrides.some(({ from, to }) => from === config.depth && to >= from);
  if (last === undefined || plan.layers.length < 2 || !isOwn) return null;
  // A final norm stands in front of the head and does not undo its size.
  if (last.norm !== null && last.norm.at !== "input") return null;
  const gain = last.fanIn * weightStd(last.weight, last.fanIn, last.units) ** 2;
  if (last.weight.kind === "constant") return last.weight.value === 0 ? "zero" : null;
  return gain < LAW_LOW ? "small" : null;
}

/** Whether layer 1 is an embedding: its inputs are one-hot, and its outputs have the std of its weights. */
export function isEmbedded({ task, input }: Plan): boolean {
  return task === undefined && input === "one_hot";
}

/** Null while a layer is still missing. */
export function gatherEvidence(run: FinishedRun): Evidence | null {
  const measured: MeasuredLayer[] = [];
  for (const plan of run.plan.layers) {
    const result = run.layers[plan.layerIndex];
    const isStream = plan.stream !== undefined;
    const activation = result?.tensors[isStream ? "stream" : "activation"];
    const gradient = result?.tensors[isStream ? "grad_stream" : "grad_activation"];
    if (result === undefined || activation === undefined || gradient === undefined) return null;
    measured.push({ plan, result, activation, gradient });
  }
  if (measured.length === 0) return null;
  const head = headOf(run);
  // A final norm parts the size of a head from that of an embedding.
  const isApart = isEmbedded(run.plan) && measured.length > 2 && measured.at(-1)?.plan.norm?.at === "input";
  const stream = measured
    .slice(0, head === null && !isApart ? undefined : -1)
    .filter(({ plan }) => !isBypassed(run.plan.layers, plan.layerIndex));
  return { ...run, measured, stream, head };
}

export function isNonFinite(stats: TensorStats | undefined): boolean {
  return stats !== undefined && stats.finite < stats.sketch.count;
}
