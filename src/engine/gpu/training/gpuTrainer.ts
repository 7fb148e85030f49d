/**
 * Trains on an open device. Parameters, states and data stay there; losses come in lists of some steps, and
 * everything else comes with a snapshot. A later step does not wait for an earlier one.
 *
 * A value that is not finite is found when its list is read. The steps of the list are then repeated up to
 * there, with the same bits, and the state before the step is looked at.
 */
import { FRESH_RUNNING_STATISTICS } from "../../../catalog/normalizations.ts";
import { optimizerById } from "../../../catalog/optimizers.ts";
import { normalizedUnits } from "../../../experiment/layerLinks.ts";
import { isBiasTakenOut } from "../../../experiment/training/takenOut.ts";
import type { Plan } from "../../../experiment/plan.ts";
import type { DeviceTraffic } from "../../../experiment/result.ts";
import { requestOf } from "../../../experiment/runRequest.ts";
import { fillGains, fillShifts } from "../../../experiment/sampling.ts";
import { tensorStats } from "../../../experiment/statistics.ts";
import { lossOfPoints } from "../../../experiment/training/trainingData.ts";
import { countDormant, HALF_STEPS, hasSnapshot, lostShare } from "../../../experiment/training/snapshot.ts";
import type {
  NotFinite,
  Snapshot,
  SnapshotLayer,
  TrainedLayer,
} from "../../../experiment/training/snapshot.ts";
import { PictureClock } from "../../../experiment/training/pictureClock.ts";
import { StepLimit } from "../../../experiment/training/stepLimit.ts";
import { planOfEvaluation, planOfProbe, planOfStep } from "../../../experiment/training/trainingPlan.ts";
import type { TrainRequest, TrainingRun } from "../../../experiment/training/trainRequest.ts";
import { EngineError } from "../../engine.ts";
import type { TrainOptions } from "../../engine.ts";
import { nextTask } from "../../nextTask.ts";
import type { Toolkit } from "../../toolkit.ts";
import { waitFor } from "../../wasm/memory/pacing.ts";
import { addTraffic, NO_TRAFFIC, trafficBetween } from "../device/traffic.ts";
import type { Tensor } from "../device/gpuDevice.ts";
import { copyKernel } from "../kernels/kernels.ts";
import { NORM_ROWS, RUNNING_ROWS } from "../kernels/layout.ts";
import { columnSumsKernel, followStatisticsKernel, gainGradientKernel } from "../kernels/trainingKernels.ts";
import { noteLossKernel, subtractKernel } from "../kernels/trainingKernels.ts";
import { createTensorScope } from "../memory/tensorScope.ts";
import type { TensorScope } from "../memory/tensorScope.ts";
import type { ForwardLayer } from "../passes/calibrating.ts";
import { DrawnParameters } from "../passes/parameters.ts";
import { measurePasses } from "../run/gpuRun.ts";
import type { Session } from "../run/gpuRun.ts";
import { backward, forward } from "../run/networkPass.ts";
import type { Follower, Pass } from "../run/networkPass.ts";
import { createReadings } from "../run/readings.ts";
import { HeldParameters, tensorsOf } from "./held.ts";
import type { Held, HeldLayer, HeldTensor } from "./held.ts";
import { Optimizing } from "./optimizing.ts";
import type { HeldGradients } from "./optimizing.ts";
import { Points } from "./points.ts";
import type { Place } from "./points.ts";
import { stepsAtOnce } from "./trainingWork.ts";

/** The thread does at most so much work between two looks at its messages. */
const PACE_MS = 8;

/** Runs work on the device when it is its turn: other runs have theirs between two lists of steps. */
export type Turn = <T>(work: () => Promise<T>) => Promise<T>;

/** A step behind which the next one can begin. */
interface Done {
  readonly held: Held;
  readonly noted: Tensor;
}

type Trained = Pick<TrainingRun, "losses" | "stopped" | "layers">;

type Update = Pick<SnapshotLayer, "update" | "lostUpdates">;

/** What became of a list of steps. */
interface Listed {
  /** The step that comes next. */
  readonly next: number;
  readonly stopped: NotFinite | null;
  readonly updates: readonly Update[];
}

const NO_VALUES = new Float32Array(0);

