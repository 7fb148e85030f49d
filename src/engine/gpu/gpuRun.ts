/**
 * One run of a plan on an open device: forward, backward, and while the device works on a layer the statistics of the
 * one before, on the host, from what was read back.
 *
 * Non-finite values: where the device was found not to keep NaN and infinity (see probe.ts), a run that meets one is
 * refused with code `failed`. Anything else could draw an exploded network as a dead one.
 */
import type { LayerPlan, Plan } from "../../experiment/plan.ts";
import type {
  CapturedLayer,
  EngineReport,
  LayerResult,
  TensorId,
  TensorStats,
} from "../../experiment/result.ts";
import { lossGradient } from "../../experiment/losses.ts";
import { tensorStats } from "../../experiment/statistics.ts";
import { EngineError } from "../engine.ts";
import type { EngineRun, RunOptions } from "../engine.ts";
import { nextTask } from "../nextTask.ts";
import type { Toolkit } from "../toolkit.ts";
import type { GpuDevice, Tensor } from "./gpuDevice.ts";
import { dividesByZero } from "./normalizing.ts";
import type { DeviceTraits } from "./probe.ts";
import { backwardLayer, forwardLayer } from "./propagate.ts";
import type { LayerTensors } from "./propagate.ts";
import type { WeightStore } from "./weightStore.ts";

/** Above this a device may not just fail but take the page's other contexts with it. */
const BYTE_LIMIT = 2 ** 31;

/** An open device and what outlives a run on it. */
export interface Session {
  readonly device: GpuDevice;
  readonly weights: WeightStore;
  readonly traits: DeviceTraits;
  readonly report: EngineReport;
}

type Grown = Partial<Record<TensorId, TensorStats>>;

/**
 * Runs a plan.
 * @throws EngineError `cancelled`, `context-lost`, `out-of-memory`, `failed`
 */
