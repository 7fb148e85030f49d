/**
 * The random numbers that make up the tensors of a plan, and the steps without a SIMD kernel. draws.ts makes
 * the tensors. Addresses: weights (column, row = unit, layer), biases (unit, 0, layer), inputs and the
 * injected gradient (unit, row = input, 0), dropout (unit, row = input, layer). So a deeper, wider or larger
 * experiment keeps every number that it shares with a smaller one.
 */
import { STREAM, wordRow } from "../math/philox.ts";
import { normalDistribution } from "../math/special.ts";
import type { Stream } from "../math/philox.ts";
import { selectSmallest } from "../math/selectSmallest.ts";
import type { GivenValues, StandardDrawKind } from "../catalog/initializers.ts";
import { finishInput } from "./inputs.ts";
import type { LayerPlan, Plan } from "./plan.ts";
import { taskRows } from "./taskPart.ts";

/** The values of opened files by their keys, where a plan of this thread has them: see fetchGiven.ts. */
export const givenFiles = new Map<string, Float32Array>();

/** Values of a file; they are not to be changed. @throws RangeError where they were not fetched */
function givenValues({ file, at }: Pick<GivenValues, "file" | "at">, count: number): Float32Array {
  const values = givenFiles.get(file);
  if (values === undefined) throw new RangeError(`missing values: ${file}`);
  return values.subarray(at, at + count);
}

/** The values of a `given` draw, `[rows, columns]`; they are not to be changed. */
export function givenMatrix({ given, rows, columns }: StandardDraw): Float32Array {
  return givenValues(given ?? { file: "", at: 0 }, rows * columns);
}

/** Fills a vector with a value, or with those of a file: factor * value + shift. */
function fillVector(
  out: Float64Array,
  given: GivenValues | null | undefined,
  value: number,
  factor: number,
  shift: number,
): Float64Array {
  const values = given && givenValues(given, out.length);
  for (let i = 0; i < out.length; i++) out[i] = factor * (values?.[i] ?? value) + shift;
  return out;
}

/** Fills a vector with the gain of every unit: gamma, times that in a file; 1 without a norm. */
export function fillGains(out: Float64Array, { norm }: Pick<LayerPlan, "norm">): Float64Array {
  return fillVector(out, norm?.gains, 1, norm?.gamma ?? 1, 0);
}

/** Fills a vector with the shift of every unit: beta, and gamma times that in a file. */
export function fillShifts(out: Float64Array, { norm }: Pick<LayerPlan, "norm">): Float64Array {
  return fillVector(out, norm?.shifts, 0, norm?.gamma ?? 0, norm?.beta ?? 0);
}

/** A matrix of standard draws; equal fields mean equal bits. */
export interface StandardDraw {
  readonly draw: StandardDrawKind;
  /** Share of zeros in every column of a `sparse` draw; 0 for the others. */
  readonly sparsity: number;
  /** Where a `truncated` draw is cut, if not at 2. */
  readonly cut?: number;
  /** Of a `given` draw. */
  readonly given?: GivenValues;
  readonly seed: number;
  readonly stream: Stream;
  readonly layerIndex: number;
  readonly rows: number;
  readonly columns: number;
}

/** Phi(-2) and Phi(2) - Phi(-2). */
const USUAL_RANGE = [0.02275013194817921, 0.9544997361036416] as const;

/** Where the uniform of a `truncated` draw begins, and how far it reaches. */
export function truncationRange({ cut }: Pick<StandardDraw, "cut">): readonly [low: number, span: number] {
  if (cut === undefined) return USUAL_RANGE;
  const low = normalDistribution(-cut);
  return [low, 1 - 2 * low];
}

/**
 * The keys that decide where a `sparse` draw is zero: the words behind the uniforms of the mask stream,
 * `[rows, columns]`.
 */
export type SparseKeys = Uint32Array;

/** Draws the keys of rows `[row0, row1)`. */
export function drawSparseKeys(standard: StandardDraw, keys: SparseKeys, row0: number, row1: number): void {
  const { seed, layerIndex, columns } = standard;
  for (let row = row0; row < row1; row++) {
    wordRow(seed, STREAM.mask, layerIndex, row, keys.subarray(row * columns, (row + 1) * columns));
  }
}

/**
 * Sets ceil(sparsity * rows) entries of each of columns `[column0, column1)` to zero: those with the smallest
 * keys, earlier rows first.
 */
export function thinColumns(
  values: Float32Array,
  { rows, columns, sparsity }: StandardDraw,
  keys: SparseKeys,
  column0: number,
  column1: number,
): void {
  const zeros = Math.ceil(sparsity * rows);
  if (zeros === 0) return;
  const order = new Float64Array(rows);
  for (let column = column0; column < column1; column++) {
    // Key and row in one number, exact below 2^53: no two are equal, and of equal keys the earlier row comes
    // first.
    for (let row = 0; row < rows; row++) order[row] = (keys[row * columns + column] ?? 0) * rows + row;
    const last = selectSmallest(order, zeros);
    for (let row = 0; row < rows; row++) {
      if ((keys[row * columns + column] ?? 0) * rows + row <= last) values[row * columns + column] = 0;
    }
  }
}

/** A tensor as float32(standard draw) * float32(scale) + mean, or one value everywhere. */
export type DrawnTensor =
  | { readonly kind: "constant"; readonly value: number; readonly rows: number; readonly columns: number }
  | {
      readonly kind: "drawn";
      readonly standard: StandardDraw;
      readonly scale: number;
      /** Added in float64 and rounded, if it is there. */
      readonly mean?: number;
    };

