/**
 * The initialisers: an entry is a variance law and a distribution. The sampler draws standard numbers and the
 * law's scale multiplies them, so every entry of one distribution shares its noise.
 */
import { edgeOfChaos, gradientFactor } from "../math/meanField.ts";
import { normalDensity, normalDistribution } from "../math/special.ts";
import type { Nonlinearity } from "../math/meanField.ts";
import type { ParameterSpec } from "./activationEntry.ts";

export type InitializerParameterKey = "std" | "limit" | "value" | "gain" | "scale" | "sparsity";

/** Settings of an initialiser whose value is one of a few words. */
export const INITIALIZER_OPTIONS = {
  /** Which fan a law divides by. */
  fan: ["in", "out", "avg"],
  /** The distribution of `variance_scaling`. */
  dist: ["truncated", "normal", "uniform"],
  /** Whether the scale corrects the variance that truncation takes away. */
  trunc: ["corrected", "raw"],
  /** Where LSUV sets variance 1: before the activation or after it. */
  target: ["before", "after"],
} as const;
export type InitializerOptionKey = keyof typeof INITIALIZER_OPTIONS;
/** The first word of each is the default, unless the entry says otherwise. */
export type InitializerOptions = {
  readonly [Key in InitializerOptionKey]: (typeof INITIALIZER_OPTIONS)[Key][number];
};

/** The layer an initialiser fills. */
export interface InitializerContext {
  readonly fanIn: number;
  readonly fanOut: number;
  /** Negative slope of the activation that follows (0 unless it is a leaky ReLU): He's law depends on it. */
  readonly negativeSlope: number;
  /** Every parameter of the entry, resolved. */
  readonly parameters: Readonly<Record<InitializerParameterKey, number>>;
  readonly options: InitializerOptions;
  /** The activation that follows. */
  readonly nonlinearity: Nonlinearity;
  /** sigma_b^2 of the layer. */
  readonly biasVariance: number;
  /** What a file gives this layer; null where there is none, or none of these sizes. */
  readonly given?: GivenParameters | null;
}

/** Values of an opened file: which file, where among its values, and their moments. */
export interface GivenValues {
  /** Equal keys mean equal files. */
  readonly file: string;
  /** Place of the first value, row-major. */
  readonly at: number;
  readonly mean: number;
  readonly std: number;
}

/** Weights `[units, fanIn]` of a layer, and vectors `[units]`, each null where there is none. */
export interface GivenParameters {
  readonly weight: GivenValues;
  readonly bias: GivenValues | null;
  /** Of the normalisation. */
  readonly gain: GivenValues | null;
  readonly shift: GivenValues | null;
}

/**
 * Standard draws: `normal` and `uniform` have mean 0 and variance 1; `truncated` is a standard normal cut at
 * +-2, so its std is TRUNCATED_STD; `unit_uniform` lies in (0, 1); `orthogonal` has orthonormal columns or
 * rows; `sparse` is normal with a share of zeros in every column; `identity` is 1 on the diagonal; `given`
 * has the values of a file.
 */
export type StandardDrawKind =
  "normal" | "uniform" | "truncated" | "unit_uniform" | "orthogonal" | "sparse" | "identity" | "given";

/** Standard deviation of a standard normal cut at +-2: sqrt(1 - 4 density(2) / (Phi(2) - Phi(-2))). */
export const TRUNCATED_STD = 0.8796256610342398;

/** The largest |z| of a normal draw: its uniforms lie between 2^-33 and 1 - 2^-33. */
const NEVER_CUT = 6.34;

/** Standard deviation of a standard normal cut at +-c. */
export function truncatedStd(cut: number): number {
  // Nearly uniform: both terms below come to 1.
  if (cut < 1e-3) return cut / SQRT3;
  return Math.sqrt(1 - (2 * cut * normalDensity(cut)) / (1 - 2 * normalDistribution(-cut)));
}

/** The construction of one layer's weights. Entry = float32(float32(draw) * float32(scale)). */
export type WeightLaw =
  | { readonly kind: "constant"; readonly value: number }
  | {
      readonly kind: "scaled";
      readonly draw: StandardDrawKind;
      readonly scale: number;
      /** Share of zeros in every column of a `sparse` draw; 0 for the others. */
      readonly sparsity: number;
      /** Where a `truncated` draw is cut, if not at 2. */
      readonly cut?: number;
      /** Of `given` alone. */
      readonly given?: GivenValues;
    };

