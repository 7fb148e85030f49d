/**
 * The residual connections. A block is two weight layers, x + alpha W2 phi(W1 x + b1) + ...: the second has
 * no activation, as its output is added to the stream x (Yang, Schoenholz 2017; the form that Fixup
 * analyses). The first and the last weight layer of a network are outside all blocks; L is the number of
 * blocks.
 */
export interface ResidualEntry {
  /** Public id: never renamed, only aliased. */
  readonly id: string;
  readonly label: string;
  readonly tex: readonly string[];
  readonly source: string | null;
}

export const residuals = [
  { id: "none", label: "None", tex: [], source: null },
  {
    id: "plain",
    label: "Plain",
    tex: [String.raw`x_{k+1} = x_k + W_2\, \varphi(W_1 x_k)`],
    source: "He, Zhang, Ren, Sun 2016",
  },
  {
    id: "depth_scaled",
    label: "Scaled by 1/√L",
    tex: [String.raw`x_{k+1} = x_k + \tfrac{1}{\sqrt L} W_2\, \varphi(W_1 x_k)`],
    source: "Hanin, Rolnick 2018; Arpit, Campos, Bengio 2019",
  },
  {
    id: "zero",
    label: "Zero-initialised",
    tex: [String.raw`x_{k+1} = x_k + W_2\, \varphi(W_1 x_k),\; W_2 = 0`, String.raw`\gamma_2 = 0`],
    source: "Goyal et al. 2017 (gamma of the last normalisation), Zhang et al. 2019 (its weights)",
  },
  {
    id: "fixup",
    label: "Fixup",
    tex: [
      String.raw`x_{k+1} = x_k + W_2\, \varphi(W_1 x_k),\; W_2 = 0`,
      String.raw`W_1 \leftarrow L^{-1/(2m-2)}\, W_1 = L^{-1/2}\, W_1,\; m = 2`,
    ],
    source: "Zhang, Dauphin, Ma 2019",
  },
] as const satisfies readonly ResidualEntry[];

export type ResidualId = (typeof residuals)[number]["id"];
