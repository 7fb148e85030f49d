/**
 * The activations: data, one entry each, in the order of the menu. Menu, formula, link id, float64 reference,
 * the kernels of every engine and the conformance tests all follow from the entry. NaN gives NaN, in the
 * derivative too: a gradient through an undefined value is undefined, not zero.
 */
import { erf, normalDensity, normalDistribution, sech2, sigmoid, softplus } from "../math/special.ts";
import type { ActivationEntry } from "./activationEntry.ts";

/**
 * A value counts as saturated where |phi'(x)| is below this share of max |phi'|: |tanh| > 0.97,
 * Karpathy's rule, generalised.
 */
export const SATURATION_SHARE = 0.06;

const SELU_LAMBDA = 1.0507009873554805;
const SELU_ALPHA = 1.6732632423543772;

const TWO_OVER_SQRT_PI = 1.1283791670955126;

/**
 * 2 sqrt(2/pi) and 0.044715 of it: (1 + tanh u) / 2 is sigmoid(2 u), and only that
 * keeps its digits on the left.
 */
const GATE_LINEAR = 1.5957691216057308;
const GATE_CUBIC = 0.044715 * GATE_LINEAR;
/** x^2 beyond which the gate is 0 or 1 to 1e-261: the cube is clamped there, so it cannot overflow. */
const GATE_REACH = 400;

/** The gate of the tanh form of GELU, (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))) / 2. */
function geluGate(x: number): number {
  return sigmoid(x * (GATE_LINEAR + GATE_CUBIC * Math.min(x * x, GATE_REACH)));
}

