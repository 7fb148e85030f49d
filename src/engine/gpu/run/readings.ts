/**
 * Reads tensors back from the device and measures them on the host, layer by layer.
 *
 * Non-finite values: on a device that does not keep NaN and infinity (see probe.ts), a run that meets one is
 * refused with code `not-faithful`. Otherwise an exploded network could be drawn as a dead one.
 */
import { normalizedUnits } from "../../../experiment/layerLinks.ts";
import type { CapturedLayer, LayerResult, TensorId, TensorStats } from "../../../experiment/result.ts";
import { UNCOMPARED } from "../../../experiment/similarity.ts";
import { tensorStats } from "../../../experiment/statistics.ts";
import { capturesLayer, isMeasured } from "../../../experiment/runRequest.ts";
import type { RunRequest } from "../../../experiment/runRequest.ts";
import { EngineError } from "../../engine.ts";
import type { RunOptions } from "../../engine.ts";
import type { Toolkit } from "../../toolkit.ts";
import type { Follower } from "./networkPass.ts";
import type { GpuDevice, Tensor } from "../device/gpuDevice.ts";
import { attentionOf } from "./attentionOf.ts";
import { dividesByZero } from "../passes/normalizing.ts";
import type { DeviceTraits } from "../device/probe.ts";

export interface Readings extends Follower {
  /** One per layer whose forward pass has been read, in its newest state. */
  readonly results: readonly LayerResult[];
  /** The raw tensors read so far, if the run asked for them. */
  readonly captured: readonly Partial<CapturedLayer>[];
  /** The output of the layer that was read last: a loss needs that of the last layer. */
  lastOutput(): Float32Array;
}

