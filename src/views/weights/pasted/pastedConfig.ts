/** A pasted model as settings of an experiment. */
import type { ActivationId } from "../../../catalog/activations.ts";
import { DEFAULT_CONFIG, LIMITS } from "../../../experiment/config.ts";
import type { ExperimentConfig } from "../../../experiment/config.ts";
import { placeIn, readLiteral, UnreadText } from "./literal.ts";
import { modulesOf } from "./modules.ts";
import type { PastedModule } from "./modules.ts";

/** What is not understood, and where: line and column from 1. */
export interface PasteFault {
  readonly kind: "unread" | "empty" | "sizes" | "order" | "differs" | "large";
  /** Index of its first character. */
  readonly at: number;
  readonly line: number;
  readonly column: number;
  /** The text from there on, to the end of its line. */
  readonly text: string;
}

type Linear = Extract<PastedModule, { kind: "linear" }>;
type Norm = Extract<PastedModule, { kind: "norm" }>;
type Dropout = Extract<PastedModule, { kind: "dropout" }>;
type Activation = Extract<PastedModule, { kind: "activation" }>;

interface PastedLayer {
  readonly linear: Linear;
  activation: Activation | null;
  norm: { readonly module: Norm; readonly position: "before" | "after" } | null;
  dropout: Dropout | null;
}

class Misfit extends Error {
  readonly kind: PasteFault["kind"];
  readonly at: number;

  constructor(kind: PasteFault["kind"], at: number) {
    super(`${kind} at ${at}`);
    this.name = "Misfit";
    this.kind = kind;
    this.at = at;
  }
}

function misfit(kind: PasteFault["kind"], at: number): never {
  throw new Misfit(kind, at);
}

/** Weight layers, each with what stands behind it. */
function layersOf(modules: readonly PastedModule[]): readonly PastedLayer[] {
  const layers: PastedLayer[] = [];
  for (const module of modules) {
    const layer = layers.at(-1);
    if (module.kind === "linear") {
      layers.push({ linear: module, activation: null, norm: null, dropout: null });
    } else if (module.kind === "input") {
      if (layer !== undefined) misfit("order", module.at);
    } else if (layer === undefined) {
      misfit("order", module.at);
    } else if (module.kind === "activation") {
      if (layer.activation !== null || layer.dropout !== null) misfit("order", module.at);
      layer.activation = module;
    } else if (module.kind === "norm") {
      if (layer.norm !== null || layer.dropout !== null) misfit("order", module.at);
      layer.norm = { module, position: layer.activation === null ? "before" : "after" };
    } else {
      if (layer.dropout !== null) misfit("order", module.at);
      layer.dropout = module;
    }
  }
  return layers;
}

/** Inputs of the first layer; null where the text does not say. */
function inputsOf(modules: readonly PastedModule[], [first]: readonly PastedLayer[]): number | null {
  const input = modules.find((module) => module.kind === "input");
  return first?.linear.inputs ?? (input?.kind === "input" ? input.units : null);
}

function checkSizes(layers: readonly PastedLayer[]): void {
  if (layers.length > LIMITS.depth.max) misfit("large", layers[LIMITS.depth.max]?.linear.at ?? 0);
  for (const [index, { linear }] of layers.entries()) {
    const before = layers[index - 1]?.linear.units;
    if (before !== undefined && linear.inputs !== null && linear.inputs !== before)
      misfit("sizes", linear.at);
    if (Math.max(linear.units, linear.inputs ?? 1) > LIMITS.width.max) misfit("large", linear.at);
  }
}

const idOf = ({ activation }: PastedLayer): ActivationId => activation?.id ?? "linear";

/** The activation of hidden layers, those of single ones, and that of the last. */
function activationsOf(layers: readonly PastedLayer[]): Partial<ExperimentConfig> {
  const hidden = layers.slice(0, -1);
  const last = layers.at(-1);
  const main = hidden[0] ?? last;
  const own = main === undefined ? "linear" : idOf(main);
  const sloped = layers.flatMap(({ activation }) =>
    activation !== null && activation.slope !== null ? [activation] : [],
  );
  const [slope] = sloped;
  const other = sloped.find((activation) => activation.slope !== slope?.slope);
  if (other !== undefined) misfit("differs", other.at);
  const overrides = hidden.flatMap((layer, index) =>
    idOf(layer) === own ? [] : [{ from: index + 1, to: index + 1, id: idOf(layer) }],
  );
  const end = last === undefined ? own : idOf(last);
  return {
    activation: own,
    activationOverrides: overrides,
    activationParameter: slope?.slope ?? null,
    lastActivation: end === own ? "same" : end,
  };
}

