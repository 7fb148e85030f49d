/** T13 to T15: order, chaos and the edge between them, by src/experiment/theory. */
import { DEFAULT_CONFIG } from "../../experiment/config.ts";
import type { ExperimentConfig } from "../../experiment/config.ts";
import { planExperiment } from "../../experiment/plan.ts";
import { theorySummary } from "../../experiment/theory/summary.ts";
import type { TheorySummary } from "../../experiment/theory/summary.ts";
import { absolute, printed, relative, theoryRow } from "./row.ts";
import type { TheoryRow } from "./row.ts";

const planOf = (config: Partial<ExperimentConfig>) => planExperiment({ ...DEFAULT_CONFIG, ...config });

/** A tanh network with these variances, at its fixed point. */
function settled(weight: number, bias: number): TheorySummary | null {
  return theorySummary(
    planOf({
      activation: "tanh",
      initializer: "mean_field",
      initializerParameters: { std: Math.sqrt(weight) },
      biasStd: Math.sqrt(bias),
    }),
  );
}

type Phase = readonly [
  sigma: number,
  q: number,
  chi: number,
  c: number,
  lengthScale: number | null,
  correlationScale: number,
];
const PHASES: readonly Phase[] = [
  [1.3, 0.607047, 0.939807, 1, 1.338, 16.11],
  [2.5, 4.079124, 1.585225, 0.122104, null, 5.109],
  // c* and xi_c circulate as 0.029489 and 3.618, from a quadrature too coarse for tanh at q = 12.6.
  [4, 12.604149, 2.367261, 0.029696, null, 3.639],
];

const fixedPointRows = PHASES.map(([sigma, q, chi, c, lengthScale, correlationScale]) =>
  theoryRow({
    id: "T13",
    what: `tanh, sigma_w = ${sigma}, sigma_b = 0.3`,
    source: "Poole et al. 2016",
    at: ["q*", "chi", "c*", "xi_c", ...(lengthScale === null ? [] : ["xi_q"])],
    published: [q, chi, c, correlationScale, ...(lengthScale === null ? [] : [lengthScale])],
    tolerance: {
      text: "as printed",
      isRelative: false,
      allowed: (value, at) => (at < 3 ? 1.01e-6 : value > 10 ? 0.0101 : 0.00101),
    },
    compute: () => {
      const phase = settled(sigma ** 2, 0.09);
      const scales = [
        phase?.correlationScale ?? NaN,
        ...(lengthScale === null ? [] : [phase?.lengthScale ?? NaN]),
      ];
      return [phase?.q ?? NaN, phase?.chi ?? NaN, phase?.c ?? NaN, ...scales];
    },
  }),
);

const EDGES = [
  [0.0025, 1.260094, 0.153692],
  [0.01, 1.424205, 0.273301],
  [0.05, 1.760955, 0.570048],
  [0.1, 1.986073, 0.805799],
  [0.2, 2.285152, 1.164496],
  [0.5, 2.843167, 1.971031],
  [1, 3.443211, 3.036396],
] as const;

const edgeRows = [
  ...EDGES.map(([bias, weight, q]) =>
    theoryRow({
      id: "T14",
      what: `edge of chaos of tanh, sigma_b^2 = ${bias}`,
      source: "Schoenholz et al. 2017",
      at: ["sigma_w^2", "q*"],
      published: [weight, q],
      tolerance: printed(6),
      compute: () => {
        const edge = theorySummary(
          planOf({ activation: "tanh", initializer: "edge_of_chaos", biasStd: Math.sqrt(bias) }),
        );
        return [edge?.criticalWeightVariance ?? NaN, edge?.q ?? NaN];
      },
    }),
  ),
  theoryRow({
    id: "T14",
    what: "edge of chaos without biases",
    source: "Schoenholz et al. 2017",
    at: ["tanh", "ReLU"],
    published: [1, 2],
    // tanh settles at q = 0, which the search reaches to 1e-9.
    tolerance: absolute(1e-8),
    compute: () =>
      (["tanh", "relu"] as const).map(
        (activation) => theorySummary(planOf({ activation }))?.criticalWeightVariance ?? NaN,
      ),
  }),
];

const SCALES = [
  [1.0, 3.63, 3.63],
  [1.3, 7.83, 7.83],
  [1.5, 15.8, 15.8],
  [2.0, 25.2, 21.5],
  [2.5, 11.8, 7.98],
  [3, 9.05, 5.27],
  [4, 6.98, 3.4],
] as const;

const scaleRows = [
  ...SCALES.map(([weight, correlationScale, gradientScale]) =>
    theoryRow({
      id: "T15",
      what: `tanh, sigma_w^2 = ${weight}, sigma_b^2 = 0.05`,
      source: "Schoenholz et al. 2017",
      at: ["xi_c", "xi_grad"],
      published: [correlationScale, gradientScale],
      // Three digits: half a unit of the last is at most 0.14 % of 3.63.
      tolerance: relative(0.002),
      compute: () => {
        const phase = settled(weight, 0.05);
        return [phase?.correlationScale ?? NaN, phase?.gradientScale ?? NaN];
      },
    }),
  ),
  theoryRow({
    id: "T15",
    what: "tanh on the edge, sigma_b^2 = 0.05",
    source: "Schoenholz et al. 2017",
    at: ["1 / xi_c", "1 / xi_grad"],
    published: [0, 0],
    tolerance: absolute(0, "exact"),
    compute: () => {
      const edge = theorySummary(
        planOf({ activation: "tanh", initializer: "edge_of_chaos", biasStd: Math.sqrt(0.05) }),
      );
      return [1 / (edge?.correlationScale ?? NaN), 1 / (edge?.gradientScale ?? NaN)];
    },
  }),
];

export const phaseRows: readonly TheoryRow[] = [...fixedPointRows, ...edgeRows, ...scaleRows];
