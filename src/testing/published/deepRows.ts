/** T16, T17 and T23 to T28: effects of depth. */
import type { ExperimentConfig } from "../../experiment/config.ts";
import type { Theory } from "../../experiment/theory/theory.ts";
import type { Measured, NetworkRow } from "./row.ts";
import {
  absolute,
  firstNonFinite,
  meanFactor,
  networkRow,
  relative,
  rmsOf,
  stdRow,
  theoryAt,
} from "./row.ts";

type Config = Partial<ExperimentConfig>;

function cosinesAt(at: readonly number[]) {
  return {
    at,
    measure: ({ layers }: Measured) => at.map((layer) => layers[layer - 1]?.similarity.cosine ?? NaN),
    predict: (theory: Theory) => at.map((layer) => theoryAt(theory, layer, "cosine")),
  };
}

const YANG = "Yang et al. 2019";
const normalised: Config = { normalization: "batch", epsilon: 1e-12 };

/** Squared gradient per layer, from layer 2 to L - 1, as measured in the paper. */
function growthRow(what: string, config: Config, published: number, seeds = 1): NetworkRow {
  const last = (config.depth ?? NaN) - 1;
  return networkRow({
    id: "T17",
    what: `${what}: squared gradient per layer${seeds === 1 ? "" : `, ${seeds} seeds`}`,
    source: YANG,
    config: { ...normalised, ...config },
    at: [`2 to ${last}`],
    published: [published],
    tolerance: relative(0.03),
    seeds,
    isForSoftwareGpu: last < 20,
    measure: (run) => [meanFactor(rmsOf(run, "grad_activation"), 2, last) ** 2],
    predict: (theory) => [theoryAt(theory, Math.ceil(last / 2), "chi")],
  });
}

const normRows: readonly NetworkRow[] = [
  // Units of deep batch-normalised ReLU nets grow heavy tails with depth B / n, so the larger batch
  // takes the wider network.
  growthRow("batch norm and ReLU, B = 8, 50 x 512", { depth: 50, width: 512, batch: 8 }, 1.78819, 4),
  growthRow("batch norm and ReLU, B = 32, 50 x 512", { depth: 50, width: 512, batch: 32 }, 1.521953, 4),
  growthRow("batch norm and ReLU, B = 256, 50 x 1024", { depth: 50, width: 1024, batch: 256 }, 1.473234),
  growthRow("batch norm and ReLU, B = 64, 20 x 256", { depth: 20, width: 256, batch: 64 }, 1.493063),
  growthRow(
    "batch norm, linear, B = 16, 20 x 256",
    { depth: 20, width: 256, batch: 16, activation: "linear" },
    1.076923,
    4,
  ),
  growthRow(
    "batch norm and tanh, B = 128, 20 x 256",
    { depth: 20, width: 256, batch: 128, activation: "tanh" },
    // Simulated: 1.09 per layer.
    1.09 ** 2,
  ),
  networkRow({
    id: "T17",
    what: "batch norm and ReLU, B = 256, 20 x 256: cosine of two inputs",
    source: YANG,
    config: { ...normalised, depth: 20, width: 256, batch: 256 },
    published: [0.31831, 0.31831, 0.31831],
    // 1 / pi at B -> infinity, 0.5 / (B - 1) less here; a mean over pairs deviates by far less than the 1 / n
    // of one pair's square.
    tolerance: absolute(0.01),
    ...cosinesAt([1, 10, 20]),
  }),
  stdRow({
    id: "T17",
    what: "the same, std of the output",
    source: YANG,
    config: { ...normalised, depth: 20, width: 256, batch: 256 },
    at: [1, 10, 20],
    published: [0.583819, 0.583819, 0.583819],
    tolerance: relative(0.05),
  }),
];

const alikeRows: readonly NetworkRow[] = [
  networkRow({
    id: "T16",
    what: "ReLU, He, 20 x 1024: cosine of two inputs, 4 seeds",
    source: "Cho, Saul 2009",
    config: { depth: 20, width: 1024, batch: 16 },
    published: [0.31831, 0.493731, 0.604826, 0.735946, 0.871536, 0.948428],
    // Published single seeds of width 500 lie within 0.03 of theory (T26). At width 1024 the deviation is
    // smaller by sqrt 2, with four seeds half of that.
    tolerance: absolute(0.02),
    seeds: 4,
    isForSoftwareGpu: false,
    ...cosinesAt([1, 2, 3, 5, 10, 20]),
  }),
  networkRow({
    id: "T26",
    what: "ReLU, He, 50 x 500, 200 inputs: cosine of two inputs, 4 seeds",
    source: "computed",
    config: { depth: 50, width: 500, batch: 200 },
    published: [0.865, 0.975, 0.9895],
    // The middle of single seeds: .84 to .89, .973 to .977, .989 to .990.
    tolerance: {
      text: "single seeds",
      isRelative: false,
      allowed: (_, at) => [0.025, 0.01, 0.005][at] ?? NaN,
    },
    seeds: 4,
    isForSoftwareGpu: false,
    ...cosinesAt([10, 30, 50]),
  }),
  networkRow({
    id: "T26",
    what: "the same, dead units",
    source: "computed",
    config: { depth: 50, width: 500, batch: 200 },
    at: [10, 30, 50],
    published: [0.13, 0.33, 0.405],
    // Single seeds scatter by about .04.
    tolerance: absolute(0.08),
    seeds: 4,
    isForSoftwareGpu: false,
    measure: ({ layers }) => [9, 29, 49].map((index) => layers[index]?.deadUnits ?? NaN),
  }),
  networkRow({
    id: "T28",
    what: "ReLU, He, dropout p = 0.5, 20 x 500: cosine of two inputs, 4 seeds",
    source: "Schoenholz et al. 2017",
    config: { depth: 20, width: 500, batch: 64, keepProbability: 0.5 },
    // The fixed point of c = p J(c), J the map of T16.
    published: [0.2172, 0.2172],
    // 1 / n of the square of one pair's cosine, and less over pairs and seeds; the fixed point is attracting.
    tolerance: absolute(0.02),
    seeds: 4,
    isForSoftwareGpu: false,
    ...cosinesAt([10, 19]),
  }),
];

