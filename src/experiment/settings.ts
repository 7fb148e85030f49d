/**
 * The table of settings: one row for every setting of the user. Configuration, defaults, limits, links,
 * locks, words and controls are read from it. The effect of a setting is in the plan, not here.
 */
import { activations } from "../catalog/activations.ts";
import type { ActivationId } from "../catalog/activations.ts";
import { activationAliases, initializerAliases, normalizationAliases } from "../catalog/aliases.ts";
import { initializers } from "../catalog/initializers.ts";
import type { InitializerId, InitializerOptions, InitializerParameterKey } from "../catalog/initializers.ts";
import { gradients, inputs } from "../catalog/inputs.ts";
import { batchStatistics, normalizationPositions, normalizations } from "../catalog/normalizations.ts";
import { residuals } from "../catalog/residuals.ts";
import { TASK_IDS } from "../catalog/tasks.ts";
import { OPTIMIZER_IDS, SCHEDULE_IDS } from "../catalog/trainingIds.ts";
import { BLOCK_IDS, GATE_IDS, LOGIT_IDS } from "./blocks.ts";
import type { BranchMultiplier } from "./blocks.ts";
import type { Given } from "./given.ts";
import type { Table } from "./table.ts";

/** Range of a number the user sets. */
export interface Limit {
  readonly min: number;
  readonly max: number;
  readonly isInteger: boolean;
}

/**
 * A range of weight layers, 1-based and inclusive, with a different setting. Of two overlapping ranges the
 * later one counts.
 */
export interface LayerOverride<Id extends string> {
  readonly from: number;
  readonly to: number;
  readonly id: Id;
}

/** An override of the initialiser, with its first parameter; null means the entry's default. */
export interface InitializerOverride extends LayerOverride<InitializerId> {
  readonly value: number | null;
}

/** A group of controls, in the order of the panel. A link can lock or hide a group by its name. */
export const SETTING_GROUPS = [
  "network",
  "weights",
  "layers",
  "normalisation",
  "data",
  "training",
  "seed",
] as const;

interface CommonRow {
  /** Its key in links. A published key never changes. */
  readonly linkKey: string;
  readonly group: (typeof SETTING_GROUPS)[number];
  /** Key of its name among the page's texts. */
  readonly label: string;
  /**
   * The settings that this one depends on, and their required values. Otherwise it is unused: it has no
   * control and words omit it.
   */
  readonly usedWith?: Readonly<Record<string, readonly string[]>>;
  /**
   * Other settings without which it is unused: those that must differ from their default, and those that
   * must not.
   */
  readonly usedBeside?: Readonly<Record<string, "set" | "unset">>;
  /** Whether links keep it while it is unused: the keys of the first version, which were always written. */
  readonly isLinkedUnused?: true;
  /** Whether links name it even at its default. */
  readonly isAlwaysLinked?: true;
  /** Words name it together with another setting, behind that one's name. */
  readonly partOf?: string;
  /** Whether its value implies its name: where space is short, the name is left out. */
  readonly isSelfExplaining?: true;
  /** Whether its default is left out of a published figure's caption. */
  readonly isSilentByDefault?: true;
}

interface NumberRow extends CommonRow {
  readonly kind: "number";
  readonly limit: Limit;
  /** Null where the default is not a fixed number. */
  readonly default: number | null;
  /** The words of a link's notice for a default of null. */
  readonly unset?: string;
  /**
   * The useful range of the slider; the field beside it takes the whole limit. Without a range the row has no
   * common control.
   */
  readonly slider?: {
    readonly kind: "linear" | "log";
    readonly min: number;
    readonly max: number;
    readonly step: number;
  };
  /** Key of the text that gives the value to assistive technology; the bare number where there is none. */
  readonly valueText?: string;
}

interface ChoiceRow extends CommonRow {
  readonly kind: "choice";
  readonly ids: readonly string[];
  readonly default: string;
  /** Other names that links may use. */
  readonly aliases?: Readonly<Record<string, string>>;
  /**
   * The page's text of a choice has the key: this word, a dot and its id. Entries with a label have no such
   * text.
   */
  readonly words?: string;
  /**
   * Drawn as radio buttons, whose titles have the same key with `.title` at the end; a menu where it is left
   * out.
   */
  readonly form?: "radio";
}

/** A value with a special grammar, special words and a special control. */
interface OwnRow extends CommonRow {
  readonly kind: "own";
  readonly default: unknown;
  readonly limit?: Limit;
}

