/**
 * The oracle: one network, forward and backward, in float64 and plain TypeScript. It is slow and obvious on
 * purpose. Every engine is tested against it, and it runs the page where no other engine can.
 *
 * Shapes: B = batch, K = fan-in, N = units. Matrices are row-major.
 */
import { activationById } from "../catalog/activations.ts";
import { attend, attendBackward } from "./attention.ts";
import type { Attended } from "./attention.ts";
import type { AttentionStats } from "./attentionStats.ts";
import { FRESH_RUNNING_STATISTICS } from "../catalog/normalizations.ts";
import { addToAverages, normalize, normalizeBackward } from "./normalization.ts";
import type { Normalized, RunningStatistics } from "./normalization.ts";
import { normalizedUnits, streamSource } from "./layerLinks.ts";
import type { AveragingPlan, LayerPlan, Plan } from "./plan.ts";
import type { CapturedLayer, LayerResult, TensorId } from "./result.ts";
import { hasTensor, isMeasured, requestOf } from "./runRequest.ts";
import type { RunRequest } from "./runRequest.ts";
import { nextCalibration, UNCALIBRATED } from "./calibration.ts";
import type { Calibration } from "./calibration.ts";
// It provides the points of tasks.
import "./taskData.ts";
import { lossGradient } from "./losses.ts";
import type { LossGradient } from "./losses.ts";
import { drawBiases, drawDropoutMask, drawInput, drawUpstream, drawWeights, scaleInPlace } from "./draws.ts";
import { fillGains, fillShifts } from "./sampling.ts";
import { similarity, UNCOMPARED } from "./similarity.ts";
import { measure, tensorStats } from "./statistics.ts";

/**
 * `float32` rounds every stored tensor to float32 (sums stay float64), so overflow
 * begins where an engine's does.
 */
export type ReferencePrecision = "float64" | "float32";

/** The parameters of one layer. */
export interface LayerParameters {
  /** `[N, K]` */
  readonly weights: Float64Array;
  /** `[N]`, or null when all are zero. */
  readonly biases: Float64Array | null;
  /** gamma of each unit, `[N]`; 1 where there is no normalisation. */
  readonly gain: Float64Array;
  /** beta of each unit, `[N]`; 0 where there is no normalisation. */
  readonly shift: Float64Array;
  /** Null where no running statistics are used. */
  readonly running: RunningStatistics | null;
  /** Dropout: 0 or the factor of what is kept, `[B, N]`; null where nothing is dropped. */
  readonly mask: Float64Array | null;
}

/** The source of the parameters of a run. N = units, K = fan-in. */
export interface ParameterStore {
  /** `[N, K]`. @param calibration the scale that the batch gives the weights; null before calibration */
  weight(layer: LayerPlan, calibration: Calibration | null): Float64Array;
  /** `[N]`; null when all are zero. */
  bias(layer: LayerPlan): Float64Array | null;
  /** gamma of each unit, `[N]`; 1 where there is no normalisation. */
  gain(layer: LayerPlan): Float64Array;
  /** beta of each unit, `[N]`; 0 where there is no normalisation. */
  shift(layer: LayerPlan): Float64Array;
  /** Null where no running statistics are used. */
  running(layer: LayerPlan): RunningStatistics | null;
}

