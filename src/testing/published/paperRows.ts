/** T9 to T12 and T16: published results on initialisers. */
import type { ExperimentConfig } from "../../experiment/config.ts";
import type { Measured, NetworkRow, Tolerance } from "./row.ts";
import { absolute, networkRow, relative, rmsOf, stdRow, tensorRow, theoryAt } from "./row.ts";
import { singularValues } from "./singularValues.ts";

type Config = Partial<ExperimentConfig>;
const LAYERS = [1, 2, 3, 4, 5];

const GLOROT = "Glorot, Bengio 2010, computed";
const tanh: Config = { depth: 5, width: 500, batch: 500, activation: "tanh" };
const standard: Config = {
  ...tanh,
  initializer: "uniform",
  initializerParameters: { limit: 1 / Math.sqrt(500) },
};
/** The scatter of the list's simulations at n >= 500. */
const SIMULATED = relative(0.03);

/** The number of every layer over that of the last one. */
const toLast = (values: readonly number[]): number[] => values.map((value) => value / (values.at(-1) ?? NaN));

function meanSingularValue(name: string, config: Config, published: number): NetworkRow {
  return networkRow({
    id: "T9",
    what: `mean singular value of a layer, ${name}, linear limit`,
    source: GLOROT,
    config: { depth: 1, width: 100, batch: 1, activation: "linear", ...config },
    at: [1],
    published: [published],
    // A linear statistic of n singular values deviates by O(1 / n), and so does its mean from the limit.
    tolerance: relative(0.01),
    needsWeights: true,
    measure: ({ weights }) => {
      const values = singularValues(weights);
      return [values.reduce((sum, value) => sum + value, 0) / values.length];
    },
  });
}

const glorotRows: readonly NetworkRow[] = [
  stdRow({
    id: "T9",
    what: "tanh, U(+-1/sqrt n), 5 x 500",
    source: GLOROT,
    config: standard,
    at: LAYERS,
    published: [0.4603, 0.2495, 0.1412, 0.081, 0.0467],
    tolerance: SIMULATED,
  }),
  networkRow({
    id: "T9",
    what: "the same, dL/dz by that of layer 5",
    source: GLOROT,
    config: standard,
    at: LAYERS,
    published: [0.0835, 0.178, 0.326, 0.575, 1],
    tolerance: relative(0.05),
    measure: (run) => toLast(rmsOf(run, "grad_pre_activation")),
    predict: ({ layers }) => toLast(layers.map(({ gradPreActivationRms }) => gradPreActivationRms)),
  }),
  networkRow({
    id: "T9",
    what: "the same, dL/dW by that of layer 5",
    source: GLOROT,
    config: standard,
    at: LAYERS,
    published: [1.036, 1.01, 1.007, 1.004, 1],
    tolerance: SIMULATED,
    measure: (run) => toLast(rmsOf(run, "grad_weight")),
    predict: ({ layers }) => toLast(layers.map(({ gradWeightRms }) => gradWeightRms)),
  }),
  stdRow({
    id: "T9",
    what: "tanh, normalised, 5 x 500",
    source: GLOROT,
    config: { ...tanh, initializer: "xavier_uniform" },
    at: LAYERS,
    published: [0.6252, 0.4847, 0.4061, 0.3572, 0.3207],
    tolerance: SIMULATED,
  }),
  meanSingularValue("normalised", { initializer: "xavier_uniform" }, 8 / (3 * Math.PI)),
  meanSingularValue(
    "U(+-1/sqrt n)",
    { initializer: "uniform", initializerParameters: { limit: 0.1 } },
    0.4901,
  ),
];

/** exp(mean of logs) per layer: the factor of a typical network on its signal. */
function logFactor(run: Measured, to: number): number {
  const rms = rmsOf(run, "activation");
  return Math.log((rms[to - 1] ?? NaN) / (rms[0] ?? NaN)) / (to - 1);
}

