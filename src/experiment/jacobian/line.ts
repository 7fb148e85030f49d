/**
 * A straight line through input space, x(t) = a + t d with the first two inputs a and d of the batch: a batch
 * of one-dimensional inputs. Where units switch along it (Hanin, Rolnick 2019), and how far the gradient at
 * one place resembles that at the next (Balduzzi et al. 2017).
 */
import { activationById } from "../../catalog/activations.ts";
import { drawInput } from "../draws.ts";
import type { Plan } from "../plan.ts";
import { outputOf } from "../reference.ts";
import type { ForwardState, LayerParameters } from "../reference.ts";
import type { LayerPlan } from "../plan.ts";
import { isHomogeneous } from "../theory/closedForms.ts";
import { jacobianFactors } from "../theory/jacobianLaw.ts";
import { noSpectrum, passForward, planOfInputs, storeOf } from "./spectrum.ts";
import type { Multiply } from "./tangents.ts";
import { pushTangents } from "./tangents.ts";

/** Places on the line, evenly from -LINE_END to LINE_END, as in Balduzzi et al. */
export const LINE_POINTS = 256;
export const LINE_END = 2;
/** Lags of the autocorrelation, in places. */
export const LINE_LAGS = 32;

/** t of a place. */
export const lineAt = (point: number): number => LINE_END * ((2 * point) / (LINE_POINTS - 1) - 1);

/** What happens along the line. */
export interface LineFound {
  /** Switches per unit, layer by layer: kinks of the activation, or changes of sign where it has none. */
  readonly switches: readonly number[];
  /** The same by theory, for every layer: the angle of the line over pi; null where it does not apply. */
  readonly expectedSwitches: number | null;
  /** Switches of all units between a place and the next, `[LINE_POINTS - 1]`. */
  readonly along: readonly number[];
  /** Shares of the units that switch 0, 1, 2 times, and more often. */
  readonly shares: readonly number[];
  /** Different patterns of all units that the places show, and whether the activation has kinks. */
  readonly patterns: number;
  readonly hasKinks: boolean;
  /** dy/dt of the output with the largest mean square of it, `[LINE_POINTS]`. */
  readonly gradient: readonly number[];
  /** Of dy/dt over the outputs, from lag 0 on, `[LINE_LAGS]`. */
  readonly autocorrelation: readonly number[];
}

/** What the activation of a layer sees, `[B, N]`. */
function seenBy({ norm }: LayerPlan, { gain, shift }: LayerParameters, state: ForwardState): Float64Array {
  const { normalized, preActivation } = state;
  if (norm?.at !== "before" || normalized === null) return preActivation;
  const units = gain.length;
  return normalized.values.map(
    (value, index) => (gain[index % units] ?? 0) * value + (shift[index % units] ?? 0),
  );
}

/**
 * Autocorrelation of several sequences together: sum_t (x_t - m)(x_(t + k) - m) over sum_t (x_t - m)^2, m the
 * mean of each, both sums over all sequences.
 * @param values `[points, sequences]`
 */
export function autocorrelationOf(values: Float64Array, sequences: number, lags: number): readonly number[] {
  const points = values.length / sequences;
  const sums = new Float64Array(lags);
  for (let sequence = 0; sequence < sequences; sequence++) {
    const one = Float64Array.from(
      { length: points },
      (_, point) => values[point * sequences + sequence] ?? 0,
    );
    const mean = one.reduce((sum, value) => sum + value, 0) / points;
    for (let lag = 0; lag < lags; lag++)
      for (let point = 0; point + lag < points; point++)
        sums[lag] = (sums[lag] ?? 0) + ((one[point] ?? 0) - mean) * ((one[point + lag] ?? 0) - mean);
  }
  return Array.from(sums, (sum) => sum / (sums[0] ?? NaN));
}

/** The same of white noise, as a ratio of expectations: -(n - k) / (n (n - 1)) behind lag 0. */
export function whiteAutocorrelation(points: number, lags: number): readonly number[] {
  return Array.from({ length: lags }, (_, lag) =>
    lag === 0 ? 1 : -(points - lag) / (points * (points - 1)),
  );
}

/** The same of brown noise, whose covariance is min(s, t). */
export function brownAutocorrelation(points: number, lags: number): readonly number[] {
  // Mean over u of min(s, u), and its mean over s.
  const means = Array.from({ length: points }, (_, index) => {
    const s = index + 1;
    return ((s * (s + 1)) / 2 + (points - s) * s) / points;
  });
  const whole = means.reduce((sum, mean) => sum + mean, 0) / points;
  const sums = Array.from({ length: lags }, (_, lag) => {
    let sum = 0;
    for (let s = 0; s + lag < points; s++) sum += s + 1 - (means[s] ?? 0) - (means[s + lag] ?? 0) + whole;
    return sum;
  });
  return sums.map((sum) => sum / (sums[0] ?? NaN));
}

/** The line's angle over pi: so often a plane through 0 is crossed on average. */
function angleShare(a: Float64Array, d: Float64Array): number {
  const end = (t: number): Float64Array => a.map((value, k) => value + t * (d[k] ?? 0));
  const dot = (x: Float64Array, y: Float64Array): number =>
    x.reduce((sum, value, k) => sum + value * (y[k] ?? 0), 0);
  const [from, to] = [end(-LINE_END), end(LINE_END)];
  const cosine = dot(from, to) / Math.sqrt(dot(from, from) * dot(to, to));
  return Math.acos(Math.max(-1, Math.min(1, cosine))) / Math.PI;
}

