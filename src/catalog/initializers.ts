/**
 * The initialisers a user chooses from. An entry is a variance law plus a distribution; the sampler draws
 * standard numbers and the law's scale multiplies them, so every entry of one distribution shares its noise.
 */
import type { ParameterSpec } from "./activations.ts";

export type InitializerParameterKey = "std" | "limit" | "value" | "gain";

/** What an initialiser knows of the layer it fills. */
export interface InitializerContext {
  readonly fanIn: number;
  readonly fanOut: number;
  /** Negative slope of the activation that follows (0 unless it is a leaky ReLU): He's law depends on it. */
  readonly negativeSlope: number;
  /** Every parameter of the entry, resolved. */
  readonly parameters: Readonly<Record<InitializerParameterKey, number>>;
}

/**
 * How one layer's weights are made. Entry = float32(float32(draw) * float32(scale)):
 * `normal` and `uniform` draws have mean 0 and variance 1, `orthogonal` draws have orthonormal columns or rows.
 */
export type WeightLaw =
  | { readonly kind: "constant"; readonly value: number }
  | { readonly kind: "scaled"; readonly draw: "normal" | "uniform" | "orthogonal"; readonly scale: number };

export interface InitializerParameter extends ParameterSpec<InitializerParameterKey> {
  /** The value used when the user has not set one; it may depend on the activation. */
  readonly default: (context: { readonly negativeSlope: number }) => number;
}

export interface InitializerEntry {
  /** Public id: never renamed, only aliased. */
  readonly id: string;
  readonly label: string;
  /** The menu group it stands in. */
  readonly group: "constant" | "fixed" | "scaled" | "structured";
  readonly parameters: readonly InitializerParameter[];
  readonly law: (context: InitializerContext) => WeightLaw;
  /** The law as TeX, in symbols. */
  readonly tex: string;
  /** Standard deviation of one entry as TeX, with `{in}`, `{out}` and the parameter keys to be put in as numbers. */
  readonly stdTex: string | null;
  readonly source: string;
}

const fixed =
  (value: number): InitializerParameter["default"] =>
  () =>
    value;

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

const scaled = (draw: "normal" | "uniform" | "orthogonal", scale: number): WeightLaw => ({
  kind: "scaled",
  draw,
  scale,
});

