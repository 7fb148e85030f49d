/**
 * Singular values of the Jacobian of a network, from its input to its output, at a few inputs of its batch:
 * how much it stretches some directions of a small step and flattens others.
 */
import { singularValues } from "../../math/singularValues.ts";
import type { Plan } from "../plan.ts";
import { referenceSteps } from "../reference.ts";
import type { LayerParameters, ParameterStore } from "../reference.ts";
import { requestOf } from "../runRequest.ts";
import type { Multiply, PassedNetwork } from "./tangents.ts";
import { pushTangents } from "./tangents.ts";

/** Inputs whose Jacobians are averaged over, at most. */
export const SPECTRUM_INPUTS = 4;
/** A matrix of this size takes a second; twice as wide, eight. */
export const WIDEST = 512;

/** Why a network has no Jacobian here. */
export type NoSpectrum = "attention" | "width" | null;

/** Null where the Jacobian of a plan can be measured. */
export function noSpectrum({ layers, inputUnits }: Pick<Plan, "layers" | "inputUnits">): NoSpectrum {
  if (layers.some(({ attention }) => attention !== undefined)) return "attention";
  return Math.max(inputUnits, ...layers.map(({ units }) => units)) > WIDEST ? "width" : null;
}

/**
 * A plan over no more inputs than its Jacobians need. The whole batch stays where it decides on the network:
 * in batch norm, and where weights are calibrated.
 */
export function planOfInputs(plan: Plan, inputs: number): Plan {
  const needsBatch =
    plan.averaging !== null ||
    plan.layers.some(({ norm, calibration }) => norm?.kind === "batch" || calibration !== null);
  return needsBatch ? plan : { ...plan, batch: Math.min(plan.batch, inputs) };
}

/** The forward pass of a plan, with a step after each layer. */
export function* passForward(
  plan: Plan,
  given: Parameters<typeof referenceSteps>[2] = null,
): Generator<void, PassedNetwork & { readonly input: Float64Array }, void> {
  const request = requestOf(plan, { passes: "forward", parameterGradients: false, measure: [] });
  const steps = referenceSteps(request, "float64", given);
  for (;;) {
    const step = steps.next();
    if (step.done === true) {
      const { states, parameters, captured } = step.value;
      return { layers: plan.layers, states, parameters, input: captured.input };
    }
    yield;
  }
}

/** The parameters of a pass, for another pass of the same layers. */
export function storeOf({ parameters }: Pick<PassedNetwork, "parameters">): ParameterStore {
  const of = ({ layerIndex }: { readonly layerIndex: number }): LayerParameters => {
    const own = parameters[layerIndex];
    if (own === undefined) throw new Error(`missing layer ${layerIndex + 1} (expected its parameters)`);
    return own;
  };
  return {
    weight: (layer) => of(layer).weights,
    bias: (layer) => of(layer).biases,
    gain: (layer) => of(layer).gain,
    shift: (layer) => of(layer).shift,
    running: (layer) => of(layer).running,
  };
}

/** The Jacobian at one input of the batch. */
export interface InputSpectrum {
  /** Descending, `[min(K, N)]`. */
  readonly values: Float64Array;
  /** Sum of all squared entries: that of the squared singular values. */
  readonly energy: number;
}

/**
 * Jacobian transposed, `[K, N]`: row k is dy/dx_k at the given row of the batch.
 * @returns a step after each layer
 */
export function* jacobianAt(
  network: PassedNetwork,
  row: number,
  multiply: Multiply,
): Generator<number, Float64Array, void> {
  const inputUnits = network.layers[0]?.fanIn ?? 0;
  const identity = new Float64Array(inputUnits * inputUnits);
  for (let k = 0; k < inputUnits; k++) identity[k * inputUnits + k] = 1;
  return yield* pushTangents(network, identity, () => row, multiply);
}

