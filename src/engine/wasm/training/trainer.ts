/**
 * Trains on SIMD kernels, in one thread and a memory of its own: mini-batch forward, loss, backward, step, as
 * often as the plan says, by the passes of a run. Nothing leaves this thread between snapshots.
 */
import { optimizerById } from "../../../catalog/optimizers.ts";
import type { Plan } from "../../../experiment/plan.ts";
import { requestOf } from "../../../experiment/runRequest.ts";
import type { RunRequest } from "../../../experiment/runRequest.ts";
import { summaryOf, summaryStats } from "../../../experiment/statistics.ts";
import type { TensorStats } from "../../../experiment/result.ts";
import { clipFactor, corrections, optimizerStep } from "../../../experiment/training/optimizerStep.ts";
import { hasSnapshot } from "../../../experiment/training/snapshot.ts";
import type {
  NotFinite,
  Snapshot,
  SnapshotSteps,
  TrainedLayer,
} from "../../../experiment/training/snapshot.ts";
import { batchOrder, lossOfPoints, trainingData } from "../../../experiment/training/trainingData.ts";
import type { TrainingData } from "../../../experiment/training/trainingData.ts";
import {
  planOfEvaluation,
  planOfProbe,
  planOfStep,
  rateAt,
} from "../../../experiment/training/trainingPlan.ts";
import type { TrainingPlan } from "../../../experiment/training/trainingPlan.ts";
import type { TrainRequest, TrainingRun } from "../../../experiment/training/trainRequest.ts";
import { doublesAt, floatsAt, Layout, reserve } from "../memory/memory.ts";
import type { Steps } from "../memory/pacing.ts";
import { backward } from "../passes/backward.ts";
import { forward } from "../passes/forward.ts";
import { DrawnParameters } from "../passes/parameters.ts";
import { freshState } from "../passes/recording.ts";
import { Collecting } from "../pool/collecting.ts";
import type { Session } from "../pool/session.ts";
import { layoutRun } from "../run/buffers.ts";
import type { RunBuffers } from "../run/buffers.ts";
import type { ShardMessage } from "../run/shardMessages.ts";
import { ALONE } from "../run/peers.ts";
import type { LayerState, RunContext } from "../run/runContext.ts";
import { HeldParameters } from "./heldParameters.ts";
import type { HeldTensor } from "./heldParameters.ts";

/** Operations per value of a step, of a copy and of a loss, in the unit of Pace. */
const STEP_COST = 16;
const LOSS_COST = 32;

/** Of a layer without batch norm. */
const NO_AVERAGES = { mean: new Float64Array(0), variance: new Float64Array(0) };

/** A network with the place where it is computed. */
interface Room {
  readonly request: RunRequest;
  readonly buffers: RunBuffers;
}

/** Points that a pass sees. */
interface Batch {
  readonly rows: ArrayLike<number>;
  readonly maskRow: number;
  readonly masks: readonly (Float64Array | null)[] | null;
}

export type Trained = Pick<TrainingRun, "losses" | "stopped" | "layers">;

class Trainer {
  readonly #session: Session;
  readonly #request: TrainRequest;
  readonly #data: TrainingData;
  readonly #held: HeldParameters;
  /** The network of a step, of a snapshot and of an evaluation; they work in the same place in turn. */
  readonly #step: Room;
  readonly #probe: Room;
  readonly #evaluation: Room;
  /** Weights before a step, and then their change. */
  readonly #change: number;

  constructor(session: Session, request: TrainRequest) {
    const { module } = session;
    const { training, given } = request;
    this.#session = session;
    this.#request = request;
    this.#data = given?.data ?? trainingData(training);
    const { plan } = training;
    const roomOf = (own: Plan, isShown: boolean): Room => ({
      request: requestOf(own, isShown ? {} : { measure: [] }),
      buffers: layoutRun(module, own, ALONE, false),
    });
    const step = roomOf(planOfStep(training), false);
    this.#probe = roomOf(planOfProbe(training), true);
    this.#evaluation = roomOf(planOfEvaluation(training, plan.batch), false);
    const rooms = [step, this.#probe, this.#evaluation];
    const layout = new Layout(Math.max(...rooms.map(({ buffers }) => buffers.end)));
    this.#held = new HeldParameters(module, training, layout);
    this.#change = layout.floats(Math.max(...plan.layers.map(({ units, fanIn }) => units * fanIn)));
    reserve(module.memory, layout.end);
    // Every layer has a place for its weight gradient: no step begins before all are there.
    const [first, ...others] = this.#held.layers.map(({ weights }) => weights.gradient);
    this.#step = {
      ...step,
      buffers: { ...step.buffers, weightGradients: { places: [first ?? 0, ...others], received: null } },
    };
  }

