/** T1 to T5: the numbers of the CS231n notes. */
import type { ExperimentConfig } from "../../experiment/config.ts";
import type { NetworkRow } from "./row.ts";
import {
  absolute,
  gradientFactor,
  meanFactor,
  networkRow,
  relative,
  rmsOf,
  stdRow,
  tensorRow,
  theoryAt,
  walk,
} from "./row.ts";

type Config = Partial<ExperimentConfig>;

const NOTES = "CS231n notes";
const notes: Config = { width: 500, batch: 1000 };
const small: Config = {
  ...notes,
  activation: "tanh",
  initializer: "normal",
  initializerParameters: { std: 0.01 },
};
const large: Config = {
  ...notes,
  activation: "tanh",
  initializer: "normal",
  initializerParameters: { std: 1 },
};

/** Contracting maps at n >= 500: 2 %, the rule of the list. */
const CONTRACTING = relative(0.02);

export const courseRows: readonly NetworkRow[] = [
  stdRow({
    id: "T1",
    what: "tanh, 0.01 randn, 10 x 500",
    source: NOTES,
    config: small,
    at: [1, 2, 5, 10],
    published: [0.213081, 0.047551, 0.000532, 2.977e-7],
    tolerance: CONTRACTING,
  }),
  networkRow({
    id: "T1",
    what: "the same, dL/dz per layer",
    source: NOTES,
    config: small,
    at: ["2 to 10"],
    published: [0.2236],
    tolerance: gradientFactor(500, 8),
    measure: (run) => [meanFactor(rmsOf(run, "grad_pre_activation"), 2, 10)],
    predict: ({ layers }) => [
      meanFactor(
        layers.map(({ gradPreActivationRms }) => gradPreActivationRms),
        2,
        10,
      ),
    ],
  }),
  networkRow({
    id: "T1",
    what: "the same, largest by smallest std of dL/dW",
    source: NOTES,
    config: small,
    at: ["1 to 10"],
    published: [1],
    // As published: flat within 3 %.
    tolerance: absolute(0.03),
    measure: ({ layers }) => {
      const stds = layers.map(({ tensors }) => tensors.grad_weight?.std ?? NaN);
      return [Math.max(...stds) / Math.min(...stds)];
    },
    predict: ({ layers }) => {
      const stds = layers.map(({ gradWeightRms }) => gradWeightRms);
      return [Math.max(...stds) / Math.min(...stds)];
    },
  }),
  stdRow({
    id: "T2",
    what: "tanh, 1.0 randn, 10 x 500",
    source: NOTES,
    config: large,
    at: [1, 2, 5, 9],
    published: [0.98212, 0.98174, 0.98172, 0.98156],
    tolerance: CONTRACTING,
  }),
  networkRow({
    id: "T2",
    what: "the same, saturated",
    source: NOTES,
    config: large,
    at: [2, 10],
    published: [0.925, 0.925],
    // The share of one input has an sd of sqrt(.925 * .075 / 500) = .012, that of 1000 less
    // than a fifth; four of them.
    tolerance: absolute(0.01),
    measure: ({ layers }) => [layers[1]?.saturated ?? NaN, layers[9]?.saturated ?? NaN],
  }),
  networkRow({
    id: "T2",
    what: "the same, dL/dz per layer",
    source: NOTES,
    config: large,
    at: ["2 to 9"],
    published: [3.48],
    tolerance: gradientFactor(500, 7),
    measure: (run) => [meanFactor(rmsOf(run, "grad_pre_activation"), 2, 9)],
    predict: (theory) => [Math.sqrt(theoryAt(theory, 5, "chi"))],
  }),
  stdRow({
    id: "T3",
    what: "tanh, randn / sqrt n, 10 x 500",
    source: NOTES,
    config: { ...notes, activation: "tanh", initializer: "lecun_normal" },
    at: [1, 2, 5, 10],
    published: [0.627953, 0.486051, 0.320917, 0.228008],
    tolerance: CONTRACTING,
  }),
  stdRow({
    id: "T4",
    what: "ReLU, randn / sqrt n, 10 x 500",
    source: NOTES,
    config: { ...notes, initializer: "lecun_normal" },
    at: [1, 10],
    published: [0.582273, 0.026076],
    tolerance: walk(5, 500, [1, 10]),
  }),
  tensorRow(
    {
      id: "T4",
      what: "the same, mean",
      source: NOTES,
      config: { ...notes, initializer: "lecun_normal" },
      at: [1, 10],
      published: [0.398623, 0.018408],
      tolerance: walk(5, 500, [1, 10]),
    },
    "activation",
    "mean",
    "mean",
  ),
  stdRow({
    id: "T5",
    what: "ReLU, He, 10 x 500",
    source: NOTES,
    config: notes,
    at: [1, 5, 10],
    published: [0.825232, 0.834092, 0.844523],
    tolerance: walk(5, 500, [1, 5, 10]),
  }),
  tensorRow(
    {
      id: "T5",
      what: "the same, mean",
      source: NOTES,
      config: notes,
      at: [1, 5, 10],
      published: [0.562488, 0.547678, 0.552531],
      tolerance: walk(5, 500, [1, 5, 10]),
    },
    "activation",
    "mean",
    "mean",
  ),
];