/** What the steps of a spectrum hand out: how far it is, and each input's values as they come. */
export interface SpectrumStep {
  /** Share of the work that is done. */
  readonly done: number;
  readonly found: InputSpectrum | null;
}

/** The singular values grow with the cube of the width, as a layer does; they count as so many layers. */
const VALUES_AS_LAYERS = 4;

/**
 * The Jacobians of the first inputs of a plan's batch, one after another.
 * @param known so many of them are left out
 * @throws RangeError where `noSpectrum` names a reason
 */
export function* spectrumSteps(
  plan: Plan,
  inputs: number,
  multiply: Multiply,
  known = 0,
): Generator<SpectrumStep, void, void> {
  const reason = noSpectrum(plan);
  if (reason !== null) throw new RangeError(`invalid network: ${reason} (expected one with a Jacobian)`);
  const small = planOfInputs(plan, inputs);
  const pass = passForward(small);
  let passed = pass.next();
  while (passed.done !== true) {
    yield { done: 0, found: null };
    passed = pass.next();
  }
  const network = passed.value;
  const count = Math.min(inputs, small.batch);
  const perInput = plan.layers.length + VALUES_AS_LAYERS;
  const rows = plan.inputUnits;
  const columns = plan.layers.at(-1)?.units ?? 0;
  for (let row = known; row < count; row++) {
    const shareOf = (layers: number): number => (row + layers / perInput) / count;
    const steps = jacobianAt(network, row, multiply);
    let step = steps.next();
    while (step.done !== true) {
      yield { done: shareOf(step.value + 1), found: null };
      step = steps.next();
    }
    const jacobian = step.value;
    const values = singularValues({ values: jacobian, rows, columns });
    let value = values.next();
    while (value.done !== true) value = values.next();
    const energy = jacobian.reduce((sum, entry) => sum + entry * entry, 0);
    yield { done: shareOf(perInput), found: { values: value.value, energy } };
  }
}

/**
 * Below this share of the largest a computed value is rounding: the bound of `singularValues` on its error.
 */
export const resolutionOf = (rows: number, columns: number): number => 16 * (rows + columns) * Number.EPSILON;

/** What the singular values of a few inputs say together. */
export interface SpectrumSummary {
  /** Averages over inputs: largest, middle and smallest value, in logarithms. */
  readonly largest: number;
  /** 0 where half of all directions are flattened beyond the resolution. */
  readonly median: number;
  /** Of those above the resolution. */
  readonly smallest: number;
  /** Mean squared value, and the variance of squared values over its square. */
  readonly meanSquare: number;
  readonly relativeVariance: number;
  /** Directions of an input, and how many of them are flattened beyond the resolution, on average. */
  readonly directions: number;
  readonly flattened: number;
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const geometricMean = (values: readonly number[]): number => Math.exp(meanOf(values.map(Math.log)));

/**
 * @param spectra values of at least one input
 * @param resolution share of the largest below which a value is none
 */
export function summarize(spectra: readonly Float64Array[], resolution: number): SpectrumSummary {
  const ofEach = spectra.map((values) => {
    const largest = values[0] ?? NaN;
    const seen = values.filter((value) => value > resolution * largest);
    return { values, largest, seen, flattened: values.length - seen.length };
  });
  const squares = spectra.flatMap((values) => Array.from(values, (value) => value * value));
  const meanSquare = meanOf(squares);
  const variance = meanOf(squares.map((square) => (square - meanSquare) ** 2));
  return {
    largest: geometricMean(ofEach.map(({ largest }) => largest)),
    median: geometricMean(ofEach.map(({ values, seen }) => seen[Math.floor(values.length / 2)] ?? 0)),
    smallest: geometricMean(ofEach.map(({ seen, largest }) => seen.at(-1) ?? largest)),
    meanSquare,
    relativeVariance: variance / meanSquare ** 2,
    directions: spectra[0]?.length ?? 0,
    flattened: meanOf(ofEach.map(({ flattened }) => flattened)),
  };
}