/**
 * Mean log of the factor per layer over the seeds. With v = ln(1 + k / n) per layer its sd is
 * sqrt(v / (steps seeds)) / 2, four of them; the middle of a log-normal second moment lies v / 2
 * below its mean, its root v / 4.
 */
function factorRow(
  details: Pick<NetworkRow, "id" | "what" | "source" | "config">,
  factor: number,
  k: number,
  seeds: number,
): NetworkRow {
  const { depth = NaN, width, keepProbability } = details.config;
  // Nothing is dropped behind the last layer.
  const to = keepProbability === undefined ? depth : depth - 1;
  const variance = Math.log1p(k / Number(width));
  return networkRow({
    ...details,
    at: [`1 to ${to}`],
    published: [Math.log(factor)],
    tolerance: absolute(
      2 * Math.sqrt(variance / ((to - 1) * seeds)) + variance / 4,
      `2 sqrt(${k} / (n L seeds)) + ${k} / (4 n)`,
    ),
    seeds,
    isForSoftwareGpu: false,
    measure: (run) => [logFactor(run, to)],
    predict: (theory) => [Math.log(theoryAt(theory, to, "rms") / theoryAt(theory, 1, "rms")) / (to - 1)],
  });
}

export const factorRows: readonly NetworkRow[] = [
  factorRow(
    {
      id: "T10",
      what: "ReLU, 1/n, 30 layers: ln of the factor per layer, 6 seeds",
      source: "He et al. 2015",
      config: { depth: 30, width: 256, batch: 64, initializer: "lecun_normal" },
    },
    Math.SQRT1_2,
    5,
    6,
  ),
  factorRow(
    {
      id: "T21",
      what: "linear, truncated normal uncorrected: ln of the factor per layer, 6 seeds",
      source: "TensorFlow.js",
      config: { depth: 10, width: 400, batch: 64, activation: "linear", initializer: "tfjs_lecun" },
    },
    Math.sqrt(0.7737413),
    2,
    6,
  ),
  factorRow(
    {
      id: "T22",
      what: "ReLU, misprinted He uniform: ln of the factor per layer, 6 seeds",
      source: "an article",
      config: { depth: 10, width: 400, batch: 64, initializer: "misprint_he_uniform" },
    },
    Math.sqrt(1 / 3),
    5,
    6,
  ),
  factorRow(
    {
      id: "T28",
      what: "ReLU, dropout p = 0.7, sigma_w^2 = 2p: ln of the factor per layer, 8 seeds",
      source: "Schoenholz et al. 2017",
      config: {
        depth: 14,
        width: 256,
        batch: 32,
        keepProbability: 0.7,
        initializerParameters: { gain: Math.sqrt(1.4) },
      },
    },
    1,
    // E z^4 / (E z^2)^2 = 3 * 2 / p - 1 = 7.6 for the outputs of dropout, 5 without.
    7.6,
    8,
  ),
];

const LSUV = "Mishkin, Matas 2016";
function lsuvRow(what: string, target: "before" | "after", activation: "relu" | "tanh"): NetworkRow {
  const tensor = target === "before" ? "pre_activation" : "activation";
  return networkRow({
    id: "T11",
    what,
    source: LSUV,
    config: {
      depth: 6,
      width: 64,
      batch: 64,
      activation,
      initializer: "lsuv",
      initializerOptions: { target },
    },
    at: [1, 3, 6],
    published: [1, 1, 1],
    tolerance: absolute(0.1),
    measure: ({ layers }) => [0, 2, 5].map((index) => (layers[index]?.tensors[tensor]?.std ?? NaN) ** 2),
  });
}

/**
 * Tolerance of the largest squared singular value of a Gaussian product of L layers, and of their variance,
 * about the limits. Largest: u + s T with T of Tracy and Widom (beta = 1: mean -1.2065, sd 1.268), s = (n
 * kappa)^(-2/3), where the limiting density ends as kappa sqrt(u - x) / pi, kappa = L^(L-1) / (L+1)^L sqrt(2
 * / (u L (L+1))); four standard errors beside the mean. Variance: four standard errors, of each sqrt(16 L
 * m_3) / n at most, by Poincare's inequality with the third moment m_3 of the limit.
 */
