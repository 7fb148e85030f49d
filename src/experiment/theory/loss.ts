/**
 * The injected gradient and the loss by theory. Drawn gradients and the mean squared error are exact. The
 * softmax of finitely many outputs has no closed form and is simulated, with draws that are the same for
 * every network.
 */
import { activationById } from "../../catalog/activations.ts";
import { STREAM, uniformRow } from "../../math/philox.ts";
import { normalQuantile } from "../../math/quantile.ts";
import type { Plan } from "../plan.ts";
import type { CoupledGradient, Gradient } from "./backward.ts";
import type { BatchShape, LayerState } from "./forward.ts";
import { pairMean } from "./pairs.ts";

/** The gradient injected at the last layer, and the loss. */
export interface Injection {
  readonly gradient: Gradient;
  readonly coupled: CoupledGradient | null;
  /** Expected loss; null where the gradient is drawn. */
  readonly loss: number | null;
}

/**
 * Logits simulated per network, at least four pairs of inputs. The softmax enters the gradient only through
 * its difference from 1/n, so the squared gradient is off by less than 0.5 %, and the loss by less than 0.02,
 * for logits of std up to 2 (checked against simulations fifty times as long).
 */
const SIMULATED = 8192;
const LEAST_PAIRS = 4;
/**
 * Points of the tables of phi and phi' over 6.5 standard deviations each way: linear between
 * them errs by less than 1e-4.
 */
const TABLE = 512;
const REACH = 6.5;

/** Standard normals of a fixed seed; a longer draw begins with the shorter one. */
let normals = new Float64Array(0);

function standardNormals(count: number): Float64Array {
  if (normals.length < count) {
    normals = new Float64Array(count);
    uniformRow(0, STREAM.gradient, 0, 0, normals);
    normals = normals.map(normalQuantile);
  }
  return normals;
}

/** A function over x in [-REACH, REACH] by table. */
function tabulate(f: (x: number) => number): (x: number) => number {
  const step = (2 * REACH) / TABLE;
  const table = Float64Array.from({ length: TABLE + 2 }, (_, i) => f(i * step - REACH));
  return (x) => {
    const at = Math.min(TABLE, Math.max(0, (x + REACH) / step));
    const i = Math.floor(at);
    const low = table[i] ?? 0;
    return low + (at - i) * ((table[i + 1] ?? 0) - low);
  };
}

/** Writes the softmax of `logits` to `into`. @returns ln of the sum of exponentials */
function softmax(logits: Float64Array, into: Float64Array): number {
  let largest = -Infinity;
  for (const logit of logits) if (logit > largest) largest = logit;
  let total = 0;
  for (let j = 0; j < logits.length; j++) {
    const power = Math.exp((logits[j] ?? 0) - largest);
    into[j] = power;
    total += power;
  }
  for (let j = 0; j < into.length; j++) into[j] = (into[j] ?? 0) / total;
  return Math.log(total) + largest;
}

/** Averages over simulated pairs of inputs, pi = softmax - 1/n, per output. */
interface SoftmaxMoments extends CoupledGradient {
  /** E[ln sum exp a] - E[a]. */
  readonly loss: number;
}

/** The law of the logits: scale phi(mean + std x), two inputs correlating by `correlation`. */
interface LogitLaw {
  readonly phi: (x: number) => number;
  readonly derivative: (x: number) => number;
  readonly scale: number;
  readonly correlation: number;
  readonly units: number;
}

/** One input of the simulation. */
interface SimulatedInput {
  readonly logits: Float64Array;
  readonly derivatives: Float64Array;
  readonly shares: Float64Array;
}

function simulatedInput(units: number): SimulatedInput {
  return {
    logits: new Float64Array(units),
    derivatives: new Float64Array(units),
    shares: new Float64Array(units),
  };
}

/** Fills an input. @returns its expected loss under a uniform label */
function fill(
  { logits, derivatives, shares }: SimulatedInput,
  law: LogitLaw,
  xAt: (j: number) => number,
): number {
  let sum = 0;
  for (let j = 0; j < logits.length; j++) {
    const x = xAt(j);
    const logit = law.scale * law.phi(x);
    logits[j] = logit;
    derivatives[j] = law.derivative(x);
    sum += logit;
  }
  return softmax(logits, shares) - sum / logits.length;
}

/**
 * By simulation. Second moments of pairs are counted relative to two independent inputs, whose expectation is
 * 0: the result is exact where the correlation is 0.
 */
