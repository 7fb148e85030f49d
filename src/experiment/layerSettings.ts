/** The settings that apply to a layer: the global ones, an override, or those of its position. */
import { activationById } from "../catalog/activations.ts";
import type { ActivationEntry } from "../catalog/activationEntry.ts";
import type { PlannedActivation } from "../catalog/activations.ts";
import { INITIALIZER_OPTIONS, initializerById } from "../catalog/initializers.ts";
import type { InitializerId, InitializerOptions, InitializerParameterKey } from "../catalog/initializers.ts";
import { placeInBlock } from "./blocks.ts";
import type { BlockPlace } from "./blocks.ts";
import { taskOf, unitsOf } from "./config.ts";
import type { ExperimentConfig } from "./config.ts";
import type { LayerOverride } from "./settings.ts";

/** The initialiser of a layer, with the settings that the user has made. */
export interface ChosenInitializer {
  readonly id: InitializerId;
  readonly parameters: Readonly<Partial<Record<InitializerParameterKey, number>>>;
  readonly options: InitializerOptions;
}

/** The entry of the network's activation. */
export function activationEntryOf(config: Pick<ExperimentConfig, "activation" | "phi">): ActivationEntry {
  return activationById(chosenActivation(config));
}

/** The last override that covers a layer, if any. */
function overrideOf<Override extends LayerOverride<string>>(
  overrides: readonly Override[],
  layerIndex: number,
): Override | undefined {
  return overrides.findLast(({ from, to }) => from <= layerIndex + 1 && layerIndex + 1 <= to);
}

/** The first word of every setting. */
const DEFAULT_OPTIONS: InitializerOptions = {
  fan: INITIALIZER_OPTIONS.fan[0],
  dist: INITIALIZER_OPTIONS.dist[0],
  trunc: INITIALIZER_OPTIONS.trunc[0],
  target: INITIALIZER_OPTIONS.target[0],
};

/** The settings of the global initialiser. */
export const INITIALIZER_SETTINGS = [
  "initializer",
  "initializerParameters",
  "initializerOptions",
  "activation",
  "activationParameter",
  "frequency",
  "phi",
] as const;
type InitializerSettings = Pick<ExperimentConfig, (typeof INITIALIZER_SETTINGS)[number]>;

/** The options of the global initialiser: the user's, or the default of each. */
export function initializerOptions(config: Pick<ExperimentConfig, "initializerOptions">): InitializerOptions {
  return { ...DEFAULT_OPTIONS, ...config.initializerOptions };
}

/** The global initialiser. */
function chosenInitializer(config: InitializerSettings): ChosenInitializer {
  const { initializer: id, initializerParameters: parameters } = config;
  return { id, parameters, options: initializerOptions(config) };
}

/**
 * The initialiser of a layer: its override, with the default settings of that initialiser, or the global one.
 */
export function initializerOf(config: ExperimentConfig, layerIndex: number): ChosenInitializer {
  const own = overrideOf(config.initializerOverrides, layerIndex);
  if (own === undefined) return chosenInitializer(config);
  const [first] = initializerById(own.id).parameters;
  return {
    id: own.id,
    parameters: first === undefined || own.value === null ? {} : { [first.key]: own.value },
    options: DEFAULT_OPTIONS,
  };
}

/** Whether some layer takes its weights from a file. */
export function usesGiven({
  initializer,
  initializerOverrides,
}: Pick<ExperimentConfig, "initializer" | "initializerOverrides">): boolean {
  return initializer === "given" || initializerOverrides.some(({ id }) => id === "given");
}

/**
 * Every parameter an initialiser may have, resolved for a layer whose activation has
 * the given negative slope.
 */
export function resolveParameters(
  { id, parameters }: Pick<ChosenInitializer, "id" | "parameters">,
  negativeSlope: number,
): Readonly<Record<InitializerParameterKey, number>> {
  const resolved = { std: 0, limit: 0, value: 0, gain: 1, scale: 1, sparsity: 0 };
  for (const parameter of initializerById(id).parameters) {
    resolved[parameter.key] = parameters[parameter.key] ?? parameter.default({ negativeSlope });
  }
  return resolved;
}

type ActivationSettings = Pick<ExperimentConfig, "activation" | "activationParameter" | "frequency">;