const never = (): Promise<never> =>
  Promise.reject(new EngineError("failed", "a step of a training calibrates nothing"));

/** The same layers with the change of their weights. */
function withUpdates(layers: readonly SnapshotLayer[], updates: readonly Update[]): readonly SnapshotLayer[] {
  return layers.map((layer, index) => ({ ...layer, ...updates[index] }));
}

/** Sum of |a| over the batch, by unit. @param values `[B, N]` */
function magnitudesOf(values: Float32Array, units: number): Float64Array {
  const sums = new Float64Array(units);
  for (let i = 0; i < values.length; i++) sums[i % units] = (sums[i % units] ?? 0) + Math.abs(values[i] ?? 0);
  return sums;
}

export class GpuTrainer {
  readonly #session: Session;
  readonly #toolkit: Toolkit;
  readonly #request: TrainRequest;
  readonly #options: TrainOptions;
  readonly #stepPlan: Plan;
  readonly #probePlan: Plan;
  readonly #evaluationPlan: Plan;
  readonly #points: Points;
  readonly #optimizing: Optimizing;
  readonly #atOnce: number;
  /** Owns all that outlives a step. */
  readonly #owner: TensorScope;
  /** Zeros by shape: what a state begins with. */
  readonly #zeros = new Map<string, Tensor>();
  readonly #losses: Float64Array;
  #held: Held = [];
  #probe: Tensor | null = null;
  #wholeOrder: Tensor | null = null;
  #wholeInput: Tensor | null = null;
  /** Numbers of the points of evaluations, and of the places of the grid. */
  readonly #orders = new Map<string, Tensor>();
  #traffic: DeviceTraffic = NO_TRAFFIC;
  #pausedMs = -Infinity;

  constructor(session: Session, toolkit: Toolkit, request: TrainRequest, options: TrainOptions) {
    const { training } = request;
    this.#session = session;
    this.#toolkit = toolkit;
    this.#request = request;
    this.#options = options;
    this.#stepPlan = planOfStep(training);
    this.#probePlan = planOfProbe(training);
    this.#evaluationPlan = planOfEvaluation(training, training.plan.batch);
    this.#points = new Points(session.device, request);
    this.#optimizing = new Optimizing(session.device, training);
    this.#atOnce = stepsAtOnce(training, session.device.backend);
    this.#owner = createTensorScope(session.device);
    this.#losses = new Float64Array(training.steps);
  }

