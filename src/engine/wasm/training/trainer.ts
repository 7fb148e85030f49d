/**
 * Trains on SIMD kernels, in one thread and a memory of its own: mini-batch forward, loss, backward, step, as
 * often as the plan says, by the passes of a run. Nothing leaves this thread between snapshots.
 */
import type { Plan } from "../../../experiment/plan.ts";
import { isBiasTakenOut } from "../../../experiment/training/takenOut.ts";
import { requestOf } from "../../../experiment/runRequest.ts";
import type { RunRequest } from "../../../experiment/runRequest.ts";
import { summaryOf, summaryStats } from "../../../experiment/statistics.ts";
import { planOfSharpness, sharpnessBy } from "../../../experiment/training/sharpness.ts";
import type { SharpnessRequest } from "../../../experiment/training/sharpness.ts";
import { countDormant, HALF_STEPS, hasSnapshot } from "../../../experiment/training/snapshot.ts";
import type {
  NotFinite,
  Snapshot,
  SnapshotLayer,
  SnapshotSteps,
  TrainedLayer,
} from "../../../experiment/training/snapshot.ts";
import { batchOrder, lossOfPoints, trainingData } from "../../../experiment/training/trainingData.ts";
import type { TrainingData } from "../../../experiment/training/trainingData.ts";
import { planOfEvaluation, planOfProbe, planOfStep } from "../../../experiment/training/trainingPlan.ts";
import { PictureClock } from "../../../experiment/training/pictureClock.ts";
import { StepLimit } from "../../../experiment/training/stepLimit.ts";
import type { TrainRequest, TrainingRun } from "../../../experiment/training/trainRequest.ts";
import type { TrainOptions } from "../../engine.ts";
import { doublesAt, floatsAt, Layout, reserve } from "../memory/memory.ts";
import type { Steps } from "../memory/pacing.ts";
import { backward } from "../passes/backward.ts";
import { forward } from "../passes/forward.ts";
import { DrawnParameters } from "../passes/parameters.ts";
import { freshState } from "../passes/recording.ts";
import { Collecting } from "../pool/collecting.ts";
import type { Session } from "../pool/session.ts";
import { layoutRun, outputAt } from "../run/buffers.ts";
import type { RunBuffers, Shard } from "../run/buffers.ts";
import type { ShardMessage } from "../run/shardMessages.ts";
import { ALONE } from "../run/peers.ts";
import type { Peers } from "../run/peers.ts";
import type { RunContext } from "../run/runContext.ts";
import { lossOfBatch, takeRows } from "./batchLoss.ts";
import type { LossOfBatch } from "./batchLoss.ts";
import { HeldParameters } from "./heldParameters.ts";
import { isPlain, PlainPass } from "./plainPass.ts";
import { Updating } from "./updating.ts";

/** Operations per output of a loss, in the unit of Pace. */
const LOSS_COST = 32;
/**
 * Operations between two looks at the clock in a training of small steps, and what a step costs beside its
 * products: 4e5 operations take 20 to 400 microseconds.
 */
const UNSEEN_COST = 4e5;
const STEP_OVERHEAD = 2e4;
/** An evaluation takes so many values of all layers at once, or as many inputs as the picture. */
const EVALUATED_VALUES = 2 ** 20;

/** Of a layer without batch norm. */
const NO_AVERAGES = { mean: new Float64Array(0), variance: new Float64Array(0) };

/** A network with the place where it is computed. */
interface Room {
  readonly request: RunRequest;
  readonly buffers: RunBuffers;
}

/** A plain network's own passes, and their loss. */
interface Plain {
  readonly pass: PlainPass;
  readonly loss: LossOfBatch;
  readonly input: Float32Array;
}

/** Points that a pass sees. */
interface Batch {
  readonly rows: ArrayLike<number>;
  readonly maskRow: number;
  readonly masks: readonly (Float64Array | null)[] | null;
}

type Values = Float32Array | Float64Array;

/**
 * Distance of the differences of gradients: their float32 rounding, 1e-6 or so, is divided by it, and the
 * change of the curvature over it must stay small.
 */
const SHARPNESS_DISTANCE = 3e-3;

type Update = Pick<SnapshotLayer, "update" | "lostUpdates">;

export type Trained = Pick<TrainingRun, "losses" | "stopped" | "layers">;