/** The construction of one layer's biases; null when the user's sigma_b decides. */
export type BiasLaw =
  | {
      readonly kind: "scaled";
      readonly draw: "normal" | "uniform" | "given";
      readonly scale: number;
      /** Of `given` alone. */
      readonly given?: GivenValues;
      /** Added to every draw; 0 where it is left out. */
      readonly mean?: number;
    }
  | { readonly kind: "constant"; readonly value: number };

/** Mean of the biases of a law. */
export function biasMeanOf(law: BiasLaw | null): number {
  if (law === null) return 0;
  return law.kind === "constant" ? law.value : (law.given?.mean ?? 0) * law.scale + (law.mean ?? 0);
}

export interface InitializerParameter extends ParameterSpec<InitializerParameterKey> {
  /** The value used when the user has not set one; it may depend on the activation. */
  readonly default: (context: { readonly negativeSlope: number }) => number;
}

/** Menu groups in their order. */
export const INITIALIZER_GROUPS = [
  "constant",
  "fixed",
  "scaled",
  "structured",
  "framework",
  "broken",
] as const;

/** Known mistakes: entries that are broken on purpose, and a default that fits no activation. */
export type InitializerMistake =
  "uncentred_weights" | "misprint_he_uniform" | "misprint_xavier_squared" | "pytorch_linear";

export interface InitializerEntry {
  /** Public id: never renamed, only aliased. */
  readonly id: string;
  readonly label: string;
  /** Other names in use, for the menu: a search for Glorot must find Xavier. */
  readonly otherNames?: string;
  /** The menu group of the entry. */
  readonly group: (typeof INITIALIZER_GROUPS)[number];
  readonly parameters: readonly InitializerParameter[];
  /** The settings that the entry uses. */
  readonly options?: readonly InitializerOptionKey[];
  readonly law: (context: InitializerContext) => WeightLaw;
  /** Biases a framework draws along with the weights; used while the user leaves sigma_b at 0. */
  readonly bias?: (context: InitializerContext) => BiasLaw | null;
  /** Whether a batch is then measured and the weights rescaled layer by layer (LSUV). */
  readonly isCalibrated?: boolean;
  /** The mistake that the verdict names for such weights. */
  readonly mistake?: InitializerMistake;
  /** The law as TeX, in symbols. */
  readonly tex: string;
  /**
   * Standard deviation of one entry as TeX, with `{in}`, `{out}` and the parameter keys
   * to be put in as numbers.
   */
  readonly stdTex: string | null;
}

const SQRT3 = Math.sqrt(3);

const fixed =
  (value: number): InitializerParameter["default"] =>
  () =>
    value;

/** A parameter that is a size of the weights. */
const size = <Key extends InitializerParameterKey>(key: Key, symbol: string, value: number) => ({
  key,
  symbol,
  min: 0,
  max: 100,
  step: 0.001,
  isLogarithmic: true,
  default: fixed(value),
});

const GAIN: InitializerParameter = {
  key: "gain",
  symbol: "g",
  min: 0,
  max: 10,
  step: 0.01,
  default: fixed(1),
};
const HE_GAIN: InitializerParameter = {
  ...GAIN,
  default: ({ negativeSlope }) => Math.sqrt(2 / (1 + negativeSlope * negativeSlope)),
};

const scaled = (draw: StandardDrawKind, scale: number, sparsity = 0): WeightLaw => ({
  kind: "scaled",
  draw,
  scale,
  sparsity,
});

/** The fan a law divides by. */
function fanOf({ fanIn, fanOut, options }: InitializerContext): number {
  switch (options.fan) {
    case "in":
      return fanIn;
    case "out":
      return fanOut;
    case "avg":
      return (fanIn + fanOut) / 2;
    default:
      return options.fan satisfies never;
  }
}

/** A draw of the given std: a truncated draw is scaled up to compensate for truncation. */
function ofStd(draw: "normal" | "uniform" | "truncated", std: number): WeightLaw {
  return scaled(draw, draw === "truncated" ? std / TRUNCATED_STD : std);
}

/** sigma_w^2 with chi = 1; where no length is critical (ReLU with biases), that of length 1. */
function criticalWeightVariance(phi: Nonlinearity, biasVariance: number): number {
  return edgeOfChaos(phi, biasVariance)?.weight ?? 1 / gradientFactor(phi, { weight: 1, bias: 0 }, 1);
}

