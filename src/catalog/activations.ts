/**
 * The activations a user chooses from: data, one entry each. Menu, formula, link id, float64 reference, the kernels
 * of every engine and the conformance tests all follow from the entry.
 */
import { normalDensity, normalDistribution } from "../math/special.ts";

/** A number that belongs to one catalogue entry, with its range and its place in the link. */
export interface ParameterSpec<Key extends string = string> {
  readonly key: Key;
  /** Symbol in the formula, as TeX. */
  readonly symbol: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** A logarithmic slider speaks in factors; zero is then reached by the number field. */
  readonly isLogarithmic?: boolean;
}

export interface ActivationEntry {
  /** Public id: never renamed, only aliased. */
  readonly id: string;
  readonly label: string;
  /** phi(x) as TeX. */
  readonly tex: string;
  /** phi'(x) as TeX. */
  readonly derivativeTex: string;
  readonly parameter?: ParameterSpec<"slope"> & { readonly default: number };
  /** phi and phi' in float64: the truth the kernels are tested against. `p` is the parameter (0 when there is none). */
  readonly f: (x: number, p: number) => number;
  readonly df: (x: number, p: number) => number;
  /** The same two in the kernel language of expression.ts. */
  readonly kernel: { readonly f: string; readonly df: string };
  /** Points where phi' jumps; quadrature and gradient checks step around them. */
  readonly kinks: readonly number[];
  /** max |phi'|: a value counts as saturated where |phi'| < 0.06 of it. */
  readonly maxSlope: (p: number) => number;
  /** The gain frameworks recommend with this activation, if they name one (PyTorch calculate_gain). */
  readonly recommendedGain: ((p: number) => number) | null;
  readonly source: string;
}

/** A value counts as saturated where |phi'(x)| is below this share of max |phi'|: |tanh| > 0.97, Karpathy's rule, generalised. */
export const SATURATION_SHARE = 0.06;

const SELU_LAMBDA = 1.0507009873554805;
const SELU_ALPHA = 1.6732632423543772;

/** 1 - tanh(x)^2 without cancellation. */
function sech2(x: number): number {
  const e = Math.exp(-2 * Math.abs(x));
  return (4 * e) / ((1 + e) * (1 + e));
}

function sigmoid(x: number): number {
  const e = Math.exp(-Math.abs(x));
  return x >= 0 ? 1 / (1 + e) : e / (1 + e);
}

