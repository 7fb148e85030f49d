/**
 * The tolerance law of docs/numerics.md for any network. Tensors agree with the float64 reference to the
 * self-test's tolerance, or to what one rounding of the reference's tensors causes, times the terms of a sum
 * and their size beside it.
 * Where that rounding alone changes a tensor by a tenth, the network is chaotic: then distributions are
 * compared.
 */
import { planExperiment } from "../../experiment/plan.ts";
import type { LayerPlan, Plan } from "../../experiment/plan.ts";
import { runReference } from "../../experiment/reference.ts";
import type { ReferenceRun } from "../../experiment/reference.ts";
import { isGradient, TENSOR_IDS } from "../../experiment/result.ts";
import type { TensorId } from "../../experiment/result.ts";
import { requestOf } from "../../experiment/runRequest.ts";
import type { ExperimentConfig } from "../../experiment/config.ts";
import type { Engine, EngineRun } from "../../engine/engine.ts";
import { relativeError, SELF_TEST_TOLERANCE } from "../../engine/selfTest.ts";

/** How a tensor was compared. */
export type Comparison = "values" | "distribution" | "overflow" | "vanished" | "cancelled";

export interface Agreement {
  readonly faults: readonly string[];
  /** Tensors by the way in which they were compared. */
  readonly compared: Readonly<Record<Comparison, number>>;
}

/** Relative change of a tensor by one rounding of each stored value from which single values say nothing. */
const CHAOTIC = 0.01;
/** Below the smallest normal float32, every engine counts zeros, and products of such values differ. */
const VANISHED = 2 ** -126;
/** Partial sums of float32 overflow before their totals do. */
const OVERFLOWING = 1e37;

/**
 * Greatest Kolmogorov-Smirnov distance of two samples of one law, of which a network of n units gives about n
 * independent values: sqrt(ln(2/p)/2) sqrt(2/n), with p = 1e-9 per tensor.
 */
const ksBound = (units: number): number => 3.28 * Math.sqrt(2 / units);

function ksDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [first, second] = [a, b].map((values) => Float64Array.from(values).sort());
  if (first === undefined || second === undefined) return 1;
  let [i, j, distance] = [0, 0, 0];
  while (i < first.length && j < second.length) {
    const x = Math.min(first[i] ?? 0, second[j] ?? 0);
    while (i < first.length && (first[i] ?? 0) <= x) i++;
    while (j < second.length && (second[j] ?? 0) <= x) j++;
    distance = Math.max(distance, Math.abs(i / first.length - j / second.length));
  }
  return distance;
}

function largest(values: ArrayLike<number>): number {
  let found = 0;
  for (let i = 0; i < values.length; i++) {
    const magnitude = Math.abs(values[i] ?? Number.NaN);
    if (!(magnitude <= found)) found = Number.isNaN(magnitude) ? Infinity : magnitude;
  }
  return found;
}

/** What the kernels of activations and derivatives may be off by, absolutely, where they leave a tail. */
const TAIL = 1e-7;

const lengthOf = (values: ArrayLike<number> = []): number => {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] ?? 0) ** 2;
  return Math.sqrt(sum);
};

/**
 * By layer: what the tails make of the gradients, relative to dL/dz. A derivative that is off by TAIL puts
 * TAIL |dL/da| into dL/dz, and every layer below inherits it.
 */
function gradientTails(exact: ReferenceRun): readonly number[] {
  let sum = 0;
  return exact.captured.layers
    .map(({ grad_activation: g, grad_pre_activation: delta }) => (TAIL * lengthOf(g)) / lengthOf(delta))
    .reverse()
    .map((tail) => (sum += Number.isFinite(tail) ? tail : 0))
    .reverse();
}

/**
 * How much larger the terms of a product are than their sum: the rounding of a sum is relative to its terms.
 * The greatest |W| |a| / |z| of a layer, in L2; at least 1.
 */
