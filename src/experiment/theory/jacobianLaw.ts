/**
 * The law of the singular values of a wide network's Jacobian, J = D_L W_L .. D_1 W_1, after Pennington,
 * Schoenholz, Ganguli (2017, 2018): the factors count as free of each other, W as Gaussian or orthogonal, and
 * D as the derivatives phi'(z) at z ~ N(0, q). Plain chains of layers only.
 */
import { activationById } from "../../catalog/activations.ts";
import type { LayerPlan, Plan } from "../plan.ts";
import { theoryOfPlan } from "./planTheory.ts";

/** One factor D W of the Jacobian. */
export interface JacobianFactor {
  readonly units: number;
  readonly fanIn: number;
  /** Independent entries, or orthonormal rows or columns times a factor. */
  readonly kind: "gaussian" | "orthogonal";
  /** Variance of an entry of W; the squared factor of an orthogonal W. */
  readonly scale: number;
  /** Values of phi'(z)^2 and their probabilities. */
  readonly squares: Float64Array;
  readonly weights: Float64Array;
}

/** Nodes of z: an even number, so that a jump at 0 lies between two of them. */
const NODES = 240;
/** Half of the range of z, in standard deviations. */
const REACH = 6;

/** Values of phi'(z)^2 for z ~ N(0, q), equal ones put together. */
export function derivativeSquares(
  { activation, activationParameter }: Pick<LayerPlan, "activation" | "activationParameter">,
  q: number,
): Pick<JacobianFactor, "squares" | "weights"> {
  const { df } = activationById(activation);
  const shares = new Map<number, number>();
  let total = 0;
  for (let node = 0; node < NODES; node++) {
    const x = REACH * ((2 * node + 1) / NODES - 1);
    const weight = Math.exp((-x * x) / 2);
    const square = df(Math.sqrt(q) * x, activationParameter) ** 2;
    // Both signs of z give one value, up to rounding.
    const key = Number(square.toPrecision(12));
    shares.set(key, (shares.get(key) ?? 0) + weight);
    total += weight;
  }
  return {
    squares: Float64Array.from(shares.keys()),
    weights: Float64Array.from(shares.values(), (weight) => weight / total),
  };
}

/** Draws whose entries are independent with mean 0: in the limit their law does not matter. */
const INDEPENDENT = ["normal", "uniform", "truncated"];

/** The factors of a plan's Jacobian; null where the network is more than a chain, or its laws are others. */
export function jacobianFactors(plan: Plan): readonly JacobianFactor[] | null {
  const theory = theoryOfPlan(plan);
  const factors: JacobianFactor[] = [];
  for (const [index, layer] of plan.layers.entries()) {
    const { weight, norm, skipFrom, stream, gate, keepProbability, calibration, units, fanIn } = layer;
    const own = theory.layers[index];
    const isPlain =
      norm === null &&
      skipFrom === null &&
      stream === undefined &&
      gate === undefined &&
      layer.attention === undefined &&
      keepProbability === 1 &&
      calibration === null &&
      layer.weightsFrom === index;
    if (!isPlain || weight.kind === "constant" || own === undefined || !Number.isFinite(own.q)) return null;
    const isOrthogonal = weight.draw === "orthogonal";
    if (own.preActivationMean !== 0 || !(isOrthogonal || INDEPENDENT.includes(weight.draw))) return null;
    factors.push({
      units,
      fanIn,
      kind: isOrthogonal ? "orthogonal" : "gaussian",
      // Orthonormal columns or rows have entries of variance 1 / max(rows, columns).
      scale: own.weightStd ** 2 * (isOrthogonal ? Math.max(units, fanIn) : 1),
      ...derivativeSquares(layer, own.q),
    });
  }
  return factors;
}

