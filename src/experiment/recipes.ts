/**
 * Recipes of real codebases: what each sets of embedding, weights, head, norms and branches, as ordinary
 * settings. A recipe is no setting of its own: after the press its parts can be changed one by one. Fetched
 * with its control, or for a link that names one.
 */
import type { ExperimentConfig } from "./config.ts";
import { DEFAULT_CONFIG, inputUnitsOf, unitsOf } from "./config.ts";
import type { InitializerOverride } from "./settings.ts";
import { residualBlocks } from "./layerSettings.ts";
import { provideRecipes } from "./recipeSource.ts";

/** The sizes of a network that recipes follow. */
interface RecipeSize {
  /** Weight layers. */
  readonly depth: number;
  /** Units of the stream, d. */
  readonly width: number;
  /** Units of the input. */
  readonly inputs: number;
  /** Blocks with a stream around them, L; 1 where there is none. */
  readonly blocks: number;
}

type Settings = Partial<ExperimentConfig>;

export interface Recipe {
  /** Public id, in links as `recipe=`: never renamed. */
  readonly id: string;
  readonly label: string;
  readonly source: string;
  /** What is the same at any size. */
  readonly settings: Settings;
  /** What follows the size. */
  readonly bySize?: (size: RecipeSize) => Settings;
}

/** Everything that a recipe may set: what it does not name goes back to its default. */
const RESET = {
  activation: DEFAULT_CONFIG.activation,
  lastActivation: "linear",
  activationOverrides: [],
  activationParameter: null,
  frequency: DEFAULT_CONFIG.frequency,
  block: "none",
  branch: 1,
  expansion: 1,
  gate: "none",
  residual: "none",
  initializer: DEFAULT_CONFIG.initializer,
  initializerParameters: {},
  initializerOptions: {},
  initializerOverrides: [],
  biasStd: 0,
  biasMean: 0,
  sharing: "none",
  normalization: "none",
  normalizationPosition: DEFAULT_CONFIG.normalizationPosition,
  normalizedLayers: DEFAULT_CONFIG.normalizedLayers,
  epsilon: DEFAULT_CONFIG.epsilon,
  gamma: 1,
  beta: 0,
} as const satisfies Settings;

/** Layer 1 is an embedding, without an activation. */
const EMBEDDED = { activationOverrides: [{ from: 1, to: 1, id: "linear" }] } as const;
/** Tokens: the embedding of each is one column of weights, and has their std. */
const TOKENS = { ...EMBEDDED, input: "one_hot" } as const;
const GPT_BLOCK = { activation: "gelu_tanh", block: "pre", expansion: 4, normalization: "layer" } as const;
const VIT = {
  ...GPT_BLOCK,
  ...EMBEDDED,
  activation: "gelu",
  // Its defaults: std 0.02, cut at ±2.
  initializer: "truncated_absolute",
} as const;

const layer = (at: number, id: InitializerOverride["id"], value: number | null): InitializerOverride => ({
  from: at,
  to: at,
  id,
  value,
});

/** omega_0 of SIREN. */
const SIREN_FREQUENCY = 30;

