/**
 * What comes back from the device: tensors, measured on the host and made into results, layer by layer.
 *
 * Non-finite values: where the device was found not to keep NaN and infinity (see probe.ts), a run that meets one is
 * refused with code `not-faithful`. Anything else could draw an exploded network as a dead one.
 */
import type { CalibrationPlan, LayerPlan, Plan } from "../../experiment/plan.ts";
import type { CapturedLayer, LayerResult, TensorId, TensorStats } from "../../experiment/result.ts";
import { tensorStats } from "../../experiment/statistics.ts";
import { capturesLayer, EngineError } from "../engine.ts";
import type { CaptureOptions, RunOptions } from "../engine.ts";
import type { Toolkit } from "../toolkit.ts";
import type { ForwardLayer } from "./calibrating.ts";
import type { GpuDevice, Tensor } from "./gpuDevice.ts";
import { dividesByZero } from "./normalizing.ts";
import type { DeviceTraits } from "./probe.ts";
import type { LayerGradients } from "./propagate.ts";

export interface Readings {
  /** One per layer whose forward pass has been read, the newest state of each. */
  readonly results: readonly LayerResult[];
  /** The raw tensors read so far, if the run asked for them. */
  readonly captured: readonly Partial<CapturedLayer>[];
  /** The output of the layer that was read last: a loss needs that of the last layer. */
  lastOutput(): Float32Array;
  /** Std of a layer's tensor; NaN where it holds non-finite values. */
  stdOf(layer: LayerPlan, target: CalibrationPlan["target"], tensor: Tensor): Promise<number>;
  /** Reads a layer's forward pass. @param weight statistics of the drawn weights */
  forward(layer: LayerPlan, forward: ForwardLayer, weight: TensorStats): Promise<void>;
  /** Reads a layer's backward pass. */
  backward(layer: LayerPlan, gradActivation: Tensor, gradients: LayerGradients): Promise<void>;
}

/** The readings of one run. */
export function createReadings(
  device: GpuDevice,
  { keepsNonFinite }: DeviceTraits,
  toolkit: Toolkit,
  plan: Plan,
  options: CaptureOptions & Pick<RunOptions, "onLayer">,
): Readings {
  const results: LayerResult[] = [];
  const captured: Partial<Record<TensorId, Float32Array>>[] = plan.layers.map(() => ({}));
  let lastOutput: Float32Array = new Float32Array(0);

  function publish(result: LayerResult): void {
    results[result.layerIndex] = result;
    options.onLayer?.(result);
  }

  function statsOf(index: number, tensor: TensorId, { rows, columns }: Tensor, values: Float32Array) {
    if (capturesLayer(options, index)) (captured[index] ?? {})[tensor] = values;
    const stats = tensorStats(tensor, toolkit.measure(values, rows, columns));
    const { count, nan, posInf, negInf } = stats.sketch;
    if (count !== values.length || stats.finite + nan + posInf + negInf !== count) {
      throw new EngineError(
        "failed",
        `counts of ${tensor} do not add up: ${count} (expected ${values.length})`,
      );
    }
    if (nan + posInf + negInf > 0 && !keepsNonFinite) {
      throw new EngineError("not-faithful", "non-finite values are not faithful on this device");
    }
    return stats;
  }

  async function measured(index: number, tensor: TensorId, source: Tensor): Promise<TensorStats> {
    return statsOf(index, tensor, source, await device.read(source));
  }

  return {
    results,
    captured,
    lastOutput: () => lastOutput,

    async stdOf({ layerIndex }, target, tensor) {
      const { finite, std, sketch } = await measured(layerIndex, target, tensor);
      return finite === sketch.count ? std : NaN;
    },

    async forward(layer, { state, rescaled, calibration }, drawnWeight) {
      const { layerIndex: index, units, norm } = layer;
      const [preActivation, output, counts, statistics, weight] = await Promise.all([
        measured(index, "pre_activation", state.preActivation),
        device.read(state.activation),
        device.read(state.counts),
        state.norm !== null && norm?.epsilon === 0 ? device.read(state.norm.statistics) : null,
        rescaled === null ? drawnWeight : measured(index, "weight", rescaled),
      ]);
      if (rescaled === null && capturesLayer(options, index))
        (captured[index] ?? {}).weight = toolkit.drawWeights(plan, layer);
      if (statistics !== null && norm !== null && dividesByZero(norm, statistics, units)) {
        throw new EngineError("failed", `${norm.kind} norm of equal values with epsilon 0 is not finite`);
      }
      const flat = counts.subarray(0, units).reduce((sum, value) => sum + value, 0);
      const dead = counts.subarray(units).reduce((sum, value) => sum + (value === 0 ? 1 : 0), 0);
      const activation = statsOf(index, "activation", state.activation, output);
      lastOutput = output;
      publish({
        layerIndex: index,
        units,
        tensors: { pre_activation: preActivation, activation, weight },
        saturated: flat / (plan.batch * units),
        deadUnits: dead / units,
        similarity: toolkit.similarity(output, plan.batch, units),
        calibration,
      });
    },

    async backward({ layerIndex: index }, gradActivation, { gradPreActivation, gradWeight }) {
      const [ofActivation, ofPreActivation, ofWeight] = await Promise.all([
        measured(index, "grad_activation", gradActivation),
        measured(index, "grad_pre_activation", gradPreActivation),
        measured(index, "grad_weight", gradWeight),
      ]);
      const forward = results[index];
      if (forward === undefined) return;
      const tensors = {
        ...forward.tensors,
        grad_activation: ofActivation,
        grad_pre_activation: ofPreActivation,
        grad_weight: ofWeight,
      };
      publish({ ...forward, tensors });
    },
  };
}