/** Parameters as the plan draws them. */
class DrawnParameters implements ParameterStore {
  readonly #plan: Plan;
  /** The last layer's draws: a calibration asks for them again and again. */
  #last: { readonly layer: LayerPlan; readonly weights: Float32Array } | null = null;

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  weight(layer: LayerPlan, calibration: Calibration | null): Float64Array {
    if (this.#last?.layer !== layer) this.#last = { layer, weights: drawWeights(this.#plan, layer) };
    const { weights } = this.#last;
    return Float64Array.from(
      calibration === null ? weights : scaleInPlace(weights.slice(), calibration.scale),
    );
  }

  bias(layer: LayerPlan): Float64Array | null {
    const biases = drawBiases(this.#plan, layer);
    return biases === null ? null : Float64Array.from(biases);
  }

  gain(layer: LayerPlan): Float64Array {
    return fillGains(new Float64Array(normalizedUnits(layer)), layer);
  }

  shift(layer: LayerPlan): Float64Array {
    return fillShifts(new Float64Array(normalizedUnits(layer)), layer);
  }

  /** Those of a freshly made layer. */
  running(layer: LayerPlan): RunningStatistics | null {
    const { norm } = layer;
    if (norm?.kind !== "batch" || norm.statistics === "batch") return null;
    const units = normalizedUnits(layer);
    const { mean, variance } = FRESH_RUNNING_STATISTICS;
    return { mean: new Float64Array(units).fill(mean), variance: new Float64Array(units).fill(variance) };
  }
}

/** The results of a layer's forward pass, for the screen and for the backward pass. */
export interface ForwardState {
  /** z = a_prev W^T + b, `[B, N]`. */
  readonly preActivation: Float64Array;
  /** The layer's output, `[B, N]`; what it adds to its stream, where it has one. */
  readonly activation: Float64Array;
  /** The stream behind a block, `[B, N]`: the output of the layer that ends it; null for all others. */
  readonly stream: Float64Array | null;
  /** The input behind its normalisation, `[B, K]`; null where it has none. */
  readonly normedInput: Float64Array | null;
  /** The factor of the gate, or the values that attention mixes, `[B, N]`; null where there is neither. */
  readonly ungated: Float64Array | null;
  /** Null where no tokens are mixed. */
  readonly attention: AttentionStats | null;
  /** phi' at the input of the activation, `[B, N]`. */
  readonly derivative: Float64Array;
  /** What the normalisation saw, and made of it; null where there is none. */
  readonly normed: Float64Array | null;
  readonly normalized: Normalized | null;
}

/** Gradients of one layer. */
export interface BackwardState {
  /** dL/dz, `[B, N]`. */
  readonly gradPreActivation: Float64Array;
  /** dL/dW = delta^T a_prev, summed over the batch, `[N, K]`; empty where the request leaves it out. */
  readonly gradWeight: Float64Array;
  /** dL/da of the layer before, `[B, K]`; null for the first layer. */
  readonly gradInput: Float64Array | null;
  /** dL/dgamma and dL/dbeta, summed over the batch, `[N]` each; null without a normalisation. */
  readonly gradNorm: { readonly gain: Float64Array; readonly shift: Float64Array } | null;
  /** dL/da, `[B, N]`: that of the output, but where the layer adds to a stream. */
  readonly gradActivation: Float64Array;
  /** What the end of a block hands to the output its stream comes from, `[B, N]`; null for all others. */
  readonly gradSkip: Float64Array | null;
  /** dL/d(activation) of other layers that this one takes: of its gate, of queries and keys; `[B, N]`. */
  readonly handed: readonly (readonly [layerIndex: number, gradient: Float64Array])[];
}

/** The output of a layer, `[B, N]`: what the next layer takes. */
export function outputOf({ stream, activation }: ForwardState): Float64Array {
  return stream ?? activation;
}

function round(values: Float64Array, precision: ReferencePrecision): Float64Array {
  if (precision === "float32")
    for (let i = 0; i < values.length; i++) values[i] = Math.fround(values[i] ?? 0);
  return values;
}

/** c = a b^T for `[rows, inner]` and `[columns, inner]`. */
function multiplyTransposed(
  a: Float64Array,
  b: Float64Array,
  rows: number,
  columns: number,
  inner: number,
): Float64Array {
  const c = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      let sum = 0;
      for (let k = 0; k < inner; k++) sum += (a[i * inner + k] ?? 0) * (b[j * inner + k] ?? 0);
      c[i * columns + j] = sum;
    }
  }
  return c;
}

/** `[columns, rows]` of a `[rows, columns]` matrix. */
function transpose(a: Float64Array, rows: number, columns: number): Float64Array {
  const t = new Float64Array(a.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) t[j * rows + i] = a[i * columns + j] ?? 0;
  return t;
}