function cancellation({ layers }: Plan, { captured }: ReferenceRun): number {
  let greatest = 1;
  for (const { layerIndex, units, fanIn } of layers) {
    const layer = captured.layers[layerIndex];
    const input = layerIndex === 0 ? captured.input : captured.layers[layerIndex - 1]?.activation;
    if (layer === undefined || input === undefined) continue;
    let squares = 0;
    for (let row = 0; row < input.length / fanIn; row++)
      for (let unit = 0; unit < units; unit++) {
        let size = 0;
        for (let k = 0; k < fanIn; k++)
          size += Math.abs((layer.weight[unit * fanIn + k] ?? 0) * (input[row * fanIn + k] ?? 0));
        squares += size * size;
      }
    const factor = Math.sqrt(squares) / lengthOf(layer.pre_activation);
    if (Number.isFinite(factor)) greatest = Math.max(greatest, factor);
  }
  return greatest;
}

/** The same of one layer's dW, a sum over the inputs of the batch: |dL/dz| |a| / |dW|, in L2; at least 1. */
function gradientCancellation({ captured }: ReferenceRun, { layerIndex, units, fanIn }: LayerPlan): number {
  const layer = captured.layers[layerIndex];
  const input = layerIndex === 0 ? captured.input : captured.layers[layerIndex - 1]?.activation;
  if (layer === undefined || input === undefined) return 1;
  const slopes = layer.grad_pre_activation;
  let squares = 0;
  for (let unit = 0; unit < units; unit++)
    for (let k = 0; k < fanIn; k++) {
      let size = 0;
      for (let row = 0; row < input.length / fanIn; row++)
        size += Math.abs((slopes[row * units + unit] ?? 0) * (input[row * fanIn + k] ?? 0));
      squares += size * size;
    }
  const factor = Math.sqrt(squares) / lengthOf(layer.grad_weight);
  return Number.isFinite(factor) ? Math.max(1, factor) : 1;
}

/**
 * The number of layers, from the first, whose gradients are rounding and no more, and how large it may be in
 * the last of them: the terms of W^T dL/dz above cancel to less than their own roundings, as the slopes of
 * softmax do under equal weights, whose sum is zero.
 */
function lostGradients(
  { layers }: Plan,
  { captured }: ReferenceRun,
): { readonly count: number; readonly rounding: number } {
  for (const { layerIndex, units, fanIn, norm } of layers.toReversed()) {
    const [above, below] = [captured.layers[layerIndex], captured.layers[layerIndex - 1]];
    const isBehindNorm = norm?.at === "input" || layers[layerIndex - 1]?.norm?.at === "stream";
    if (above === undefined || below === undefined || isBehindNorm) continue;
    const slopes = above.grad_pre_activation;
    let squares = 0;
    for (let row = 0; row < slopes.length / units; row++)
      for (let k = 0; k < fanIn; k++) {
        let size = 0;
        for (let unit = 0; unit < units; unit++)
          size += Math.abs((slopes[row * units + unit] ?? 0) * (above.weight[unit * fanIn + k] ?? 0));
        squares += size * size;
      }
    const rounding = 2 ** -24 * units * Math.sqrt(squares);
    if (rounding > VANISHED && lengthOf(below.grad_activation) < rounding)
      return { count: layerIndex, rounding };
  }
  return { count: 0, rounding: 0 };
}

interface Runs {
  /** Of the roundings in a sum, beside the one of its result. */
  readonly terms: number;
  readonly plan: Plan;
  readonly exact: ReferenceRun;
  readonly rounded: ReferenceRun;
  readonly actual: EngineRun;
}

