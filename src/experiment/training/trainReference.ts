/**
 * The oracle of training: initialise, forward, loss, backward, update, repeat, in float64 and plain
 * TypeScript. Slow and obvious on purpose, as the reference of a run is.
 */
import { FRESH_RUNNING_STATISTICS } from "../../catalog/normalizations.ts";
import type { LossGradient } from "../losses.ts";
import { normalizedUnits, streamSource } from "../layerLinks.ts";
import type { RunningStatistics } from "../normalization.ts";
import type { LayerPlan, Plan } from "../plan.ts";
import {
  backwardLayer,
  columnSums,
  drawParameters,
  forwardLayer,
  outputOf,
  referenceSteps,
  sourcesOf,
} from "../reference.ts";
import type {
  BackwardState,
  ForwardState,
  LayerParameters,
  ParameterStore,
  ReferencePrecision,
} from "../reference.ts";
import type { LayerResult } from "../result.ts";
import { requestOf } from "../runRequest.ts";
import { fillGains, fillShifts } from "../sampling.ts";
import { measure, tensorStats } from "../statistics.ts";
import { clipFactor, freshOptimizerState, optimizerStep } from "./optimizerStep.ts";
import type { OptimizerState } from "./optimizerStep.ts";
import { countDormant, HALF_STEPS, hasSnapshot, lostShare } from "./snapshot.ts";
import type { NotFinite, Snapshot, SnapshotLayer, SnapshotSteps, TrainedLayer } from "./snapshot.ts";
import { batchOrder, gather, lossOfPoints, stepMask, trainingData } from "./trainingData.ts";
import type { GivenTraining, TrainingData } from "./trainingData.ts";
import { planOfEvaluation, planOfProbe, planOfStep, rateAt, RUNNING_MOMENTUM } from "./trainingPlan.ts";
import type { TrainingPlan } from "./trainingPlan.ts";

/** The gradients of one layer, of the tensors that are learnt. */
interface Gradients {
  readonly weights: Float64Array;
  readonly biases: Float64Array | null;
  readonly gain: Float64Array | null;
  readonly shift: Float64Array | null;
}

/** What one step has computed, for tests. */
export interface StepReport {
  readonly step: number;
  readonly loss: number;
  /** Norm of all gradients together, before clipping. */
  readonly gradientNorm: number;
  readonly states: readonly ForwardState[];
  readonly gradients: readonly Gradients[];
}

/** Parameters that a training holds and changes. */
export class HeldParameters implements ParameterStore {
  readonly layers: readonly TrainedLayer[];
  readonly states: readonly Readonly<Record<keyof Gradients, OptimizerState>>[];

  constructor({ plan, optimizer }: TrainingPlan, given: GivenTraining | null) {
    const drawn = given === null ? initialParameters(plan) : null;
    this.layers = plan.layers.map((layer, index): TrainedLayer => {
      const { units, norm } = layer;
      const normed = normalizedUnits(layer);
      const own = given?.layers[index];
      const { mean, variance } = FRESH_RUNNING_STATISTICS;
      return {
        weights: Float64Array.from(own?.weights ?? drawn?.[index]?.weights ?? []),
        biases: Float64Array.from(own?.biases ?? drawn?.[index]?.biases ?? new Float64Array(units)),
        gain: fillGains(new Float64Array(normed), layer),
        shift: fillShifts(new Float64Array(normed), layer),
        running:
          norm?.kind === "batch"
            ? { mean: new Float64Array(normed).fill(mean), variance: new Float64Array(normed).fill(variance) }
            : null,
      };
    });
    const fresh = (values: Float64Array): OptimizerState => freshOptimizerState(optimizer, values.length);
    this.states = this.layers.map(({ weights, biases, gain, shift }) => ({
      weights: fresh(weights),
      biases: fresh(biases),
      gain: fresh(gain),
      shift: fresh(shift),
    }));
  }

  /** Layers that share weights and biases have those of the first of them. */
  weight({ weightsFrom }: LayerPlan): Float64Array {
    return this.#layer(weightsFrom).weights;
  }