  /** Trains to the end. @param turn waits until the device is free */
  async run(turn: Turn): Promise<Omit<TrainingRun, "report" | "elapsedMs">> {
    const trained = await this.#train(turn);
    return { ...trained, traffic: this.#traffic };
  }

  async #train(turn: Turn): Promise<Trained> {
    const { steps } = this.#request.training;
    const { every = Infinity, pictureEveryMs = Infinity, onSnapshot, signal } = this.#options;
    const { limit = new StepLimit() } = this.#options;
    const counted = <T>(work: () => Promise<T>): Promise<T> => turn(() => this.#count(work));
    // Between its turns other runs may drop kernels.
    const releaseKernels = this.#session.device.holdKernels();
    try {
      await counted(() => this.#begin());
      let step = 0;
      const pictures = new PictureClock(pictureEveryMs);
      let updates: readonly Update[] = [];
      while (step < steps) {
        const at = step;
        const isWaiting = at >= limit.value;
        const isShown = pictures.isDue() || isWaiting || hasSnapshot(every, at);
        const shown = isShown ? await counted(() => this.#snapshot(at, [])) : null;
        // The last step is measured for the snapshot behind it.
        const isMeasured = isShown || at === steps - 1;
        const most = Math.min(steps - 1, at + this.#atOnce, Math.max(limit.value, at + 1));
        let end = at + 1;
        while (!isMeasured && end < most && !hasSnapshot(every, end)) end++;
        const listed = await counted(() => this.#list(at, end, isMeasured));
        ({ updates } = listed);
        if (shown !== null) {
          onSnapshot?.({ ...shown, layers: withUpdates(shown.layers, updates) });
          pictures.shown();
        }
        step = listed.next;
        const { stopped } = listed;
        if (stopped !== null) return await counted(() => this.#end(step, stopped));
        if (isWaiting) await waitFor(limit.beyond(at), signal);
      }
      const last = updates;
      onSnapshot?.(await counted(() => this.#snapshot(steps, last)));
      return await counted(() => this.#end(steps, null));
    } finally {
      await turn(() => {
        this.#owner.dropAll();
        releaseKernels();
        return Promise.resolve();
      });
    }
  }

  /** Adds up what the work of this training sends: other runs have turns of their own. */
  async #count<T>(work: () => Promise<T>): Promise<T> {
    const { device, kept } = this.#session;
    const before = device.traffic();
    try {
      return await work();
    } finally {
      this.#traffic = addTraffic(this.#traffic, trafficBetween(before, device.traffic()));
      kept.trim();
    }
  }

  readonly #pause = async (): Promise<void> => {
    if (performance.now() - this.#pausedMs < PACE_MS) return;
    await nextTask();
    this.#pausedMs = performance.now();
    if (this.#options.signal?.aborted === true) throw new EngineError("cancelled", "training cancelled");
    this.#session.device.assertAlive();
  };

  async #zero(rows: number, columns: number): Promise<Tensor> {
    const key = `${rows}x${columns}`;
    const known = this.#zeros.get(key);
    if (known !== undefined) return known;
    const zero = this.#owner.own(
      await this.#session.device.upload(new Float32Array(rows * columns), rows, columns),
    );
    this.#zeros.set(key, zero);
    return zero;
  }

  async #fresh(value: Tensor): Promise<HeldTensor> {
    const { step } = optimizerById(this.#request.training.optimizer);
    const state = (rule: string | undefined): Promise<Tensor | null> =>
      rule === undefined ? Promise.resolve(null) : this.#zero(value.rows, value.columns);
    return { value, m: await state(step.m), v: await state(step.v) };
  }

  /** Brings data and parameters to the device: as given, or as the plan draws them. */
  async #begin(): Promise<void> {
    const { device } = this.#session;
    const { plan } = this.#request.training;
    this.#pausedMs = -Infinity;
    await this.#pause();
    await this.#points.upload(this.#owner);
    if (this.#points.isWhole) {
      const order = this.#owner.own(await this.#points.order(0, 1, 1));
      this.#wholeOrder = order;
      this.#wholeInput = this.#owner.own(
        await this.#points.gather({ order, start: 0 }, this.#stepPlan.batch),
      );
    }
    const inputs = this.#points.data.inputs.subarray(0, plan.batch * plan.inputUnits);
    this.#probe = this.#owner.own(
      await device.upload(Float32Array.from(inputs), plan.batch, plan.inputUnits),
    );
    const weights = await this.#initialWeights(this.#probe);
    const held: HeldLayer[] = [];
    for (const [index, layer] of plan.layers.entries()) {
      const { units, norm, weightsFrom } = layer;
      const source = held[weightsFrom];
      const drawn = weights[index];
      if (drawn === undefined) throw new RangeError(`invalid layer: ${index}`);
      const vector = async (values: Float32Array): Promise<HeldTensor> =>
        this.#fresh(this.#owner.own(await device.upload(values, 1, values.length)));
      const normed = normalizedUnits(layer);
      const biases = (): Float32Array => {
        const given = this.#request.given?.layers[index]?.biases;
        if (given !== undefined) return Float32Array.from(given);
        return this.#toolkit.drawBiases(plan, layer) ?? new Float32Array(units);
      };
      const { mean, variance } = FRESH_RUNNING_STATISTICS;
      const running = Float32Array.from({ length: RUNNING_ROWS * normed }, (_, at) =>
        at < normed ? mean : variance,
      );
      held.push({
        weights: source?.weights ?? (await this.#fresh(drawn)),
        biases: source?.biases ?? (await vector(biases())),
        norm:
          norm === null
            ? null
            : {
                gain: await vector(Float32Array.from(fillGains(new Float64Array(normed), layer))),
                shift: await vector(Float32Array.from(fillShifts(new Float64Array(normed), layer))),
              },
        running:
          norm?.kind === "batch" ? this.#owner.own(await device.upload(running, RUNNING_ROWS, normed)) : null,
      });
      await this.#pause();
    }
    this.#held = held;
  }

  /** The weights at the start, those that follow the batch by the probe. */
  async #initialWeights(probe: Tensor): Promise<readonly Tensor[]> {
    const { device, weights, kept, traits } = this.#session;
    const { training, given } = this.#request;
    const { plan } = training;
    const made: Tensor[] = [];
    const keep = async (weight: Tensor): Promise<void> => {
      made.push(this.#owner.own(await device.run(copyKernel(device.layout, weight), weight, [weight])));
      await this.#pause();
    };
    if (given !== null) {
      for (const [index, { units, fanIn }] of plan.layers.entries()) {
        const values = Float32Array.from(given.layers[index]?.weights ?? []);
        made.push(this.#owner.own(await device.upload(values, units, fanIn)));
      }
      return made;
    }
    const drawn = new DrawnParameters(plan, this.#toolkit, weights, kept);
    if (plan.layers.every(({ calibration }) => calibration === null)) {
      for (const layer of plan.layers) await keep(await drawn.weight(layer));
      return made;
    }
    const scope = createTensorScope(device);
    const request = requestOf(plan, { passes: "forward", measure: [] });
    try {
      const follower = createReadings(device, traits, this.#toolkit, request, undefined);
      const ran = await forward(this.#pass(plan, scope, drawn, follower, true), probe);
      for (const [index, layer] of plan.layers.entries())
        await keep(ran[index]?.rescaled ?? (await drawn.weight(layer)));
    } finally {
      scope.dropAll();
    }
    return made;
  }

  #pass(
    plan: Plan,
    scope: TensorScope,
    parameters: Pass["parameters"],
    follower: Follower,
    isCounted = false,
  ): Pass {
    const pause = this.#pause;
    return {
      plan,
      device: this.#session.device,
      parameters,
      scope,
      follower,
      isCounted,
      pause,
      follow: async (read) => {
        await read();
        await pause();
      },
      settled: () => Promise.resolve(),
    };
  }

  /** A mask of a step, which the host draws. */
  #maskOf(step: number, scope: TensorScope): (layer: Plan["layers"][number]) => Promise<Tensor | null> {
    const { given } = this.#request;
    const plan = this.#stepPlan;
    return async (layer) => {
      const { layerIndex, units, keepProbability } = layer;
      if (keepProbability === 1) return null;
      const own = given?.masks?.[step]?.[layerIndex];
      if (given !== null && own == null) return null;
      const values = own == null ? this.#toolkit.drawDropoutMask(plan, layer, step) : Float32Array.from(own);
      return values === null ? null : scope.own(await this.#session.device.upload(values, plan.batch, units));
    };
  }

  /** The network of a step forward. @param running receives the running statistics behind it */
  async #forward(
    held: Held,
    step: number,
    place: Place,
    scope: TensorScope,
    running: (Tensor | null)[],
  ): Promise<{ readonly pass: Pass; readonly layers: readonly ForwardLayer[] }> {
    const { device } = this.#session;
    const { layout } = device;
    const input = this.#wholeInput ?? scope.own(await this.#points.gather(place, this.#stepPlan.batch));
    const follower: Follower = {
      stdOf: never,
      norm: null,
      backward: never,
      forward: async ({ layerIndex }, { state, operands }) => {
        const before = held[layerIndex]?.running ?? null;
        const norm = state.norm ?? operands.entry ?? null;
        if (before === null || norm === null) return;
        const source = followStatisticsKernel(layout, norm.input);
        running[layerIndex] = this.#owner.own(
          await device.run(source, before, [norm.input, norm.statistics, before]),
        );
      },
    };
    const parameters = new HeldParameters(device, scope, held, {
      input,
      mask: this.#maskOf(step, scope),
      loss: null,
    });
    const pass = this.#pass(this.#stepPlan, scope, parameters, follower);
    return { pass, layers: await forward(pass, input) };
  }

  /** One step: forward, loss, backward, update. @param index of its loss in the list */
  async #step({ held, noted }: Done, step: number, index: number, place: Place): Promise<Done> {
    const { device } = this.#session;
    const { layout } = device;
    const { training } = this.#request;
    const scope = createTensorScope(device);
    /** Gradients are kept to the end of the step; a pass frees what is its own. */
    const kept = createTensorScope(device);
    const running: (Tensor | null)[] = [];
    try {
      const { pass, layers } = await this.#forward(held, step, place, scope, running);
      const output = layers.at(-1)?.state.activation;
      if (output === undefined) throw new RangeError("a network without layers");
      const { losses, gradient } = await this.#points.lose(output, place, scope);
      const note = noteLossKernel(layout, noted.rows, losses.rows);
      const listed = this.#owner.own(await device.run(note, noted, [noted, losses], [index]));
      const gradients: HeldGradients[] = this.#stepPlan.layers.map(() => ({
        weights: null,
        biases: null,
        gain: null,
        shift: null,
      }));
      const sums = async (of: Tensor): Promise<Tensor> =>
        kept.own(await device.run(columnSumsKernel(layout, of), { rows: 1, columns: of.columns }, [of]));
      const follower: Follower = {
        ...pass.follower,
        backward: async (layer, _, { gradPreActivation, gradWeight }) => {
          const own = gradients[layer.layerIndex];
          if (own === undefined || gradWeight === null) return;
          own.weights = kept.own(scope.release(gradWeight));
          const isLearnt = training.learnsBiases && !isBiasTakenOut(this.#stepPlan.layers, layer);
          if (isLearnt) own.biases = await sums(gradPreActivation);
        },
        norm: training.learnsNorms
          ? async ({ layerIndex, norm }, arrived, state) => {
              const own = gradients[layerIndex];
              if (own === undefined) return;
              const source = gainGradientKernel(layout, arrived, norm?.kind === "batch" ? "units" : "rows");
              own.shift = await sums(arrived);
              own.gain = kept.own(
                await device.run(source, { rows: 1, columns: arrived.columns }, [
                  arrived,
                  state.input,
                  state.statistics,
                ]),
              );
            }
          : null,
      };
      await backward({ ...pass, follower }, layers, gradient, true);
      const next = await this.#optimizing.step(step, held, gradients, running, {
        scope: kept,
        owner: this.#owner,
        zeroNorm: () => this.#zero(NORM_ROWS, 1),
        pause: this.#pause,
      });
      return { held: next, noted: listed };
    } finally {
      scope.dropAll();
      kept.dropAll();
    }
  }

  /** Some steps, and their losses in one reading. */
  async #list(from: number, to: number, isMeasured: boolean): Promise<Listed> {
    const { device, traits } = this.#session;
    const start = this.#held;
    const order = this.#wholeOrder ?? this.#owner.own(await this.#points.order(from, to, this.#atOnce));
    const { miniBatch } = this.#request.training;
    const placeOf = (step: number): Place => ({
      order,
      start: this.#points.isWhole ? 0 : (step - from) * miniBatch,
    });
    const zero = await this.#zero(this.#atOnce, 1);
    let done: Done = { held: start, noted: zero };
    const advance = async (step: number): Promise<void> => {
      const before = done;
      done = await this.#step(before, step, step - from, placeOf(step));
      if (before.noted !== zero) this.#owner.drop(before.noted);
      this.#dropHeld(before.held, start, done.held);
    };
    try {
      for (let step = from; step < to; step++) await advance(step);
      const updates = isMeasured ? await this.#updates(start, done.held) : [];
      const noted = await device.read(done.noted);
      this.#losses.set(noted.subarray(0, to - from), from);
      const failed = noted.subarray(0, to - from).findIndex((loss) => !Number.isFinite(loss));
      if (failed === -1) {
        this.#held = done.held;
        this.#dropHeld(start, done.held);
        return { next: to, stopped: null, updates };
      }
      if (!traits.keepsNonFinite)
        throw new EngineError("not-faithful", "non-finite values are not faithful on this device");
      this.#dropHeld(done.held, start);
      if (done.noted !== zero) this.#owner.drop(done.noted);
      done = { held: start, noted: zero };
      for (let step = from; step < from + failed; step++) await advance(step);
      const step = from + failed;
      const { loss, stopped } = await this.#look(done.held, step, placeOf(step));
      this.#losses[step] = loss;
      // A finite loss that is too large for float32: the training goes on.
      if (stopped === null) await advance(step);
      this.#held = done.held;
      if (done.held !== start) this.#dropHeld(start, done.held);
      return { next: step + 1, stopped, updates: isMeasured && stopped === null ? updates : [] };
    } finally {
      if (order !== this.#wholeOrder) this.#owner.drop(order);
      if (done.noted !== zero) this.#owner.drop(done.noted);
    }
  }

  /** Frees what of a state is in none of others. */
  #dropHeld(held: Held, ...others: readonly Held[]): void {
    const kept = new Set([...this.#zeros.values(), ...others.flatMap((other) => [...tensorsOf(other)])]);
    for (const tensor of tensorsOf(held)) if (!kept.has(tensor)) this.#owner.drop(tensor);
  }

  /** Looks at a step whose loss is not finite on the device: its loss on the host, and what broke. */
  async #look(
    held: Held,
    step: number,
    place: Place,
  ): Promise<{ readonly loss: number; readonly stopped: NotFinite | null }> {
    const { device } = this.#session;
    const scope = createTensorScope(device);
    try {
      const { layers } = await this.#forward(held, step, place, scope, []);
      const last = layers.length - 1;
      const output = await device.read(layers[last]?.state.activation ?? place.order);
      const loss = this.#points.lossOf(this.#points.rowsOf(step), output);
      if (Number.isFinite(loss)) return { loss, stopped: null };
      for (const [layerIndex, { state }] of layers.entries()) {
        const tensors = {
          weight: held[layerIndex]?.weights.value ?? state.preActivation,
          pre_activation: state.preActivation,
          activation: state.activation,
          stream: state.stream,
        } as const;
        for (const tensor of ["weight", "pre_activation", "activation", "stream"] as const) {
          const seen = tensors[tensor];
          if (seen === null) continue;
          const values = await device.read(seen);
          if (!values.every(Number.isFinite)) return { loss, stopped: { step, layerIndex, tensor } };
        }
      }
      return { loss, stopped: { step, layerIndex: last, tensor: "activation" } };
    } finally {
      scope.dropAll();
    }
  }

  /** What is measured of the change of every layer's weights between two states. */
  async #updates(before: Held, after: Held): Promise<readonly Update[]> {
    const { device } = this.#session;
    const updates: Update[] = [];
    for (const [index, { weights: old }] of before.entries()) {
      const { weightsFrom = index } = this.#request.training.plan.layers[index] ?? {};
      const shared = updates[weightsFrom];
      const { value } = after[index]?.weights ?? old;
      if (shared !== undefined) {
        updates.push(shared);
        continue;
      }
      const source = subtractKernel(device.layout, value);
      const made = await device.run(source, value, [value, old.value]);
      try {
        const [weights = NO_VALUES, change = NO_VALUES] = await device.readAll([value, made]);
        const lost = (format: keyof typeof HALF_STEPS): number =>
          lostShare(weights, change, HALF_STEPS[format]);
        updates.push({
          update: tensorStats("weight", this.#toolkit.measure(change, value.rows, value.columns)),
          lostUpdates: { bfloat16: lost("bfloat16"), float16: lost("float16") },
        });
      } finally {
        device.free(made);
      }
      await this.#pause();
    }
    return updates;
  }

  /** @param updates of the step before, where one is measured */
  async #snapshot(step: number, updates: readonly Update[]): Promise<Snapshot> {
    const { device, traits, weights, kept } = this.#session;
    const { data } = this.#points;
    const plan = this.#probePlan;
    const scope = createTensorScope(device);
    const drawn = new DrawnParameters(plan, this.#toolkit, weights, kept);
    const rows = Uint32Array.from({ length: plan.batch }, (_, row) => row);
    const units = plan.layers.at(-1)?.units ?? 1;
    const dormant: number[] = [];
    try {
      const parameters = new HeldParameters(device, scope, this.#held, {
        input: this.#probe ?? (await this.#zero(plan.batch, plan.inputUnits)),
        mask: (layer) => drawn.mask(layer),
        loss: lossOfPoints(data, rows, units),
      });
      const options = {
        device,
        traits,
        toolkit: this.#toolkit,
        parameters,
        pause: this.#pause,
        onLayer: undefined,
        onOutput: (layerIndex: number, values: Float32Array) => {
          dormant[layerIndex] = countDormant(magnitudesOf(values, plan.layers[layerIndex]?.units ?? 1));
        },
      };
      const { loss, readings } = await measurePasses(requestOf(plan), options);
      const layers = readings.results.map((layer, index) => ({
        ...layer,
        update: null,
        dormantUnits: dormant[index] ?? null,
        lostUpdates: null,
      }));
      return {
        step,
        loss,
        validation: await this.#evaluate(),
        layers: withUpdates(layers, updates),
        ...(await this.#gridOutputs()),
      };
    } finally {
      scope.dropAll();
    }
  }

  /** Loss of the points that are not learnt from; of all points where there are no others. */
  async #evaluate(): Promise<number> {
    const { points, validation, plan } = this.#request.training;
    const from = validation === 0 ? 0 : points;
    const count = validation === 0 ? points : validation;
    const outputs = await this.#answers("validation", from, count);
    const units = plan.layers.at(-1)?.units ?? 1;
    let loss = 0;
    for (let start = 0; start < count; start += plan.batch) {
      const taken = Math.min(plan.batch, count - start);
      const rows = Uint32Array.from({ length: taken }, (_, row) => from + start + row);
      const own = outputs.subarray(start * units, (start + taken) * units);
      loss += (this.#points.lossOf(rows, own) * taken) / count;
    }
    return loss;
  }

  /** The outputs for the places of the grid, which lie behind the points of the data set. */
  async #gridOutputs(): Promise<Pick<Snapshot, "outputs">> {
    const { grid, training } = this.#request;
    if (grid === undefined) return {};
    const { inputUnits } = training.plan;
    const from = this.#points.data.inputs.length / inputUnits;
    return { outputs: await this.#answers("grid", from, grid.length / inputUnits) };
  }

  /** The answers for points `[from, from + count)`, as the network is used after training: `[count, N]`. */
  async #answers(name: string, from: number, count: number): Promise<Float32Array> {
    const { device } = this.#session;
    const plan = this.#evaluationPlan;
    const last = plan.layers.length - 1;
    const units = plan.layers[last]?.units ?? 1;
    // The last batch is filled up with the first point: whole batches need no kernels of their own.
    const padded = Math.ceil(count / plan.batch) * plan.batch;
    const numbers = Float32Array.from({ length: padded }, (_, row) => (row < count ? from + row : from));
    const order = this.#orders.get(name) ?? this.#owner.own(await device.upload(numbers, padded, 1));
    this.#orders.set(name, order);
    const outputs = new Float32Array(padded * units);
    for (let start = 0; start < padded; start += plan.batch) {
      const scope = createTensorScope(device);
      try {
        const input = scope.own(await this.#points.gather({ order, start }, plan.batch));
        const parameters = new HeldParameters(device, scope, this.#held, {
          input,
          mask: () => Promise.resolve(null),
          loss: null,
        });
        const follower: Follower = {
          stdOf: never,
          norm: null,
          backward: never,
          forward: async ({ layerIndex }, { state }) => {
            if (layerIndex === last) outputs.set(await device.read(state.activation), start * units);
          },
        };
        await forward(this.#pass(plan, scope, parameters, follower), input);
      } finally {
        scope.dropAll();
      }
    }
    return outputs.slice(0, count * units);
  }

  async #end(done: number, stopped: NotFinite | null): Promise<Trained> {
    const layers = this.#request.returnsParameters ? await this.#copy() : [];
    return { losses: this.#losses.slice(0, done), stopped, layers };
  }

  async #copy(): Promise<readonly TrainedLayer[]> {
    const { device } = this.#session;
    const layers: TrainedLayer[] = [];
    for (const { weights, biases, norm, running } of this.#held) {
      const read = async (tensor: Tensor): Promise<Float64Array> =>
        Float64Array.from(await device.read(tensor));
      const units = norm?.gain.value.columns ?? biases.value.columns;
      const averages = running === null ? null : await read(running);
      layers.push({
        weights: await read(weights.value),
        biases: await read(biases.value),
        gain: norm === null ? new Float64Array(units).fill(1) : await read(norm.gain.value),
        shift: norm === null ? new Float64Array(units) : await read(norm.shift.value),
        running:
          averages === null ? null : { mean: averages.slice(0, units), variance: averages.slice(units) },
      });
    }
    return layers;
  }
}
