/** The layers of a pasted model: `Sequential` of PyTorch, or of Keras as code or as its config. */
import type { ActivationId } from "../../../catalog/activations.ts";
import type { InitializerId, InitializerOptions } from "../../../catalog/initializers.ts";
import type { ExperimentConfig } from "../../../experiment/config.ts";
import { UnreadText } from "./literal.ts";
import type { Literal } from "./literal.ts";

/** An initialiser of the catalogue with its settings. */
export type PastedInitializer = Pick<
  ExperimentConfig,
  "initializer" | "initializerParameters" | "initializerOptions"
>;

/** One step of a sequence. */
export type PastedModule = { readonly at: number } & (
  | {
      readonly kind: "linear";
      /** Null where the layer before decides. */
      readonly inputs: number | null;
      readonly units: number;
      readonly hasBias: boolean;
      /** What draws the weights; PyTorch's default depends on the biases. */
      readonly initializer: PastedInitializer | "pytorch";
    }
  | { readonly kind: "input"; readonly units: number }
  | { readonly kind: "activation"; readonly id: ActivationId; readonly slope: number | null }
  | { readonly kind: "norm"; readonly norm: "batch" | "layer" | "rms"; readonly epsilon: number }
  | { readonly kind: "dropout"; readonly keep: number; readonly isAlpha: boolean }
);

const ACTIVATIONS: Readonly<Record<string, ActivationId>> = {
  relu: "relu",
  leakyrelu: "leaky_relu",
  leaky_relu: "leaky_relu",
  elu: "elu",
  selu: "selu",
  gelu: "gelu",
  silu: "silu",
  swish: "silu",
  mish: "mish",
  softplus: "softplus",
  sigmoid: "sigmoid",
  tanh: "tanh",
  hardtanh: "hard_tanh",
  softsign: "softsign",
  linear: "linear",
};

const plain = (initializer: InitializerId): PastedInitializer => ({
  initializer,
  initializerParameters: {},
  initializerOptions: {},
});
const scaled = (scale: number, initializerOptions: Partial<InitializerOptions>): PastedInitializer => ({
  initializer: "variance_scaling",
  initializerParameters: { scale },
  initializerOptions,
});

/** Keras' own, which cut their normal laws and correct for it. */
const INITIALIZERS: Readonly<Record<string, PastedInitializer>> = {
  glorotuniform: plain("keras_dense"),
  glorotnormal: scaled(1, { fan: "avg" }),
  heuniform: scaled(2, { dist: "uniform" }),
  henormal: scaled(2, {}),
  lecununiform: scaled(1, { dist: "uniform" }),
  lecunnormal: scaled(1, {}),
  orthogonal: plain("orthogonal"),
  zeros: plain("zeros"),
  ones: plain("ones"),
};

const NORMS: Readonly<Record<string, "batch" | "layer" | "rms">> = {
  batchnorm1d: "batch",
  batchnormalization: "batch",
  layernorm: "layer",
  layernormalization: "layer",
  rmsnorm: "rms",
  rmsnormalization: "rms",
};

/** That of its RMS norm is the smallest step from 1 in float32. */
const PYTORCH_EPSILON = { batch: 1e-5, layer: 1e-5, rms: 2 ** -23 } as const;

/** Steps that change no number of such a network. */
const IGNORED = new Set(["flatten", "identity"]);

/** A call, or the dictionary by which Keras stores one. */
interface Step {
  readonly at: number;
  readonly name: string;
  readonly items: readonly Literal[];
  readonly named: ReadonlyMap<string, Literal>;
}

const unread = (at: number): never => {
  throw new UnreadText(at);
};

const ownEntry = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

/** The step of a value; null where it is none. */
function stepOf(value: Literal): Step | null {
  if (value.kind === "call") {
    const name = value.name.split(".").at(-1) ?? "";
    return { at: value.at, name, items: value.items, named: value.named };
  }
  if (value.kind !== "dictionary") return null;
  const name = value.entries.get("class_name");
  const config = value.entries.get("config");
  if (name?.kind !== "text" || config?.kind !== "dictionary") return null;
  return { at: name.at, name: name.value, items: [], named: config.entries };
}

/** An argument by its name or place; null for None. */
function argument({ items, named }: Step, place: number, ...names: readonly string[]): Literal | null {
  const own = names.map((name) => named.get(name)).find((value) => value !== undefined) ?? items[place];
  return own === undefined || (own.kind === "name" && /^(?:None|null)$/.test(own.value)) ? null : own;
}

function numberOf(value: Literal | null, otherwise: number): number {
  if (value === null) return otherwise;
  return value.kind === "number" && Number.isFinite(value.value) ? value.value : unread(value.at);
}

function sizeOf(value: Literal | null, at: number): number {
  const size = numberOf(value, NaN);
  return Number.isInteger(size) && size > 0 ? size : unread(value?.at ?? at);
}

function truthOf(value: Literal | null): boolean {
  if (value === null) return true;
  if (value.kind !== "name" || !/^(?:True|False|true|false)$/.test(value.value)) return unread(value.at);
  return value.value.toLowerCase() === "true";
}

/** The last of the sizes of a shape: `(784,)`, `[null, 784]`. */
function lastSize(value: Literal): number {
  if (value.kind === "number") return sizeOf(value, value.at);
  const last = value.kind === "list" ? value.items.at(-1) : undefined;
  return last === undefined ? unread(value.at) : sizeOf(last, value.at);
}