export const activations = [
  {
    id: "linear",
    label: "Linear",
    tex: String.raw`\varphi(x) = x`,
    derivativeTex: String.raw`\varphi'(x) = 1`,
    f: (x) => x,
    df: () => 1,
    kernel: { f: "x", df: "1" },
    kinks: [],
    maxSlope: () => 1,
    recommendedGain: () => 1,
    source: "Saxe, McClelland, Ganguli 2014",
  },
  {
    id: "relu",
    label: "ReLU",
    tex: String.raw`\varphi(x) = \max(0, x)`,
    derivativeTex: String.raw`\varphi'(x) = [x > 0]`,
    f: (x) => (x < 0 ? 0 : x),
    df: (x) => (x > 0 ? 1 : 0),
    kernel: { f: "max(x, 0)", df: "select(x > 0, 1, 0)" },
    kinks: [0],
    maxSlope: () => 1,
    recommendedGain: () => Math.SQRT2,
    source: "Nair, Hinton 2010",
  },
  {
    id: "leaky_relu",
    label: "Leaky ReLU",
    tex: String.raw`\varphi(x) = \max(0, x) + a\,\min(0, x)`,
    derivativeTex: String.raw`\varphi'(x) = [x > 0] + a\,[x \le 0]`,
    parameter: { key: "slope", symbol: "a", default: 0.01, min: 0, max: 1, step: 0.01 },
    f: (x, p) => (x > 0 ? x : p * x),
    df: (x, p) => (x > 0 ? 1 : p),
    kernel: { f: "select(x > 0, x, p * x)", df: "select(x > 0, 1, p)" },
    kinks: [0],
    maxSlope: (p) => Math.max(1, Math.abs(p)),
    recommendedGain: (p) => Math.sqrt(2 / (1 + p * p)),
    source: "Maas, Hannun, Ng 2013",
  },
  {
    id: "tanh",
    label: "Tanh",
    tex: String.raw`\varphi(x) = \tanh x`,
    derivativeTex: String.raw`\varphi'(x) = 1 - \tanh^2 x`,
    f: Math.tanh,
    df: sech2,
    kernel: { f: "tanh(x)", df: "sech2(x)" },
    kinks: [],
    maxSlope: () => 1,
    recommendedGain: () => 5 / 3,
    source: "LeCun, Bottou, Orr, Müller 1998",
  },
  {
    id: "sigmoid",
    label: "Sigmoid",
    tex: String.raw`\varphi(x) = \frac{1}{1 + e^{-x}}`,
    derivativeTex: String.raw`\varphi'(x) = \varphi(x)\,(1 - \varphi(x))`,
    f: sigmoid,
    df: (x) => 0.25 * sech2(0.5 * x),
    kernel: { f: "sigmoid(x)", df: "0.25 * sech2(0.5 * x)" },
    kinks: [],
    maxSlope: () => 0.25,
    recommendedGain: () => 1,
    source: "Rumelhart, Hinton, Williams 1986",
  },
  {
    id: "gelu",
    label: "GELU",
    tex: String.raw`\varphi(x) = x\,\Phi(x)`,
    derivativeTex: String.raw`\varphi'(x) = \Phi(x) + x\,\phi(x)`,
    f: (x) => x * normalDistribution(x),
    df: (x) => normalDistribution(x) + x * normalDensity(x),
    kernel: { f: "x * normcdf(x)", df: "normcdf(x) + x * normpdf(x)" },
    kinks: [],
    // At x = sqrt 2, where phi'' = (2 - x^2) N(x) = 0: Phi(sqrt 2) + sqrt 2 N(sqrt 2).
    maxSlope: () => 1.1289041451851547,
    recommendedGain: null,
    source: "Hendrycks, Gimpel 2016",
  },
  {
    id: "selu",
    label: "SELU",
    tex: String.raw`\varphi(x) = \lambda \begin{cases} x & x > 0 \\ \alpha (e^x - 1) & x \le 0 \end{cases}`,
    derivativeTex: String.raw`\varphi'(x) = \lambda \begin{cases} 1 & x > 0 \\ \alpha e^x & x \le 0 \end{cases}`,
    f: (x) => SELU_LAMBDA * (x > 0 ? x : SELU_ALPHA * Math.expm1(x)),
    df: (x) => SELU_LAMBDA * (x > 0 ? 1 : SELU_ALPHA * Math.exp(x)),
    kernel: {
      f: `select(x > 0, ${SELU_LAMBDA} * x, ${SELU_LAMBDA * SELU_ALPHA} * expm1(x))`,
      df: `select(x > 0, ${SELU_LAMBDA}, ${SELU_LAMBDA * SELU_ALPHA} * exp(x))`,
    },
    kinks: [0],
    maxSlope: () => SELU_LAMBDA * SELU_ALPHA,
    recommendedGain: () => 0.75,
    source: "Klambauer, Unterthiner, Mayr, Hochreiter 2017",
  },
] as const satisfies readonly ActivationEntry[];

export type ActivationId = (typeof activations)[number]["id"];

const byId: ReadonlyMap<string, ActivationEntry> = new Map(activations.map((entry) => [entry.id, entry]));

/** The entry of an id. @throws RangeError for an unknown id, a programmer's error: user input is checked by the link codec */
export function activationById(id: ActivationId): ActivationEntry {
  const entry = byId.get(id);
  if (entry === undefined) throw new RangeError(`invalid activation: ${id} (expected a catalogue id)`);
  return entry;
}