function compareTensor(
  { plan, terms: forwardTerms, exact, rounded, actual }: Runs,
  layer: LayerPlan,
  tensor: TensorId,
  tail: number,
): { how: Comparison; fault: string | null } {
  const [expected = [], moved = []] = [exact, rounded].map(
    ({ captured }) => captured.layers[layer.layerIndex]?.[tensor] ?? new Float64Array(0),
  );
  const values = actual.captured?.layers[layer.layerIndex]?.[tensor] ?? new Float32Array(0);
  if (values.length !== expected.length) return { how: "values", fault: `${values.length} values` };
  const size = largest(expected);
  if (!(size < OVERFLOWING && largest(moved) < OVERFLOWING)) return { how: "overflow", fault: null };
  if (size < VANISHED) {
    const found = largest(values);
    return { how: "vanished", fault: found <= 2 * VANISHED ? null : `${found} instead of ${size}` };
  }
  const terms = forwardTerms * (tensor === "grad_weight" ? gradientCancellation(exact, layer) : 1);
  const sensitivity = relativeError(moved, expected);
  const error = relativeError(values, expected);
  // The self-test's tolerance is derived for 13 terms and 3 layers.
  const base = SELF_TEST_TOLERANCE * Math.max(1, (terms / 13) * (plan.layers.length / 3));
  if (sensitivity * terms < CHAOTIC) {
    const isDrawn = tensor === "weight" && plan.layers[layer.weightsFrom]?.calibration === null;
    const allowed = isDrawn ? 0 : Math.max(base, sensitivity * terms) + tail;
    return {
      how: "values",
      fault: error <= allowed ? null : `off by ${error} (expected at most ${allowed})`,
    };
  }
  const distance = ksDistance(values, expected);
  const bound = ksBound(layer.units);
  return {
    how: "distribution",
    fault: distance <= bound ? null : `distributions ${distance} apart (expected at most ${bound})`,
  };
}

/**
 * Whether a norm takes units that are all alike: what it subtracts from them is their own value, so its
 * gradients are zero but for rounding, which is each engine's own and has no law.
 */
const normalizesEqualUnits = ({ layers }: Plan): boolean =>
  layers.some(({ norm, weightsFrom }) => {
    const weight = layers[weightsFrom]?.weight;
    return norm !== null && weight?.kind === "constant" && weight.value !== 0;
  });

/** Layers before the first overflow, forward; none of the gradients where there is one. */
export async function agreementOf(engine: Engine, config: ExperimentConfig): Promise<Agreement> {
  const plan = planExperiment(config);
  const exact = runReference(plan);
  const rounded = runReference(plan, "float32");
  const actual = await engine.run(requestOf(plan, { capture: "all" }));
  const most = Math.max(plan.batch, ...plan.layers.map(({ fanIn, units }) => Math.max(fanIn, units)));
  const terms = most * cancellation(plan, exact);
  const runs: Runs = { plan, terms, exact, rounded, actual };
  const tails = gradientTails(exact);
  const faults: string[] = [];
  const compared: Record<Comparison, number> = {
    values: 0,
    distribution: 0,
    overflow: 0,
    vanished: 0,
    cancelled: 0,
  };
  if (normalizesEqualUnits(plan)) {
    compared.cancelled = TENSOR_IDS.length * plan.layers.length;
    return { faults, compared };
  }
  const lost = lostGradients(plan, exact);
  const last = actual.captured?.layers[lost.count - 1]?.grad_activation ?? [];
  if (lengthOf(last) > 2 * lost.rounding)
    faults.push(`layer ${lost.count} grad_activation: more than the rounding of its terms`);
  let hasOverflow = false;
  for (const layer of plan.layers) {
    for (const tensor of TENSOR_IDS) {
      if (isGradient(tensor) && layer.layerIndex < lost.count) {
        compared.cancelled++;
        continue;
      }
      const { how, fault } = compareTensor(
        runs,
        layer,
        tensor,
        isGradient(tensor) ? (tails[layer.layerIndex] ?? 0) : 0,
      );
      hasOverflow ||= how === "overflow";
      compared[how]++;
      if (fault !== null && !hasOverflow) faults.push(`layer ${layer.layerIndex + 1} ${tensor}: ${fault}`);
    }
  }
  return { faults, compared };
}