/** Moments of squared singular values. */
export interface JacobianMoments {
  /** E s^2: chi^L where all layers are alike. */
  readonly meanSquare: number;
  /**
   * Var s^2 / (E s^2)^2: L (E phi'^4 / (E phi'^2)^2 - 1 - s_1) in the limit, s_1 = -1 for Gaussian weights
   * and 0 for orthogonal ones.
   */
  readonly relativeVariance: number;
}

/**
 * Mean and variance of the squared singular values at the widths of the network: exact for independent D and
 * Gaussian or Haar W (Wick's and Weingarten's formulas of second order).
 */
export function jacobianMoments(factors: readonly JacobianFactor[]): JacobianMoments {
  const inputs = factors[0]?.fanIn ?? 0;
  // E tr A, E tr A^2, E (tr A)^2 for A = J J^T, over their like of an identity: numbers stay near 1.
  let trace = inputs;
  let second = inputs;
  let squaredTrace = inputs ** 2;
  let logScale = 0;
  for (const { units, fanIn, kind, scale, squares, weights } of factors) {
    let [mean, meanSquare] = [0, 0];
    for (const [index, square] of squares.entries()) {
      const weight = weights[index] ?? 0;
      mean += weight * square;
      meanSquare += weight * square * square;
    }
    // tr P, tr P^2 and E (tr P)^2 of P = D^2.
    const p2 = units * meanSquare;
    const p11 = units ** 2 * mean ** 2 + units * (meanSquare - mean ** 2);
    let next: readonly [number, number];
    if (kind === "gaussian") {
      next = [p2 * squaredTrace + (p11 + p2) * second, p11 * squaredTrace + 2 * p2 * second];
      trace *= units * mean;
    } else {
      const n = Math.max(units, fanIn);
      trace *= (units * mean) / n;
      if (n === 1) {
        next = [p2 * second, p2 * second];
      } else {
        const of = n * (n - 1) * (n + 2);
        const [own, other] = [(n + 1) / of, -1 / of];
        next = [
          own * (p2 * squaredTrace + (p11 + p2) * second) +
            other * ((3 * p2 + p11) * second + (p11 + p2) * squaredTrace),
          own * (p11 * squaredTrace + 2 * p2 * second) +
            2 * other * ((p11 + p2) * second + p2 * squaredTrace),
        ];
      }
    }
    [second, squaredTrace] = next;
    // Only ratios count: the trace is kept at the size of the layer.
    const size = trace / units;
    if (!(size > 0)) return { meanSquare: 0, relativeVariance: NaN };
    logScale += Math.log(size) + Math.log(scale);
    trace /= size;
    second /= size * size;
    squaredTrace /= size * size;
  }
  const outputs = factors.at(-1)?.units ?? 0;
  const count = Math.min(inputs, outputs);
  return {
    meanSquare: (Math.exp(logScale) * trace) / count,
    relativeVariance: (second / count / (trace / count) ** 2 || NaN) - 1,
  };
}

/** Density of the singular values over ln s. */
export interface JacobianDensity {
  /** ln s, descending in equal steps. */
  readonly logs: Float64Array;
  /** Share of all singular values per unit of ln s. */
  readonly density: Float64Array;
  /** Share of directions that a layer flattens to exactly 0. */
  readonly zeros: number;
}

/** Step of ln s. */
const LOG_STEP = 0.05;
/** Distance of ln s^2 from the real axis: the law is seen through a Cauchy kernel of this half-width. */
const BLUR = 0.02;
/** Decades below the upper end: float64 holds 16. */
const DEPTH = 16 * Math.LN10;
const NEWTON_STEPS = 60;

interface Complex {
  readonly re: number;
  readonly im: number;
}

