/** The normalisations a user chooses from, and where they may stand. */

export const normalizations = [
  {
    id: "none",
    label: "None",
    tex: null,
    source: null,
  },
  {
    id: "batch",
    label: "Batch",
    tex: String.raw`\hat z_{bj} = \frac{z_{bj} - \mu_j}{\sqrt{\sigma_j^2 + \varepsilon}},\quad y = \gamma \hat z + \beta`,
    source: "Ioffe, Szegedy 2015, algorithm 1",
  },
] as const;

export type NormalizationId = (typeof normalizations)[number]["id"];

/** Before the activation (on z) or after it (on phi(z)). */
export const normalizationPositions = ["before", "after"] as const;
export type NormalizationPosition = (typeof normalizationPositions)[number];