function simulate(law: LogitLaw): SoftmaxMoments {
  const { units, correlation } = law;
  const pairs = Math.max(LEAST_PAIRS, Math.ceil(SIMULATED / units));
  const draws = standardNormals(2 * pairs * units);
  const own = Math.sqrt(Math.max(0, 1 - correlation ** 2));
  const [first, apart, other] = [simulatedInput(units), simulatedInput(units), simulatedInput(units)];
  const sums = { second: 0, shared: 0, deltaSecond: 0, deltaShared: 0, drift: 0, loss: 0 };
  const even = 1 / units;
  for (let pair = 0; pair < pairs; pair++) {
    const start = 2 * pair * units;
    const x = (j: number): number => draws[start + j] ?? 0;
    const w = (j: number): number => draws[start + units + j] ?? 0;
    sums.loss += fill(first, law, x) / 2 + fill(apart, law, w) / 2;
    fill(other, law, (j) => correlation * x(j) + own * w(j));
    for (let j = 0; j < units; j++) {
      const [p, a, o] = [
        (first.shares[j] ?? 0) - even,
        (apart.shares[j] ?? 0) - even,
        (other.shares[j] ?? 0) - even,
      ];
      const [dp, da, dO] = [
        p * (first.derivatives[j] ?? 0),
        a * (apart.derivatives[j] ?? 0),
        o * (other.derivatives[j] ?? 0),
      ];
      sums.second += (p * p + a * a) / 2;
      sums.deltaSecond += (dp * dp + da * da) / 2;
      sums.shared += p * (o - a);
      sums.deltaShared += dp * (dO - da);
      sums.drift += (x(j) * dp + w(j) * da) / 2;
    }
  }
  const count = pairs * units;
  return {
    second: sums.second / count,
    shared: sums.shared / count,
    deltaSecond: sums.deltaSecond / count,
    deltaShared: sums.deltaShared / count,
    drift: sums.drift / count,
    loss: sums.loss / pairs,
  };
}

/** Results for the most recently used last layers. */
const cache = new Map<string, SoftmaxMoments>();

/** The softmax at the end of a network. */
function softmaxMoments(state: LayerState, { shares }: BatchShape): SoftmaxMoments {
  const { layer, seenVariance, seenMean, after, correlations } = state;
  const { activation, activationParameter, units } = layer;
  const correlation = pairMean(shares, correlations);
  const scale = after?.scale ?? 1;
  const key = [activation, activationParameter, units, seenMean, seenVariance, correlation, scale].join(" ");
  const known = cache.get(key);
  if (known !== undefined) return known;
  const { f, df } = activationById(activation);
  const std = Math.sqrt(seenVariance);
  const moments = simulate({
    phi: tabulate((x) => f(seenMean + std * x, activationParameter)),
    derivative: tabulate((x) => df(seenMean + std * x, activationParameter)),
    scale,
    correlation,
    units,
  });
  if (cache.size >= 100) cache.clear();
  cache.set(key, moments);
  return moments;
}

/**
 * dL/da = (softmax(a) - e_k) / B: the label's part is independent of all else, and its mean 1/n is
 * subtracted.
 */
function crossEntropy(state: LayerState, shape: BatchShape): Injection {
  const { batch } = shape;
  const { units } = state.layer;
  const none = state.output.shared.map(() => 0);
  const label = { second: (1 - 1 / units) / units / batch ** 2, shared: none, drift: 0 };
  if (!Number.isFinite(state.output.second)) {
    return { gradient: { ...label, second: NaN }, coupled: null, loss: NaN };
  }
  const { loss, ...moments } = softmaxMoments(state, shape);
  const [second, shared] = [moments.second / batch ** 2, moments.shared / batch ** 2];
  const { after } = state;
  if (after !== null && !(after.norm.kind === "batch" && after.norm.statistics === "running")) {
    // Statistics remove the part along the outputs; the rest is nearly independent of them.
    const gradient = { second: label.second + second, shared: none.map(() => shared), drift: 0 };
    return { gradient, coupled: null, loss };
  }
  const scale = after?.scale ?? 1;
  const perBatch = (scale / batch) ** 2;
  const std = Math.sqrt(state.seenVariance);
  const coupled = {
    second,
    shared,
    deltaSecond: perBatch * moments.deltaSecond,
    deltaShared: perBatch * moments.deltaShared,
    drift: std > 0 ? (scale * moments.drift) / (batch * std) : 0,
  };
  return { gradient: label, coupled, loss };
}

/** The gradient that the plan injects behind its last layer. */
export function injectionOf(plan: Plan, last: LayerState, shape: BatchShape): Injection {
  const shared = last.output.shared.map(() => 0);
  switch (plan.gradient) {
    case "gaussian":
      return { gradient: { second: 1, shared, drift: 0 }, coupled: null, loss: null };
    case "mse": {
      // 2 (a - t) / (B n): the targets are noise, the output is the drift.
      const scale = 2 / (plan.batch * last.layer.units);
      return {
        gradient: { second: scale ** 2, shared, drift: scale },
        coupled: null,
        loss: last.output.second + 1,
      };
    }
    case "cross_entropy":
      return crossEntropy(last, shape);
    default:
      return plan.gradient satisfies never;
  }
}