/** Who watches a training, and how far it may go. */
interface Watching extends Pick<TrainOptions, "every" | "limit" | "pictureEveryMs"> {
  /** Receives the snapshots. */
  readonly emit: (snapshot: Snapshot) => void;
}

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
  readonly #updating: Updating;
  /** Null where the network is not plain. */
  readonly #plainStep: Plain | null;
  readonly #plainEvaluation: Plain | null;

  readonly #peers: Peers;
  /** Where the gradients of another worker come in; 0 where there is none. */
  readonly #received: number;

  /** @param peers the workers that share the mini-batches: none, or one other and a plain network */
  constructor(session: Session, request: TrainRequest, peers: Peers = ALONE) {
    const { module } = session;
    this.#peers = peers;
    const { training, given } = request;
    this.#session = session;
    this.#request = request;
    this.#data = withGrid(given?.data ?? trainingData(training), request.grid);
    const { plan } = training;
    const roomOf = (own: Plan, isShown: boolean, shard: Shard = ALONE): Room => ({
      request: requestOf(own, isShown ? {} : { measure: [] }),
      buffers: layoutRun(module, own, shard, false),
    });
    const step = roomOf(planOfStep(training), false, peers);
    this.#probe = roomOf(planOfProbe(training), true);
    const { validation, points } = training;
    const evaluated = validation === 0 ? points : validation;
    const values = plan.layers.reduce((sum, { units }) => sum + units, 0);
    const most = Math.max(plan.batch, Math.floor(EVALUATED_VALUES / values));
    const atOnce = Math.ceil(evaluated / Math.ceil(evaluated / most));
    this.#evaluation = roomOf(planOfEvaluation(training, atOnce), false);
    const rooms = [step, this.#probe, this.#evaluation];
    const layout = new Layout(Math.max(...rooms.map(({ buffers }) => buffers.end)));
    this.#held = new HeldParameters(module, training, layout);
    this.#change = layout.floats(Math.max(...plan.layers.map(({ units, fanIn }) => units * fanIn)));
    this.#received = peers.count === 1 ? 0 : layout.floats(this.#held.gradients.count);
    reserve(module.memory, layout.end);
    // Every layer has a place for its weight gradient: no step begins before all are there.
    const [first, ...others] = this.#held.layers.map(({ weights }) => weights.gradient);
    this.#step = {
      ...step,
      buffers: { ...step.buffers, weightGradients: { places: [first ?? 0, ...others], received: null } },
    };
    this.#updating = new Updating(session, training, this.#held);
    this.#plainStep = isPlain(this.#step.request.plan) ? this.#plain(this.#step) : null;
    this.#plainEvaluation =
      this.#plainStep !== null && evaluated % atOnce === 0 ? this.#plain(this.#evaluation) : null;
  }

  #plain({ request: { plan }, buffers }: Room): Plain {
    const { memory } = this.#session.module;
    const { learnsBiases } = this.#request.training;
    const { count } = buffers.rows;
    const loss = lossOfBatch(this.#data, plan.batch, count, plan.layers.at(-1)?.units ?? 1);
    return {
      pass: new PlainPass(this.#session, plan, buffers, this.#held, loss, learnsBiases),
      loss,
      input: floatsAt(memory, buffers.input, count * plan.inputUnits),
    };
  }

  /**
   * Trains to the end.
   * @param steps after how many it ends
   */
  *run(
    { every = Infinity, emit, limit = new StepLimit(), pictureEveryMs = Infinity }: Watching,
    steps: number = this.#request.training.steps,
  ): Steps<Trained> {
    const { training } = this.#request;
    const orderOf = batchOrder(training);
    const losses = new Float64Array(steps);
    const isKept = snapshotSteps(every);
    const cost = STEP_OVERHEAD + (this.#plainStep?.pass.cost ?? UNSEEN_COST);
    const pictures = new PictureClock(pictureEveryMs);
    let updates: readonly Update[] = [];
    let unseen = 0;
    yield* this.begin();
    for (let step = 0; step < steps; step++) {
      const isWaiting = step >= limit.value;
      const isDue = pictures.isDue();
      const shown = isWaiting || isDue || isKept(step) ? yield* this.#snapshot(step, []) : null;
      const loss = yield* this.#gradients(step, orderOf);
      losses[step] = loss;
      if (!Number.isFinite(loss)) {
        if (shown !== null) emit(shown);
        return {
          losses: losses.slice(0, step + 1),
          stopped: this.#notFinite(step),
          layers: this.#copy(),
        };
      }
      // The last step is measured for the snapshot behind it.
      if (shown === null && step + 1 < steps) yield* this.#update(step);
      else updates = yield* this.#measuredUpdate(step);
      if (shown !== null) {
        emit({ ...shown, layers: withUpdates(shown.layers, updates) });
        pictures.shown();
        // The step behind the snapshot is done, as the snapshot tells of it.
        if (isWaiting) yield limit.beyond(step);
      }
      unseen += cost;
      if (unseen < UNSEEN_COST) continue;
      unseen = 0;
      yield;
    }
    emit(yield* this.#snapshot(steps, updates));
    return { losses, stopped: null, layers: this.#copy() };
  }

  /** The mini-batch of a step through both passes: leaves all gradients. @returns the loss before the step */
  *#gradients(step: number, orderOf: (step: number) => ArrayLike<number>): Steps<number> {
    const { training, given } = this.#request;
    const rows = given?.order[step] ?? orderOf(step);
    const plain = this.#plainStep;
    if (plain !== null) {
      if (this.#peers.count > 1) return yield* this.#sharedGradients(plain, rows);
      this.#take(plain, rows);
      const loss = yield* plain.pass.forward();
      yield* plain.pass.backward();
      return loss;
    }
    const batch = { rows, maskRow: step * training.miniBatch, masks: given?.masks?.[step] ?? null };
    return yield* this.#pass(this.#context(this.#step, true), batch, "both");
  }

  /**
   * The same with the mini-batch shared out: each worker has the sum of both gradients, the same to the bit
   * because a sum of two does not depend on their order, and makes the whole step of the optimiser itself.
   */
  *#sharedGradients(plain: Plain, rows: ArrayLike<number>): Steps<number> {
    const peers = this.#peers;
    const { kernels, memory } = this.#session.module;
    const { first, count: own } = this.#step.buffers.rows;
    this.#take(
      plain,
      Uint32Array.from({ length: own }, (_, row) => rows[first + row] ?? 0),
    );
    const total = Float64Array.of(yield* plain.pass.forward());
    yield* peers.sum(total);
    yield* plain.pass.backward();
    const { at, count } = this.#held.gradients;
    const exchange = peers.open();
    for (const other of peers.others) peers.send(exchange, other, floatsAt(memory, at, count));
    const received = this.#received;
    peers.defer({
      exchange,
      senders: peers.others,
      *work(parts) {
        for (const part of parts) {
          floatsAt(memory, received, count).set(part);
          kernels.add(at, received, at, count);
          yield;
        }
      },
    });
    yield* peers.settle(0);
    return total[0] ?? NaN;
  }

  /** The same steps beside a worker that shows them. */
  *help(): Steps<void> {
    const { training } = this.#request;
    const orderOf = batchOrder(training);
    yield* this.begin();
    for (let step = 0; step < training.steps; step++) {
      if (!Number.isFinite(yield* this.#gradients(step, orderOf))) return;
      yield* this.#update(step);
      yield;
    }
  }

  #take({ loss, input }: Plain, rows: ArrayLike<number>): void {
    takeRows(this.#data.inputs, rows, this.#request.training.plan.inputUnits, input);
    loss.take(rows);
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
  *begin(): Steps<void> {
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
    for (const layer of context.buffers.layers) {
      const state = freshState(layer);
      if (isCalibrated) yield* forward(context, state, layer.input);
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
    const input = floatsAt(module.memory, buffers.input, rows.length * inputUnits);
    takeRows(this.#data.inputs, rows, inputUnits, input);
  }

  /** Runs the network on some points. @returns the loss, a mean over them */
  *#pass(context: RunContext, { rows, maskRow, masks }: Batch, passes: "forward" | "both"): Steps<number> {
    const { module, plan, buffers, drawing, hostPace, learning } = context;
    const { memory, kernels } = module;
    this.#held.enter({ buffers, drawing, maskRow, masks });
    this.#fill(context, rows);
    const states = buffers.layers.map(freshState);
    for (const state of states) yield* forward(context, state, state.buffers.input);
    const last = buffers.layers.at(-1);
    const output = last === undefined ? buffers.input : outputAt(last);
    const units = last?.plan.units ?? 1;
    const losses = lossOfPoints(this.#data, rows, units);
    let gradient = buffers.first;
    let spare = buffers.second;
    let loss = 0;
    yield* hostPace.cut(rows.length, LOSS_COST * units, 1, (row0, row1) => {
      const outputs = floatsAt(memory, output, rows.length * units);
      loss = losses.rows(outputs, floatsAt(memory, gradient, rows.length * units), row0, row1, loss);
    });
    if (passes === "forward") return loss;
    for (const [index, state] of [...states.entries()].toReversed()) {
      const below = index === 0 ? null : state.buffers.input;
      yield* backward(context, state, below, gradient, spare);
      if (learning !== null && !isBiasTakenOut(plan.layers, state.buffers.plan)) {
        const { biases } = this.#held.of(state.buffers);
        kernels.columnSums(gradient, rows.length, biases.count, buffers.sums, biases.gradient);
      }
      [gradient, spare] = [spare, gradient];
    }
    return loss;
  }

  /** One step of the optimiser. */
  *#update(step: number): Steps<void> {
    const updating = this.#updating;
    updating.begin(step);
    for (const layer of updating.layers) {
      const { weights, biases } = layer;
      if (updating.isShort(weights)) updating.change(weights);
      else yield* updating.changeInPieces(weights);
      if (biases !== null) updating.change(biases);
      updating.changeVectors(layer, step);
    }
  }

  /** The same step. @returns what is measured of the change of each layer's weights */
  *#measuredUpdate(step: number): Steps<readonly Update[]> {
    const { module, measuring } = this.#session;
    const { kernels } = module;
    const { layers } = this.#request.training.plan;
    const updating = this.#updating;
    updating.begin(step);
    const changed: Update[] = [];
    for (const [index, layer] of updating.layers.entries()) {
      const { weights, biases } = layer;
      const { at, count } = weights.tensor;
      const { units = 0, fanIn = 0, weightsFrom = index } = layers[index] ?? {};
      kernels.scale(at, -1, this.#change, count);
      yield* updating.changeInPieces(weights);
      kernels.add(at, this.#change, this.#change, count);
      const measurement = yield* measuring.steps(this.#probe.buffers.measure, this.#change, units, fanIn);
      const lost = ({ share, least }: { readonly share: number; readonly least: number }): number =>
        (kernels.countLost(at, this.#change, count, share, least) >>> 0) / count;
      const own: Update = {
        update: summaryStats("weight", summaryOf(measurement)),
        lostUpdates: { bfloat16: lost(HALF_STEPS.bfloat16), float16: lost(HALF_STEPS.float16) },
      };
      // A shared weight has changed with the first layer that has it.
      changed.push(changed[weightsFrom] ?? own);
      if (biases !== null) updating.change(biases);
      updating.changeVectors(layer, step);
    }
    return changed;
  }

  /** @param updates those of the step to here, where they are shown */
  *#snapshot(step: number, updates: readonly Update[]): Steps<Snapshot> {
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
    const loss = yield* this.#pass(context, { rows, maskRow: 0, masks: null }, "both");
    const { layers } = collecting.result();
    const { kernels, memory } = this.#session.module;
    const { sums, rows: all } = context.buffers;
    const dormant = context.buffers.layers.map(({ activation, plan: { units } }) => {
      kernels.sumMagnitudes(activation, all.count, units, sums);
      return countDormant(doublesAt(memory, sums, units));
    });
    const shown = layers.map((layer, index) => ({
      ...layer,
      update: null,
      dormantUnits: dormant[index] ?? null,
      lostUpdates: null,
    }));
    const validation = yield* this.#evaluate();
    const outputs = yield* this.#answers();
    return { step, loss, validation, layers: withUpdates(shown, updates), ...outputs };
  }

  /** The outputs for the points of the grid, which lie behind those of the data set. */
  *#answers(): Steps<Pick<Snapshot, "outputs">> {
    const { grid, training } = this.#request;
    if (grid === undefined) return {};
    const { memory } = this.#session.module;
    const { inputUnits, layers } = training.plan;
    const units = layers.at(-1)?.units ?? 1;
    const count = grid.length / inputUnits;
    const first = this.#data.inputs.length / inputUnits - count;
    const { buffers } = this.#evaluation;
    const outputs = new Float32Array(count * units);
    for (let done = 0; done < count; done += buffers.rows.count) {
      const taken = Math.min(buffers.rows.count, count - done);
      const context = this.#context(this.#evaluation, false);
      const own = { ...context, buffers: { ...buffers, rows: { first: 0, count: taken } } };
      const rows = Uint32Array.from({ length: taken }, (_, row) => first + done + row);
      yield* this.#pass(own, { rows, maskRow: 0, masks: null }, "forward");
      const at = buffers.layers.at(-1)?.activation ?? 0;
      outputs.set(floatsAt(memory, at, taken * units), done * units);
    }
    return { outputs };
  }

  /** Loss of the points that are not learnt from; of all points where there are no others. */
  *#evaluate(): Steps<number> {
    const { points, validation } = this.#request.training;
    const from = validation === 0 ? 0 : points;
    const count = validation === 0 ? points : validation;
    const { buffers } = this.#evaluation;
    const atOnce = buffers.rows.count;
    const plain = this.#plainEvaluation;
    let loss = 0;
    for (let done = 0; done < count; done += atOnce) {
      const taken = Math.min(atOnce, count - done);
      const rows = Uint32Array.from({ length: taken }, (_, row) => from + done + row);
      let part: number;
      if (plain === null) {
        const context = this.#context(this.#evaluation, false);
        const own = { ...context, buffers: { ...buffers, rows: { first: 0, count: taken } } };
        part = yield* this.#pass(own, { rows, maskRow: 0, masks: null }, "forward");
      } else {
        this.#take(plain, rows);
        part = yield* plain.pass.forward();
      }
      loss += (part * taken) / count;
    }
    return loss;
  }

  /** The first tensor with a value that is not finite, in the order of computation. */
  #notFinite(step: number): NotFinite {
    const { memory } = this.#session.module;
    const { buffers } = this.#step;
    const rows = buffers.rows.count;
    for (const layer of buffers.layers) {
      const { layerIndex, units, fanIn } = layer.plan;
      const { weights, biases } = this.#held.source(layer);
      const weight = floatsAt(memory, weights.at, weights.count);
      if (!weight.every(Number.isFinite)) return { step, layerIndex, tensor: "weight" };
      const bias = floatsAt(memory, biases.at, units);
      const input = floatsAt(memory, layer.input, rows * fanIn);
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
      if (layer.stream === null) continue;
      const stream = floatsAt(memory, layer.stream, rows * units);
      if (!stream.every(Number.isFinite)) return { step, layerIndex, tensor: "stream" };
    }
    return { step, layerIndex: buffers.layers.length - 1, tensor: "activation" };
  }

  /** The places of all values that are learnt and of their gradients, in one order. */
  #learnt(): readonly (readonly [values: Values, gradients: Values])[] {
    const { memory } = this.#session.module;
    const { layers } = this.#request.training.plan;
    return this.#updating.layers.flatMap(({ weights, biases, vectors }, index) => {
      // Layers that share parameters have those of the first of them.
      const isSource = layers[index]?.weightsFrom === index;
      const tensors = isSource ? [weights, ...(biases === null ? [] : [biases])] : [];
      return [
        ...tensors.map(({ tensor: { at, gradient, count } }): readonly [Values, Values] => [
          floatsAt(memory, at, count),
          floatsAt(memory, gradient, count),
        ]),
        ...vectors.map(({ values, gradient }): readonly [Values, Values] => [values, gradient]),
      ];
    });
  }

  /** Takes over what another training has learnt. */
  take(layers: readonly TrainedLayer[]): void {
    const { memory } = this.#session.module;
    for (const [index, { weights, biases, gain, shift }] of this.#held.layers.entries()) {
      const trained = layers[index];
      if (trained === undefined) continue;
      floatsAt(memory, weights.at, weights.count).set(trained.weights);
      floatsAt(memory, biases.at, biases.count).set(trained.biases);
      doublesAt(memory, gain.at, gain.count).set(trained.gain);
      doublesAt(memory, shift.at, shift.count).set(trained.shift);
    }
  }

  /** The sharpness of the present parameters: the mini-batch of step 0 is all points. */
  *sharpness(): Steps<number> {
    const { training } = this.#request;
    const learnt = this.#learnt();
    const rows = Uint32Array.from({ length: training.miniBatch }, (_, row) => row);
    const flat = new Float64Array(learnt.reduce((sum, [{ length }]) => sum + length, 0));
    const join = (which: 0 | 1): void => {
      let at = 0;
      for (const place of learnt) {
        flat.set(place[which], at);
        at += place[which].length;
      }
    };
    join(0);
    const gradients = this.#gradients.bind(this);
    const updating = this.#updating;
    function* gradientAt(at: Float64Array): Steps<Float64Array> {
      let from = 0;
      for (const [values] of learnt) {
        values.set(at.subarray(from, from + values.length));
        from += values.length;
      }
      yield* gradients(0, () => rows);
      updating.shareGradients();
      join(1);
      yield;
      return flat;
    }
    return yield* sharpnessBy(flat.slice(), gradientAt, training.plan.seed, SHARPNESS_DISTANCE);
  }

  #copy(): readonly TrainedLayer[] {
    if (!this.#request.returnsParameters) return [];
    const { memory } = this.#session.module;
    return this.#held.layers.map(({ weights, biases, gain, shift, running }) => ({
      weights: Float64Array.from(floatsAt(memory, weights.at, weights.count)),
      biases: Float64Array.from(floatsAt(memory, biases.at, biases.count)),
      gain: doublesAt(memory, gain.at, gain.count).slice(),
      shift: doublesAt(memory, shift.at, shift.count).slice(),
      running,
    }));
  }
}

