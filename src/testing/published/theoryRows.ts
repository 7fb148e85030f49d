/** T10, T13 to T18, T21 and T28: numbers without a network, by src/experiment/theory and the catalogue. */
import { activationById } from "../../catalog/activations.ts";
import type { ActivationId } from "../../catalog/activations.ts";
import { DEFAULT_CONFIG } from "../../experiment/config.ts";
import type { ExperimentConfig } from "../../experiment/config.ts";
import { planExperiment } from "../../experiment/plan.ts";
import { predict } from "../../experiment/theory/theory.ts";
import type { LayerTheory } from "../../experiment/theory/theory.ts";
import { gaussianExpectation } from "../../experiment/theory/gaussianExpectation.ts";
import { theorySummary } from "../../experiment/theory/summary.ts";
import { phaseRows } from "./phaseRows.ts";
import { absolute, printed, relative, theoryRow } from "./row.ts";
import type { TheoryRow } from "./row.ts";

const DEFAULT_WIDTH = Number(DEFAULT_CONFIG.width);
type Config = Partial<ExperimentConfig>;

const planOf = (config: Config) => planExperiment({ ...DEFAULT_CONFIG, ...config });
const layersOf = (config: Config): readonly LayerTheory[] => predict(planOf(config)).layers;

const MAP_LAYERS = [1, 2, 3, 5, 10, 20, 30, 50, 100];
const mapRow = theoryRow({
  id: "T16",
  what: "ReLU, He: cosine of two inputs",
  source: "Cho, Saul 2009",
  at: MAP_LAYERS,
  published: [0.31831, 0.493731, 0.604826, 0.735946, 0.871536, 0.948428, 0.972011, 0.987862, 0.996423],
  tolerance: printed(6),
  compute: () => {
    const layers = layersOf({ depth: 100 });
    return MAP_LAYERS.map((layer) => layers[layer - 1]?.cosine ?? NaN);
  },
});

/** 2^45 inputs replace infinitely many: 1 / B is then below every printed digit. */
const BATCHES = [4, 8, 16, 32, 64, 128, 256, 512, 1000, 2 ** 45];
const GROWTHS: Readonly<Record<"relu" | "linear", readonly number[]>> = {
  relu: [
    3.084061,
    1.78819,
    1.58995,
    1.521953,
    1.493063,
    1.479681,
    1.473234,
    1.470069,
    1.468539,
    Math.PI / (Math.PI - 1),
  ],
  linear: [2, 1.2, 1.076923, 1.034483, 1.016393, 1.008, 1.003953, 1.001965, 1.001003, 1],
};
const normRows = (["relu", "linear"] as const).map((activation) =>
  theoryRow({
    id: "T17",
    what: `batch norm and ${activation === "relu" ? "ReLU" : activation}: squared gradient per layer`,
    source: "Yang et al. 2019, theorem 8",
    at: BATCHES.map((batch) => (batch > 1e6 ? "B = inf" : `B = ${batch}`)),
    published: GROWTHS[activation],
    // 1.007936 was printed as 1.008; the tolerance is that of the printed digits.
    tolerance: {
      text: "as printed",
      isRelative: false,
      allowed: (value) => (value === 1.008 ? 1e-4 : 1.01e-6),
    },
    compute: () =>
      BATCHES.map(
        (batch) =>
          layersOf({ depth: 3, activation, normalization: "batch", epsilon: 0, batch })[1]?.chi ?? NaN,
      ),
  }),
);

type Gain = readonly [name: string, activation: ActivationId, activationParameter: number, gain: number];
const GAINS: readonly Gain[] = [
  ["linear", "linear", 0, 1],
  ["sigmoid", "sigmoid", 0, 1],
  ["tanh", "tanh", 0, 1.6666667],
  ["ReLU", "relu", 0, 1.4142136],
  ["leaky 0.01", "leaky_relu", 0.01, 1.4141429],
  ["leaky 0.2", "leaky_relu", 0.2, 1.3867505],
  ["SELU", "selu", 0, 0.75],
];
/** The row has simulated numbers from the issue, and the exact ones to 4 decimals. */
const STD_GAINS: readonly Gain[] = [
  ["sigmoid", "sigmoid", 0, 4.8013],
  ["tanh", "tanh", 0, 1.5925],
  ["ReLU", "relu", 0, 1.7129],
  ["leaky 0.2", "leaky_relu", 0.2, 1.5465],
  ["SELU", "selu", 0, 1],
  ["ELU", "elu", 1, 1.2708],
];

