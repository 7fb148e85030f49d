/**
 * What codebases that train models give each part of a network: the std by its role, and the law. Sources
 * stand beside the rules; `docs/adr/0025-audit-of-weights.md` says what of them is left out.
 */
import { RESIDUAL_OUTPUTS } from "./roles.ts";
import type { Role } from "./roles.ts";

/** Where a tensor stands. */
export interface Place {
  readonly role: Role;
  readonly fanIn: number;
  readonly fanOut: number;
  /** Width of the residual stream. */
  readonly width: number;
  /** Blocks in all, 1 at least. */
  readonly blocks: number;
  /** Block of the tensor, from 0. */
  readonly block: number;
  /** Whether it is the first layer of its network. */
  readonly isFirst: boolean;
}

export type ExpectedLaw = "normal" | "uniform" | "truncated" | "orthogonal";

/** What a recipe says of one tensor. */
export type Expectation =
  | { readonly kind: "constant"; readonly value: number }
  | {
      readonly kind: "draw";
      readonly law: ExpectedLaw;
      readonly std: number;
      /** The rule in symbols, with its numbers: `0.02/√24`. */
      readonly rule: string;
      /** What the depth divides the std by; 1 where it does not. */
      readonly depthFactor: number;
    };

interface Recipe {
  readonly id: string;
  /** A name; not translated. */
  readonly label: string;
  readonly source: string;
  /** Null where the recipe says nothing. */
  readonly expect: (place: Place) => Expectation | null;
}

const constant = (value: number): Expectation => ({ kind: "constant", value });
const draw = (law: ExpectedLaw, std: number, rule: string, depthFactor = 1): Expectation => ({
  kind: "draw",
  law,
  std: std / depthFactor,
  rule,
  depthFactor,
});

const short = (value: number): string => String(Number(value.toPrecision(3)));

/** Biases 0, gains 1, LoRA's product 0: the same in all recipes. */
function usual({ role, fanIn }: Place): Expectation | null {
  if (role === "bias" || role === "loraB") return constant(0);
  if (role === "norm") return constant(1);
  if (role === "loraA") return draw("uniform", 1 / Math.sqrt(3 * fanIn), "1/√(3·fan_in)");
  return null;
}

const isWeight = (role: Role): boolean => role !== "state" && role !== "layerScale" && role !== "position";

/** N(0, std^2) everywhere, residual outputs divided by the root of the number of sublayers. */
function withDepth(place: Place, law: ExpectedLaw, std: number, sublayers: number): Expectation {
  const { role } = place;
  if (!RESIDUAL_OUTPUTS.has(role)) return draw(law, std, short(std));
  return draw(law, std, `${short(std)}/√${sublayers}`, Math.sqrt(sublayers));
}

const GPT2_STD = 0.02;

