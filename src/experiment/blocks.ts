/**
 * Where the blocks of a network lie: a block is two weight layers, three where it is gated, and a stream that
 * goes around them. The first and the last weight layer of a network stand outside all blocks.
 */

/**
 * Where a block normalises: nowhere else than a plain network (`residual`), in front of the branch (`pre`),
 * behind the sum (`post`, `deepnorm`), or in front of the branch and behind it (`branch`).
 */
export const BLOCK_IDS = ["none", "residual", "pre", "post", "branch", "deepnorm"] as const;
export type BlockId = (typeof BLOCK_IDS)[number];

export const GATE_IDS = ["none", "glu"] as const;
export type GateId = (typeof GATE_IDS)[number];

/** Factors of a branch that follow the number of blocks L; `zero` has the factor 1 and W_2 = 0. */
export const BRANCH_WORDS = ["depth", "depth2", "inverse", "zero"] as const;
export type BranchMultiplier = number | (typeof BRANCH_WORDS)[number];

/** The settings that say where blocks lie. */
export interface BlockSettings {
  readonly block: BlockId;
  readonly gate: GateId;
  readonly depth: number;
}

/**
 * The layers of a block in their order: `inner` and `end`, or `gate`, `value` and `end`. The gate is
 * phi(W_g x), and the value is its product with W_v x.
 */
export type BlockRole = "inner" | "gate" | "value" | "end";

export interface BlockPlace {
  readonly role: BlockRole;
  /** Index of the block's first layer and of its last (from 0). */
  readonly first: number;
  readonly end: number;
}

const ROLES: Readonly<Record<GateId, readonly BlockRole[]>> = {
  none: ["inner", "end"],
  glu: ["gate", "value", "end"],
};

/** Whether a kind of block takes a norm of its own. */
export function normalizesItself(block: BlockId): boolean {
  return block !== "none" && block !== "residual";
}

/** The place of a layer in its block, as if all widths fitted; null outside all blocks. */
export function placeInBlock({ block, gate, depth }: BlockSettings, layerIndex: number): BlockPlace | null {
  if (block === "none" || layerIndex < 1) return null;
  const roles = ROLES[gate];
  const at = (layerIndex - 1) % roles.length;
  const first = layerIndex - at;
  const end = first + roles.length - 1;
  const role = roles[at];
  return role === undefined || end >= depth - 1 ? null : { role, first, end };
}

/** The factor of every branch of L blocks. */
export function branchFactorOf(multiplier: BranchMultiplier, blocks: number): number {
  switch (multiplier) {
    case "depth":
      return 1 / Math.sqrt(blocks);
    case "depth2":
      return 1 / Math.sqrt(2 * blocks);
    case "inverse":
      return 1 / blocks;
    case "zero":
      return 1;
    default:
      return multiplier;
  }
}

/**
 * DeepNorm: the stream times alpha = (2 L)^(1/4), the weights of the branch times beta = (8 L)^(-1/4)
 * (Wang, Ma, Dong, Huang, Zhang, Wei 2022, encoder only).
 */
export function deepNormFactors(blocks: number): { readonly alpha: number; readonly beta: number } {
  return { alpha: (2 * blocks) ** 0.25, beta: (8 * blocks) ** -0.25 };
}
