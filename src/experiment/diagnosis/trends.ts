/**
 * How a signal changes through the network: the whole change, where most of it happens, and
 * what theory expects of it.
 */
import { inputRms } from "../readings.ts";
import type { Evidence, MeasuredLayer } from "./evidence.ts";
import type { Finding } from "./finding.ts";
import { JUMP_LEAST_STEPS, JUMP_SHARE, TENFOLD } from "./thresholds.ts";

/** One step from layer to layer. */
interface Step {
  /** 1-based: whose work the step is. */
  readonly layer: number;
  /** ln of its factor. */
  readonly log: number;
}

export interface Trend extends Pick<Finding, "layer" | "factorPerLayer" | "totalRatio" | "jump"> {
  readonly direction: "up" | "down";
  readonly steps: readonly Step[];
  /** |ln| of the whole change. */
  readonly size: number;
}

/** The step that makes most of a change, if it stands out from many. */
function jumpOf(steps: readonly Step[], total: number): Finding["jump"] {
  const largest = steps.reduce((a, b) => (b.log * Math.sign(total) > a.log * Math.sign(total) ? b : a));
  const standsOut = steps.length > JUMP_LEAST_STEPS && largest.log / total > JUMP_SHARE;
  return standsOut ? { layer: largest.layer, factor: Math.exp(largest.log) } : null;
}

/**
 * The change from the first value to the last, or to the one farthest from the first
 * where the last has come back.
 * @param values positive, in the order in which the signal passes
 * @param layers 1-based, whose values they are
 * @param workers 1-based, whose work the step to each value is
 */
function trendOf(
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
    layer: layers[end] ?? NaN,
    totalRatio: Math.exp(total),
    factorPerLayer: Math.exp(total / Math.abs((layers[end] ?? 0) - (layers[0] ?? 0))),
    jump: jumpOf(steps, total),
    steps,
    size: Math.abs(total),
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
 * The rms of the gradients, last layer to first; a step down to layer l is the work of the layer above it.
 */
export function backwardTrend({ stream }: Pick<Evidence, "stream">): Trend | null {
  const back = stream.toReversed();
  const layers = back.map(numberOf);
  return trendOf(
    back.map(({ gradient }) => gradient.rms),
    layers,
    layers.map((_, index) => layers[index - 1] ?? NaN),
  );
}

/** What the first layer alone makes of the size of its inputs, bounded activations apart. */
export function entryFactor({ plan, measured }: Evidence): number {
  return (measured[0]?.activation.rms ?? NaN) / inputRms(plan);
}

/** |ln| of the change that theory expects over the same way; NaN where it has no line. */
export function expectedSize({ theory, stream }: Evidence, of: "std" | "gradientRms"): number {
  const at = (layer: MeasuredLayer | undefined) => theory.layers[layer?.plan.layerIndex ?? -1]?.[of] ?? NaN;
  return Math.abs(Math.log(at(stream.at(-1)) / at(stream[0])));
}