export const RECIPES = [
  {
    id: "gpt2",
    label: "GPT-2, Megatron",
    source: "Radford et al. 2019; nanoGPT",
    expect: (place) =>
      usual(place) ??
      (place.role === "position"
        ? draw("normal", GPT2_STD, short(GPT2_STD))
        : isWeight(place.role)
          ? withDepth(place, "normal", GPT2_STD, 2 * place.blocks)
          : null),
  },
  {
    id: "neox",
    label: "GPT-NeoX: small init, Wang init",
    source: "Nguyen, Salazar 2019; Wang 2021",
    expect(place) {
      const own = usual(place);
      const { role, width, blocks } = place;
      if (own !== null || !isWeight(role)) return own;
      if (RESIDUAL_OUTPUTS.has(role))
        return draw("normal", 2 / Math.sqrt(width), `2/(${blocks}·√${width})`, blocks);
      return draw("normal", Math.sqrt(2 / (5 * width)), `√(2/(5·${width}))`);
    },
  },
  {
    id: "olmo",
    label: "OLMo, Mitchell",
    source: "OLMo, mitchell init",
    expect(place) {
      const own = usual(place);
      const { role, fanIn, width, block } = place;
      if (own !== null || !isWeight(role)) return own;
      if (role === "embedding") return draw("truncated", 1 / Math.sqrt(width), `1/√${width}`);
      const std = 1 / Math.sqrt(fanIn);
      if (!RESIDUAL_OUTPUTS.has(role)) return draw("truncated", std, `1/√${fanIn}`);
      const sublayers = 2 * (block + 1);
      return draw("truncated", std, `1/√(${sublayers}·${fanIn})`, Math.sqrt(sublayers));
    },
  },
  {
    id: "nanochat",
    label: "nanochat",
    source: "Karpathy 2025",
    expect(place) {
      const own = usual(place);
      const { role, fanIn, fanOut } = place;
      if (own !== null || !isWeight(role)) return own;
      if (role === "embedding") return draw("normal", 1, "1");
      if (role === "head" || RESIDUAL_OUTPUTS.has(role)) return constant(0);
      const std = Math.min(1, Math.sqrt(fanOut / fanIn)) / Math.sqrt(fanIn);
      return draw("normal", std, "min(1, √(fan_out/fan_in))/√fan_in");
    },
  },
  {
    id: "llama",
    label: "Llama, torchtitan",
    source: "torchtitan, Llama 3",
    expect(place) {
      const own = usual(place);
      const { role, width, block } = place;
      if (own !== null || !isWeight(role)) return own;
      if (role === "embedding") return draw("normal", 1, "1");
      if (role === "head") return draw("truncated", 1 / Math.sqrt(width), `1/√${width}`);
      return withDepth(place, "normal", GPT2_STD, 2 * (block + 1));
    },
  },
  {
    id: "vit",
    label: "ViT, timm",
    source: "Dosovitskiy et al. 2021; timm",
    expect(place) {
      const own = usual(place);
      const { role } = place;
      if (own !== null || role === "state" || role === "conv") return own;
      if (role === "layerScale") return constant(1e-5);
      if (role === "head") return constant(0);
      return draw("truncated", GPT2_STD, short(GPT2_STD));
    },
  },
  {
    id: "pytorch",
    label: "PyTorch",
    source: "torch.nn: Linear, Conv, Embedding",
    expect(place) {
      const { role, fanIn } = place;
      if (role === "embedding") return draw("normal", 1, "1");
      if (role === "norm" || role === "loraA" || role === "loraB") return usual(place);
      // Biases follow the fan-in of their layer, which their own shape does not tell.
      if (role === "bias" || !isWeight(role)) return null;
      return draw("uniform", 1 / Math.sqrt(3 * fanIn), `1/√(3·${fanIn})`);
    },
  },
  {
    id: "keras",
    label: "Keras",
    source: "keras.layers: Dense, Conv, Embedding",
    expect(place) {
      const own = usual(place);
      const { role, fanIn, fanOut } = place;
      if (own !== null || !isWeight(role)) return own;
      if (role === "embedding") return draw("uniform", 0.05 / Math.sqrt(3), "0.05/√3");
      return draw("uniform", Math.sqrt(2 / (fanIn + fanOut)), `√(2/${fanIn + fanOut})`);
    },
  },
  {
    id: "flax",
    label: "JAX / Flax",
    source: "flax.linen: Dense, Conv, Embed",
    expect(place) {
      const own = usual(place);
      const { role, fanIn, width } = place;
      if (own !== null || !isWeight(role)) return own;
      if (role === "embedding") return draw("normal", 1 / Math.sqrt(width), `1/√${width}`);
      return draw("truncated", 1 / Math.sqrt(fanIn), `1/√${fanIn}`);
    },
  },
  {
    id: "he",
    label: "He",
    source: "He et al. 2015",
    expect(place) {
      const own = usual(place);
      if (own !== null || !isWeight(place.role) || place.role === "embedding") return own;
      return draw("normal", Math.sqrt(2 / place.fanIn), `√(2/${place.fanIn})`);
    },
  },
  {
    id: "ppo",
    label: "PPO: SB3, CleanRL",
    source: "Huang et al. 2022",
    expect(place) {
      const own = usual(place);
      const { role, fanIn, fanOut } = place;
      if (own !== null || !isWeight(role)) return own;
      const [gain, text] =
        role === "policyHead" ? [0.01, "0.01"] : role === "valueHead" ? [1, "1"] : [Math.SQRT2, "√2"];
      const most = Math.max(fanIn, fanOut);
      return draw("orthogonal", gain / Math.sqrt(most), `${text}/√${most}`);
    },
  },
  {
    id: "siren",
    label: "SIREN",
    source: "Sitzmann et al. 2020",
    expect({ role, fanIn, isFirst }) {
      if (role === "bias" || !isWeight(role)) return null;
      if (isFirst) return draw("uniform", 1 / (fanIn * Math.sqrt(3)), `1/(${fanIn}·√3)`);
      return draw("uniform", Math.SQRT2 / (30 * Math.sqrt(fanIn)), `√(2/${fanIn})/30`);
    },
  },
] as const satisfies readonly Recipe[];

export type RecipeId = (typeof RECIPES)[number]["id"];

export function recipeById(id: RecipeId): Recipe {
  const recipe: Recipe | undefined = RECIPES.find((own) => own.id === id);
  if (recipe === undefined) throw new RangeError(`invalid recipe: ${id} (expected one of the list)`);
  return recipe;
}

/** Names that only one codebase's models have. */
const MARKS: readonly (readonly [RecipeId, RegExp])[] = [
  ["vit", /patch_embed|pos_embed|cls_token/i],
  ["llama", /gate_proj|feed_forward[._/]w1/i],
  ["gpt2", /c_attn|c_fc|wte[._/]/i],
  ["neox", /dense_h_to_4h|embed_in/i],
  ["ppo", /action_net|policy_net|critic/i],
  ["flax", /(?:^|\/)params\/|(?:^|\.)params\./i],
  ["keras", /kernel(?::0)?$/i],
];

/** The recipe that the names of a file suggest; PyTorch's defaults where they say nothing. */
export function guessRecipe(names: readonly string[]): RecipeId {
  return MARKS.find(([, mark]) => names.some((name) => mark.test(name)))?.[0] ?? "pytorch";
}