export const initializers = [
  {
    id: "zeros",
    label: "Zeros",
    group: "constant",
    parameters: [],
    law: () => ({ kind: "constant", value: 0 }),
    tex: "W_{ij} = 0",
    stdTex: null,
  },
  {
    id: "ones",
    label: "Ones",
    group: "constant",
    parameters: [],
    law: () => ({ kind: "constant", value: 1 }),
    tex: "W_{ij} = 1",
    stdTex: null,
  },
  {
    id: "constant",
    label: "Constant",
    group: "constant",
    parameters: [{ key: "value", symbol: "c", min: -10, max: 10, step: 0.01, default: fixed(0.1) }],
    law: ({ parameters }) => ({ kind: "constant", value: parameters.value }),
    tex: "W_{ij} = c",
    stdTex: null,
  },
  {
    id: "normal",
    label: "Normal",
    group: "fixed",
    parameters: [size("std", String.raw`\sigma`, 1)],
    law: ({ parameters }) => scaled("normal", parameters.std),
    tex: String.raw`W_{ij} \sim \mathcal N(0, \sigma^2)`,
    stdTex: String.raw`\sigma = {std}`,
  },
  {
    id: "uniform",
    label: "Uniform",
    group: "fixed",
    parameters: [size("limit", "r", 0.05)],
    law: ({ parameters }) => scaled("uniform", parameters.limit / SQRT3),
    tex: String.raw`W_{ij} \sim \mathcal U(-r, r)`,
    stdTex: String.raw`\sigma = \frac{{limit}}{\sqrt 3}`,
  },
  {
    id: "truncated_normal",
    label: "Truncated normal",
    group: "fixed",
    parameters: [size("std", String.raw`\sigma`, 0.05)],
    options: ["trunc"],
    law: ({ parameters, options }) =>
      options.trunc === "raw" ? scaled("truncated", parameters.std) : ofStd("truncated", parameters.std),
    tex: String.raw`W_{ij} \sim \mathcal N(0, \sigma^2),\; |W_{ij}| \le 2\sigma`,
    stdTex: String.raw`\sigma = {std}`,
  },
  {
    id: "truncated_absolute",
    label: "Truncated, fixed bounds",
    group: "fixed",
    parameters: [size("std", String.raw`\sigma`, 0.02), size("limit", "r", 2)],
    law: ({ parameters: { std, limit } }) =>
      limit >= NEVER_CUT * std ? scaled("normal", std) : { ...scaled("truncated", std), cut: limit / std },
    tex: String.raw`W_{ij} \sim \mathcal N(0, \sigma^2),\; |W_{ij}| \le r`,
    stdTex: String.raw`\sigma\big|_{\pm {limit}}`,
  },
  {
    id: "mean_field",
    label: "Mean field",
    group: "scaled",
    parameters: [size("std", String.raw`\sigma_w`, 1)],
    law: ({ fanIn, parameters }) => scaled("normal", parameters.std / Math.sqrt(fanIn)),
    tex: String.raw`W_{ij} \sim \mathcal N\!\left(0, \tfrac{\sigma_w^2}{n_\text{in}}\right),\; b_i \sim \mathcal N(0, \sigma_b^2)`,
    stdTex: String.raw`\sigma = \tfrac{{std}}{\sqrt{{in}}}`,
  },
  {
    id: "edge_of_chaos",
    label: "Edge of chaos",
    group: "scaled",
    parameters: [],
    law: ({ fanIn, nonlinearity, biasVariance }) =>
      scaled("normal", Math.sqrt(criticalWeightVariance(nonlinearity, biasVariance) / fanIn)),
    tex: String.raw`W_{ij} \sim \mathcal N\!\left(0, \tfrac{\sigma_w^2}{n_\text{in}}\right),\; \sigma_w^2\, \mathbb E[\varphi'(z)^2] = 1`,
    stdTex: null,
  },
  {
    id: "lecun_normal",
    label: "LeCun normal",
    group: "scaled",
    parameters: [],
    law: ({ fanIn }) => scaled("normal", Math.sqrt(1 / fanIn)),
    tex: String.raw`W_{ij} \sim \mathcal N\!\left(0, \tfrac{1}{n_\text{in}}\right)`,
    stdTex: String.raw`\sigma = \sqrt{\tfrac{1}{{in}}}`,
  },
  {
    id: "lecun_uniform",
    label: "LeCun uniform",
    group: "scaled",
    parameters: [],
    law: ({ fanIn }) => scaled("uniform", Math.sqrt(1 / fanIn)),
    tex: String.raw`W_{ij} \sim \mathcal U(-r, r),\; r = \sqrt{\tfrac{3}{n_\text{in}}}`,
    stdTex: String.raw`\sigma = \sqrt{\tfrac{1}{{in}}}`,
  },
  {
    id: "xavier_normal",
    label: "Xavier normal",
    otherNames: "Glorot",
    group: "scaled",
    parameters: [GAIN],
    law: ({ fanIn, fanOut, parameters }) =>
      scaled("normal", parameters.gain * Math.sqrt(2 / (fanIn + fanOut))),
    tex: String.raw`W_{ij} \sim \mathcal N\!\left(0, \tfrac{2 g^2}{n_\text{in} + n_\text{out}}\right)`,
    stdTex: String.raw`\sigma = {gain} \sqrt{\tfrac{2}{{in} + {out}}}`,
  },
  {
    id: "xavier_uniform",
    label: "Xavier uniform",
    otherNames: "Glorot",
    group: "scaled",
    parameters: [GAIN],
    law: ({ fanIn, fanOut, parameters }) =>
      scaled("uniform", parameters.gain * Math.sqrt(2 / (fanIn + fanOut))),
    tex: String.raw`W_{ij} \sim \mathcal U(-r, r),\; r = g \sqrt{\tfrac{6}{n_\text{in} + n_\text{out}}}`,
    stdTex: String.raw`\sigma = {gain} \sqrt{\tfrac{2}{{in} + {out}}}`,
  },
  {
    id: "he_normal",
    label: "He normal",
    otherNames: "MSRA, Kaiming",
    group: "scaled",
    parameters: [HE_GAIN],
    options: ["fan"],
    law: (context) => scaled("normal", context.parameters.gain / Math.sqrt(fanOf(context))),
    tex: String.raw`W_{ij} \sim \mathcal N\!\left(0, \tfrac{g^2}{n}\right),\; g = \sqrt{\tfrac{2}{1 + \alpha^2}}`,
    stdTex: String.raw`\sigma = \tfrac{{gain}}{\sqrt{{fan}}}`,
  },
  {
    id: "he_uniform",
    label: "He uniform",
    otherNames: "MSRA, Kaiming",
    group: "scaled",
    parameters: [HE_GAIN],
    options: ["fan"],
    law: (context) => scaled("uniform", context.parameters.gain / Math.sqrt(fanOf(context))),
    tex: String.raw`W_{ij} \sim \mathcal U(-r, r),\; r = g \sqrt{\tfrac{3}{n}}`,
    stdTex: String.raw`\sigma = \tfrac{{gain}}{\sqrt{{fan}}}`,
  },
  {
    id: "orthogonal",
    label: "Orthogonal",
    group: "structured",
    parameters: [GAIN],
    law: ({ parameters }) => scaled("orthogonal", parameters.gain),
    tex: String.raw`W W^\top = g^2 I \;\text{or}\; W^\top W = g^2 I`,
    stdTex: String.raw`\sigma = \tfrac{{gain}}{\sqrt{\max({in}, {out})}}`,
  },
  {
    id: "lsuv",
    label: "LSUV",
    group: "structured",
    parameters: [],
    options: ["target"],
    law: () => scaled("orthogonal", 1),
    isCalibrated: true,
    tex: String.raw`W W^\top = I,\; W \leftarrow \tfrac{W}{\operatorname{std}(y)},\; |\operatorname{Var}(y) - 1| < 0.1`,
    stdTex: null,
  },
  {
    id: "variance_scaling",
    label: "Variance scaling",
    group: "scaled",
    parameters: [{ key: "scale", symbol: "s", min: 0, max: 100, step: 0.01, default: fixed(1) }],
    options: ["fan", "dist"],
    law: (context) => ofStd(context.options.dist, Math.sqrt(context.parameters.scale / fanOf(context))),
    tex: String.raw`\operatorname{Var}(W_{ij}) = \tfrac{s}{n}`,
    stdTex: String.raw`\sigma = \sqrt{\tfrac{{scale}}{{fan}}}`,
  },
  {
    id: "identity",
    label: "Identity",
    group: "structured",
    parameters: [GAIN],
    law: ({ parameters }) => scaled("identity", parameters.gain),
    tex: String.raw`W_{ij} = g\,[i = j]`,
    stdTex: null,
  },
  {
    id: "sparse",
    label: "Sparse",
    group: "structured",
    parameters: [
      { key: "sparsity", symbol: "s", min: 0, max: 1, step: 0.01, default: fixed(0.9) },
      size("std", String.raw`\sigma`, 0.01),
    ],
    law: ({ parameters }) => scaled("sparse", parameters.std, parameters.sparsity),
    tex: String.raw`W_{ij} \sim \mathcal N(0, \sigma^2),\; \#\{i : W_{ij} = 0\} = \lceil s\,n_\text{out} \rceil`,
    stdTex: String.raw`\sigma = {std} \sqrt{1 - {sparsity}}`,
  },
  {
    id: "given",
    label: "Weights of a file",
    group: "structured",
    parameters: [],
    // Without its file it is He's law.
    law: ({ fanIn, negativeSlope, given }) =>
      given == null
        ? scaled("normal", HE_GAIN.default({ negativeSlope }) / Math.sqrt(fanIn))
        : { ...scaled("given", 1), given: given.weight },
    bias: ({ given }) =>
      given?.bias ? { kind: "scaled", draw: "given", scale: 1, given: given.bias } : null,
    tex: String.raw`W_{ij}`,
    stdTex: null,
  },
  {
    id: "pytorch_linear",
    label: "PyTorch nn.Linear",
    group: "framework",
    parameters: [],
    law: ({ fanIn }) => scaled("uniform", 1 / Math.sqrt(3 * fanIn)),
    bias: ({ fanIn }) => ({ kind: "scaled", draw: "uniform", scale: 1 / Math.sqrt(3 * fanIn) }),
    mistake: "pytorch_linear",
    tex: String.raw`W_{ij}, b_i \sim \mathcal U(-r, r),\; r = \tfrac{1}{\sqrt{n_\text{in}}}`,
    stdTex: String.raw`\sigma = \sqrt{\tfrac{1}{3 \cdot {in}}}`,
  },
  {
    id: "keras_dense",
    label: "Keras Dense",
    group: "framework",
    parameters: [],
    law: ({ fanIn, fanOut }) => scaled("uniform", Math.sqrt(2 / (fanIn + fanOut))),
    tex: String.raw`W_{ij} \sim \mathcal U(-r, r),\; r = \sqrt{\tfrac{6}{n_\text{in} + n_\text{out}}}`,
    stdTex: String.raw`\sigma = \sqrt{\tfrac{2}{{in} + {out}}}`,
  },
  {
    id: "jax_lecun",
    label: "JAX / Flax Dense",
    group: "framework",
    parameters: [],
    law: ({ fanIn }) => ofStd("truncated", Math.sqrt(1 / fanIn)),
    tex: String.raw`W_{ij} \sim \mathcal N\!\left(0, \tfrac{1}{n_\text{in}}\right)\!\big|_{\pm 2\sigma}`,
    stdTex: String.raw`\sigma = \sqrt{\tfrac{1}{{in}}}`,
  },
  {
    id: "tfjs_lecun",
    label: "TensorFlow.js leCunNormal",
    group: "framework",
    parameters: [],
    law: ({ fanIn }) => scaled("truncated", Math.sqrt(1 / fanIn)),
    tex: String.raw`W_{ij} \sim \mathcal N\!\left(0, \tfrac{1}{n_\text{in}}\right)\!\big|_{\pm 2\sigma}`,
    stdTex: String.raw`\sigma = 0.8796 \sqrt{\tfrac{1}{{in}}}`,
  },
  {
    id: "theano_sigmoid",
    label: "Theano sigmoid",
    group: "framework",
    parameters: [],
    law: ({ fanIn, fanOut }) => scaled("uniform", 4 * Math.sqrt(2 / (fanIn + fanOut))),
    tex: String.raw`W_{ij} \sim \mathcal U(-r, r),\; r = 4 \sqrt{\tfrac{6}{n_\text{in} + n_\text{out}}}`,
    stdTex: String.raw`\sigma = 4 \sqrt{\tfrac{2}{{in} + {out}}}`,
  },
  {
    id: "tf_playground",
    label: "TensorFlow Playground",
    group: "framework",
    parameters: [],
    law: () => scaled("uniform", 0.5 / SQRT3),
    bias: () => ({ kind: "constant", value: 0.1 }),
    tex: String.raw`W_{ij} \sim \mathcal U(-0.5, 0.5),\; b_i = 0.1`,
    stdTex: String.raw`\sigma = \tfrac{0.5}{\sqrt 3}`,
  },
  {
    id: "misprint_he_uniform",
    label: "He uniform, r = √(2/n)",
    group: "broken",
    parameters: [],
    law: ({ fanIn }) => scaled("uniform", Math.sqrt(2 / fanIn) / SQRT3),
    mistake: "misprint_he_uniform",
    tex: String.raw`W_{ij} \sim \mathcal U(-r, r),\; r = \sqrt{\tfrac{2}{n_\text{in}}}`,
    stdTex: String.raw`\sigma = \sqrt{\tfrac{2}{3 \cdot {in}}}`,
  },
  {
    id: "misprint_xavier_squared",
    label: "Xavier, sum squared",
    group: "broken",
    parameters: [],
    law: ({ fanIn, fanOut }) => scaled("normal", Math.SQRT2 / (fanIn + fanOut)),
    mistake: "misprint_xavier_squared",
    tex: String.raw`\operatorname{Var}(W_{ij}) = \tfrac{2}{(n_\text{in} + n_\text{out})^2}`,
    stdTex: String.raw`\sigma = \tfrac{\sqrt 2}{{in} + {out}}`,
  },
  {
    id: "uniform_01",
    label: "U(0, 1)",
    group: "broken",
    parameters: [],
    law: () => scaled("unit_uniform", 1),
    mistake: "uncentred_weights",
    tex: String.raw`W_{ij} \sim \mathcal U(0, 1)`,
    stdTex: String.raw`\sigma = \tfrac{1}{\sqrt{12}}`,
  },
] as const satisfies readonly InitializerEntry[];

