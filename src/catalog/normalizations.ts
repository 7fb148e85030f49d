/** The normalisations, their positions, and the statistics that batch norm uses. */

/** x is the normalised tensor, z or phi(z), with B inputs b and n units j. */
export const normalizations = [
  {
    id: "none",
    label: "None",
    tex: [],
    source: null,
  },
  {
    id: "batch",
    label: "Batch",
    tex: [
      String.raw`\mu_j = \tfrac{1}{B} \sum_b x_{bj}`,
      String.raw`\sigma_j^2 = \tfrac{1}{B} \sum_b (x_{bj} - \mu_j)^2`,
      String.raw`y_{bj} = \gamma \frac{x_{bj} - \mu_j}{\sqrt{\sigma_j^2 + \varepsilon}} + \beta`,
    ],
    source: "Ioffe, Szegedy 2015, algorithm 1",
  },
  {
    id: "layer",
    label: "Layer",
    tex: [
      String.raw`\mu_b = \tfrac{1}{n} \sum_j x_{bj}`,
      String.raw`\sigma_b^2 = \tfrac{1}{n} \sum_j (x_{bj} - \mu_b)^2`,
      String.raw`y_{bj} = \gamma \frac{x_{bj} - \mu_b}{\sqrt{\sigma_b^2 + \varepsilon}} + \beta`,
    ],
    source: "Ba, Kiros, Hinton 2016",
  },
  {
    id: "rms",
    label: "RMS",
    tex: [
      String.raw`r_b^2 = \tfrac{1}{n} \sum_j x_{bj}^2`,
      String.raw`y_{bj} = \gamma \frac{x_{bj}}{\sqrt{r_b^2 + \varepsilon}} + \beta`,
    ],
    source: "Zhang, Sennrich 2019",
  },
] as const;

export type NormalizationId = (typeof normalizations)[number]["id"];

/** Before the activation (on z) or after it (on phi(z)). */
export const normalizationPositions = ["before", "after"] as const;
export type NormalizationPosition = (typeof normalizationPositions)[number];

/** Batch norm with the statistics of this batch (training) or with the running ones (evaluation). */
export const batchStatistics = ["batch", "running"] as const;
export type BatchStatistics = (typeof batchStatistics)[number];

/**
 * Running statistics of a batch norm layer before its first batch, as PyTorch initialises them: in evaluation
 * mode such a layer only divides by sqrt(1 + epsilon).
 */
export const FRESH_RUNNING_STATISTICS = {
  mean: 0,
  variance: 1,
  tex: [
    String.raw`\mu_j = 0, \quad \sigma_j^2 = 1`,
    String.raw`y_{bj} = \gamma \frac{x_{bj}}{\sqrt{1 + \varepsilon}} + \beta`,
  ],
} as const;
