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
}

export const residuals = [
  { id: "none", label: "None" },
  { id: "plain", label: "Plain" },
  { id: "depth_scaled", label: "Scaled by 1/√L" },
  { id: "zero", label: "Zero-initialised" },
  { id: "fixup", label: "Fixup" },
] as const satisfies readonly ResidualEntry[];

export type ResidualId = (typeof residuals)[number]["id"];