export const initializers = [
  {
    id: "zeros",
    label: "Zeros",
    group: "constant",
    parameters: [],
    law: () => ({ kind: "constant", value: 0 }),
    tex: "W_{ij} = 0",
    stdTex: null,
    source: "the first thing everyone tries",
  },
  {
    id: "ones",
    label: "Ones",
    group: "constant",
    parameters: [],
    law: () => ({ kind: "constant", value: 1 }),
    tex: "W_{ij} = 1",
    stdTex: null,
    source: "PyTorch ones_, Keras Ones",
  },
  {
    id: "constant",
    label: "Constant",
    group: "constant",
    parameters: [{ key: "value", symbol: "c", min: -10, max: 10, step: 0.01, default: fixed(0.1) }],
    law: ({ parameters }) => ({ kind: "constant", value: parameters.value }),
    tex: "W_{ij} = c",
    stdTex: null,
    source: "PyTorch constant_, Keras Constant",
  },
  {
    id: "normal",
    label: "Normal",
    group: "fixed",
    parameters: [
      {
        key: "std",
        symbol: String.raw`\sigma`,
        min: 0,
        max: 100,
        step: 0.001,
        isLogarithmic: true,
        default: fixed(1),
      },
    ],
    law: ({ parameters }) => scaled("normal", parameters.std),
    tex: String.raw`W_{ij} \sim \mathcal N(0, \sigma^2)`,
    stdTex: String.raw`\sigma = {std}`,
    source: "PyTorch normal_ (std 1), Keras RandomNormal (std 0.05)",
  },
  {
    id: "uniform",
    label: "Uniform",
    group: "fixed",
    parameters: [
      { key: "limit", symbol: "r", min: 0, max: 100, step: 0.001, isLogarithmic: true, default: fixed(0.05) },
    ],
    law: ({ parameters }) => scaled("uniform", parameters.limit / Math.sqrt(3)),
    tex: String.raw`W_{ij} \sim \mathcal U(-r, r)`,
    stdTex: String.raw`\sigma = \frac{{limit}}{\sqrt 3}`,
    source: "Keras RandomUniform (limit 0.05)",
  },
  {
    id: "lecun_normal",
    label: "LeCun normal",
    group: "scaled",
    parameters: [],
    law: ({ fanIn }) => scaled("normal", Math.sqrt(1 / fanIn)),
    tex: String.raw`W_{ij} \sim \mathcal N\!\left(0, \tfrac{1}{n_\text{in}}\right)`,
    stdTex: String.raw`\sigma = \sqrt{\tfrac{1}{{in}}}`,
    source: 'LeCun, Bottou, Orr, Müller 1998; often printed as "Xavier"',
  },
  {
    id: "xavier_normal",
    label: "Xavier normal",
    group: "scaled",
    parameters: [GAIN],
    law: ({ fanIn, fanOut, parameters }) =>
      scaled("normal", parameters.gain * Math.sqrt(2 / (fanIn + fanOut))),
    tex: String.raw`W_{ij} \sim \mathcal N\!\left(0, \tfrac{2 g^2}{n_\text{in} + n_\text{out}}\right)`,
    stdTex: String.raw`\sigma = {gain} \sqrt{\tfrac{2}{{in} + {out}}}`,
    source: "Glorot, Bengio 2010, eq. 12",
  },
  {
    id: "xavier_uniform",
    label: "Xavier uniform",
    group: "scaled",
    parameters: [GAIN],
    law: ({ fanIn, fanOut, parameters }) =>
      scaled("uniform", parameters.gain * Math.sqrt(2 / (fanIn + fanOut))),
    tex: String.raw`W_{ij} \sim \mathcal U(-r, r),\; r = g \sqrt{\tfrac{6}{n_\text{in} + n_\text{out}}}`,
    stdTex: String.raw`\sigma = {gain} \sqrt{\tfrac{2}{{in} + {out}}}`,
    source: "Glorot, Bengio 2010, eq. 16",
  },
  {
    id: "he_normal",
    label: "He normal",
    group: "scaled",
    parameters: [HE_GAIN],
    law: ({ fanIn, parameters }) => scaled("normal", parameters.gain / Math.sqrt(fanIn)),
    tex: String.raw`W_{ij} \sim \mathcal N\!\left(0, \tfrac{g^2}{n_\text{in}}\right),\; g = \sqrt{\tfrac{2}{1 + a^2}}`,
    stdTex: String.raw`\sigma = \tfrac{{gain}}{\sqrt{{in}}}`,
    source: "He, Zhang, Ren, Sun 2015, eq. 10 and 14",
  },
  {
    id: "he_uniform",
    label: "He uniform",
    group: "scaled",
    parameters: [HE_GAIN],
    law: ({ fanIn, parameters }) => scaled("uniform", parameters.gain / Math.sqrt(fanIn)),
    tex: String.raw`W_{ij} \sim \mathcal U(-r, r),\; r = g \sqrt{\tfrac{3}{n_\text{in}}}`,
    stdTex: String.raw`\sigma = \tfrac{{gain}}{\sqrt{{in}}}`,
    source: "He, Zhang, Ren, Sun 2015",
  },
  {
    id: "orthogonal",
    label: "Orthogonal",
    group: "structured",
    parameters: [GAIN],
    law: ({ parameters }) => scaled("orthogonal", parameters.gain),
    tex: String.raw`W W^\top = g^2 I \;\text{or}\; W^\top W = g^2 I`,
    stdTex: String.raw`\sigma = \tfrac{{gain}}{\sqrt{\max({in}, {out})}}`,
    source: "Saxe, McClelland, Ganguli 2014",
  },
] as const satisfies readonly InitializerEntry[];

export type InitializerId = (typeof initializers)[number]["id"];

const byId: ReadonlyMap<string, InitializerEntry> = new Map(initializers.map((entry) => [entry.id, entry]));

/** The entry of an id. @throws RangeError for an unknown id, a programmer's error: user input is checked by the link codec */
export function initializerById(id: InitializerId): InitializerEntry {
  const entry = byId.get(id);
  if (entry === undefined) throw new RangeError(`invalid initializer: ${id} (expected a catalogue id)`);
  return entry;
}

/** Standard deviation of one weight under a law; of a constant it is 0. */
export function weightStd(law: WeightLaw, fanIn: number, fanOut: number): number {
  switch (law.kind) {
    case "constant":
      return 0;
    case "scaled":
      return law.draw === "orthogonal" ? law.scale / Math.sqrt(Math.max(fanIn, fanOut)) : law.scale;
    default:
      return law satisfies never;
  }
}