const plus = (a: Complex, b: Complex): Complex => ({ re: a.re + b.re, im: a.im + b.im });
const minus = (a: Complex, b: Complex): Complex => ({ re: a.re - b.re, im: a.im - b.im });
const times = (a: Complex, b: Complex): Complex => ({
  re: a.re * b.re - a.im * b.im,
  im: a.re * b.im + a.im * b.re,
});
const scaled = (a: Complex, factor: number): Complex => ({ re: a.re * factor, im: a.im * factor });
const over = (a: Complex, b: Complex): Complex => {
  const size = b.re * b.re + b.im * b.im;
  return { re: (a.re * b.re + a.im * b.im) / size, im: (a.im * b.re - a.re * b.im) / size };
};
const log = ({ re, im }: Complex): Complex => ({ re: Math.log(Math.hypot(re, im)), im: Math.atan2(im, re) });
const exp = ({ re, im }: Complex): Complex => ({
  re: Math.exp(re) * Math.cos(im),
  im: Math.exp(re) * Math.sin(im),
});
const ONE: Complex = { re: 1, im: 0 };

/** Layers whose derivatives have one law. */
interface FactorClass extends Pick<JacobianFactor, "squares" | "weights"> {
  readonly count: number;
}

function classesOf(factors: readonly JacobianFactor[]): readonly FactorClass[] {
  const classes = new Map<string, FactorClass>();
  for (const { squares, weights } of factors) {
    const key = Array.from(squares, (square) => square.toPrecision(5)).join();
    classes.set(key, { squares, weights, count: (classes.get(key)?.count ?? 0) + 1 });
  }
  return [...classes.values()];
}

/** M(zeta) = E d^2 / (zeta - d^2), and its derivative. */
function momentTransform({ squares, weights }: FactorClass, zeta: Complex): readonly [Complex, Complex] {
  let [re, im, slopeRe, slopeIm] = [0, 0, 0, 0];
  for (const [index, square] of squares.entries()) {
    const mass = (weights[index] ?? 0) * square;
    const distance = zeta.re - square;
    const size = distance * distance + zeta.im * zeta.im;
    // 1 / (zeta - d^2) and its square.
    const [invRe, invIm] = [distance / size, -zeta.im / size];
    re += mass * invRe;
    im += mass * invIm;
    slopeRe -= mass * (invRe * invRe - invIm * invIm);
    slopeIm -= mass * 2 * invRe * invIm;
  }
  return [
    { re, im },
    { re: slopeRe, im: slopeIm },
  ];
}

interface Place {
  readonly z: Complex;
  readonly zetas: readonly Complex[];
}

/**
 * The density of a chain whose layers all have one width; null for others. S-transforms multiply: with
 * z = E s^2 / (x - s^2), x = (1 + z) / (z S(z)), S_W = 1 / (n Var(W) (1 + z)) or 1 / g^2, and S_D =
 * (1 + z) / (z zeta) where E d^2 / (zeta - d^2) = z. Newton's method follows z from large x down along a
 * line above the real axis. The density over ln s is -2 Im z / pi.
 */