const gainRows = [
  theoryRow({
    id: "T18",
    what: "recommended gain",
    source: "PyTorch calculate_gain",
    at: GAINS.map(([name]) => name),
    published: GAINS.map(([, , , gain]) => gain),
    tolerance: absolute(6e-8, "as printed"),
    compute: () =>
      GAINS.map(
        ([, activation, activationParameter]) =>
          activationById(activation).recommendedGain?.(activationParameter) ?? NaN,
      ),
  }),
  theoryRow({
    id: "T18",
    what: "1 / std of phi(x), x ~ N(0, 1)",
    source: "PyTorch issue 24991, exact",
    at: STD_GAINS.map(([name]) => name),
    published: STD_GAINS.map(([, , , gain]) => gain),
    tolerance: printed(4),
    compute: () =>
      STD_GAINS.map(([, activation, activationParameter]) => {
        const { mean, second } = gaussianExpectation(
          { activation, activationParameter },
          { mean: 0, variance: 1 },
        );
        return 1 / Math.sqrt(second - mean ** 2);
      }),
  }),
];

const ratio = (layers: readonly LayerTheory[], statistic: "rms" | "std") =>
  (layers.at(-1)?.[statistic] ?? NaN) / (layers[0]?.[statistic] ?? NaN);

const productRows = [
  theoryRow({
    id: "T10",
    what: "ReLU, 30 layers: 1/n by He; layer 30 / layer 1 at 1/n",
    source: "He et al. 2015",
    at: ["1/n by He", "30 / 1"],
    published: [3.05e-5, 4.32e-5],
    // Three digits.
    tolerance: relative(0.002),
    compute: () => {
      const [xavier, he] = (["lecun_normal", "he_normal"] as const).map((initializer) =>
        layersOf({ depth: 30, initializer }),
      );
      return [(xavier?.at(-1)?.std ?? NaN) / (he?.at(-1)?.std ?? NaN), ratio(xavier ?? [], "std")];
    },
  }),
  theoryRow({
    id: "T10",
    what: "VGG-B with std 0.01 as its fan-outs 9 d: gradient factor, one by ...",
    source: "He et al. 2015",
    at: ["64 to 512"],
    published: [1.7e4],
    // Two digits.
    tolerance: relative(0.03),
    compute: () => {
      const channels = [64, 128, 128, 256, 256, 512, 512, 512, 512];
      const layers = layersOf({
        depth: channels.length,
        width: channels.map((count) => 9 * count),
        initializer: "normal",
        initializerParameters: { std: 0.01 },
      });
      return [1 / Math.sqrt(layers.reduce((product, { chi }) => product * chi, 1))];
    },
  }),
  theoryRow({
    id: "T21",
    what: "ReLU, He with a truncated normal uncorrected: second moment of layer 30 by that of layer 0",
    source: "computed",
    at: [30],
    published: [4.55e-4],
    tolerance: relative(0.002),
    compute: () => [
      (layersOf({
        depth: 30,
        initializer: "truncated_normal",
        initializerParameters: { std: Math.sqrt(2 / DEFAULT_WIDTH) },
        initializerOptions: { trunc: "raw" },
      }).at(-1)?.rms ?? NaN) ** 2,
    ],
  }),
  theoryRow({
    id: "T28",
    what: "ReLU with dropout: critical sigma_w^2",
    source: "Schoenholz et al. 2017",
    at: ["p = 0.5", "p = 0.7", "p = 0.8"],
    published: [1, 1.4, 1.6],
    tolerance: absolute(1e-8),
    compute: () =>
      [0.5, 0.7, 0.8].map(
        (keepProbability) => theorySummary(planOf({ keepProbability }))?.criticalWeightVariance ?? NaN,
      ),
  }),
];

export const theoryRows: readonly TheoryRow[] = [
  ...phaseRows,
  mapRow,
  ...normRows,
  ...gainRows,
  ...productRows,
];
