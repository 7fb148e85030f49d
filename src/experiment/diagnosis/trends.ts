/**
 * The change of a signal through the network: the whole change, the place of most of it, and the change that
 * theory expects.
 */
import { activationById } from "../../catalog/activations.ts";
import { biasMeanOf } from "../../catalog/initializers.ts";
import { inputRms } from "../readings.ts";
import type { LayerPlan, Plan } from "../plan.ts";
import { outputTheory } from "../theory/theory.ts";
import type { Theory } from "../theory/theory.ts";
import type { Evidence, MeasuredLayer } from "./evidence.ts";
import type { Finding } from "./finding.ts";
import {
  BIASES_LEAD,
  JUMP_LEAST_STEPS,
  JUMP_RUN,
  JUMP_SHARE,
  JUMP_SHARE_OF_FEW,
  TENFOLD,
} from "./thresholds.ts";

/** One step from layer to layer. */
interface Step {
  /** 1-based: the layer that makes the step. */
  readonly layer: number;
  /** ln of its factor. */
  readonly log: number;
}

export interface Trend extends Pick<Finding, "layer" | "factorPerLayer" | "totalRatio" | "jump"> {
  readonly direction: "up" | "down";
  /** 1-based layer at which the change starts; `layer` is the one at which it ends. */
  readonly from: number;
  readonly steps: readonly Step[];
  /** Whether the change lasts to the other end of the network. */
  readonly isWhole: boolean;
  /** |ln| of the whole change. */
  readonly size: number;
}

/**
 * The shortest run of neighbouring steps that makes most of a change, if it stands out from the typical step:
 * one layer, or few of many.
 */
function jumpOf(steps: readonly Step[], total: number, stepCount: number): Finding["jump"] {
  if (stepCount < 2) return null;
  const share = stepCount > JUMP_LEAST_STEPS ? JUMP_SHARE : JUMP_SHARE_OF_FEW;
  const longest = Math.max(1, Math.floor(stepCount / JUMP_RUN));
  for (let length = 1; length <= longest; length++) {
    for (let at = 0; at + length <= steps.length; at++) {
      const run = steps.slice(at, at + length);
      const log = run.reduce((sum, step) => sum + step.log, 0);
      if (log / total <= share) continue;
      const layers = run.map(({ layer }) => layer);
      return { layer: Math.min(...layers), until: Math.max(...layers), factor: Math.exp(log) };
    }
  }
  return null;
}

/**
 * The change from the first value to the last, or to the one farthest from the first where the last has
 * returned.
 * @param values positive, in the order in which the signal passes
 * @param layers 1-based layers of the values
 * @param workers 1-based layers that make the step to each value
 */
export function trendOf(
  values: readonly number[],
  layers: readonly number[],
  workers: readonly number[],
): Trend | null {
  const logs = values.map((value) => Math.log(value / (values[0] ?? NaN)));
  const last = logs.length - 1;
  if (last < 1 || !logs.every(Number.isFinite)) return null;
  const farthest = logs.reduce((at, log, index) => (Math.abs(log) > Math.abs(logs[at] ?? 0) ? index : at), 0);
  const end = Math.abs(logs[last] ?? 0) > Math.log(TENFOLD) ? last : farthest;
  if (end === 0) return null;
  const total = logs[end] ?? NaN;
  const steps = logs
    .slice(1, end + 1)
    .map((log, index) => ({ layer: workers[index + 1] ?? NaN, log: log - (logs[index] ?? 0) }));
  return {
    direction: total > 0 ? "up" : "down",
    from: layers[0] ?? NaN,
    layer: layers[end] ?? NaN,
    totalRatio: Math.exp(total),
    factorPerLayer: Math.exp(total / Math.abs((layers[end] ?? 0) - (layers[0] ?? 0))),
    jump: jumpOf(steps, total, last),
    steps,
    size: Math.abs(total),
    isWhole: end === last,
  };
}

const numberOf = ({ plan }: MeasuredLayer): number => plan.layerIndex + 1;

/** The std of the activations, first layer to last. */
export function forwardTrend({ stream }: Pick<Evidence, "stream">): Trend | null {
  const layers = stream.map(numberOf);
  return trendOf(
    stream.map(({ activation }) => activation.std),
    layers,
    layers,
  );
}

/**
 * Norm of a layer's gradient for one input: rms sqrt(units). A law that divides by the fan-in preserves it
 * whatever the widths, while the size of an entry depends on them. Where all widths are equal both change by
 * the same factors.
 */
export function gradientNorm({ plan, gradient }: MeasuredLayer): number {
  return gradient.rms * Math.sqrt(plan.units);
}

/** The norm of the gradients, last layer to first. The layer above layer l makes the step down to l. */
export function backwardTrend({ stream }: Pick<Evidence, "stream">): Trend | null {
  const back = stream.toReversed();
  const layers = back.map(numberOf);
  return trendOf(
    back.map(gradientNorm),
    layers,
    layers.map((_, index) => layers[index - 1] ?? NaN),
  );
}

/**
 * The factor of the first layer alone on the size of its inputs. NaN where that size says nothing of its
 * weights: behind a normalisation, and where the output has a mean of its own, by phi(0) or by biases. A
 * bounded activation is measured against its bound where its inputs are larger.
 */
export function entryFactor({ plan, measured }: Evidence): number {
  const [first] = measured;
  if (first === undefined || setsScale(first.plan)) return NaN;
  const { activation, activationParameter, bias, biasStd } = first.plan;
  const { family, f } = activationById(activation);
  const { rms } = first.activation;
  const ofBiases = Math.hypot(biasStd, biasMeanOf(bias));
  if (f(0, activationParameter) !== 0 || ofBiases > BIASES_LEAD * rms) return NaN;
  const size = inputRms(plan);
  return rms / (family === "bounded" ? Math.min(size, 1) : size);
}

/** Whether a layer's normalisation sets the scale of its signal, whatever the size of the weights. */
export const setsScale = ({ norm }: LayerPlan): boolean =>
  norm !== null && !(norm.kind === "batch" && norm.statistics === "running");

/**
 * ln of the change that theory expects between the same two layers, in the trend's direction; NaN where
 * theory gives no line.
 */
export function expectedSize(
  { plan, theory }: { readonly plan: Plan; readonly theory: Pick<Theory, "layers"> },
  { from, layer, direction }: Pick<Trend, "from" | "layer" | "direction">,
  of: "std" | "gradientRms",
): number {
  const at = (number: number): number => {
    const units = of === "gradientRms" ? (plan.layers[number - 1]?.units ?? NaN) : 1;
    const layer = theory.layers[number - 1];
    return layer === undefined ? NaN : outputTheory(layer)[of] * Math.sqrt(units);
  };
  const log = Math.log(at(layer) / at(from));
  return direction === "up" ? log : -log;
}