/** The same layers with parameters that are given: nothing is calibrated, averaged or dropped. */
function linePlan(plan: Plan): Plan {
  const { task: _task, ...rest } = plan;
  return {
    ...rest,
    batch: LINE_POINTS,
    averaging: null,
    layers: plan.layers.map((layer) => ({
      ...layer,
      calibration: null,
      keepProbability: 1,
      alphaDropout: null,
      dropsBeforeNorm: false,
    })),
  };
}

/** How far the work is, and what it has found when it is done. */
export interface LineStep {
  readonly done: number;
  readonly found: LineFound | null;
}

/**
 * Follows the line through a plan's network, forward and with its tangent.
 * @throws RangeError where `noSpectrum` names a reason
 */
export function* lineSteps(plan: Plan, multiply: Multiply): Generator<LineStep, void, void> {
  const reason = noSpectrum(plan);
  if (reason !== null) throw new RangeError(`invalid network: ${reason} (expected one with a Jacobian)`);
  const parameters = yield* waitFor(passForward(planOfInputs(plan, 1)), 0);
  const { inputUnits } = plan;
  const ends = Float64Array.from(drawInput({ ...plan, batch: 2 }));
  const [a, d] = [ends.slice(0, inputUnits), ends.slice(inputUnits)];
  const input = new Float64Array(LINE_POINTS * inputUnits);
  const start = new Float64Array(LINE_POINTS * inputUnits);
  for (let point = 0; point < LINE_POINTS; point++)
    for (let k = 0; k < inputUnits; k++) {
      input[point * inputUnits + k] = (a[k] ?? 0) + lineAt(point) * (d[k] ?? 0);
      start[point * inputUnits + k] = d[k] ?? 0;
    }
  const line = linePlan(plan);
  const loss = { rows: () => 0 };
  const network = yield* waitFor(passForward(line, { store: storeOf(parameters), input, loss }), 0.1);

  const layers = plan.layers.map((layer, index) => {
    const state = network.states[index];
    const own = network.parameters[index];
    if (state === undefined || own === undefined) throw new Error(`missing layer ${index + 1} (expected it)`);
    const { kinks } = activationById(layer.activation);
    const places = kinks.length === 0 ? [0] : kinks;
    const seen = seenBy(layer, own, state);
    return { units: layer.units, hasKinks: kinks.length > 0, pieces: piecesOf(seen, places) };
  });
  const along = new Float64Array(LINE_POINTS - 1);
  const counts = [0, 0, 0, 0];
  let allUnits = 0;
  const switches = layers.map(({ units, pieces }) => {
    let total = 0;
    for (let unit = 0; unit < units; unit++) {
      let own = 0;
      for (let point = 0; point + 1 < LINE_POINTS; point++) {
        if (pieces[point * units + unit] === pieces[(point + 1) * units + unit]) continue;
        own++;
        along[point] = (along[point] ?? 0) + 1;
      }
      total += own;
      counts[Math.min(3, own)] = (counts[Math.min(3, own)] ?? 0) + 1;
    }
    allUnits += units;
    return total / units;
  });
  const patterns = new Set(
    Array.from({ length: LINE_POINTS }, (_, point) =>
      layers.map(({ units, pieces }) => pieces.subarray(point * units, (point + 1) * units).join("")).join(),
    ),
  );
  yield { done: 0.5, found: null };

  const push = pushTangents({ ...network, layers: line.layers }, start, (tangent) => tangent, multiply);
  let step = push.next();
  while (step.done !== true) {
    yield { done: 0.5 + (0.5 * (step.value + 1)) / plan.layers.length, found: null };
    step = push.next();
  }
  const last = network.states.at(-1);
  const outputs = last === undefined ? 1 : outputOf(last).length / LINE_POINTS;
  const tangents = step.value;
  const moved = largestColumn(tangents, outputs);
  const isChain =
    jacobianFactors(plan) !== null && plan.layers.every((each) => each.bias === null && isHomogeneous(each));
  yield {
    done: 1,
    found: {
      switches,
      expectedSwitches: isChain ? angleShare(a, d) : null,
      along: Array.from(along),
      shares: counts.map((count) => count / allUnits),
      patterns: patterns.size,
      hasKinks: layers.some(({ hasKinks }) => hasKinks),
      gradient: Array.from({ length: LINE_POINTS }, (_, point) => tangents[point * outputs + moved] ?? NaN),
      autocorrelation: autocorrelationOf(tangents, outputs, LINE_LAGS),
    },
  };
}

/** The result of steps that tell nothing; each is a step at the same share of the work. */
function* waitFor<Value>(
  steps: Generator<void, Value, void>,
  done: number,
): Generator<LineStep, Value, void> {
  let step = steps.next();
  while (step.done !== true) {
    yield { done, found: null };
    step = steps.next();
  }
  return step.value;
}

/** Index of the column of a `[rows, columns]` matrix with the largest sum of squares. */
function largestColumn(values: Float64Array, columns: number): number {
  const squares = new Float64Array(columns);
  for (const [index, value] of values.entries())
    squares[index % columns] = (squares[index % columns] ?? 0) + value * value;
  return Math.max(0, squares.indexOf(Math.max(...squares)));
}

/** Number of places below each value. */
function piecesOf(seen: Float64Array, places: readonly number[]): Uint8Array {
  return Uint8Array.from(seen, (value) => places.filter((place) => value > place).length);
}