/** The activation of the network: a typed one by its text. */
export function chosenActivation({
  activation,
  phi,
}: Pick<ExperimentConfig, "activation" | "phi">): PlannedActivation {
  return activation === "phi" ? `phi:${phi}` : activation;
}

/**
 * The parameter of an activation under this configuration: the user's, the entry's
 * default, or 0 when it has none.
 */
export function activationParameterOf(config: ActivationSettings, activation: PlannedActivation): number {
  const { parameter } = activationById(activation);
  if (parameter === undefined) return 0;
  if (parameter.key === "slope") return config.activationParameter ?? parameter.default;
  return activation === config.activation ? config.frequency : parameter.default;
}

/** The place of a layer in its block; null outside all blocks, and where the widths do not fit. */
export function blockPlaceOf(config: ExperimentConfig, layerIndex: number): BlockPlace | null {
  const place = placeInBlock(config, layerIndex);
  if (place === null) return null;
  const fits = unitsOf(config, place.end) === unitsOf(config, place.first - 1);
  // A gate and its value are multiplied unit by unit, as are queries and keys.
  for (let index = place.first + 1; index < place.end; index++)
    if (unitsOf(config, index) !== unitsOf(config, place.first)) return null;
  return fits ? place : null;
}

/** Index of the layer that a residual block adds to, for a layer that ends one; null for all others. */
export function skipSourceOf(config: ExperimentConfig, layerIndex: number): number | null {
  if (config.residual === "none" || config.block !== "none") return null;
  // Layers 2 and 3, 4 and 5 ... are blocks (counted from 1); the first and the last layer stand outside.
  const isEnd = layerIndex >= 2 && layerIndex % 2 === 0 && layerIndex < config.depth - 1;
  const fits = unitsOf(config, layerIndex) === unitsOf(config, layerIndex - 2);
  return isEnd && fits ? layerIndex - 2 : null;
}

/** Number of blocks with a stream around them, L; attention and the MLP behind it are one block. */
export function residualBlocks(config: ExperimentConfig): number {
  if (config.residual === "none" && config.block === "none") return 0;
  let blocks = 0;
  for (let index = 0; index < config.depth; index++) if (endsBlock(config, index)) blocks++;
  return config.tokens > 1 && config.block !== "none" ? Math.ceil(blocks / 2) : blocks;
}

/** Whether the output of a layer is added to a stream. */
function endsBlock(config: ExperimentConfig, layerIndex: number): boolean {
  return skipSourceOf(config, layerIndex) !== null || blockPlaceOf(config, layerIndex)?.role === "end";
}

/**
 * Activation of a layer: its override, that of the last layer (none where a task is learnt), none at the end
 * of a residual block, at the value of a gated one and in attention, or the global one.
 */
export function activationOf(config: ExperimentConfig, layerIndex: number): PlannedActivation {
  const own = overrideOf(config.activationOverrides, layerIndex);
  if (own !== undefined) return own.id;
  const place = blockPlaceOf(config, layerIndex);
  if (endsBlock(config, layerIndex) || place?.role === "value" || place?.isAttention === true)
    return "linear";
  if (layerIndex < config.depth - 1) return chosenActivation(config);
  if (config.lastActivation !== "same") return config.lastActivation;
  return taskOf(config) === null ? chosenActivation(config) : "linear";
}

/** The value of one initialiser parameter as the controls show it: the user's or the entry's default. */
export function initializerParameter(config: InitializerSettings, key: InitializerParameterKey): number {
  return resolveParameters(chosenInitializer(config), negativeSlopeOf(config, chosenActivation(config)))[key];
}

/** Default of an initialiser parameter; null when the initialiser has no such parameter. */
export function initializerDefault(config: ExperimentConfig, key: InitializerParameterKey): number | null {
  const parameter = initializerById(config.initializer).parameters.find((candidate) => candidate.key === key);
  return parameter?.default({ negativeSlope: negativeSlopeOf(config, chosenActivation(config)) }) ?? null;
}

export function negativeSlopeOf(config: ActivationSettings, activation: PlannedActivation): number {
  return activationById(activation).negativeSlope?.(activationParameterOf(config, activation)) ?? 0;
}