  /** Trains to the end. @param emit receives the snapshots */
  *run(every: SnapshotSteps, emit: (snapshot: Snapshot) => void): Steps<Trained> {
    const { training, given } = this.#request;
    const { steps, miniBatch } = training;
    const orderOf = batchOrder(training);
    const losses = new Float64Array(steps);
    yield* this.#begin();
    for (let step = 0; step < steps; step++) {
      const shown = hasSnapshot(every, step) ? yield* this.#snapshot(step) : null;
      const { loss, states } = yield* this.#pass(
        this.#context(this.#step, true),
        {
          rows: given?.order[step] ?? orderOf(step),
          maskRow: step * miniBatch,
          masks: given?.masks?.[step] ?? null,
        },
        "both",
      );
      losses[step] = loss;
      if (!Number.isFinite(loss)) {
        if (shown !== null) emit(shown);
        return {
          losses: losses.slice(0, step + 1),
          stopped: this.#notFinite(states, step),
          layers: this.#copy(),
        };
      }
      const updates = yield* this.#update(step, shown !== null);
      if (shown === null) continue;
      const layers = shown.layers.map((layer, index) => ({ ...layer, update: updates[index] ?? null }));
      emit({ ...shown, layers });
    }
    emit(yield* this.#snapshot(steps));
    return { losses, stopped: null, layers: this.#copy() };
  }

  #context(
    { request, buffers }: Room,
    isLearning: boolean,
    emit: (message: ShardMessage) => void = () => undefined,
  ): RunContext {
    return {
      ...this.#session,
      request,
      plan: request.plan,
      buffers,
      peers: ALONE,
      knowsWeights: [],
      reuse: null,
      emit,
      parameters: this.#held,
      averages: this.#held.layers.map(({ running }) => running ?? NO_AVERAGES),
      learning: isLearning ? this.#held : null,
    };
  }