/** The same layers with the change of their weights. */
function withUpdates(layers: readonly SnapshotLayer[], updates: readonly Update[]): readonly SnapshotLayer[] {
  return layers.map((layer, index) => ({ ...layer, ...updates[index] }));
}

/** A data set with further inputs behind its own, of which nothing is to be learnt. */
function withGrid(data: TrainingData, grid: Float32Array | undefined): TrainingData {
  if (grid === undefined) return data;
  const inputs = new Float32Array(data.inputs.length + grid.length);
  inputs.set(data.inputs);
  inputs.set(grid, data.inputs.length);
  return { ...data, inputs };
}

/** Whether a step has a snapshot; asked of every step, in their order. */
function snapshotSteps(every: SnapshotSteps): (step: number) => boolean {
  if (typeof every === "number") return (step) => hasSnapshot(every, step);
  const listed = new Set(every);
  return (step) => step === 0 || listed.has(step);
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
  watching: Watching,
  peers: Peers = ALONE,
): Steps<Trained> {
  return new Trainer(session, request, peers).run(watching);
}

/** The part of another worker in a training that is shared. */
export const helpSteps = (session: Session, request: TrainRequest, peers: Peers): Steps<void> =>
  new Trainer(session, request, peers).help();

/** Operations of a step and points of it that pay for a second worker: messages take a millisecond or two. */
const SHARED_FLOPS = 2e8;
const SHARED_POINTS = 64;