/** The readings of one run. */
export function createReadings(
  device: GpuDevice,
  { keepsNonFinite }: DeviceTraits,
  toolkit: Toolkit,
  request: RunRequest,
  onLayer: RunOptions["onLayer"] | undefined,
  onOutput?: (layerIndex: number, values: Float32Array) => void,
): Readings {
  const { plan } = request;
  const results: LayerResult[] = [];
  const captured: Partial<Record<TensorId, Float32Array>>[] = plan.layers.map(() => ({}));
  let lastOutput: Float32Array = new Float32Array(0);

  function publish(result: LayerResult): void {
    results[result.layerIndex] = result;
    onLayer?.(result);
  }

  function statsOf(index: number, tensor: TensorId, { rows, columns }: Tensor, values: Float32Array) {
    if (capturesLayer(request, index)) (captured[index] ?? {})[tensor] = values;
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

  type Measured = Partial<Record<TensorId, TensorStats>>;

  /**
   * A tensor that is only captured is measured for the checks of `statsOf`; its statistics are not published.
   */
  function measured(index: number, tensor: TensorId, source: Tensor, values: Float32Array | null): Measured {
    if (values === null) return {};
    const stats = statsOf(index, tensor, source, values);
    return isMeasured(request, tensor) ? { [tensor]: stats } : {};
  }

  /** Whether the request measures or returns a tensor: every reading is a copy across the bus. */
  function isRead(index: number, tensor: TensorId): boolean {
    return isMeasured(request, tensor) || capturesLayer(request, index);
  }

  /** The last tensor that a calibration has looked at: often the final one of its layer. */
  let seen: { readonly tensor: Tensor; readonly values: Float32Array } | null = null;

  /** Reads the tensors that are not null, those of one width at once. */
  async function readEach(tensors: readonly (Tensor | null)[]): Promise<readonly (Float32Array | null)[]> {
    const known = seen;
    // The next layer may be looked at while this one is read.
    seen = null;
    const unknown = tensors.flatMap((tensor) =>
      tensor === null || tensor === known?.tensor ? [] : [tensor],
    );
    const values = await device.readAll(unknown);
    return tensors.map((tensor) => {
      if (tensor === null) return null;
      return tensor === known?.tensor ? known.values : (values[unknown.indexOf(tensor)] ?? null);
    });
  }

  return {
    results,
    captured,
    lastOutput: () => lastOutput,

    async stdOf({ layerIndex }, target, tensor) {
      const values = await device.read(tensor);
      seen = { tensor, values };
      const { finite, std, sketch } = statsOf(layerIndex, target, tensor, values);
      return finite === sketch.count ? std : NaN;
    },

    norm: null,

    async forward(layer, { operands, state, rescaled, calibration }, weights) {
      const { layerIndex: index, units, norm } = layer;
      const { stream } = state;
      const isCompared = isMeasured(request, "activation");
      // A loss reads the output of the last layer.
      const needsOutput =
        isRead(index, "activation") || (index === plan.layers.length - 1 && plan.gradient !== "gaussian");
      // The stream behind a block is what its inputs are compared by.
      const needsStream = stream !== null && (isRead(index, "stream") || isCompared);
      const held = typeof weights === "function" ? null : weights;
      const { attention } = state;
      // What attention gives is the activation, but for dropout.
      const isGiven = attention !== null && needsOutput && attention.mixed === state.activation;
      const [
        preActivation,
        activated,
        counts,
        statistics,
        heldWeight,
        streamed,
        logits,
        taken = null,
        given = null,
      ] = await readEach([
        isRead(index, "pre_activation") ? state.preActivation : null,
        needsOutput ? state.activation : null,
        state.counts,
        norm?.epsilon === 0 ? ((state.norm ?? operands.entry)?.statistics ?? null) : null,
        isRead(index, "weight") ? held : null,
        needsStream ? stream : null,
        ...(attention === null
          ? []
          : [attention.mixing.logits, operands.input, isGiven ? null : attention.mixed]),
      ]);
      const output = stream === null ? activated : streamed;
      const ownWeight = (): Measured =>
        typeof weights === "function"
          ? isMeasured(request, "weight")
            ? { weight: weights() }
            : {}
          : measured(index, "weight", weights, heldWeight ?? null);
      const weight = ownWeight();
      if (rescaled === null && capturesLayer(request, index))
        (captured[index] ?? {}).weight = toolkit.drawWeights(plan, layer);
      if (statistics != null && norm !== null && dividesByZero(norm, statistics, normalizedUnits(layer))) {
        throw new EngineError("failed", `${norm.kind} norm of equal values with epsilon 0 is not finite`);
      }
      if (counts == null) throw new EngineError("failed", `layer ${index} has no counts`);
      const flat = counts.subarray(0, units).reduce((sum, value) => sum + value, 0);
      const dead = counts.subarray(units).reduce((sum, value) => sum + (value === 0 ? 1 : 0), 0);
      if (output != null) {
        lastOutput = output;
        onOutput?.(index, output);
      }
      const activation = isRead(index, "activation") ? (activated ?? null) : null;
      publish({
        layerIndex: index,
        units,
        tensors: {
          ...measured(index, "pre_activation", state.preActivation, preActivation ?? null),
          ...measured(index, "activation", state.activation, activation),
          ...weight,
          ...(stream === null || !isRead(index, "stream")
            ? {}
            : measured(index, "stream", stream, streamed ?? null)),
        },
        saturated: flat / (plan.batch * units),
        deadUnits: dead / units,
        similarity: output != null && isCompared ? toolkit.similarity(output, plan.batch, units) : UNCOMPARED,
        calibration,
        ...(layer.attention === undefined || logits == null
          ? {}
          : {
              attention: attentionOf(layer.attention, logits, taken, given ?? activated ?? null, plan.batch),
            }),
      });
    },

    async backward({ layerIndex: index, stream }, gradOutput, gradients) {
      const { gradActivation, gradPreActivation, gradWeight } = gradients;
      const hasStream = stream !== undefined && isRead(index, "grad_stream");
      const [output = null, z = null, weight = null, streamed = null] = await readEach([
        isRead(index, "grad_activation") ? gradActivation : null,
        isRead(index, "grad_pre_activation") ? gradPreActivation : null,
        isRead(index, "grad_weight") ? gradWeight : null,
        // Without a norm between them the two are one tensor.
        hasStream && (gradOutput !== gradActivation || !isRead(index, "grad_activation")) ? gradOutput : null,
      ]);
      const streamGradient = hasStream ? measured(index, "grad_stream", gradOutput, streamed ?? output) : {};
      const tensors = {
        ...measured(index, "grad_activation", gradActivation, output),
        ...measured(index, "grad_pre_activation", gradPreActivation, z),
        ...(gradWeight === null ? {} : measured(index, "grad_weight", gradWeight, weight)),
        ...streamGradient,
      };
      const forward = results[index];
      if (forward === undefined) return;
      publish({ ...forward, tensors: { ...forward.tensors, ...tensors } });
    },
  };
}