  /** Sets the parameters: as given, or as the plan draws them, those that follow the batch by the probe. */
  *#begin(): Steps<void> {
    const { memory } = this.#session.module;
    const { training, given } = this.#request;
    const { plan } = training;
    this.#held.clear();
    if (given !== null) {
      for (const [index, { weights, biases }] of this.#held.layers.entries()) {
        floatsAt(memory, weights.at, weights.count).set(given.layers[index]?.weights ?? []);
        floatsAt(memory, biases.at, biases.count).set(given.layers[index]?.biases ?? []);
      }
      return;
    }
    const { buffers } = this.#probe;
    const request = requestOf(plan, { measure: [] });
    const drawn = { ...this.#context({ request, buffers }, false), buffers: withPlans(buffers, plan) };
    const context: RunContext = { ...drawn, parameters: new DrawnParameters(drawn) };
    const isCalibrated = plan.layers.some(({ calibration }) => calibration !== null);
    if (isCalibrated)
      this.#fill(
        context,
        Array.from({ length: plan.batch }, (_, row) => row),
      );
    let previous = buffers.input;
    for (const layer of context.buffers.layers) {
      const state = freshState(layer);
      if (isCalibrated) yield* forward(context, state, previous);
      previous = layer.activation;
      const { weights, biases } = this.#held.of(layer);
      const weight = yield* context.parameters.weight(state);
      this.#session.module.kernels.scale(weight, 1, weights.at, weights.count);
      const bias = yield* context.parameters.bias(layer);
      if (bias !== null) this.#session.module.kernels.scale(bias, 1, biases.at, biases.count);
    }
  }

  /** Puts inputs where a pass begins. */
  #fill({ module, plan, buffers }: RunContext, rows: ArrayLike<number>): void {
    const { inputUnits } = plan;
    const { inputs } = this.#data;
    const input = floatsAt(module.memory, buffers.input, rows.length * inputUnits);
    for (let row = 0; row < rows.length; row++) {
      const from = (rows[row] ?? 0) * inputUnits;
      input.set(inputs.subarray(from, from + inputUnits), row * inputUnits);
    }
  }

  /** Runs the network on some points. @returns the loss, a mean over them */
  *#pass(
    context: RunContext,
    { rows, maskRow, masks }: Batch,
    passes: "forward" | "both",
  ): Steps<{ readonly loss: number; readonly states: readonly LayerState[] }> {
    const { module, buffers, drawing, hostPace, learning } = context;
    const { memory, kernels } = module;
    this.#held.enter({ buffers, drawing, maskRow, masks });
    this.#fill(context, rows);
    const states = buffers.layers.map(freshState);
    let previous = buffers.input;
    for (const state of states) {
      yield* forward(context, state, previous);
      previous = state.buffers.activation;
    }
    const units = buffers.layers.at(-1)?.plan.units ?? 1;
    const losses = lossOfPoints(this.#data, rows, units);
    let gradient = buffers.first;
    let spare = buffers.second;
    let loss = 0;
    yield* hostPace.cut(rows.length, LOSS_COST * units, 1, (row0, row1) => {
      const outputs = floatsAt(memory, previous, rows.length * units);
      loss = losses.rows(outputs, floatsAt(memory, gradient, rows.length * units), row0, row1, loss);
    });
    if (passes === "forward") return { loss, states };
    for (const [index, state] of [...states.entries()].toReversed()) {
      const below = states[index - 1]?.buffers.activation ?? null;
      yield* backward(context, state, below, gradient, spare);
      // Batch norm takes out what a bias before it adds: its gradient is 0 but for rounding, of which Adam
      // would make whole steps.
      const { norm } = state.buffers.plan;
      if (learning !== null && !(norm?.kind === "batch" && norm.at === "before")) {
        const { biases } = this.#held.of(state.buffers);
        const { sums } = buffers;
        kernels.clear(sums, 8 * biases.count);
        kernels.sumColumns(gradient, rows.length, biases.count, sums);
        floatsAt(memory, biases.gradient, biases.count).set(doublesAt(memory, sums, biases.count));
      }
      [gradient, spare] = [spare, gradient];
    }
    return { loss, states };
  }

  /** What layers share has the sum of their gradients; the other layers have none of their own. */
  #shareGradients({ layers }: Plan): void {
    const { kernels } = this.#session.module;
    for (const { layerIndex, weightsFrom } of layers) {
      const own = this.#held.layers[layerIndex];
      const source = this.#held.layers[weightsFrom];
      if (weightsFrom === layerIndex || own === undefined || source === undefined) continue;
      for (const key of ["weights", "biases"] as const) {
        const { gradient, count } = own[key];
        kernels.add(source[key].gradient, gradient, source[key].gradient, count);
        kernels.clear(gradient, 4 * count);
      }
    }
  }

  /** Factor of all gradients. */
  #scale({ clip, learnsBiases, learnsNorms }: TrainingPlan): number {
    if (clip?.kind !== "norm") return 1;
    const { kernels } = this.#session.module;
    let sum = 0;
    for (const { weights, biases, gain, shift } of this.#held.layers) {
      sum += kernels.sumOfSquares(weights.gradient, weights.count);
      if (learnsBiases) sum += kernels.sumOfSquares(biases.gradient, biases.count);
      if (!learnsNorms) continue;
      for (const { gradient } of [gain, shift]) for (const value of gradient) sum += value * value;
    }
    return clipFactor(Math.sqrt(sum), clip.value);
  }

  /** One step of the optimiser. @returns the statistics of the change of each layer's weights, if measured */
  *#update(step: number, isMeasured: boolean): Steps<readonly TensorStats[]> {
    const { module, measuring, pace } = this.#session;
    const { kernels, memory } = module;
    const { training } = this.#request;
    const { optimizer, clip, rates, weightDecay, plan, decayed, learnsBiases, learnsNorms } = training;
    const { isDecoupled = false } = optimizerById(optimizer);
    const kernel = kernels[`step_${optimizer}`];
    const stepVector = optimizerStep(optimizer);
    this.#shareGradients(plan);
    const [c1, c2] = corrections(optimizer, step + 1);
    const rate = rateAt(training, step);
    const scale = this.#scale(training);
    const limit = clip?.kind === "value" ? clip.value : Infinity;
    const changed: TensorStats[] = [];
    const stepTensor = (tensor: HeldTensor, own: number, decay: number): Steps<void> =>
      pace.cut(tensor.count, STEP_COST, 4, (from, to) => {
        const at = 4 * from;
        const [first, second] = [tensor.first + at, tensor.second + at];
        const factor = isDecoupled ? 1 - own * decay : decay;
        kernel(
          tensor.at + at,
          tensor.gradient + at,
          first,
          second,
          to - from,
          own,
          scale,
          limit,
          factor,
          c1,
          c2,
        );
      });
    for (const [index, { weights, biases, gain, shift }] of this.#held.layers.entries()) {
      const { units = 0, fanIn = 0, norm = null } = plan.layers[index] ?? {};
      const factors = rates[index] ?? { weights: 1, vectors: 1 };
      if (isMeasured) kernels.scale(weights.at, -1, this.#change, weights.count);
      yield* stepTensor(weights, rate * factors.weights, weightDecay);
      if (isMeasured) {
        kernels.add(weights.at, this.#change, this.#change, weights.count);
        const { measure } = this.#probe.buffers;
        const measurement = yield* measuring.steps(measure, this.#change, units, fanIn);
        const own = summaryStats("weight", summaryOf(measurement));
        // A shared weight has changed with the first layer that has it.
        changed.push(changed[plan.layers[index]?.weightsFrom ?? index] ?? own);
      }
      const decay = decayed === "all" ? weightDecay : 0;
      if (learnsBiases) yield* stepTensor(biases, rate * factors.vectors, decay);
      if (!learnsNorms || norm === null) continue;
      const scalars = { rate: rate * factors.vectors, scale, limit, decay, step: step + 1 };
      for (const { at, gradient, state } of [gain, shift]) {
        stepVector(doublesAt(memory, at, units), gradient, state, scalars);
      }
    }
    return changed;
  }

  *#snapshot(step: number): Steps<Snapshot> {
    const { request } = this.#probe;
    const collecting = new Collecting({
      request,
      shards: 1,
      merge: null,
      known: [],
      onLayer: () => undefined,
    });
    const context = this.#context(this.#probe, false, (message) => collecting.add(0, message));
    const rows = Uint32Array.from({ length: request.plan.batch }, (_, row) => row);
    const { loss } = yield* this.#pass(context, { rows, maskRow: 0, masks: null }, "both");
    const { layers } = collecting.result();
    const shown = layers.map((layer) => ({ ...layer, update: null }));
    return { step, loss, validation: yield* this.#evaluate(), layers: shown };
  }

  /** Loss of the points that are not learnt from; of all points where there are no others. */
  *#evaluate(): Steps<number> {
    const { points, validation } = this.#request.training;
    const from = validation === 0 ? 0 : points;
    const count = validation === 0 ? points : validation;
    const { buffers } = this.#evaluation;
    const atOnce = buffers.rows.count;
    let loss = 0;
    for (let done = 0; done < count; done += atOnce) {
      const taken = Math.min(atOnce, count - done);
      const context = this.#context(this.#evaluation, false);
      const own = { ...context, buffers: { ...buffers, rows: { first: 0, count: taken } } };
      const rows = Uint32Array.from({ length: taken }, (_, row) => from + done + row);
      const part = yield* this.#pass(own, { rows, maskRow: 0, masks: null }, "forward");
      loss += (part.loss * taken) / count;
    }
    return loss;
  }

  /** The first tensor with a value that is not finite, in the order of computation. */
  #notFinite(states: readonly LayerState[], step: number): NotFinite {
    const { memory } = this.#session.module;
    const { buffers } = this.#step;
    const rows = buffers.rows.count;
    let input = floatsAt(memory, buffers.input, rows * this.#request.training.plan.inputUnits);
    for (const { buffers: layer } of states) {
      const { layerIndex, units, fanIn } = layer.plan;
      const { weights, biases } = this.#held.source(layer);
      const weight = floatsAt(memory, weights.at, weights.count);
      if (!weight.every(Number.isFinite)) return { step, layerIndex, tensor: "weight" };
      const bias = floatsAt(memory, biases.at, units);
      const output = floatsAt(memory, layer.activation, rows * units);
      const first = output.findIndex((value) => !Number.isFinite(value));
      if (first !== -1) {
        const row = Math.floor(first / units);
        for (let unit = 0; unit < units; unit++) {
          let z = bias[unit] ?? 0;
          for (let k = 0; k < fanIn; k++) {
            z = Math.fround(z + (input[row * fanIn + k] ?? 0) * (weight[unit * fanIn + k] ?? 0));
          }
          if (!Number.isFinite(z)) return { step, layerIndex, tensor: "pre_activation" };
        }
        return { step, layerIndex, tensor: "activation" };
      }
      input = output;
    }
    return { step, layerIndex: states.length - 1, tensor: "activation" };
  }

  #copy(): readonly TrainedLayer[] {
    if (!this.#request.returnsParameters) return [];
    const { memory } = this.#session.module;
    return this.#held.layers.map(({ weights, biases, gain, shift, running }) => ({
      weights: Float64Array.from(floatsAt(memory, weights.at, weights.count)),
      biases: Float64Array.from(floatsAt(memory, biases.at, biases.count)),
      gain: doublesAt(memory, gain.at, biases.count).slice(),
      shift: doublesAt(memory, shift.at, biases.count).slice(),
      running,
    }));
  }
}

/** The same places with the layers of another plan of the same shapes. */
function withPlans(buffers: RunBuffers, plan: Plan): RunBuffers {
  return {
    ...buffers,
    layers: buffers.layers.map((layer, index) => ({ ...layer, plan: plan.layers[index] ?? layer.plan })),
  };
}

/**
 * The steps of a training in a session of its own.
 * @throws EngineError `out-of-memory`
 */
export function trainSteps(
  session: Session,
  request: TrainRequest,
  every: SnapshotSteps,
  emit: (snapshot: Snapshot) => void,
): Steps<Trained> {
  return new Trainer(session, request).run(every, emit);
}