export const recipes: readonly Recipe[] = [
  {
    id: "gpt2",
    label: "GPT-2, Megatron",
    source: "Radford et al. 2019",
    settings: {
      ...GPT_BLOCK,
      ...TOKENS,
      branch: "depth2",
      initializer: "normal",
      initializerParameters: { std: 0.02 },
    },
  },
  {
    id: "neox",
    label: "GPT-NeoX",
    source: "Black et al. 2022; Nguyen, Salazar 2019; Wang, Komatsuzaki 2021",
    settings: { ...GPT_BLOCK, ...TOKENS, initializer: "normal" },
    // small_init sqrt(2 / 5d) everywhere; wang_init 2 / (L sqrt d) for outputs is sqrt(10) / L times that.
    bySize: ({ width, blocks }) => ({
      initializerParameters: { std: Math.sqrt(2 / (5 * width)) },
      branch: Math.sqrt(10) / blocks,
    }),
  },
  {
    id: "llama",
    label: "Llama",
    source: "Touvron et al. 2023; transformers",
    settings: {
      ...TOKENS,
      activation: "silu",
      block: "pre",
      gate: "glu",
      // 11008 inner units to 4096.
      expansion: 2.6875,
      normalization: "rms",
      initializer: "normal",
      initializerParameters: { std: 0.02 },
    },
  },
  {
    id: "nanochat",
    label: "nanochat",
    source: "Karpathy 2025",
    settings: {
      ...TOKENS,
      activation: "relu_squared",
      block: "pre",
      branch: "zero",
      expansion: 4,
      normalization: "rms",
      initializer: "lecun_uniform",
    },
    bySize: ({ depth }) => ({ initializerOverrides: [layer(1, "normal", 1), layer(depth, "zeros", null)] }),
  },
  {
    id: "bert",
    label: "BERT",
    source: "Devlin et al. 2018",
    settings: {
      ...GPT_BLOCK,
      ...TOKENS,
      activation: "gelu",
      block: "post",
      initializer: "truncated_normal",
      initializerParameters: { std: 0.02 },
      initializerOptions: { trunc: "raw" },
      epsilon: 1e-12,
      // A norm of its own follows the embedding.
      initializerOverrides: [layer(1, "normal", 1)],
    },
  },
  { id: "vit", label: "ViT", source: "Dosovitskiy et al. 2021; timm", settings: VIT },
  {
    id: "layer_scale",
    label: "LayerScale, CaiT",
    source: "Touvron et al. 2021",
    settings: VIT,
    bySize: ({ blocks }) => ({ branch: blocks <= 18 ? 0.1 : blocks <= 24 ? 1e-5 : 1e-6 }),
  },
  {
    id: "deepnorm",
    label: "DeepNorm",
    source: "Wang et al. 2022",
    settings: {
      ...EMBEDDED,
      block: "deepnorm",
      expansion: 4,
      normalization: "layer",
      initializer: "xavier_normal",
    },
  },
  {
    id: "fixup",
    label: "Fixup",
    source: "Zhang, Dauphin, Ma 2019",
    settings: { residual: "fixup" },
    bySize: ({ depth }) => ({ initializerOverrides: [layer(depth, "zeros", null)] }),
  },
  {
    id: "ppo",
    label: "PPO",
    source: "Stable-Baselines3; CleanRL",
    settings: {
      activation: "tanh",
      initializer: "orthogonal",
      initializerParameters: { gain: Math.SQRT2 },
    },
    bySize: ({ depth }) => ({ initializerOverrides: [layer(depth, "orthogonal", 0.01)] }),
  },
  {
    id: "pinn",
    label: "PINN",
    source: "Raissi, Perdikaris, Karniadakis 2019",
    settings: { activation: "tanh", initializer: "xavier_normal" },
  },
  {
    id: "siren",
    label: "SIREN",
    source: "Sitzmann et al. 2020",
    settings: { activation: "sin", frequency: SIREN_FREQUENCY, input: "uniform", initializer: "uniform" },
    bySize: ({ depth, width, inputs }) => {
      const limit = Math.sqrt(6 / width) / SIREN_FREQUENCY;
      return {
        initializerParameters: { limit },
        initializerOverrides: [layer(1, "uniform", 1 / inputs), layer(depth, "uniform", limit)],
      };
    },
  },
];

/** What a press on a recipe changes in a network, whose size stays. */
export function recipePatch({ settings, bySize }: Recipe, config: ExperimentConfig): Settings {
  // Tokens are the inputs of language models alone.
  const input = config.input === "one_hot" ? DEFAULT_CONFIG.input : config.input;
  const patch: Settings = { ...RESET, input, ...settings };
  const chosen: ExperimentConfig = { ...config, ...patch };
  const size: RecipeSize = {
    depth: config.depth,
    width: unitsOf(chosen, 0),
    inputs: inputUnitsOf(chosen),
    blocks: Math.max(1, residualBlocks(chosen)),
  };
  return { ...patch, ...bySize?.(size) };
}

/** The recipe that a network follows in every setting; null where it follows none. */
export function recipeOf(config: ExperimentConfig): Recipe | null {
  const follows = (recipe: Recipe): boolean => {
    const patch = recipePatch(recipe, config);
    return (Object.keys(patch) as (keyof Settings)[]).every(
      (key) => JSON.stringify(patch[key]) === JSON.stringify(config[key]),
    );
  };
  return recipes.find(follows) ?? null;
}

provideRecipes({
  ids: recipes.map(({ id }) => id),
  patchOf: (id, config) => {
    const recipe = recipes.find((candidate) => candidate.id === id);
    return recipe === undefined ? null : recipePatch(recipe, config);
  },
});
