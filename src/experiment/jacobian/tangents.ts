/**
 * Tangents through a network: what small steps of its input become at its output, layer by layer, at the
 * values of a forward pass. Forward mode, float64.
 *
 * Shapes: M = tangents, K = fan-in, N = units; matrices are row-major, one tangent a row.
 */
import { streamSource } from "../layerLinks.ts";
import type { LayerPlan } from "../plan.ts";
import type { ForwardState, LayerParameters } from "../reference.ts";

/** c = a b^T, `[rows, columns]`, for a `[rows, inner]` and b `[columns, inner]`. */
export type Multiply = (
  a: Float64Array,
  b: Float64Array,
  rows: number,
  columns: number,
  inner: number,
) => Float64Array;

/** A forward pass with its parameters, layer by layer. */
export interface PassedNetwork {
  readonly layers: readonly LayerPlan[];
  readonly states: readonly ForwardState[];
  readonly parameters: readonly LayerParameters[];
}

/** Tangents of one tensor, `[M, N]`. */
interface Tangents {
  readonly values: Float64Array;
  readonly count: number;
  /** The input at which a tangent is taken, a row of the batch. */
  readonly rowOf: (tangent: number) => number;
}

/** t <- t f, entry by entry, where f is a `[B, N]` factor of the forward pass. */
function scaleByState({ values, count, rowOf }: Tangents, factors: Float64Array, units: number): void {
  for (let m = 0; m < count; m++) {
    const row = rowOf(m) * units;
    for (let unit = 0; unit < units; unit++)
      values[m * units + unit] = (values[m * units + unit] ?? 0) * (factors[row + unit] ?? 0);
  }
}

/**
 * Through a normalisation. Layer and RMS norm react to a step of their input with mean and size of the whole
 * row: dy = gain (dx - mean(dx) - xhat mean(xhat dx)) / std. Batch norm keeps the statistics of the batch:
 * one of many inputs hardly moves them.
 */
function throughNorm(
  tangents: Tangents,
  { norm }: LayerPlan,
  { gain }: LayerParameters,
  { normalized }: ForwardState,
  units: number,
): void {
  if (norm === null || normalized === null) return;
  const { values, count, rowOf } = tangents;
  const { inverseStd, values: normed } = normalized;
  for (let m = 0; m < count; m++) {
    const at = m * units;
    const row = rowOf(m);
    let mean = 0;
    let product = 0;
    if (norm.kind !== "batch") {
      for (let unit = 0; unit < units; unit++) {
        const value = values[at + unit] ?? 0;
        mean += value / units;
        product += (value * (normed[row * units + unit] ?? 0)) / units;
      }
      if (norm.kind === "rms") mean = 0;
    }
    for (let unit = 0; unit < units; unit++) {
      const scale = inverseStd[norm.kind === "batch" ? unit : row] ?? 0;
      const value = (values[at + unit] ?? 0) - mean - product * (normed[row * units + unit] ?? 0);
      values[at + unit] = (gain[unit] ?? 0) * scale * value;
    }
  }
}

const added = (a: Float64Array, b: Float64Array, factor = 1): Float64Array =>
  a.map((value, index) => value + factor * (b[index] ?? 0));

/** Index of the last layer that takes something of a layer, by layer; -1 is the input. */
function lastUses(layers: readonly LayerPlan[]): ReadonlyMap<number, number> {
  const uses = new Map<number, number>();
  for (const layer of layers) {
    const { layerIndex, inputOf, gate } = layer;
    for (const taken of [layerIndex - 1, streamSource(layer), inputOf, gate])
      if (taken !== null && taken !== undefined) uses.set(taken, layerIndex);
    if (inputOf !== undefined) uses.set(inputOf - 1, layerIndex);
  }
  return uses;
}

/**
 * Pushes tangents from the input to the output, and yields the layer's index after each layer.
 * @param start tangents at the input, `[M, K]`
 * @param rowOf the row of the batch where a tangent is taken
 * @returns tangents of the output, `[M, N]`
 * @throws RangeError for attention: there an input is a whole sequence
 */
export function* pushTangents(
  { layers, states, parameters }: PassedNetwork,
  start: Float64Array,
  rowOf: (tangent: number) => number,
  multiply: Multiply,
): Generator<number, Float64Array, void> {
  const count = start.length / (layers[0]?.fanIn ?? 1);
  const outputs = new Map<number, Float64Array>([[-1, start]]);
  const normedInputs = new Map<number, Float64Array>();
  const activations = new Map<number, Float64Array>();
  const uses = lastUses(layers);
  let output = start;
  for (const [index, layer] of layers.entries()) {
    const { units, fanIn, norm, inputOf, gate, stream } = layer;
    const state = states[index];
    const given = parameters[index];
    if (state === undefined || given === undefined)
      throw new Error(`missing layer ${index + 1} (expected its forward pass)`);
    if (layer.attention !== undefined)
      throw new RangeError("invalid network: attention (expected inputs that go their own ways)");
    const tangentsOf = (values: Float64Array): Tangents => ({ values, count, rowOf });
    const norms = (values: Float64Array, width: number): void =>
      throughNorm(tangentsOf(values), layer, given, state, width);
    const drop = (values: Float64Array): void => {
      if (given.mask !== null) scaleByState(tangentsOf(values), given.mask, units);
    };
    let input =
      inputOf === undefined ? output : (normedInputs.get(inputOf) ?? outputs.get(inputOf - 1) ?? start);
    if (norm?.at === "input") {
      input = input.slice();
      norms(input, fanIn);
      normedInputs.set(index, input);
    }
    let values = multiply(input, given.weights, count, units, fanIn);
    if (norm?.at === "before") {
      if (layer.dropsBeforeNorm) drop(values);
      norms(values, units);
    }
    scaleByState(tangentsOf(values), state.derivative, units);
    if (norm?.at === "after") {
      if (layer.dropsBeforeNorm) drop(values);
      norms(values, units);
    }
    const gating = gate === undefined ? undefined : states[gate]?.activation;
    const ofGate = gate === undefined ? undefined : activations.get(gate);
    if (gating !== undefined && ofGate !== undefined && state.ungated !== null) {
      scaleByState(tangentsOf(values), gating, units);
      const handed = ofGate.slice();
      scaleByState(tangentsOf(handed), state.ungated, units);
      values = added(values, handed);
    }
    if (!layer.dropsBeforeNorm) drop(values);
    const from = streamSource(layer);
    const skipped = from === null ? undefined : outputs.get(from);
    if (stream === undefined) {
      if (skipped !== undefined) values = added(values, skipped);
      activations.set(index, values);
    } else {
      const branch = values.map((value) => value * stream.branch);
      activations.set(index, branch);
      values = skipped === undefined ? branch : added(branch, skipped, stream.factor);
      if (norm?.at === "stream") norms(values, units);
    }
    output = values;
    outputs.set(index, values);
    for (const kept of [outputs, normedInputs, activations])
      for (const taken of kept.keys())
        if ((uses.get(taken) ?? index) <= index && taken < index) kept.delete(taken);
    yield index;
  }
  return output;
}
