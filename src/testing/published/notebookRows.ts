/** T8: the numbers of Karpathy's makemore 3, tanh in 5 hidden layers of 100. */
import type { ExperimentConfig } from "../../experiment/config.ts";
import type { NetworkRow } from "./row.ts";
import { absolute, networkRow, relative, rmsOf, stdRow, tensorRow, theoryAt, walk } from "./row.ts";

const SOURCE = "Karpathy, makemore 3";
const LAYERS = [1, 2, 3, 4, 5];
const STEPS = ["1 / 2", "2 / 3", "3 / 4", "4 / 5"];

interface Gain {
  readonly name: string;
  readonly gain: number;
  readonly std: readonly number[];
  readonly saturated: readonly number[];
  /** RMS of dL/da, layer l / l + 1; null where none were printed. */
  readonly gradients: readonly number[] | null;
}

const GAINS: readonly Gain[] = [
  {
    name: "5/3",
    gain: 5 / 3,
    std: [0.75, 0.69, 0.67, 0.66, 0.66],
    saturated: [0.2025, 0.0838, 0.0662, 0.0547, 0.0612],
    gradients: [1.054, 1.066, 1.138, 1.077],
  },
  {
    name: "1",
    gain: 1,
    std: [0.62, 0.48, 0.41, 0.35, 0.32],
    saturated: [0.035, 0.0003, 0.0006, 0, 0],
    gradients: null,
  },
  {
    name: "3",
    gain: 3,
    std: [0.85, 0.84, 0.84, 0.84, 0.84],
    saturated: [0.4766, 0.4047, 0.4238, 0.42, 0.4241],
    gradients: [1.344, 1.332, 1.409, 1.295],
  },
  {
    name: "0.5",
    gain: 0.5,
    std: [0.41, 0.2, 0.1, 0.05, 0.02],
    saturated: [0, 0, 0, 0, 0],
    gradients: [0.48, 0.491, 0.515, 0.511],
  },
];

function configOf(gain: number): Partial<ExperimentConfig> {
  return {
    depth: 5,
    width: 100,
    batch: 1000,
    activation: "tanh",
    initializer: "mean_field",
    initializerParameters: { std: gain },
  };
}

function gainRows({ name, gain, std, saturated, gradients }: Gain): readonly NetworkRow[] {
  const common = { id: "T8", source: SOURCE, config: configOf(gain) } as const;
  const rows = [
    stdRow({
      ...common,
      what: `tanh, gain ${name}, 5 x 100`,
      at: LAYERS,
      published: std,
      // A single seed at n = 100: 4 %, the rule of the list. The row of 0.5 halves five times, and its errors
      // add. Printed to two decimals.
      tolerance: {
        text: "4 %, 8 % for 0.5; and half a digit",
        isRelative: false,
        allowed: (value) => (gain < 1 ? 0.08 : 0.04) * value + 0.005,
      },
    }),
    networkRow({
      ...common,
      what: "the same, share with abs(a) > 0.97",
      at: LAYERS,
      published: saturated,
      // The std's 4 % moves the share beyond |z| = 2.09 by at most 3 percentage points.
      tolerance: absolute(0.03),
      measure: ({ layers }) => layers.map((layer) => layer.saturated),
    }),
  ];
  if (gradients === null) return rows;
  return [
    ...rows,
    networkRow({
      ...common,
      what: "the same, dL/da of layer l / l + 1",
      at: STEPS,
      published: gradients,
      // The squared ratio of one input has a relative sd of sqrt(2 / n), its root half of it: 7 %. A batch
      // deviates less; their gradient is a loss's, over 32 inputs.
      tolerance: relative(0.07),
      measure: (run) => {
        const rms = rmsOf(run, "grad_activation");
        return STEPS.map((_, index) => (rms[index] ?? NaN) / (rms[index + 1] ?? NaN));
      },
      predict: (theory) =>
        STEPS.map(
          (_, index) =>
            theoryAt(theory, index + 1, "gradientRms") / theoryAt(theory, index + 2, "gradientRms"),
        ),
    }),
  ];
}

export const notebookRows: readonly NetworkRow[] = [
  ...GAINS.flatMap(gainRows),
  stdRow({
    id: "T8",
    what: "linear, gain 5/3, 5 x 100",
    source: SOURCE,
    config: { ...configOf(5 / 3), activation: "linear" },
    at: LAYERS,
    published: [1.65, 2.72, 4.67, 7.5, 12.78],
    tolerance: walk(2, 100, LAYERS),
  }),
  stdRow({
    id: "T8",
    what: "batch norm and tanh before training, 5 x 100",
    source: `${SOURCE}, computed`,
    config: { depth: 5, width: 100, batch: 1000, activation: "tanh", normalization: "batch" },
    at: LAYERS,
    published: LAYERS.map(() => 0.6279),
    tolerance: absolute(0.01),
  }),
  networkRow({
    id: "T8",
    what: "the same, saturated",
    source: `${SOURCE}, computed`,
    config: { depth: 5, width: 100, batch: 1000, activation: "tanh", normalization: "batch" },
    at: LAYERS,
    published: LAYERS.map(() => 0.03641),
    tolerance: absolute(0.005),
    measure: ({ layers }) => layers.map((layer) => layer.saturated),
  }),
  tensorRow(
    {
      id: "T8",
      what: "randn(1000) @ randn(1000, 1000), std",
      source: SOURCE,
      config: {
        depth: 1,
        width: 1000,
        batch: 1,
        activation: "linear",
        initializer: "normal",
        initializerParameters: { std: 1 },
      },
      at: [1],
      published: [31.01],
      // The length of the one input and the std of 1000 numbers have a relative sd of 1 / sqrt
      // 2000 each; four of both.
      tolerance: relative(4 / Math.sqrt(1000), "4 / sqrt n"),
    },
    "pre_activation",
    "std",
    null,
  ),
  tensorRow(
    {
      id: "T8",
      what: "linear and batch norm, std of dL/dz",
      source: SOURCE,
      config: {
        depth: 1,
        width: 1000,
        batch: 1000,
        activation: "linear",
        initializer: "lecun_normal",
        normalization: "batch",
      },
      at: [1],
      published: [0.9953],
      // 1 / std of z over the units: 3 / (2 n) from the input width, as much from the batch; the
      // printed run is 0.4 % below 1.
      tolerance: relative(0.01),
    },
    "grad_pre_activation",
    "std",
    "gradPreActivationRms",
  ),
];