/** How many workers a training is worth, at most two. */
export function workersFor({ training, workers }: TrainRequest): number {
  const plan = planOfStep(training);
  if (!isPlain(plan) || training.miniBatch < 2) return 1;
  const { miniBatch } = training;
  const flops = plan.layers.reduce((sum, { units, fanIn }) => sum + 6 * miniBatch * units * fanIn, 0);
  const isWorth = flops >= SHARED_FLOPS && miniBatch >= SHARED_POINTS;
  return Math.min(2, workers ?? (isWorth ? 2 : 1));
}

/**
 * The search for the sharpness, in sessions of its own.
 * @throws EngineError `out-of-memory`
 */
export function* sharpnessSteps(
  open: () => Session,
  { training, given, step }: SharpnessRequest,
): Steps<number> {
  const before = new Trainer(open(), { training, given, returnsParameters: true });
  const { layers } = yield* before.run({ every: [], emit: () => undefined }, step);
  const own = planOfSharpness(training);
  const all = Array.from({ length: own.points }, (_, row) => row);
  const trainer = new Trainer(open(), {
    training: { ...own, steps: 1 },
    given: given === null ? null : { ...given, order: [all], masks: null },
    returnsParameters: false,
  });
  yield* trainer.begin();
  trainer.take(layers);
  return yield* trainer.sharpness();
}