function productTolerance(depth: number, width: number, seeds: number): Tolerance {
  const edge = (depth + 1) ** (depth + 1) / depth ** depth;
  const kappa = (depth ** (depth - 1) / (depth + 1) ** depth) * Math.sqrt(2 / (edge * depth * (depth + 1)));
  const scale = (width * kappa) ** (-2 / 3);
  const third = ((3 * depth + 3) * (3 * depth + 2)) / 6;
  const allowed = [
    scale * (1.2065 + (4 * 1.268) / Math.sqrt(seeds)),
    (4 * Math.sqrt(16 * depth * third)) / width / Math.sqrt(seeds),
  ];
  return { text: "4 standard errors", isRelative: true, allowed: (_, at) => allowed[at] ?? NaN };
}

/** Largest and variance of the squared singular values of the product, at width 100. */
function productRow(depth: number): NetworkRow {
  return networkRow({
    id: "T12",
    what: `linear Gaussian, ${depth} layer(s) of 100: squared singular values of the product, mean of 8 seeds`,
    source: "Pennington et al. 2017",
    config: { depth, width: 100, batch: 1, activation: "linear", initializer: "lecun_normal" },
    at: ["largest", "variance"],
    published: [(depth + 1) ** (depth + 1) / depth ** depth, depth],
    tolerance: productTolerance(depth, 100, 8),
    seeds: 8,
    needsWeights: true,
    isForSoftwareGpu: false,
    measure: ({ weights }) => {
      const squares = singularValues(weights).map((value) => value ** 2);
      const mean = squares.reduce((sum, value) => sum + value, 0) / squares.length;
      const second = squares.reduce((sum, value) => sum + value ** 2, 0) / squares.length;
      return [squares[0] ?? NaN, second - mean ** 2];
    },
  });
}

export const paperRows: readonly NetworkRow[] = [
  ...glorotRows,
  lsuvRow("LSUV, variance of z, ReLU", "before", "relu"),
  lsuvRow("LSUV, variance of the output, ReLU", "after", "relu"),
  lsuvRow("LSUV, variance of z, tanh", "before", "tanh"),
  networkRow({
    id: "T12",
    what: "linear orthogonal, 40 x 64: rms of layer 40 / layer 1; singular values of the product",
    source: "Saxe et al. 2014",
    config: { depth: 40, width: 64, batch: 64, activation: "linear", initializer: "orthogonal" },
    at: ["rms", "largest", "smallest"],
    published: [1, 1, 1],
    // The list asks for W^T W = I to 1e-5 per layer. Float32 rounds the entries to 6e-8, 40 layers to less
    // than 1e-5 together.
    tolerance: absolute(1e-5),
    needsWeights: true,
    measure: (run) => {
      const rms = rmsOf(run, "activation");
      const values = singularValues(run.weights);
      return [(rms[39] ?? NaN) / (rms[0] ?? NaN), values[0] ?? NaN, values.at(-1) ?? NaN];
    },
  }),
  ...[1, 2, 5].map(productRow),
  tensorRow(
    {
      id: "T22",
      what: "ReLU, misprinted He uniform",
      source: "an article, computed",
      config: { depth: 10, width: 400, batch: 64, initializer: "misprint_he_uniform" },
      at: [1, 5, 10],
      published: [0.4767, 0.053, 0.0034],
      tolerance: {
        text: "2 sqrt(5 l / n)",
        isRelative: true,
        allowed: (value, at) => 2 * Math.sqrt((5 * ([1, 5, 10][at] ?? NaN)) / 400) * value,
      },
    },
    "activation",
    "std",
    "std",
  ),
];