/**
 * Forward pass of one layer.
 * @param given its input, `[B, K]`; that of another layer behind its norm where the plan says `inputOf`
 * @param skip what a residual block adds to the output, `[B, N]`; null elsewhere
 * @param gate activation that multiplies phi, `[B, N]`; null elsewhere
 * @param tokens queries and keys by which phi is mixed; null elsewhere
 */
export function forwardLayer(
  layer: LayerPlan,
  { weights, biases, gain, shift, running, mask }: LayerParameters,
  given: Float64Array,
  skip: Float64Array | null,
  batch: number,
  precision: ReferencePrecision,
  gate: Float64Array | null = null,
  tokens: Tokens | null = null,
): ForwardState {
  const { units, fanIn, norm } = layer;
  const { f, df } = activationById(layer.activation);
  let normed: ForwardState["normed"] = null;
  let normalized: ForwardState["normalized"] = null;
  const columns = normalizedUnits(layer);
  const throughNorm = (seen: Float64Array): Float64Array => {
    if (norm === null) return seen;
    const values = layer.dropsBeforeNorm ? round(dropOut(seen, mask, layer), precision) : seen;
    normed = values;
    normalized = normalize(norm, values, { batch, units: columns }, running);
    return round(
      normalized.values.map((value, index) => {
        const unit = index % columns;
        return (gain[unit] ?? 0) * value + (shift[unit] ?? 0);
      }),
      precision,
    );
  };
  const normedInput = norm?.at === "input" ? throughNorm(given) : null;
  const input = normedInput ?? given;
  const preActivation = multiplyTransposed(input, weights, batch, units, fanIn);
  if (biases !== null) {
    for (let i = 0; i < preActivation.length; i++)
      preActivation[i] = (preActivation[i] ?? 0) + (biases[i % units] ?? 0);
  }
  round(preActivation, precision);
  const seen = norm?.at === "before" ? throughNorm(preActivation) : preActivation;
  const activated = round(
    seen.map((x) => f(x, layer.activationParameter)),
    precision,
  );
  const derivative = round(
    seen.map((x) => df(x, layer.activationParameter)),
    precision,
  );
  const ungated = norm?.at === "after" ? throughNorm(activated) : activated;
  const attended =
    layer.attention === undefined || tokens === null
      ? null
      : attend(layer.attention, { ...tokens, values: ungated }, input, { batch, units });
  const whole = attended === null ? ungated : round(attended.mixed, precision);
  const complete = gate === null ? whole : round(product(whole, gate), precision);
  const kept = layer.dropsBeforeNorm ? complete : dropOut(complete, mask, layer);
  const common = {
    preActivation,
    derivative,
    normedInput,
    ungated: gate === null && attended === null ? null : ungated,
    attention: attended?.stats ?? null,
  };
  if (layer.stream === undefined) {
    const activation = skip === null ? kept : kept.map((value, index) => value + (skip[index] ?? 0));
    return { ...common, activation: round(activation, precision), stream: null, normed, normalized };
  }
  const { factor, branch } = layer.stream;
  const activation = round(timesFactor(kept, branch), precision);
  const sum = round(
    activation.map((value, index) => value + factor * (skip?.[index] ?? 0)),
    precision,
  );
  const stream = norm?.at === "stream" ? throughNorm(sum) : sum;
  return { ...common, activation, stream, normed, normalized };
}

function product(values: Float64Array, others: Float64Array): Float64Array {
  return values.map((value, index) => value * (others[index] ?? 0));
}

function timesFactor(values: Float64Array, factor: number): Float64Array {
  return factor === 1 ? values : values.map((value) => value * factor);
}

/** Dropout forward: alpha dropout shifts what it keeps, and puts one value in the place of what it drops. */
function dropOut(values: Float64Array, mask: Float64Array | null, { alphaDropout }: LayerPlan): Float64Array {
  const kept = drop(values, mask);
  if (mask === null || alphaDropout === null) return kept;
  const { shift, dropped } = alphaDropout;
  return kept.map((value, index) => (mask[index] === 0 ? dropped : value + shift));
}