export function jacobianDensity(factors: readonly JacobianFactor[]): JacobianDensity | null {
  const width = factors[0]?.fanIn;
  if (width === undefined || factors.some(({ units, fanIn }) => units !== width || fanIn !== width))
    return null;
  const classes = classesOf(factors);
  const depth = factors.length;
  const gaussians = factors.filter(({ kind }) => kind === "gaussian").length;
  let logScale = 0;
  let bound = 0;
  for (const { kind, scale, squares } of factors) {
    const size = Math.log(scale * (kind === "gaussian" ? width : 1));
    logScale += size;
    // The largest squared singular value of a square Gaussian matrix is 4 n Var(W).
    bound += size + (kind === "gaussian" ? Math.log(4) : 0) + Math.log(Math.max(...squares));
  }
  if (!Number.isFinite(bound)) return null;

  /** One place on, or null where Newton's method does not get there. */
  const solve = (u: Complex, start: Place): Place | null => {
    let { z, zetas } = start;
    for (let step = 0; step < NEWTON_STEPS; step++) {
      const whole = plus(ONE, z);
      // F = ln(1 + z) (1 + gaussians - depth) + ln z (depth - 1) + sum ln zeta + ln scale - u.
      let value = minus(
        plus(plus(scaled(log(whole), 1 + gaussians - depth), scaled(log(z), depth - 1)), {
          re: logScale,
          im: 0,
        }),
        u,
      );
      let slope = plus(scaled(over(ONE, whole), 1 + gaussians - depth), scaled(over(ONE, z), depth - 1));
      const ofClasses = classes.map((each, index) => {
        const zeta = zetas[index] ?? ONE;
        const [transform, derivative] = momentTransform(each, zeta);
        const rest = minus(z, transform);
        const share = over({ re: each.count, im: 0 }, times(derivative, zeta));
        value = plus(value, plus(scaled(log(zeta), each.count), times(rest, share)));
        slope = plus(slope, share);
        return { zeta, derivative, rest };
      });
      let change = scaled(over(value, slope), -1);
      // z stays below the real axis, and zeta above it.
      let damping = 1;
      while (z.im + damping * change.im >= 0 && damping > 1e-6) damping /= 2;
      change = scaled(change, damping);
      const next = ofClasses.map(({ zeta, derivative, rest }) => {
        const move = over(plus(change, rest), derivative);
        let share = 1;
        while (zeta.im + share * move.im <= 0 && share > 1e-6) share /= 2;
        return plus(zeta, scaled(move, share));
      });
      const size = Math.hypot(change.re, change.im) / Math.hypot(z.re, z.im);
      z = plus(z, change);
      zetas = next;
      if (!Number.isFinite(size)) return null;
      if (size < 1e-9 && damping === 1) return { z, zetas };
    }
    return null;
  };

  /** In smaller steps where one is too large. */
  const advance = (from: Complex, to: Complex, place: Place, most = 8): Place | null => {
    const found = solve(to, place);
    if (found !== null || most === 0) return found;
    const middle = scaled(plus(from, to), 0.5);
    const half = advance(from, middle, place, most - 1);
    return half === null ? null : advance(middle, to, half, most - 1);
  };

  const meanLog =
    logScale +
    factors.reduce(
      (sum, { squares, weights }) =>
        sum + Math.log(squares.reduce((mean, square, index) => mean + square * (weights[index] ?? 0), 0)),
      0,
    );
  // Far out z = E s^2 / x and zeta = E d^2 / z.
  let u: Complex = { re: bound + 3, im: Math.PI / 2 };
  const z = exp({ re: meanLog - u.re, im: -u.im });
  let place = solve(u, {
    z,
    zetas: classes.map(({ squares, weights }) => {
      const mean = squares.reduce((sum, square, index) => sum + square * (weights[index] ?? 0), 0);
      return over({ re: mean, im: 0 }, z);
    }),
  });
  const down: Complex = { re: u.re, im: BLUR };
  if (place !== null) place = advance(u, down, place);
  u = down;
  const logs: number[] = [];
  const density: number[] = [];
  // Nothing but a trace of the kernel's tail is above the upper end.
  const least = 5e-3;
  let top = NaN;
  while (place !== null && !(u.re / 2 < top - DEPTH) && logs.length < 4000) {
    const height = (-2 * place.z.im) / Math.PI;
    if (height > least && Number.isNaN(top)) top = u.re / 2;
    if (!Number.isNaN(top)) {
      logs.push(u.re / 2);
      density.push(height);
    }
    const to = { re: u.re - 2 * LOG_STEP, im: BLUR };
    place = advance(u, to, place);
    u = to;
    if (Number.isNaN(top) && u.re < meanLog - 2 * DEPTH) break;
  }
  if (logs.length === 0) return null;
  const zeros = Math.max(
    ...factors.map(({ squares, weights }) =>
      squares.reduce((sum, square, index) => sum + (square === 0 ? (weights[index] ?? 0) : 0), 0),
    ),
  );
  return { logs: Float64Array.from(logs), density: Float64Array.from(density), zeros };
}