function normsOf(layers: readonly PastedLayer[]): Partial<ExperimentConfig> {
  const [first] = layers;
  const own = first?.norm ?? null;
  const hidden = layers.slice(0, -1);
  const last = layers.at(-1);
  for (const layer of hidden) {
    const { norm } = layer;
    const isSame =
      norm?.module.norm === own?.module.norm &&
      norm?.module.epsilon === own?.module.epsilon &&
      // Without an activation both positions are one.
      (norm?.position === own?.position || idOf(layer) === "linear");
    if (!isSame) misfit("differs", norm?.module.at ?? layer.linear.at);
  }
  const end = last?.norm ?? null;
  if (own === null) {
    if (end !== null) misfit("differs", end.module.at);
    return { normalization: "none" };
  }
  if (end !== null && end.module.norm !== own.module.norm) misfit("differs", end.module.at);
  return {
    normalization: own.module.norm,
    normalizationPosition: own.position,
    normalizedLayers: end === null ? "hidden" : "all",
    epsilon: own.module.epsilon,
    batchStatistics: "batch",
  };
}

function dropoutOf(layers: readonly PastedLayer[]): Partial<ExperimentConfig> {
  const [first] = layers;
  const own = layers.length > 1 ? (first?.dropout ?? null) : null;
  for (const { linear, dropout } of layers.slice(0, -1))
    if (dropout?.keep !== own?.keep || dropout?.isAlpha !== own?.isAlpha)
      misfit("differs", dropout?.at ?? linear.at);
  const end = layers.at(-1)?.dropout ?? null;
  if (end !== null) misfit("order", end.at);
  return own === null
    ? { keepProbability: 1 }
    : { keepProbability: own.keep, dropout: own.isAlpha ? "alpha" : "plain", dropoutPosition: "after" };
}

/** The weights that the framework draws by default. */
function weightsOf(layers: readonly PastedLayer[]): Partial<ExperimentConfig> {
  const [first] = layers;
  const other = layers.find(({ linear }) => linear.hasBias !== first?.linear.hasBias);
  if (other !== undefined) misfit("differs", other.linear.at);
  const common = { initializerOverrides: [], biasStd: 0, biasMean: 0, gamma: 1, beta: 0 } as const;
  const drawn = first?.linear.initializer ?? "pytorch";
  const differing = layers.find(({ linear }) => linear.initializer !== drawn);
  if (differing !== undefined) misfit("differs", differing.linear.at);
  if (drawn !== "pytorch") return { ...common, ...drawn };
  if (first?.linear.hasBias === true)
    return { ...common, initializer: "pytorch_linear", initializerParameters: {}, initializerOptions: {} };
  // The same weights without biases: U(-1/sqrt(n), 1/sqrt(n)) has variance 1 / (3 n).
  return {
    ...common,
    initializer: "variance_scaling",
    initializerParameters: { scale: 1 / 3 },
    initializerOptions: { dist: "uniform" },
  };
}

function configOf(modules: readonly PastedModule[]): Partial<ExperimentConfig> {
  const layers = layersOf(modules);
  const [first] = layers;
  if (first === undefined) return misfit("empty", modules[0]?.at ?? 0);
  checkSizes(layers);
  const units = layers.map(({ linear }) => linear.units);
  const inputs = inputsOf(modules, layers);
  const isEven = units.every((own) => own === first.linear.units);
  return {
    depth: layers.length,
    width: isEven ? first.linear.units : units,
    inputWidth: inputs === null || inputs === first.linear.units ? null : inputs,
    ...activationsOf(layers),
    ...normsOf(layers),
    ...dropoutOf(layers),
    ...weightsOf(layers),
    sharing: DEFAULT_CONFIG.sharing,
    block: DEFAULT_CONFIG.block,
    residual: DEFAULT_CONFIG.residual,
    parametrization: DEFAULT_CONFIG.parametrization,
    evaluationBatches: DEFAULT_CONFIG.evaluationBatches,
    task: DEFAULT_CONFIG.task,
  };
}

/** Characters of a fault's text. */
const LONGEST = 40;

/** The settings of a pasted model, or what in it is not understood. */
export function readPasted(text: string): Partial<ExperimentConfig> | PasteFault {
  try {
    return configOf(modulesOf(readLiteral(text)));
  } catch (error) {
    if (!(error instanceof UnreadText) && !(error instanceof Misfit)) throw error;
    const kind = error instanceof Misfit ? error.kind : text.trim() === "" ? "empty" : "unread";
    const [line = ""] = text.slice(error.at).split("\n");
    const shown = line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
    return { kind, at: error.at, ...placeIn(text, error.at), text: shown };
  }
}

export const isFault = (found: Partial<ExperimentConfig> | PasteFault): found is PasteFault =>
  "line" in found;