export const ACTIVATION_IDS = activations.map(({ id }) => id);

/** The typed activation that one begins with: GELU by a sigmoid (Hendrycks, Gimpel 2016). */
const FIRST_PHI: string = "x*sigmoid(1.702*x)";

/** A limit on gradients before the optimiser: on the norm of all together, or on each value. */
export interface Clip {
  readonly kind: "norm" | "value";
  readonly value: number;
}

const DRAWN_TASK = { task: TASK_IDS } as const;
const TRAINED = { task: [...TASK_IDS, "csv"] } as const;

const NORMALIZED = { normalization: ["batch", "layer", "rms"] } as const;

/** Settings of a network that is made of blocks. */
const IN_BLOCKS = { block: ["residual", "pre", "post", "branch", "deepnorm"] } as const;

/**
 * Every setting, in the order in which links write them. A setting stands before those whose reading depends
 * on it.
 */
export const SETTINGS = {
  /** Number of weight layers. */
  depth: {
    kind: "number",
    linkKey: "depth",
    group: "network",
    label: "control.depth",
    default: 10,
    limit: { min: 1, max: 200, isInteger: true },
    slider: { kind: "log", min: 1, max: 200, step: 1 },
    valueText: "valueText.depth",
  },
  /** Units per layer: one number for all, or one per weight layer (its length is then the depth). */
  width: {
    kind: "own",
    linkKey: "width",
    group: "network",
    label: "control.width",
    default: 256 as number | readonly number[],
    limit: { min: 1, max: 8192, isInteger: true },
  },
  /** Input width; null means the same as the first layer. */
  inputWidth: {
    kind: "number",
    linkKey: "in",
    group: "network",
    label: "control.inputs",
    default: null,
    unset: "first width",
    limit: { min: 1, max: 8192, isInteger: true },
  },
  batch: {
    kind: "number",
    linkKey: "batch",
    group: "network",
    label: "control.batch",
    default: 256,
    limit: { min: 1, max: 4096, isInteger: true },
    slider: { kind: "log", min: 1, max: 4096, step: 1 },
    valueText: "valueText.batch",
  },
  activation: {
    kind: "choice",
    linkKey: "act",
    group: "network",
    label: "control.activation",
    default: "relu",
    ids: [...ACTIVATION_IDS, "phi"],
    aliases: activationAliases,
    isSelfExplaining: true,
  },
  /** Activation of the last layer. */
  lastActivation: {
    kind: "choice",
    linkKey: "last",
    group: "network",
    label: "control.last",
    default: "same",
    ids: ["same", ...ACTIVATION_IDS],
    aliases: activationAliases,
    isSilentByDefault: true,
  },
  /** Overrides of the activation; they count before `lastActivation`. */
  activationOverrides: {
    kind: "own",
    linkKey: "acts",
    group: "layers",
    label: "control.activation",
    default: [] as readonly LayerOverride<ActivationId>[],
    isSelfExplaining: true,
  },
  /**
   * Parameter of the activation (negative slope of leaky ReLU, alpha of ELU); null means the entry's default.
   */
  activationParameter: {
    kind: "own",
    linkKey: "slope",
    group: "network",
    label: "control.activationParameter",
    default: null as number | null,
  },
  /** The text of the activation `phi`, an expression in x (catalog/typed/parsing.ts). */
  phi: {
    kind: "own",
    linkKey: "phi",
    group: "network",
    label: "control.phi",
    default: FIRST_PHI,
    partOf: "activation",
    usedWith: { activation: ["phi"] },
    isSelfExplaining: true,
  },
  /** Omega_0 of the sine. */
  frequency: {
    kind: "number",
    linkKey: "w0",
    group: "network",
    label: "control.frequency",
    default: 1,
    limit: { min: 0.01, max: 1000, isInteger: false },
    slider: { kind: "log", min: 0.1, max: 100, step: 0.1 },
    partOf: "activation",
    usedWith: { activation: ["sin"] },
  },
  /** Blocks with a stream around them, and where they normalise. */
  block: {
    kind: "choice",
    linkKey: "block",
    group: "network",
    label: "control.block",
    default: "none",
    ids: BLOCK_IDS,
    words: "block",
    isSilentByDefault: true,
  },
  /** Factor of every branch before it is added to the stream. */
  branch: {
    kind: "own",
    linkKey: "branch",
    group: "network",
    label: "control.branch",
    default: 1 as BranchMultiplier,
    limit: { min: 0, max: 100, isInteger: false },
    partOf: "block",
    usedWith: IN_BLOCKS,
  },
  /** Units inside a block over units of the stream. */
  expansion: {
    kind: "number",
    linkKey: "expand",
    group: "network",
    label: "control.expansion",
    default: 1,
    limit: { min: 0.1, max: 16, isInteger: false },
    slider: { kind: "linear", min: 0.5, max: 8, step: 0.5 },
    partOf: "block",
    usedWith: IN_BLOCKS,
  },
  /** Whether the branch multiplies phi of one matrix with another matrix. */
  gate: {
    kind: "choice",
    linkKey: "gate",
    group: "network",
    label: "control.gate",
    default: "none",
    ids: GATE_IDS,
    words: "gate",
    form: "radio",
    partOf: "block",
    usedWith: IN_BLOCKS,
  },
  /** Tokens of a sequence, consecutive inputs of the batch; with more than one, blocks have attention. */
  tokens: {
    kind: "number",
    linkKey: "tokens",
    group: "network",
    label: "control.tokens",
    default: 1,
    limit: { min: 1, max: 4096, isInteger: true },
    slider: { kind: "log", min: 1, max: 512, step: 1 },
    partOf: "block",
    usedWith: IN_BLOCKS,
  },
  /** Heads of attention; of a number that does not divide the width, the next smaller one that does. */
  heads: {
    kind: "number",
    linkKey: "heads",
    group: "network",
    label: "control.heads",
    default: 1,
    limit: { min: 1, max: 128, isInteger: true },
    slider: { kind: "log", min: 1, max: 32, step: 1 },
    partOf: "block",
    usedWith: IN_BLOCKS,
    usedBeside: { tokens: "set" },
  },
  /** Factor of q . k in the logits of attention. */
  logits: {
    kind: "choice",
    linkKey: "logits",
    group: "network",
    label: "control.logits",
    default: "sqrt",
    ids: LOGIT_IDS,
    words: "logits",
    partOf: "block",
    usedWith: IN_BLOCKS,
    usedBeside: { tokens: "set" },
  },
  initializer: {
    kind: "choice",
    linkKey: "init",
    group: "weights",
    label: "control.initializer",
    default: "he_normal",
    ids: initializers.map(({ id }) => id),
    aliases: initializerAliases,
    isSelfExplaining: true,
  },
  /** Parameters the user has set; a missing one takes the entry's default. Each has its name as link key. */
  initializerParameters: {
    kind: "own",
    linkKey: "",
    group: "weights",
    label: "control.initializer",
    default: {} as Readonly<Partial<Record<InitializerParameterKey, number>>>,
    partOf: "initializer",
    isSelfExplaining: true,
  },
  /**
   * Options the user has set; a missing one takes the first word of INITIALIZER_OPTIONS. Each has its own
   * link key.
   */
  initializerOptions: {
    kind: "own",
    linkKey: "",
    group: "weights",
    label: "control.initializer",
    default: {} as Readonly<Partial<InitializerOptions>>,
    partOf: "initializer",
    isSelfExplaining: true,
  },
  /** Overrides of the initialiser. */
  initializerOverrides: {
    kind: "own",
    linkKey: "inits",
    group: "layers",
    label: "control.initializer",
    default: [] as readonly InitializerOverride[],
    isSelfExplaining: true,
  },
  /** The network of a file, for layers whose initialiser is `given`; links lack it. */
  given: {
    kind: "own",
    linkKey: "",
    group: "weights",
    label: "control.initializer",
    default: null as Given | null,
    partOf: "initializer",
    isSelfExplaining: true,
  },
  /** Standard deviation of the biases, sigma_b. */
  biasStd: {
    kind: "number",
    linkKey: "bias",
    group: "weights",
    label: "control.biasStd",
    default: 0,
    limit: { min: 0, max: 100, isInteger: false },
    slider: { kind: "linear", min: 0, max: 1, step: 0.01 },
    isSilentByDefault: true,
  },
  /** Mean of the biases: all are equal to it where their standard deviation is 0. */
  biasMean: {
    kind: "number",
    linkKey: "biasmean",
    group: "weights",
    label: "control.biasMean",
    default: 0,
    limit: { min: -100, max: 100, isInteger: false },
    slider: { kind: "linear", min: -1, max: 1, step: 0.01 },
    isSilentByDefault: true,
  },
  /**
   * Whether layers of the same shape and law have the same weights and biases, as a recurrent net unrolled.
   */
  sharing: {
    kind: "choice",
    linkKey: "share",
    group: "weights",
    label: "control.sharing",
    default: "none",
    ids: ["none", "all"],
    words: "sharing",
    form: "radio",
    isSilentByDefault: true,
  },
  /**
   * Evaluation mode behind so many batches of training: nothing is dropped, and batch norm uses its running
   * averages. 0 is training mode.
   */
  evaluationBatches: {
    kind: "number",
    linkKey: "eval",
    group: "normalisation",
    label: "control.evaluation",
    default: 0,
    limit: { min: 0, max: 1000, isInteger: true },
    slider: { kind: "linear", min: 0, max: 100, step: 1 },
    valueText: "valueText.evaluation",
    isSilentByDefault: true,
  },
  normalization: {
    kind: "choice",
    linkKey: "norm",
    group: "normalisation",
    label: "control.normalization",
    default: "none",
    ids: normalizations.map(({ id }) => id),
    aliases: normalizationAliases,
    words: "normalisation",
    isSilentByDefault: true,
  },
  /** The statistics that batch norm uses; the other normalisations have no choice. */
  batchStatistics: {
    kind: "choice",
    linkKey: "stats",
    group: "normalisation",
    label: "control.statistics",
    default: "batch",
    ids: batchStatistics,
    words: "statistics",
    form: "radio",
    partOf: "normalization",
    usedWith: { normalization: ["batch"] },
    usedBeside: { evaluationBatches: "unset" },
  },
  /** Share of the newest batch in the running averages of batch norm, as PyTorch counts it. */
  normMomentum: {
    kind: "number",
    linkKey: "mom",
    group: "normalisation",
    label: "control.normMomentum",
    default: 0.1,
    limit: { min: 0, max: 1, isInteger: false },
    slider: { kind: "linear", min: 0, max: 1, step: 0.01 },
    partOf: "normalization",
    usedWith: { normalization: ["batch"] },
    usedBeside: { evaluationBatches: "set" },
  },
  normalizationPosition: {
    kind: "choice",
    linkKey: "at",
    group: "normalisation",
    label: "control.position",
    default: "before",
    ids: normalizationPositions,
    words: "position",
    form: "radio",
    partOf: "normalization",
    usedWith: { ...NORMALIZED, block: ["none", "residual"] },
    isLinkedUnused: true,
  },
  /** The layers that are normalised: all of them, or all but the last. */
  normalizedLayers: {
    kind: "choice",
    linkKey: "on",
    group: "normalisation",
    label: "control.normalizedLayers",
    default: "all",
    ids: ["all", "hidden"],
    words: "normalized",
    form: "radio",
    partOf: "normalization",
    usedWith: NORMALIZED,
  },
  epsilon: {
    kind: "number",
    linkKey: "eps",
    group: "normalisation",
    label: "control.epsilon",
    default: 1e-5,
    limit: { min: 0, max: 1, isInteger: false },
    slider: { kind: "log", min: 1e-8, max: 1, step: 1e-5 },
    partOf: "normalization",
    usedWith: NORMALIZED,
    isLinkedUnused: true,
  },
  gamma: {
    kind: "number",
    linkKey: "gamma",
    group: "normalisation",
    label: "control.gamma",
    default: 1,
    limit: { min: -10, max: 10, isInteger: false },
    slider: { kind: "linear", min: 0, max: 3, step: 0.01 },
    partOf: "normalization",
    usedWith: NORMALIZED,
    isLinkedUnused: true,
  },
  beta: {
    kind: "number",
    linkKey: "beta",
    group: "normalisation",
    label: "control.beta",
    default: 0,
    limit: { min: -10, max: 10, isInteger: false },
    slider: { kind: "linear", min: -3, max: 3, step: 0.01 },
    partOf: "normalization",
    usedWith: NORMALIZED,
    isLinkedUnused: true,
  },
  /** Residual connections around every two layers, and the initial factor of their branches. */
  residual: {
    kind: "choice",
    linkKey: "res",
    group: "network",
    label: "control.residual",
    default: "none",
    ids: residuals.map(({ id }) => id),
    words: "residual",
    usedWith: { block: ["none"] },
    isSilentByDefault: true,
  },
  /** Probability that dropout keeps an output of a hidden layer; 1 is no dropout. */
  keepProbability: {
    kind: "number",
    linkKey: "keep",
    group: "network",
    label: "control.keep",
    default: 1,
    limit: { min: 0.01, max: 1, isInteger: false },
    slider: { kind: "linear", min: 0.05, max: 1, step: 0.05 },
    valueText: "valueText.keep",
    isSilentByDefault: true,
  },
  /** What dropout puts in the place of an output: 0, or the far end of SELU with the moments kept. */
  dropout: {
    kind: "choice",
    linkKey: "drop",
    group: "network",
    label: "control.dropout",
    default: "plain",
    ids: ["plain", "alpha"],
    words: "dropout",
    form: "radio",
    partOf: "keepProbability",
    usedBeside: { keepProbability: "set" },
  },
  /** Dropout behind everything else in its layer, or in front of the normalisation. */
  dropoutPosition: {
    kind: "choice",
    linkKey: "dropat",
    group: "network",
    label: "control.dropoutPosition",
    default: "after",
    ids: ["after", "before"],
    words: "dropoutPosition",
    form: "radio",
    partOf: "keepProbability",
    usedWith: NORMALIZED,
    usedBeside: { keepProbability: "set" },
  },
  input: {
    kind: "choice",
    linkKey: "x",
    group: "data",
    label: "control.inputs",
    default: "normal",
    ids: inputs.map(({ id }) => id),
    words: "input",
    isSelfExplaining: true,
    usedWith: { task: ["none"] },
    isLinkedUnused: true,
  },
  gradient: {
    kind: "choice",
    linkKey: "grad",
    group: "data",
    label: "control.gradient",
    default: "gaussian",
    ids: gradients.map(({ id }) => id),
    words: "gradient",
    isSelfExplaining: true,
  },
  /** What the network learns; the rest of the group has a meaning only with a task. */
  task: {
    kind: "choice",
    linkKey: "task",
    group: "training",
    label: "control.task",
    default: "none",
    ids: ["none", ...TASK_IDS, "csv"],
    words: "task",
    isSilentByDefault: true,
  },
  /** The data of the task "csv". Links never hold them. */
  table: {
    kind: "own",
    linkKey: "",
    group: "training",
    label: "control.task",
    default: null as Table | null,
    partOf: "task",
    usedWith: { task: ["csv"] },
  },
  /** Points to learn from. */
  points: {
    kind: "number",
    linkKey: "n",
    group: "training",
    label: "control.points",
    default: 512,
    limit: { min: 2, max: 65_536, isInteger: true },
    slider: { kind: "log", min: 16, max: 4096, step: 1 },
    usedWith: TRAINED,
  },
  /** Std of the noise, in units of the std of the data. */
  noise: {
    kind: "number",
    linkKey: "noise",
    group: "training",
    label: "control.noise",
    default: 0.1,
    limit: { min: 0, max: 10, isInteger: false },
    slider: { kind: "linear", min: 0, max: 1, step: 0.01 },
    usedWith: DRAWN_TASK,
  },
  optimizer: {
    kind: "choice",
    linkKey: "opt",
    group: "training",
    label: "control.optimiser",
    default: "sgd",
    ids: OPTIMIZER_IDS,
    words: "optimiser",
    isSelfExplaining: true,
    usedWith: TRAINED,
  },
  learningRate: {
    kind: "number",
    linkKey: "lr",
    group: "training",
    label: "control.rate",
    default: 0.01,
    limit: { min: 0, max: 100, isInteger: false },
    slider: { kind: "log", min: 1e-5, max: 10, step: 0.001 },
    usedWith: TRAINED,
  },
  /** Points of a step; null means as many as the batch of the picture. */
  miniBatch: {
    kind: "number",
    linkKey: "mb",
    group: "training",
    label: "control.miniBatch",
    default: null,
    unset: "batch",
    limit: { min: 1, max: 4096, isInteger: true },
    usedWith: TRAINED,
  },
  /** Weight decay: of weights only, coupled or not as the optimiser says. */
  weightDecay: {
    kind: "number",
    linkKey: "wd",
    group: "training",
    label: "control.decay",
    default: 0,
    limit: { min: 0, max: 10, isInteger: false },
    usedWith: TRAINED,
  },
  clip: {
    kind: "own",
    linkKey: "clip",
    group: "training",
    label: "control.clip",
    default: null as Clip | null,
    limit: { min: 0, max: 1e6, isInteger: false },
    usedWith: TRAINED,
  },
  schedule: {
    kind: "choice",
    linkKey: "sched",
    group: "training",
    label: "control.schedule",
    default: "constant",
    ids: SCHEDULE_IDS,
    words: "schedule",
    usedWith: TRAINED,
  },
  steps: {
    kind: "number",
    linkKey: "steps",
    group: "training",
    label: "control.steps",
    default: 1000,
    limit: { min: 1, max: 100_000, isInteger: true },
    slider: { kind: "log", min: 1, max: 10_000, step: 1 },
    usedWith: TRAINED,
  },
  /** How initial readout and learning rates follow the width. */
  parametrization: {
    kind: "choice",
    linkKey: "par",
    group: "training",
    label: "control.parametrisation",
    default: "standard",
    ids: ["standard", "mup"],
    words: "parametrisation",
    form: "radio",
    isSilentByDefault: true,
    usedWith: TRAINED,
  },
  /** The width at which muP is the standard parametrisation. */
  baseWidth: {
    kind: "number",
    linkKey: "base",
    group: "training",
    label: "control.baseWidth",
    default: 64,
    limit: { min: 1, max: 2048, isInteger: true },
    slider: { kind: "log", min: 1, max: 2048, step: 1 },
    usedWith: { ...TRAINED, parametrization: ["mup"] },
  },
  /** Factor of every input: 255 makes pixels of 0..255. */
  inputScale: {
    kind: "number",
    linkKey: "xscale",
    group: "data",
    label: "control.inputScale",
    default: 1,
    limit: { min: 1e-6, max: 1e6, isInteger: false },
    slider: { kind: "log", min: 0.01, max: 1000, step: 0.01 },
    partOf: "input",
    usedWith: { task: ["none"] },
  },
  /** Added to every input behind its factor. */
  inputShift: {
    kind: "number",
    linkKey: "xshift",
    group: "data",
    label: "control.inputShift",
    default: 0,
    limit: { min: -1e6, max: 1e6, isInteger: false },
    slider: { kind: "linear", min: -10, max: 10, step: 0.1 },
    partOf: "input",
    usedWith: { task: ["none"] },
  },
  seed: {
    kind: "number",
    linkKey: "seed",
    group: "seed",
    label: "control.seed",
    default: 1,
    limit: { min: 0, max: 0xffffffff, isInteger: true },
    isAlwaysLinked: true,
  },
} as const satisfies Readonly<Record<string, NumberRow | ChoiceRow | OwnRow>>;