/** Dropped outputs and their gradients are 0, even where the value was NaN or infinite. */
function drop(values: Float64Array, mask: Float64Array | null): Float64Array {
  if (mask === null) return values;
  return values.map((value, index) => {
    const factor = mask[index] ?? 0;
    return factor === 0 ? 0 : value * factor;
  });
}

/** Stands for a tensor that is not computed. */
const NONE = new Float64Array(0);

/** Queries and keys, `[B, N]` each. */
type Tokens = Pick<Attended, "query" | "key">;

/** What other layers of its block have to do with a layer's backward pass; each null where there is none. */
interface BlockLinks {
  /** Activation of the layer's gate, `[B, N]`. */
  readonly gate: Float64Array | null;
  readonly tokens: Tokens | null;
  /** Gradient of the layer's input from the layer that shares it, behind the norm of the input, `[B, K]`. */
  readonly shared: Float64Array | null;
}

/**
 * Backward pass of one layer.
 * @param gradOutput dL/d(output) `[B, N]`
 * @param given `[B, K]`, as in the forward pass
 * @param parameterGradients whether to make dL/dW
 */
export function backwardLayer(
  layer: LayerPlan,
  { weights, gain, mask }: LayerParameters,
  state: ForwardState,
  given: Float64Array,
  gradOutput: Float64Array,
  batch: number,
  precision: ReferencePrecision,
  parameterGradients = true,
  { gate, tokens, shared }: BlockLinks = { gate: null, tokens: null, shared: null },
): BackwardState {
  const { units, fanIn, norm, stream } = layer;
  const input = state.normedInput ?? given;
  const columns = normalizedUnits(layer);
  let gradNorm: BackwardState["gradNorm"] = null;
  const throughNorm = (gradient: Float64Array): Float64Array => {
    if (norm === null || state.normalized === null) return gradient;
    const { values } = state.normalized;
    if (parameterGradients) {
      gradNorm = {
        gain: columnSums(
          gradient.map((value, index) => value * (values[index] ?? 0)),
          columns,
        ),
        shift: columnSums(gradient, columns),
      };
    }
    const through = normalizeBackward(norm, gain, gradient, state.normalized, { batch, units: columns });
    return layer.dropsBeforeNorm ? drop(through, mask) : through;
  };
  const gradActivation = norm?.at === "stream" ? round(throughNorm(gradOutput), precision) : gradOutput;
  const gradBranch =
    stream === undefined ? gradActivation : round(timesFactor(gradActivation, stream.branch), precision);
  const gradDropped = layer.dropsBeforeNorm ? gradBranch : drop(gradBranch, mask);
  const gradKept = gate === null ? gradDropped : round(product(gradDropped, gate), precision);
  const handed: (readonly [number, Float64Array])[] = [];
  if (layer.gate !== undefined && state.ungated !== null)
    handed.push([layer.gate, round(product(gradDropped, state.ungated), precision)]);
  const { attention } = layer;
  let gradUngated = gradKept;
  if (attention !== undefined && tokens !== null && state.ungated !== null) {
    const attended = { ...tokens, values: state.ungated };
    const { query, key, values } = attendBackward(attention, attended, gradKept, { batch, units });
    handed.push([attention.query, round(query, precision)], [attention.key, round(key, precision)]);
    gradUngated = round(values, precision);
  }
  const gradActivated = norm?.at === "after" ? throughNorm(gradUngated) : gradUngated;
  const gradSeen = gradActivated.map((value, index) => value * (state.derivative[index] ?? 0));
  const gradPreActivation = round(norm?.at === "before" ? throughNorm(gradSeen) : gradSeen, precision);
  const gradWeight = parameterGradients
    ? multiplyTransposed(
        transpose(gradPreActivation, batch, units),
        transpose(input, batch, fanIn),
        units,
        fanIn,
        batch,
      )
    : NONE;
  const gradUsed =
    layer.layerIndex === 0
      ? null
      : multiplyTransposed(gradPreActivation, transpose(weights, units, fanIn), batch, fanIn, units);
  if (gradUsed !== null) round(gradUsed, precision);
  const gradWhole =
    gradUsed === null || shared === null
      ? gradUsed
      : round(
          gradUsed.map((value, index) => value + (shared[index] ?? 0)),
          precision,
        );
  const gradInput =
    norm?.at === "input" && gradWhole !== null ? round(throughNorm(gradWhole), precision) : gradWhole;
  return {
    gradPreActivation,
    gradWeight: round(gradWeight, precision),
    gradInput,
    gradNorm,
    gradActivation,
    gradSkip: stream === undefined ? null : round(timesFactor(gradActivation, stream.factor), precision),
    handed,
  };
}