export async function runPlan(
  session: Session,
  toolkit: Toolkit,
  plan: Plan,
  options: RunOptions,
): Promise<EngineRun> {
  const { device, weights, report } = session;
  if (plan.cost.bytes > BYTE_LIMIT) {
    throw new EngineError(
      "out-of-memory",
      `invalid plan: ${plan.cost.bytes} bytes (expected at most ${BYTE_LIMIT})`,
    );
  }
  const startMs = performance.now();
  const owned = new Set<Tensor>();
  const own = (...tensors: readonly (Tensor | null)[]): void => {
    for (const tensor of tensors) if (tensor !== null) owned.add(tensor);
  };
  const drop = (...tensors: readonly Tensor[]): void => {
    for (const tensor of tensors) if (owned.delete(tensor)) device.free(tensor);
  };
  const results: LayerResult[] = [];
  /** The output of the layer read last: a loss needs that of the last layer. */
  let lastOutput: Float32Array = new Float32Array(0);
  const captured: Partial<Record<TensorId, Float32Array>>[] = plan.layers.map(() => ({}));

  const pause = async (): Promise<void> => {
    await nextTask();
    if (options.signal?.aborted === true) throw new EngineError("cancelled", "run cancelled by a newer one");
    device.assertAlive();
  };

  async function measured(index: number, tensor: TensorId, source: Tensor): Promise<TensorStats> {
    return statsOf(index, tensor, source, await device.read(source));
  }

  function statsOf(index: number, tensor: TensorId, source: Tensor, values: Float32Array): TensorStats {
    if (options.capture === true) (captured[index] ?? {})[tensor] = values;
    const stats = tensorStats(tensor, toolkit.measure(values, source.rows, source.columns));
    const { count, nan, posInf, negInf } = stats.sketch;
    if (count !== values.length || stats.finite + nan + posInf + negInf !== count) {
      throw new EngineError(
        "failed",
        `counts of ${tensor} do not add up: ${count} (expected ${values.length})`,
      );
    }
    if (nan + posInf + negInf > 0) refuseUnlessKept(session.traits);
    return stats;
  }

  async function finishForward(layer: LayerPlan, state: LayerTensors, weight: TensorStats): Promise<void> {
    const index = layer.layerIndex;
    const [preActivation, output, counts, statistics] = await Promise.all([
      measured(index, "pre_activation", state.preActivation),
      device.read(state.activation),
      device.read(state.counts),
      state.norm !== null && layer.norm?.epsilon === 0 ? device.read(state.norm.statistics) : null,
    ]);
    if (statistics !== null && layer.norm !== null && dividesByZero(layer.norm, statistics, layer.units)) {
      throw new EngineError("failed", `${layer.norm.kind} norm of equal values with epsilon 0 is not finite`);
    }
    const flat = counts.subarray(0, layer.units).reduce((sum, value) => sum + value, 0);
    const dead = counts.subarray(layer.units).reduce((sum, value) => sum + (value === 0 ? 1 : 0), 0);
    drop(state.counts);
    const activation = statsOf(index, "activation", state.activation, output);
    lastOutput = output;
    const tensors: Grown = { pre_activation: preActivation, activation, weight };
    const result: LayerResult = {
      layerIndex: index,
      units: layer.units,
      tensors,
      saturated: flat / (plan.batch * layer.units),
      deadUnits: dead / layer.units,
      similarity: toolkit.similarity(output, plan.batch, layer.units),
      calibration: null,
    };
    results[index] = result;
    options.onLayer?.(result);
  }

  async function finishBackward(
    layer: LayerPlan,
    gradActivation: Tensor,
    gradPreActivation: Tensor,
    gradWeight: Tensor,
  ): Promise<void> {
    const index = layer.layerIndex;
    const [ofActivation, ofPreActivation, ofWeight] = await Promise.all([
      measured(index, "grad_activation", gradActivation),
      measured(index, "grad_pre_activation", gradPreActivation),
      measured(index, "grad_weight", gradWeight),
    ]);
    drop(gradActivation, gradPreActivation, gradWeight);
    const forward = results[index];
    if (forward === undefined) return;
    const result: LayerResult = {
      ...forward,
      tensors: {
        ...forward.tensors,
        grad_activation: ofActivation,
        grad_pre_activation: ofPreActivation,
        grad_weight: ofWeight,
      },
    };
    results[index] = result;
    options.onLayer?.(result);
  }

  // One layer is read and measured while the device works on the next.
  let reading: Promise<void> = Promise.resolve();
  const follow = async (step: () => Promise<void>): Promise<void> => {
    await reading;
    // Now, while nothing is being read: a kernel takes the reads of its results with it.
    device.trim();
    reading = step();
    // A rejection is met at the next `await reading`, not before.
    reading.catch(() => undefined);
    await pause();
  };

  try {
    await pause();
    const inputValues = toolkit.drawInput(plan);
    const input = await device.upload(inputValues, plan.batch, plan.inputUnits);
    own(input);
    const states: LayerTensors[] = [];
    let signal = input;
    for (const layer of plan.layers) {
      const { tensor, stats } = await weights.get(plan, layer);
      if (options.capture === true)
        (captured[layer.layerIndex] ?? {}).weight = toolkit.drawWeights(plan, layer);
      const drawn = toolkit.drawBiases(plan, layer);
      const biases = drawn === null ? null : await device.upload(drawn, 1, layer.units);
      own(biases);
      const state = await forwardLayer(device, layer, signal, tensor, biases);
      own(...state.all);
      if (biases !== null) drop(biases);
      states.push(state);
      signal = state.activation;
      await follow(() => finishForward(layer, state, stats));
    }

    const lastUnits = plan.layers.at(-1)?.units ?? 1;
    const draws = toolkit.drawUpstream(plan);
    const lossOf = lossGradient(plan, draws);
    let upstream: Float32Array = draws;
    let loss: number | null = null;
    if (lossOf !== null) {
      await reading;
      upstream = new Float32Array(plan.batch * lastUnits);
      loss = lossOf.rows(lastOutput, upstream, 0, plan.batch);
    }
    let gradient = await device.upload(upstream, plan.batch, lastUnits);
    own(gradient);
    for (const layer of plan.layers.toReversed()) {
      const state = states[layer.layerIndex];
      if (state === undefined) break;
      const { tensor } = await weights.get(plan, layer);
      const before = states[layer.layerIndex - 1]?.activation ?? input;
      const gradActivation = gradient;
      const backward = await backwardLayer(device, layer, state, before, tensor, gradActivation);
      own(backward.gradPreActivation, backward.gradWeight, backward.gradInput, ...backward.between);
      drop(...backward.between);
      gradient = backward.gradInput ?? gradient;
      await follow(async () => {
        await finishBackward(layer, gradActivation, backward.gradPreActivation, backward.gradWeight);
        drop(...state.all);
      });
    }
    await reading;
    const result = {
      planKey: plan.key,
      report,
      batch: plan.batch,
      layers: results,
      loss,
      elapsedMs: performance.now() - startMs,
    };
    return {
      result,
      captured:
        options.capture === true
          ? { input: inputValues, layers: captured.map((tensors) => tensors as CapturedLayer) }
          : null,
    };
  } finally {
    // What is still being read must not be freed under its reader.
    await reading.catch(() => undefined);
    drop(...owned);
    device.trim();
  }
}

/** Refuses a run whose non-finite values this device would not carry on faithfully. */
function refuseUnlessKept({ keepsNonFinite }: DeviceTraits): void {
  if (!keepsNonFinite)
    throw new EngineError("not-faithful", "non-finite values are not faithful on this device");
}