export type Settings = typeof SETTINGS;
export type SettingKey = keyof Settings;

type KeysOf<Kind> = {
  readonly [Key in SettingKey]: Settings[Key]["kind"] extends Kind ? Key : never;
}[SettingKey];
export type NumberKey = KeysOf<"number">;
export type ChoiceKey = KeysOf<"choice">;
export type OwnKey = KeysOf<"own">;

/** Keys of the rows that have a property. */
type KeysWith<Property extends string> = {
  readonly [Key in SettingKey]: Settings[Key] extends Readonly<Record<Property, unknown>> ? Key : never;
}[SettingKey];
export type LimitedKey = KeysWith<"limit">;
/** Choices whose words are among the page's texts. */
export type WordedKey = KeysWith<"words">;
export type RadioKey = KeysWith<"form">;
export type SliderKey = KeysWith<"slider">;

/** Every key in the order of the table. */
export const SETTING_KEYS = Object.keys(SETTINGS) as SettingKey[];

/** Every key in the order of the panel: group by group, and in the order of the table within each. */
export const PANEL_KEYS = SETTING_GROUPS.flatMap((group) =>
  SETTING_KEYS.filter((key) => SETTINGS[key].group === group),
);

export function isNumberKey(key: SettingKey): key is NumberKey {
  return SETTINGS[key].kind === "number";
}

export function isChoiceKey(key: SettingKey): key is ChoiceKey {
  return SETTINGS[key].kind === "choice";
}

export function isRadioKey(key: SettingKey): key is RadioKey {
  return "form" in SETTINGS[key];
}

export function isSliderKey(key: SettingKey): key is SliderKey {
  return "slider" in SETTINGS[key];
}