/** Sums over the rows of a `[rows, units]` matrix. */
export function columnSums(values: Float64Array, units: number): Float64Array {
  const sums = new Float64Array(units);
  for (let i = 0; i < values.length; i++) sums[i % units] = (sums[i % units] ?? 0) + (values[i] ?? 0);
  return sums;
}

/** Share of saturated entries, and of units whose derivative is zero for every input. */
export function saturationOf(
  layer: LayerPlan,
  derivative: Float64Array,
  batch: number,
): { readonly saturated: number; readonly deadUnits: number } {
  let saturated = 0;
  let dead = 0;
  for (let unit = 0; unit < layer.units; unit++) {
    let isDead = true;
    for (let row = 0; row < batch; row++) {
      const value = derivative[row * layer.units + unit] ?? 0;
      if (Math.abs(value) < layer.saturationThreshold) saturated++;
      // A derivative of NaN means an undefined unit, not a dead one.
      if (value !== 0) isDead = false;
    }
    if (isDead) dead++;
  }
  return { saturated: saturated / (batch * layer.units), deadUnits: dead / layer.units };
}

/**
 * The parameters of a layer from a store, with running statistics and the drawn mask.
 * @param calibration of weights that were rescaled before; null for weights as drawn
 * @param batchIndex 0 for the batch that is shown, else a batch of training
 */
function parametersOf(
  store: ParameterStore,
  plan: Plan,
  layer: LayerPlan,
  calibration: Calibration | null = null,
  batchIndex = 0,
): LayerParameters {
  const mask = drawDropoutMask(plan, layer, batchIndex);
  return {
    weights: store.weight(layer, calibration),
    biases: store.bias(layer),
    gain: store.gain(layer),
    shift: store.shift(layer),
    running: store.running(layer),
    mask: mask === null ? null : Float64Array.from(mask),
  };
}

/** The parameters of a layer as the plan draws them. */
export function drawParameters(plan: Plan, layer: LayerPlan): LayerParameters {
  return parametersOf(new DrawnParameters(plan), plan, layer);
}

/** A layer's forward pass under its final weights. */
interface CalibratedLayer {
  readonly parameters: LayerParameters;
  readonly state: ForwardState;
  readonly calibration: Calibration | null;
}

/** What is known of a layer before it runs. */
interface Known {
  readonly calibration: Calibration | null;
  /** Averages over batches of training; null where there are none. */
  readonly running: RunningStatistics | null;
  readonly batchIndex: number;
}

/**
 * Runs a layer forward, and again with rescaled weights until its calibration ends.
 * @param known the calibration of weights that were rescaled before; null for weights as drawn
 */