  bias({ weightsFrom }: LayerPlan): Float64Array {
    return this.#layer(weightsFrom).biases;
  }

  gain({ layerIndex }: LayerPlan): Float64Array {
    return this.#layer(layerIndex).gain;
  }

  shift({ layerIndex }: LayerPlan): Float64Array {
    return this.#layer(layerIndex).shift;
  }

  running({ layerIndex, norm }: LayerPlan): RunningStatistics | null {
    return norm?.kind === "batch" && norm.statistics !== "batch" ? this.#layer(layerIndex).running : null;
  }

  /** Everything a layer computes with. */
  of(layer: LayerPlan, mask: Float64Array | null): LayerParameters {
    return {
      weights: this.weight(layer),
      biases: this.bias(layer),
      gain: this.gain(layer),
      shift: this.shift(layer),
      running: this.running(layer),
      mask,
    };
  }

  #layer(index: number): TrainedLayer {
    const layer = this.layers[index];
    if (layer === undefined) throw new RangeError(`invalid layer: ${index}`);
    return layer;
  }
}

/** Parameters as the plan draws them; those that follow the batch as its probe makes them. */
function initialParameters(plan: Plan): readonly Pick<LayerParameters, "weights" | "biases">[] {
  const parameters = plan.layers.map((layer) => drawParameters(plan, layer));
  if (plan.layers.every(({ calibration }) => calibration === null)) return parameters;
  const request = requestOf(plan, { passes: "forward", parameterGradients: false, measure: [] });
  const { captured } = finish(referenceSteps(request, "float64"));
  return parameters.map((own, index) => ({ ...own, weights: captured.layers[index]?.weight ?? own.weights }));
}