/** What a value names, in small letters: `"he_normal"`, `nn.ReLU()`, a dictionary of Keras. */
function wordOf(value: Literal): string {
  const isText = value.kind === "text" || value.kind === "name";
  const word = isText ? value.value : (stepOf(value)?.name ?? "");
  return (word.split(".").at(-1) ?? "").toLowerCase();
}

/** Where the name of a step stands. */
const nameAt = (value: Literal): number => stepOf(value)?.at ?? value.at;

/** Nothing for a linear one. */
function activationOf(value: Literal): readonly PastedModule[] {
  const { at } = value;
  const id = ownEntry(ACTIVATIONS, wordOf(value));
  if (id === undefined) return unread(at);
  return id === "linear" ? [] : [{ kind: "activation", id, slope: null, at }];
}

function activationStep(step: Step, id: ActivationId): PastedModule {
  const { at, name } = step;
  const approximate = argument(step, 0, "approximate");
  const isTanh = approximate?.kind === "text" && approximate.value === "tanh";
  if (id === "gelu") return { kind: "activation", id: isTanh ? "gelu_tanh" : id, slope: null, at };
  const slope = argument(step, 0, "negative_slope", "alpha");
  // Keras' own default, where it differs from PyTorch's.
  const usual = name === "LeakyReLU" && step.named.has("name") ? 0.3 : null;
  const isSloped = id === "leaky_relu" || id === "elu";
  return { kind: "activation", id, slope: isSloped && slope !== null ? numberOf(slope, 0) : usual, at };
}

function denseOf(step: Step): readonly PastedModule[] {
  const { at } = step;
  const given = argument(step, NaN, "input_dim", "input_shape", "batch_input_shape");
  const activation = argument(step, 1, "activation");
  const kernel = argument(step, NaN, "kernel_initializer");
  const drawn = kernel === null ? undefined : ownEntry(INITIALIZERS, wordOf(kernel).replaceAll("_", ""));
  const bias = argument(step, NaN, "bias_initializer");
  if (bias !== null && wordOf(bias) !== "zeros") unread(nameAt(bias));
  return [
    ...(given === null ? [] : [{ kind: "input", units: lastSize(given), at: given.at } as const]),
    {
      kind: "linear",
      inputs: null,
      units: sizeOf(argument(step, 0, "units"), at),
      hasBias: truthOf(argument(step, NaN, "use_bias")),
      initializer: kernel === null ? plain("keras_dense") : (drawn ?? unread(nameAt(kernel))),
      at,
    },
    ...(activation === null ? [] : activationOf(activation)),
  ];
}

function modulesOfStep(step: Step): readonly PastedModule[] {
  const { at, name } = step;
  const lower = name.toLowerCase();
  if (lower === "sequential" || lower === "ordereddict" || lower === "modulelist")
    return modulesOfSequence(step);
  if (lower === "linear")
    return [
      {
        kind: "linear",
        inputs: sizeOf(argument(step, 0, "in_features"), at),
        units: sizeOf(argument(step, 1, "out_features"), at),
        hasBias: truthOf(argument(step, 2, "bias")),
        initializer: "pytorch",
        at,
      },
    ];
  if (lower === "dense") return denseOf(step);
  if (lower === "input" || lower === "inputlayer") {
    const shape = argument(step, 0, "shape", "batch_shape", "batch_input_shape", "input_shape");
    return shape === null ? unread(at) : [{ kind: "input", units: lastSize(shape), at }];
  }
  if (lower === "activation") {
    const own = argument(step, 0, "activation");
    return own === null ? unread(at) : activationOf(own);
  }
  const norm = ownEntry(NORMS, lower);
  if (norm !== undefined) {
    const isKeras = lower.endsWith("normalization");
    const epsilon = numberOf(
      argument(step, isKeras ? NaN : 1, "eps", "epsilon"),
      isKeras ? 1e-3 : PYTORCH_EPSILON[norm],
    );
    return [{ kind: "norm", norm, epsilon, at }];
  }
  if (/^(?:alpha)?dropout(?:1d)?$/.test(lower)) {
    const rate = argument(step, 0, "p", "rate");
    const keep = 1 - numberOf(rate, 0.5);
    return keep > 0 && keep <= 1
      ? [{ kind: "dropout", keep, isAlpha: lower.startsWith("alpha"), at }]
      : unread(rate?.at ?? at);
  }
  if (IGNORED.has(lower)) return [];
  const id = ownEntry(ACTIVATIONS, lower);
  return id === undefined ? unread(at) : [activationStep(step, id)];
}

/** `("fc1", nn.Linear(…))` is the step behind its name. */
function modulesOfItem(item: Literal): readonly PastedModule[] {
  if (item.kind === "list" && item.items.length === 2 && item.items[0]?.kind === "text")
    return modulesOfItem(item.items[1] ?? item);
  const step = stepOf(item);
  return step === null ? unread(item.at) : modulesOfStep(step);
}

function modulesOfSequence({ items, named }: Step): readonly PastedModule[] {
  const layers = named.get("layers");
  return [...items, ...(layers === undefined ? [] : [layers])].flatMap((item) =>
    item.kind === "list" && item.items[0]?.kind !== "text"
      ? item.items.flatMap(modulesOfItem)
      : modulesOfItem(item),
  );
}

/**
 * The steps of a model.
 * @throws UnreadText at the first one that is not understood
 */
export function modulesOf(model: Literal): readonly PastedModule[] {
  // `get_config()` of Keras is the inside of a Sequential.
  if (model.kind === "dictionary" && model.entries.has("layers"))
    return modulesOfSequence({ at: model.at, name: "Sequential", items: [], named: model.entries });
  return modulesOfItem(model);
}