function forwardCalibrated(
  store: ParameterStore,
  plan: Plan,
  layer: LayerPlan,
  { calibration: known, running, batchIndex }: Known,
  input: Float64Array,
  skip: Float64Array | null,
  precision: ReferencePrecision,
  { gate, tokens }: Pick<Sources, "gate" | "tokens">,
): CalibratedLayer {
  const own = parametersOf(store, plan, layer, known, batchIndex);
  const drawn = running === null ? own : { ...own, running };
  let parameters = drawn;
  let state = forwardLayer(layer, parameters, input, skip, plan.batch, precision, gate, tokens);
  if (layer.calibration === null) return { parameters, state, calibration: known };
  let calibration = UNCALIBRATED;
  for (;;) {
    const seen = layer.calibration.target === "activation" ? state.activation : state.preActivation;
    const { finite, std } = tensorStats(layer.calibration.target, measure(seen, plan.batch, layer.units));
    const next = nextCalibration(layer.calibration, calibration, finite === seen.length ? std : NaN);
    if (next === null) return { parameters, state, calibration };
    calibration = next;
    parameters = { ...drawn, weights: store.weight(layer, next) };
    state = forwardLayer(layer, parameters, input, skip, plan.batch, precision, gate, tokens);
  }
}

/** What a layer takes from those in front of it. */
interface Sources {
  readonly input: Float64Array;
  readonly skip: Float64Array | null;
  readonly gate: Float64Array | null;
  readonly tokens: Tokens | null;
}

/** @param batchInput the input of the network, `[B, K]` */
export function sourcesOf(
  layer: LayerPlan,
  states: readonly ForwardState[],
  batchInput: Float64Array,
): Sources {
  const outputAt = (index: number): Float64Array => {
    const state = states[index];
    return state === undefined ? batchInput : outputOf(state);
  };
  const from = streamSource(layer);
  const shared = layer.inputOf === undefined ? undefined : states[layer.inputOf];
  const [query, key] = [layer.attention?.query, layer.attention?.key].map((index) =>
    index === undefined ? undefined : states[index]?.activation,
  );
  return {
    input:
      layer.inputOf === undefined
        ? outputAt(layer.layerIndex - 1)
        : (shared?.normedInput ?? outputAt(layer.inputOf - 1)),
    skip: from === null ? null : outputAt(from),
    gate: layer.gate === undefined ? null : (states[layer.gate]?.activation ?? null),
    tokens: query === undefined || key === undefined ? null : { query, key },
  };
}

/** What batches of training leave in a layer. */
interface Trained {
  readonly running: RunningStatistics;
  readonly calibration: Calibration | null;
}

/** Runs the batches of training forward, and averages what their norms see; the first calibrates weights. */
function averageBatches(
  store: ParameterStore,
  plan: Plan,
  { batches, momentum, layers }: AveragingPlan,
  precision: ReferencePrecision,
): readonly Trained[] {
  const { mean, variance } = FRESH_RUNNING_STATISTICS;
  const averages = layers.map((layer) => ({
    mean: new Float64Array(normalizedUnits(layer)).fill(mean),
    variance: new Float64Array(normalizedUnits(layer)).fill(variance),
  }));
  const calibrations: (Calibration | null)[] = [];
  for (let batchIndex = 1; batchIndex <= batches; batchIndex++) {
    const states: ForwardState[] = [];
    const batchInput = Float64Array.from(drawInput(plan, batchIndex));
    for (const [index, layer] of layers.entries()) {
      const sources = sourcesOf(layer, states, batchInput);
      const known = calibrations[batchIndex === 1 ? layer.weightsFrom : index] ?? null;
      const next = batchIndex === 1 ? layer : { ...layer, calibration: null };
      const { state, calibration } = forwardCalibrated(
        store,
        plan,
        next,
        { calibration: known, running: null, batchIndex },
        sources.input,
        sources.skip,
        precision,
        sources,
      );
      calibrations[index] = calibration;
      states.push(state);
      const running = averages[index];
      if (running !== undefined && state.normed !== null && layer.norm?.kind === "batch")
        addToAverages(running, state.normed, { batch: plan.batch, units: normalizedUnits(layer) }, momentum);
    }
  }
  return averages.map((running, index) => ({ running, calibration: calibrations[index] ?? null }));
}

/** A step of a run: the statistics of one layer have grown. */
export interface ReferenceStep {
  readonly result: LayerResult;
}