function finish<T>(steps: Generator<unknown, T, void>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The passes of one mini-batch. */
interface Passes {
  readonly loss: number;
  readonly states: readonly ForwardState[];
  readonly gradients: readonly Gradients[];
}

/** Forward through all layers. @param input `[B, K]` */
function forwardPass(
  plan: Plan,
  store: HeldParameters,
  input: Float64Array,
  maskOf: (layer: LayerPlan) => Float64Array | null,
  precision: ReferencePrecision,
): { readonly parameters: readonly LayerParameters[]; readonly states: readonly ForwardState[] } {
  const states: ForwardState[] = [];
  const parameters: LayerParameters[] = [];
  for (const layer of plan.layers) {
    const own = store.of(layer, maskOf(layer));
    const { input: before, skip, gate, tokens } = sourcesOf(layer, states, input);
    states.push(forwardLayer(layer, own, before, skip, plan.batch, precision, gate, tokens));
    parameters.push(own);
  }
  return { parameters, states };
}

function addInto(sum: Float64Array | undefined, values: Float64Array): Float64Array {
  return sum === undefined ? values : sum.map((value, index) => value + (values[index] ?? 0));
}

/** The output of the network, `[B, N]`. */
function answerOf(states: readonly ForwardState[], input: Float64Array): Float64Array {
  const last = states.at(-1);
  return last === undefined ? input : outputOf(last);
}

/** Both passes of a mini-batch. @param input `[B, K]` */
export function bothPasses(
  training: TrainingPlan,
  plan: Plan,
  store: HeldParameters,
  input: Float64Array,
  loss: LossGradient,
  maskOf: (layer: LayerPlan) => Float64Array | null,
  precision: ReferencePrecision,
): Passes {
  const { parameters, states } = forwardPass(plan, store, input, maskOf, precision);
  const output = answerOf(states, input);
  const first = new Float64Array(output.length);
  const value = loss.rows(output, first, 0, plan.batch);
  /** By layer: dL/d(output), from all that takes the output. */
  const arriving: (Float64Array | undefined)[] = [];
  arriving[plan.layers.length - 1] = first;
  /** The gradient of an input that layers of a block share, on its way to the first of them. */
  let shared: Float64Array | null = null;
  const gradients: Gradients[] = [];
  for (const layer of plan.layers.toReversed()) {
    const { layerIndex: index, units } = layer;
    const state = states[index];
    const own = parameters[index];
    const gradient = arriving[index];
    if (state === undefined || own === undefined || gradient === undefined) break;
    const { input: before, gate, tokens } = sourcesOf(layer, states, input);
    const backward: BackwardState = backwardLayer(
      layer,
      own,
      state,
      before,
      gradient,
      plan.batch,
      precision,
      true,
      { gate, tokens, shared },
    );
    const { gradWeight, gradPreActivation, gradInput, gradNorm, gradSkip } = backward;
    const isShared = layer.inputOf !== undefined;
    shared = isShared ? gradInput : null;
    if (!isShared && gradInput !== null) arriving[index - 1] = addInto(arriving[index - 1], gradInput);
    for (const [taken, values] of backward.handed) arriving[taken] = addInto(arriving[taken], values);
    const from = streamSource(layer);
    if (from !== null && from >= 0) arriving[from] = addInto(arriving[from], gradSkip ?? gradient);
    gradients[index] = {
      weights: gradWeight,
      biases: training.learnsBiases ? columnSums(gradPreActivation, units) : null,
      gain: training.learnsNorms ? (gradNorm?.gain ?? null) : null,
      shift: training.learnsNorms ? (gradNorm?.shift ?? null) : null,
    };
  }
  return { loss: value, states, gradients: shareGradients(plan, gradients) };
}

/** What layers share has the sum of their gradients; the other layers have none of their own. */
function shareGradients({ layers }: Plan, gradients: readonly Gradients[]): readonly Gradients[] {
  const shared = [...gradients];
  for (const { layerIndex, weightsFrom } of layers) {
    const own = gradients[layerIndex];
    const source = shared[weightsFrom];
    if (weightsFrom === layerIndex || own === undefined || source === undefined) continue;
    const biases = own.biases === null ? null : addInto(source.biases ?? undefined, own.biases);
    shared[weightsFrom] = { ...source, weights: addInto(source.weights, own.weights), biases };
    shared[layerIndex] = { ...own, weights: new Float64Array(0), biases: null };
  }
  return shared;
}

/** Running statistics of batch norm after a mini-batch: the variance unbiased. */
function followStatistics(store: HeldParameters, plan: Plan, states: readonly ForwardState[]): void {
  const { batch } = plan;
  for (const layer of plan.layers) {
    const { layerIndex, norm } = layer;
    const running = store.layers[layerIndex]?.running;
    const state = states[layerIndex];
    if (norm?.kind !== "batch" || running == null || state?.normalized == null) continue;
    const { statistics } = state.normalized;
    for (let unit = 0; unit < normalizedUnits(layer); unit++) {
      const variance = ((statistics.variances[unit] ?? 0) * batch) / Math.max(1, batch - 1);
      const keep = 1 - RUNNING_MOMENTUM;
      running.mean[unit] =
        keep * (running.mean[unit] ?? 0) + RUNNING_MOMENTUM * (statistics.means[unit] ?? 0);
      running.variance[unit] = keep * (running.variance[unit] ?? 0) + RUNNING_MOMENTUM * variance;
    }
  }
}

function normOf(gradients: readonly Gradients[]): number {
  let sum = 0;
  for (const layer of gradients) {
    for (const values of [layer.weights, layer.biases, layer.gain, layer.shift]) {
      for (const value of values ?? []) sum += value * value;
    }
  }
  return Math.sqrt(sum);
}

const isFinite = (values: Float64Array): boolean => values.every(Number.isFinite);

/** The first tensor with a value that is not finite, in the order of computation. */
function notFinite(store: HeldParameters, states: readonly ForwardState[], step: number): NotFinite {
  for (const [layerIndex, { preActivation, activation, stream }] of states.entries()) {
    if (!isFinite(store.layers[layerIndex]?.weights ?? activation))
      return { step, layerIndex, tensor: "weight" };
    if (!isFinite(preActivation)) return { step, layerIndex, tensor: "pre_activation" };
    if (!isFinite(activation)) return { step, layerIndex, tensor: "activation" };
    if (stream !== null && !isFinite(stream)) return { step, layerIndex, tensor: "stream" };
  }
  return { step, layerIndex: states.length - 1, tensor: "activation" };
}

/** A training on its way, one event after another. */
export type TrainingEvent =
  | { readonly kind: "snapshot"; readonly snapshot: Snapshot }
  | { readonly kind: "step"; readonly report: StepReport };

export interface ReferenceTraining {
  readonly losses: Float64Array;
  readonly stopped: NotFinite | null;
  readonly layers: readonly TrainedLayer[];
}

type Update = Pick<SnapshotLayer, "update" | "lostUpdates">;

/** Further snapshots, what they hold, and where the training ends. */
interface Watching {
  /** Whether a step has a snapshot that `every` does not name. */
  readonly isDue?: (step: number) => boolean;
  /** Inputs whose outputs every snapshot gives, `[points, K]`. */
  readonly grid?: Float32Array | undefined;
  /** Steps after which it ends; those of the plan by default. */
  readonly steps?: number;
}

/**
 * Trains, and yields after every step and every snapshot.
 * @param every the steps that have a snapshot
 * @param given what is not drawn by the plan
 */
export function* trainingSteps(
  training: TrainingPlan,
  every: SnapshotSteps,
  precision: ReferencePrecision = "float64",
  given: GivenTraining | null = null,
  { isDue = () => false, grid, steps = training.steps }: Watching = {},
): Generator<TrainingEvent, ReferenceTraining, void> {
  const { plan, optimizer, weightDecay, clip, rates } = training;
  const data = given?.data ?? trainingData(training);
  const orderOf = batchOrder(training);
  const ofStep = planOfStep(training);
  const outputs = plan.layers.at(-1)?.units ?? 1;
  const store = new HeldParameters(training, given);
  const update = optimizerStep(optimizer);
  const losses = new Float64Array(steps);
  let updates: readonly Update[] = [];
  for (let step = 0; step < steps; step++) {
    const isShown = hasSnapshot(every, step) || isDue(step);
    updates = [];
    const shown = isShown ? snapshotOf(training, store, data, step, precision) : null;
    // The last step is measured for the snapshot behind it.
    const isMeasured = isShown || step + 1 === steps;
    const before = isMeasured ? plan.layers.map((layer) => store.weight(layer).slice()) : [];
    const rows = given?.order[step] ?? orderOf(step);
    const masks = given?.masks?.[step];
    const { loss, states, gradients } = bothPasses(
      training,
      ofStep,
      store,
      gather(data.inputs, rows, plan.inputUnits),
      lossOfPoints(data, rows, outputs),
      (layer) => (given === null ? stepMask(training, layer, step) : (masks?.[layer.layerIndex] ?? null)),
      precision,
    );
    losses[step] = loss;
    if (!Number.isFinite(loss)) {
      if (shown !== null) yield { kind: "snapshot", snapshot: shown };
      return {
        losses: losses.slice(0, step + 1),
        stopped: notFinite(store, states, step),
        layers: store.layers,
      };
    }
    followStatistics(store, ofStep, states);
    const gradientNorm = normOf(gradients);
    const scalars = {
      scale: clip?.kind === "norm" ? clipFactor(gradientNorm, clip.value) : 1,
      limit: clip?.kind === "value" ? clip.value : Infinity,
      step: step + 1,
    };
    const rate = rateAt(training, step);
    for (const [index, layer] of gradients.entries()) {
      const parameters = store.layers[index];
      const state = store.states[index];
      if (parameters === undefined || state === undefined) continue;
      for (const key of ["weights", "biases", "gain", "shift"] as const) {
        const gradient = layer[key];
        if (gradient === null) continue;
        const factor = rates[index]?.[key === "weights" ? "weights" : "vectors"] ?? 1;
        const decay = key === "weights" || training.decayed === "all" ? weightDecay : 0;
        update(parameters[key], gradient, state[key], { ...scalars, rate: rate * factor, decay });
        if (precision === "float32") {
          parameters[key].forEach((value, at) => (parameters[key][at] = Math.fround(value)));
        }
      }
    }
    updates = isMeasured ? updatesFrom(store, plan, before) : [];
    if (shown !== null) yield { kind: "snapshot", snapshot: withUpdates(shown) };
    yield { kind: "step", report: { step, loss, gradientNorm, states, gradients } };
  }
  yield { kind: "snapshot", snapshot: snapshotOf(training, store, data, steps, precision) };
  return { losses, stopped: null, layers: store.layers };

  /** The change of the weights of every layer. */
  function updatesFrom(
    held: HeldParameters,
    { layers }: Plan,
    before: readonly Float64Array[],
  ): readonly Update[] {
    return layers.map((layer, index) => {
      const old = before[index];
      const weights = held.weight(layer);
      const change = weights.map((value, at) => value - (old?.[at] ?? 0));
      return {
        update: tensorStats("weight", measure(change, layer.units, layer.fanIn)),
        lostUpdates: {
          bfloat16: lostShare(weights, change, HALF_STEPS.bfloat16),
          float16: lostShare(weights, change, HALF_STEPS.float16),
        },
      };
    });
  }

  function withUpdates(shown: Snapshot): Snapshot {
    return { ...shown, layers: shown.layers.map((layer, index) => ({ ...layer, ...updates[index] })) };
  }

  function snapshotOf(
    planned: TrainingPlan,
    held: HeldParameters,
    points: TrainingData,
    step: number,
    rounding: ReferencePrecision,
  ): Snapshot {
    const probe = planOfProbe(planned);
    const all = Uint32Array.from({ length: probe.batch }, (_, index) => index);
    const run = finish(
      referenceSteps(requestOf(probe), rounding, {
        store: held,
        input: gather(points.inputs, all, probe.inputUnits),
        loss: lossOfPoints(points, all, outputs),
      }),
    );
    return {
      step,
      loss: run.loss,
      validation: evaluate(training, held, points, rounding),
      layers: run.layers.map((layer: LayerResult, index): SnapshotLayer => {
        const magnitudes = new Float64Array(layer.units);
        const activations = run.captured.layers[index]?.activation ?? [];
        for (let i = 0; i < activations.length; i++) {
          const unit = i % layer.units;
          magnitudes[unit] = (magnitudes[unit] ?? 0) + Math.abs(activations[i] ?? 0);
        }
        const dormantUnits = countDormant(magnitudes);
        return { ...layer, update: null, lostUpdates: null, ...updates[index], dormantUnits };
      }),
      ...(grid === undefined
        ? {}
        : { outputs: Float32Array.from(answersOf(planned, held, Float64Array.from(grid), rounding)) }),
    };
  }
}

/** The network as it is used after training, for any inputs `[rows, K]`. @returns `[rows, N]` */
function answersOf(
  training: TrainingPlan,
  store: HeldParameters,
  input: Float64Array,
  precision: ReferencePrecision,
): Float64Array {
  const rows = input.length / training.plan.inputUnits;
  const { states } = forwardPass(planOfEvaluation(training, rows), store, input, () => null, precision);
  return answerOf(states, input);
}

/** Loss of the points that are not learnt from, of all points where there are no others. */
function evaluate(
  training: TrainingPlan,
  store: HeldParameters,
  data: TrainingData,
  precision: ReferencePrecision,
): number {
  const { plan, points, validation } = training;
  const first = validation === 0 ? 0 : points;
  const count = validation === 0 ? points : validation;
  const rows = Uint32Array.from({ length: count }, (_, index) => first + index);
  const input = gather(data.inputs, rows, plan.inputUnits);
  const output = answersOf(training, store, input, precision);
  const units = plan.layers.at(-1)?.units ?? 1;
  return lossOfPoints(data, rows, units).rows(output, new Float64Array(output.length), 0, count);
}

/** Runs a training to its end. */
export function trainReference(
  training: TrainingPlan,
  {
    every = Infinity,
    given = null,
    end = training.steps,
    onEvent = () => undefined,
  }: {
    readonly every?: SnapshotSteps;
    readonly given?: GivenTraining | null;
    /** After how many steps it ends. */
    readonly end?: number;
    readonly onEvent?: (event: TrainingEvent) => void;
  } = {},
): ReferenceTraining {
  const steps = trainingSteps(training, every, "float64", given, { steps: end });
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    onEvent(step.value);
  }
}