/** Weights of a layer, `[units, fanIn]`. */
export function weightTensor({ seed }: Plan, layer: LayerPlan): DrawnTensor {
  const { units: rows, fanIn: columns, weight, weightsFrom: layerIndex } = layer;
  if (weight.kind === "constant") return { kind: "constant", value: weight.value, rows, columns };
  const { draw, scale, sparsity, cut, given } = weight;
  const own = { ...(cut === undefined ? {} : { cut }), ...(given && { given }) };
  return {
    kind: "drawn",
    standard: { draw, sparsity, ...own, seed, stream: STREAM.weight, layerIndex, rows, columns },
    scale,
  };
}

/** Biases of a layer, `[1, units]`; null when there are none. */
export function biasTensor(
  { seed }: Plan,
  { bias, weightsFrom: layerIndex, units: columns }: LayerPlan,
): DrawnTensor | null {
  if (bias === null) return null;
  if (bias.kind === "constant") return { kind: "constant", value: bias.value, rows: 1, columns };
  const { draw, scale, mean, given } = bias;
  return {
    kind: "drawn",
    standard: {
      draw,
      sparsity: 0,
      ...(given && { given }),
      seed,
      stream: STREAM.bias,
      layerIndex,
      rows: 1,
      columns,
    },
    scale,
    ...(mean === undefined ? {} : { mean }),
  };
}

/** Adds the mean of a draw in place: float32(value + mean). */
export function addMean(values: Float32Array, { mean = 0 }: { readonly mean?: number }): Float32Array {
  if (mean !== 0) for (let i = 0; i < values.length; i++) values[i] = (values[i] ?? 0) + mean;
  return values;
}

/**
 * The composition of the random batch `[batch, inputUnits]`: a standard draw, if any, and the step that
 * finishes it.
 */
export interface InputRecipe {
  readonly standard: StandardDraw | null;
  /**
   * Finishes rows `[row0, row1)` in place, in any order; null where the draw is the batch.
   * @param values `[rows, inputUnits]`, the standard draw where there is one
   * @param first index in the batch of the first row of `values`; 0 by default
   */
  readonly finish: ((values: Float32Array, row0: number, row1: number, first?: number) => void) | null;
}

/**
 * The random batch, every input scaled and shifted as the plan says: float32(scale x + shift). Or the first
 * points of a task.
 */
export function inputRecipe(plan: Plan): InputRecipe {
  const { inputScale, inputShift, inputUnits } = plan;
  const recipe = unscaledRecipe(plan);
  if (inputScale === 1 && inputShift === 0) return recipe;
  return {
    standard: recipe.standard,
    finish: (values, row0, row1, first) => {
      recipe.finish?.(values, row0, row1, first);
      for (let i = row0 * inputUnits; i < row1 * inputUnits; i++) {
        values[i] = inputScale * (values[i] ?? 0) + inputShift;
      }
    },
  };
}

function unscaledRecipe(plan: Plan): InputRecipe {
  const { seed, batch: rows, inputUnits: columns, input } = plan;
  const drawn = (kind: StandardDrawKind): StandardDraw => ({
    draw: kind,
    sparsity: 0,
    seed,
    stream: STREAM.input,
    layerIndex: 0,
    rows,
    columns,
  });
  if (plan.task !== undefined) return { standard: null, finish: taskRows().fillTaskInputs(plan) };
  switch (input) {
    case "normal":
    case "uniform":
      return { standard: drawn(input), finish: null };
    case "pixels":
      return { standard: drawn("unit_uniform"), finish: null };
    case "correlated":
      return { standard: drawn("normal"), finish: finishInput.correlated(plan) };
    case "sparse":
      return { standard: drawn("normal"), finish: finishInput.sparse(plan) };
    case "circle":
    case "one_hot":
    case "constant":
      return { standard: null, finish: finishInput[input](plan) };
    default:
      return input satisfies never;
  }
}

/**
 * The draws behind the gradient injected at the last layer's output, or behind the targets of `mse`, `[batch,
 * units]`.
 */
export function upstreamDraw({ seed, batch: rows, layers }: Plan): StandardDraw {
  const columns = layers.at(-1)?.units ?? 1;
  return { draw: "normal", sparsity: 0, seed, stream: STREAM.gradient, layerIndex: 0, rows, columns };
}

/** The uniforms behind a layer's dropout mask, `[batch, units]`; null where nothing is dropped. */
export function dropoutDraw({ seed, batch: rows }: Plan, layer: LayerPlan): StandardDraw | null {
  const { layerIndex, units: columns, keepProbability } = layer;
  if (keepProbability === 1) return null;
  return { draw: "unit_uniform", sparsity: 0, seed, stream: STREAM.dropout, layerIndex, rows, columns };
}

/**
 * Turns uniforms into a mask in place: 1 / p where u < p, else 0 (inverted dropout preserves the mean); the
 * factor of alpha dropout in place of 1 / p.
 */
export function maskFromUniforms(
  uniforms: Float32Array,
  { keepProbability, alphaDropout }: Pick<LayerPlan, "keepProbability" | "alphaDropout">,
): Float32Array {
  const kept = Math.fround(alphaDropout?.scale ?? 1 / keepProbability);
  for (let i = 0; i < uniforms.length; i++) uniforms[i] = (uniforms[i] ?? 1) < keepProbability ? kept : 0;
  return uniforms;
}