/** Result of a whole reference run. */
export interface ReferenceRun {
  /** Null where the gradient was drawn. */
  readonly loss: number | null;
  /** What each layer has made of the batch, and with which parameters, in the order of the layers. */
  readonly states: readonly ForwardState[];
  readonly parameters: readonly LayerParameters[];
  readonly layers: readonly LayerResult[];
  readonly captured: {
    readonly input: Float64Array;
    readonly layers: readonly Readonly<Record<TensorId, Float64Array>>[];
  };
}

/** dL/da of the last layer, and the loss if there is one. */
function injectGradient(
  plan: Plan,
  output: Float64Array,
  precision: ReferencePrecision,
  given: LossGradient | null,
): { readonly gradient: Float64Array; readonly loss: number | null } {
  const draws = drawUpstream(plan);
  const loss = given ?? lossGradient(plan, draws);
  if (loss === null) return { gradient: Float64Array.from(draws), loss: null };
  const gradient = new Float64Array(output.length);
  const value = loss.rows(output, gradient, 0, plan.batch);
  return { gradient: round(gradient, precision), loss: value };
}

/** What a run starts from where that is not what its plan draws: all of the same plan. */
export interface GivenRun {
  readonly store?: ParameterStore;
  /** `[B, K]` */
  readonly input?: Float64Array;
  readonly loss?: LossGradient;
}

/**
 * Runs a request layer by layer. Yields after each layer in each direction, so that a caller can show it, or
 * stop.
 * @param given what it does not draw itself
 * @returns statistics and the raw tensors, all that are computed
 */