export const activations = [
  {
    id: "linear",
    label: "Linear",
    family: "linear",
    f: (x) => x,
    df: () => 1,
    expression: { f: "x", df: "1" },
    kinks: [],
    isHomogeneous: true,
    maxDerivative: () => 1,
    recommendedGain: () => 1,
  },
  {
    id: "relu",
    label: "ReLU",
    family: "rectifier",
    f: (x) => (x < 0 ? 0 : x),
    df: (x) => (x > 0 ? 1 : x <= 0 ? 0 : x),
    expression: { f: "max(x, 0)", df: "select(x > 0, 1, select(x <= 0, 0, x))" },
    kinks: [0],
    isHomogeneous: true,
    maxDerivative: () => 1,
    recommendedGain: () => Math.SQRT2,
  },
  {
    id: "relu_squared",
    label: "Squared ReLU",
    family: "rectifier",
    f: (x) => (x < 0 ? 0 : x * x),
    df: (x) => (x < 0 ? 0 : x + x),
    expression: { f: "max(x, 0) * max(x, 0)", df: "2 * max(x, 0)" },
    // There phi'' jumps.
    kinks: [0],
    maxDerivative: () => 2,
    recommendedGain: null,
  },
  {
    id: "leaky_relu",
    label: "Leaky ReLU",
    family: "rectifier",
    parameter: { key: "slope", symbol: String.raw`\alpha`, default: 0.01, min: 0, max: 1, step: 0.01 },
    f: (x, p) => (x > 0 ? x : p * x),
    df: (x, p) => (x > 0 ? 1 : x <= 0 ? p : x),
    expression: { f: "select(x > 0, x, p * x)", df: "select(x > 0, 1, select(x <= 0, p, x))" },
    kinks: [0],
    negativeSlope: (p) => p,
    isHomogeneous: true,
    maxDerivative: (p) => Math.max(1, Math.abs(p)),
    recommendedGain: (p) => Math.sqrt(2 / (1 + p * p)),
  },
  {
    id: "elu",
    label: "ELU",
    family: "rectifier",
    parameter: { key: "slope", symbol: String.raw`\alpha`, default: 1, min: 0, max: 3, step: 0.01 },
    f: (x, p) => (x > 0 ? x : p * Math.expm1(x)),
    df: (x, p) => (x > 0 ? 1 : p * Math.exp(x)),
    expression: { f: "select(x > 0, x, p * expm1(x))", df: "select(x > 0, 1, p * exp(x))" },
    kinks: [0],
    // alpha e^x is largest just below 0.
    maxDerivative: (p) => Math.max(1, Math.abs(p)),
    recommendedGain: null,
  },
  {
    id: "selu",
    label: "SELU",
    family: "self_normalizing",
    f: (x) => SELU_LAMBDA * (x > 0 ? x : SELU_ALPHA * Math.expm1(x)),
    df: (x) => SELU_LAMBDA * (x > 0 ? 1 : SELU_ALPHA * Math.exp(x)),
    expression: {
      f: `select(x > 0, ${SELU_LAMBDA} * x, ${SELU_LAMBDA * SELU_ALPHA} * expm1(x))`,
      df: `select(x > 0, ${SELU_LAMBDA}, ${SELU_LAMBDA * SELU_ALPHA} * exp(x))`,
    },
    kinks: [0],
    maxDerivative: () => SELU_LAMBDA * SELU_ALPHA,
    recommendedGain: () => 0.75,
  },
  {
    id: "gelu",
    label: "GELU",
    family: "rectifier",
    f: (x) => x * normalDistribution(x),
    df: (x) => normalDistribution(x) + x * normalDensity(x),
    expression: { f: "x * normcdf(x)", df: "normcdf(x) + x * normpdf(x)" },
    kinks: [],
    closedForm: "gelu",
    // At x = sqrt 2, where phi'' = (2 - x^2) N(x) = 0: Phi(sqrt 2) + sqrt 2 N(sqrt 2).
    maxDerivative: () => 1.1289041451851547,
    recommendedGain: null,
  },
  {
    id: "gelu_tanh",
    label: "GELU, tanh form",
    family: "rectifier",
    f: (x) => x * geluGate(x),
    // The product with x comes before the derivative of the cube: nothing overflows where the gate is 0.
    df: (x) =>
      geluGate(x) +
      geluGate(x) * x * geluGate(-x) * (GATE_LINEAR + 3 * GATE_CUBIC * Math.min(x * x, GATE_REACH)),
    expression: {
      f: "x * gelugate(x)",
      df: `gelugate(x) + gelugate(x) * x * gelugate(-x) * (${GATE_LINEAR} + ${3 * GATE_CUBIC} * min(x * x, ${GATE_REACH}))`,
    },
    kinks: [],
    // At x = 1.4185040087908284, where phi'' = 0 (root found with 30 digits).
    maxDerivative: () => 1.1289930686587717,
    recommendedGain: null,
  },
  {
    id: "silu",
    label: "SiLU (Swish)",
    family: "rectifier",
    f: (x) => x * sigmoid(x),
    df: (x) => sigmoid(x) * (1 + x * sigmoid(-x)),
    expression: { f: "x * sigmoid(x)", df: "sigmoid(x) * (1 + x * sigmoid(-x))" },
    kinks: [],
    // At x = 2.3993572805154677, where phi'' = 0, that is x tanh(x/2) = 2; there phi' = 1/2 + x/4.
    maxDerivative: () => 1.099839320128867,
    recommendedGain: null,
  },
  {
    id: "mish",
    label: "Mish",
    family: "rectifier",
    f: (x) => x * Math.tanh(softplus(x)),
    df: (x) => Math.tanh(softplus(x)) + x * sigmoid(x) * sech2(softplus(x)),
    expression: {
      f: "x * tanh(softplus(x))",
      df: "tanh(softplus(x)) + x * sigmoid(x) * sech2(softplus(x))",
    },
    kinks: [],
    // At x = 1.4905711794854284, where phi'' = 0 (root found with 30 digits).
    maxDerivative: () => 1.0884981612517279,
    recommendedGain: null,
  },
  {
    id: "softplus",
    label: "Softplus",
    family: "rectifier",
    f: softplus,
    df: sigmoid,
    expression: { f: "softplus(x)", df: "sigmoid(x)" },
    kinks: [],
    maxDerivative: () => 1,
    recommendedGain: null,
  },
  {
    id: "sigmoid",
    label: "Sigmoid",
    family: "bounded",
    f: sigmoid,
    df: (x) => 0.25 * sech2(0.5 * x),
    expression: { f: "sigmoid(x)", df: "0.25 * sech2(0.5 * x)" },
    kinks: [],
    maxDerivative: () => 0.25,
    recommendedGain: () => 1,
  },
  {
    id: "tanh",
    label: "Tanh",
    family: "bounded",
    f: Math.tanh,
    df: sech2,
    expression: { f: "tanh(x)", df: "sech2(x)" },
    kinks: [],
    maxDerivative: () => 1,
    recommendedGain: () => 5 / 3,
  },
  {
    id: "hard_tanh",
    label: "Hard tanh",
    family: "bounded",
    f: (x) => Math.max(-1, Math.min(1, x)),
    df: (x) => (Math.abs(x) < 1 ? 1 : Math.abs(x) >= 1 ? 0 : x),
    expression: { f: "max(min(x, 1), -1)", df: "select(abs(x) < 1, 1, select(abs(x) >= 1, 0, x))" },
    kinks: [-1, 1],
    maxDerivative: () => 1,
    recommendedGain: null,
  },
  {
    id: "softsign",
    label: "Softsign",
    family: "bounded",
    f: (x) => x / (1 + Math.abs(x)),
    df: (x) => 1 / ((1 + Math.abs(x)) * (1 + Math.abs(x))),
    expression: { f: "x / (1 + abs(x))", df: "1 / ((1 + abs(x)) * (1 + abs(x)))" },
    kinks: [],
    maxDerivative: () => 1,
    recommendedGain: null,
  },
  {
    id: "erf",
    label: "Erf",
    family: "bounded",
    f: erf,
    df: (x) => TWO_OVER_SQRT_PI * Math.exp(-x * x),
    expression: { f: "erf(x)", df: `${TWO_OVER_SQRT_PI} * gauss(x)` },
    kinks: [],
    closedForm: "erf",
    maxDerivative: () => TWO_OVER_SQRT_PI,
    recommendedGain: null,
  },
  {
    id: "sin",
    label: "Sine",
    family: "bounded",
    parameter: {
      key: "frequency",
      symbol: String.raw`\omega_0`,
      default: 1,
      min: 0.01,
      max: 1000,
      step: 0.1,
    },
    f: (x, p) => Math.sin(p * x),
    df: (x, p) => p * Math.cos(p * x),
    expression: { f: "sin(p * x)", df: "p * cos(p * x)" },
    kinks: [],
    period: (p) => (2 * Math.PI) / p,
    closedForm: "sine",
    maxDerivative: (p) => p,
    recommendedGain: null,
  },
] as const satisfies readonly ActivationEntry[];

export type ActivationId = (typeof activations)[number]["id"];

/** An activation that the visitor has typed, by its text: typed/typedActivation.ts. */
export type PlannedActivation = ActivationId | `phi:${string}`;

const byId = new Map<string, ActivationEntry>(activations.map((entry) => [entry.id, entry]));

let typed: (text: string) => ActivationEntry | null = () => null;

/** Hands over what makes the entries of typed activations: it is fetched where one is wanted. */
export function provideTyped(make: typeof typed): void {
  typed = make;
}

/** The entry of an id; null where there is none, as of a text that is no activation. */
export function findActivation(id: string): ActivationEntry | null {
  let entry = byId.get(id) ?? null;
  if (entry === null && id.startsWith("phi:")) {
    entry = typed(id.slice(4));
    if (entry !== null) byId.set(id, entry);
  }
  return entry;
}

/**
 * The entry of an id.
 * @throws RangeError for an unknown id, a programmer's error: user input is checked by the link codec
 */
export function activationById(id: PlannedActivation): ActivationEntry {
  const entry = findActivation(id);
  if (entry === null) throw new RangeError(`invalid activation: ${id} (expected a catalogue id)`);
  return entry;
}