const OVERFLOW = "computed";
const huge = { initializer: "normal", initializerParameters: { std: 1 }, depth: 60 } as const;
function overflowRow(what: string, config: Config, layer: number, tolerance: number): NetworkRow {
  return networkRow({
    id: "T23",
    what: `${what}: first layer with Inf`,
    source: OVERFLOW,
    config,
    at: [""],
    published: [layer],
    tolerance: absolute(tolerance, tolerance === 0 ? "exact" : "layers"),
    isForSoftwareGpu: false,
    measure: (run) => [firstNonFinite(run)],
  });
}

const edgeRows: readonly NetworkRow[] = [
  overflowRow("ReLU, ones, n = 100", { depth: 30, width: 100, batch: 64, initializer: "ones" }, 20, 0),
  overflowRow("ReLU, N(0, 1), n = 100", { ...huge, width: 100, batch: 64 }, 45, 1),
  overflowRow("ReLU, N(0, 1), n = 500", { ...huge, width: 500, batch: 64 }, 32, 1),
  networkRow({
    id: "T23",
    what: "tanh, 0.01 randn, n = 500: first layer with an rms below 2^-126",
    source: OVERFLOW,
    config: {
      depth: 70,
      width: 500,
      batch: 16,
      activation: "tanh",
      initializer: "normal",
      initializerParameters: { std: 0.01 },
    },
    at: [""],
    published: [58],
    tolerance: absolute(1, "layers"),
    isForSoftwareGpu: false,
    measure: (run) => [rmsOf(run, "activation").findIndex((rms) => rms < 2 ** -126) + 1 || NaN],
  }),
  networkRow({
    id: "T24",
    what: "sigmoid, constant weights: directions in which the inputs differ",
    source: "any textbook",
    config: { depth: 3, width: 16, batch: 8, activation: "sigmoid", initializer: "constant" },
    at: [1, 2],
    published: [1, 1],
    // Rank one but for the rounding of float32 against differences of the inputs of 1e-3 and more.
    tolerance: absolute(1e-3),
    measure: ({ layers }) => [0, 1].map((index) => layers[index]?.similarity.participationRatio ?? NaN),
  }),
  ...(["tanh", "relu"] as const).map((activation) =>
    networkRow({
      id: "T24",
      what: `${activation}, zeros: rms of dL/dW`,
      source: "any textbook",
      config: { depth: 3, width: 16, batch: 8, activation, initializer: "zeros" },
      at: [1, 2, 3],
      published: [0, 0, 0],
      tolerance: absolute(0, "exact"),
      measure: (run) => rmsOf(run, "grad_weight"),
      predict: null,
    }),
  ),
  networkRow({
    id: "T25",
    what: "ReLU, He, one input, 10 x 100: mean of q_L / q_0 and of its square, 400 seeds",
    source: "Hanin, Rolnick 2018",
    // Of a constant input q_0 is 1; the law does not depend on the input's direction.
    config: { depth: 10, width: 100, batch: 1, input: "constant" },
    at: ["mean", "square"],
    published: [1, 1.05 ** 10],
    // Four standard errors of 400 log-normal q with s^2 = 10 ln 1.05: sqrt(e^(s^2) - 1), and sqrt(e^(4
    // s^2) - 1) of the square.
    tolerance: {
      text: "4 standard errors",
      isRelative: true,
      allowed: (value, at) =>
        (4 / Math.sqrt(400)) * value * Math.sqrt(Math.expm1((at === 0 ? 1 : 4) * 10 * Math.log(1.05))),
    },
    seeds: 400,
    isForSoftwareGpu: false,
    measure: (run) => {
      const q = (rmsOf(run, "activation")[9] ?? NaN) ** 2;
      return [q, q ** 2];
    },
  }),
];

export const deepRows: readonly NetworkRow[] = [...alikeRows, ...normRows, ...edgeRows];