/** The label in a menu, with the other names appended. */
export function menuLabel({ label, otherNames }: InitializerEntry): string {
  return otherNames === undefined ? label : `${label} (${otherNames})`;
}

export type InitializerId = (typeof initializers)[number]["id"];

const byId: ReadonlyMap<string, InitializerEntry> = new Map(initializers.map((entry) => [entry.id, entry]));

/**
 * The entry of an id.
 * @throws RangeError for an unknown id, a programmer's error: user input is checked by the link codec
 */
export function initializerById(id: InitializerId): InitializerEntry {
  const entry = byId.get(id);
  if (entry === undefined) throw new RangeError(`invalid initializer: ${id} (expected a catalogue id)`);
  return entry;
}

/** Mean and standard deviation of one weight under a law. */
export function weightMoments(
  law: WeightLaw,
  fanIn: number,
  fanOut: number,
): { readonly mean: number; readonly std: number } {
  if (law.kind === "constant") return { mean: law.value, std: 0 };
  const { scale } = law;
  switch (law.draw) {
    case "normal":
    case "uniform":
      return { mean: 0, std: scale };
    case "truncated":
      return { mean: 0, std: scale * (law.cut === undefined ? TRUNCATED_STD : truncatedStd(law.cut)) };
    case "unit_uniform":
      return { mean: scale / 2, std: scale / Math.sqrt(12) };
    case "orthogonal":
      return { mean: 0, std: scale / Math.sqrt(Math.max(fanIn, fanOut)) };
    case "sparse":
      return { mean: 0, std: scale * Math.sqrt(1 - Math.ceil(law.sparsity * fanOut) / fanOut) };
    case "identity": {
      const share = Math.min(fanIn, fanOut) / (fanIn * fanOut);
      return { mean: scale * share, std: scale * Math.sqrt(share * (1 - share)) };
    }
    case "given":
      return { mean: scale * (law.given?.mean ?? 0), std: scale * (law.given?.std ?? 0) };
    default:
      return law.draw satisfies never;
  }
}

/** Standard deviation of one weight under a law; of a constant it is 0. */
export function weightStd(law: WeightLaw, fanIn: number, fanOut: number): number {
  return weightMoments(law, fanIn, fanOut).std;
}