export function* referenceSteps(
  request: RunRequest,
  precision: ReferencePrecision,
  given: GivenRun | null = null,
): Generator<ReferenceStep, ReferenceRun, void> {
  const { plan } = request;
  const { batch } = plan;
  const store = given?.store ?? new DrawnParameters(plan);
  const input = given?.input ?? Float64Array.from(drawInput(plan));
  const parameters: LayerParameters[] = [];
  const states: ForwardState[] = [];
  const results: LayerResult[] = [];
  const stats = (
    tensor: TensorId,
    values: Float64Array,
    rows: number,
    columns: number,
  ): LayerResult["tensors"] => {
    if (!isMeasured(request, tensor)) return {};
    const seen = precision === "float32" ? Float32Array.from(values) : values;
    return { [tensor]: tensorStats(tensor, measure(seen, rows, columns)) };
  };

  const trained = plan.averaging === null ? null : averageBatches(store, plan, plan.averaging, precision);
  for (const layer of plan.layers) {
    const sources = sourcesOf(layer, states, input);
    const before = trained?.[layer.layerIndex];
    const known = {
      calibration: before?.calibration ?? results[layer.weightsFrom]?.calibration ?? null,
      running: layer.norm?.kind === "batch" ? (before?.running ?? null) : null,
      batchIndex: 0,
    };
    const calibrated = forwardCalibrated(
      store,
      plan,
      layer,
      known,
      sources.input,
      sources.skip,
      precision,
      sources,
    );
    const { parameters: layerParameters, state, calibration } = calibrated;
    parameters.push(layerParameters);
    states.push(state);
    const output = outputOf(state);
    const result: LayerResult = {
      layerIndex: layer.layerIndex,
      units: layer.units,
      tensors: {
        ...stats("pre_activation", state.preActivation, batch, layer.units),
        ...stats("activation", state.activation, batch, layer.units),
        ...stats("weight", layerParameters.weights, layer.units, layer.fanIn),
        ...(hasTensor(layer, "stream") ? stats("stream", output, batch, layer.units) : {}),
      },
      ...saturationOf(layer, state.derivative, batch),
      similarity: isMeasured(request, "activation") ? similarity(output, batch, layer.units) : UNCOMPARED,
      calibration,
      ...(state.attention === null ? {} : { attention: state.attention }),
    };
    results.push(result);
    yield { result };
  }

  const captured = states.map((state, index): Readonly<Record<TensorId, Float64Array>> => {
    const { preActivation: pre_activation, activation } = state;
    const weight = parameters[index]?.weights ?? NONE;
    const stream = state.stream ?? NONE;
    const gradients = {
      grad_activation: NONE,
      grad_pre_activation: NONE,
      grad_weight: NONE,
      grad_stream: NONE,
    };
    return { pre_activation, activation, weight, stream, ...gradients };
  });
  const last = states.at(-1);
  const injected = injectGradient(
    plan,
    last === undefined ? input : outputOf(last),
    precision,
    given?.loss ?? null,
  );
  let { gradient } = injected;
  /** The gradient that the end of a residual block passes to the layer its stream came from. */
  let skipped: Float64Array | null = null;
  let skippedTo: number | null = null;
  /** The gradient of a shared input, from the value of a block to its gate, or to key and query. */
  let shared: Float64Array | null = null;
  /** By layer: the gradient of an activation that a later layer has taken. */
  const handed = new Map<number, Float64Array>();
  for (const layer of request.passes === "both" ? plan.layers.toReversed() : []) {
    const index = layer.layerIndex;
    const state = states[index];
    const layerParameters = parameters[index];
    const forward = results[index];
    const kept = captured[index];
    if (state === undefined || layerParameters === undefined) break;
    if (forward === undefined || kept === undefined) break;
    const sources = sourcesOf(layer, states, input);
    const backward: BackwardState = backwardLayer(
      layer,
      layerParameters,
      state,
      sources.input,
      gradient,
      batch,
      precision,
      request.parameterGradients,
      { gate: sources.gate, tokens: sources.tokens, shared },
    );
    const { gradActivation } = backward;
    const result: LayerResult = {
      ...forward,
      tensors: {
        ...forward.tensors,
        ...stats("grad_activation", gradActivation, batch, layer.units),
        ...stats("grad_pre_activation", backward.gradPreActivation, batch, layer.units),
        ...stats("grad_weight", backward.gradWeight, layer.units, layer.fanIn),
        ...(hasTensor(layer, "grad_stream") ? stats("grad_stream", gradient, batch, layer.units) : {}),
      },
    };
    results[index] = result;
    captured[index] = {
      ...kept,
      grad_activation: gradActivation,
      grad_pre_activation: backward.gradPreActivation,
      grad_weight: backward.gradWeight,
      grad_stream: layer.stream === undefined ? NONE : gradient,
    };
    const from = streamSource(layer);
    if (from !== null) [skipped, skippedTo] = [backward.gradSkip ?? gradient, from];
    for (const [taken, values] of backward.handed) handed.set(taken, values);
    // What has the same input comes next, down to the layer that this one shares it with.
    shared = layer.inputOf === undefined ? null : backward.gradInput;
    gradient = handed.get(index - 1) ?? backward.gradInput ?? gradient;
    // The stream of a block comes from the layer before its first: there both gradients meet.
    if (skipped !== null && skippedTo === index - 1) {
      const added: Float64Array = skipped;
      gradient = round(
        gradient.map((value, at) => value + (added[at] ?? 0)),
        precision,
      );
      skipped = null;
    }
    yield { result };
  }
  return { layers: results, loss: injected.loss, states, parameters, captured: { input, layers: captured } };
}

/** Runs a plan to its end. */
export function runReference(plan: Plan, precision: ReferencePrecision = "float64"): ReferenceRun {
  const steps = referenceSteps(requestOf(plan), precision);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Float32 copies of captured tensors, the form that every engine returns. */
export function toCapturedLayer(layer: Readonly<Record<TensorId, Float64Array>>): CapturedLayer {
  return {
    pre_activation: Float32Array.from(layer.pre_activation),
    activation: Float32Array.from(layer.activation),
    grad_activation: Float32Array.from(layer.grad_activation),
    grad_pre_activation: Float32Array.from(layer.grad_pre_activation),
    weight: Float32Array.from(layer.weight),
    grad_weight: Float32Array.from(layer.grad_weight),
    stream: Float32Array.from(layer.stream),
    grad_stream: Float32Array.from(layer.grad_stream),
  };
}
