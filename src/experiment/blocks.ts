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

/** Factor of q . k in the logits: 1 / sqrt(d), 1 / d, or the first behind an RMS norm of q and k. */
export const LOGIT_IDS = ["sqrt", "inverse", "normed"] as const;
export type LogitId = (typeof LOGIT_IDS)[number];

/** Factors of a branch that follow the number of blocks L; `zero` has the factor 1 and W_2 = 0. */
export const BRANCH_WORDS = ["depth", "depth2", "inverse", "zero"] as const;
export type BranchMultiplier = number | (typeof BRANCH_WORDS)[number];

/** The settings that say where blocks lie. */
export interface BlockSettings {
  readonly block: BlockId;
  readonly gate: GateId;
  readonly depth: number;
  /** Tokens of a sequence; with more than one, every second branch is attention. */
  readonly tokens: number;
}

/**
 * The layers of a branch in their order: `inner` and `end`, or `gate`, `value` and `end`. The gate is
 * phi(W_g x), and the value is its product with W_v x. Attention has `query`, `key`, `mixed` and `end`: the
 * third mixes the values W_v x of the tokens, and the last is the output projection W_o.
 */
export type BlockRole = "inner" | "gate" | "value" | "query" | "key" | "mixed" | "end";

export interface BlockPlace {
  readonly role: BlockRole;
  /** Index of the block's first layer and of its last (from 0). */
  readonly first: number;
  readonly end: number;
  readonly isAttention: boolean;
}

const ROLES: Readonly<Record<GateId, readonly BlockRole[]>> = {
  none: ["inner", "end"],
  glu: ["gate", "value", "end"],
};

const ATTENTION: readonly BlockRole[] = ["query", "key", "mixed", "end"];

/** Whether a kind of block takes a norm of its own. */
export function normalizesItself(block: BlockId): boolean {
  return block !== "none" && block !== "residual";
}

/** The place of a layer in its block, as if all widths fitted; null outside all blocks. */
export function placeInBlock(
  { block, gate, depth, tokens }: BlockSettings,
  layerIndex: number,
): BlockPlace | null {
  if (block === "none" || layerIndex < 1) return null;
  const hasTokens = tokens > 1;
  const ofMlp = ROLES[gate];
  const cycle = hasTokens ? [...ATTENTION, ...ofMlp] : ofMlp;
  const at = (layerIndex - 1) % cycle.length;
  const isAttention = hasTokens && at < ATTENTION.length;
  const begin = hasTokens && !isAttention ? ATTENTION.length : 0;
  const first = layerIndex - at + begin;
  const end = first + (isAttention ? ATTENTION : ofMlp).length - 1;
  const role = cycle[at];
  return role === undefined || end >= depth - 1 ? null : { role, first, end, isAttention };
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
