/** The input distributions, and the gradients injected at the last layer. */

/** Second moments of a batch at infinite sampling, for theory. n = input width, B = batch. */
export interface InputMoments {
  /** E[x_i]. */
  readonly mean: number;
  /** E[x_i^2]. */
  readonly second: number;
  /** E[x_i x'_i] over pairs of different inputs of one batch: the mean product of two inputs. */
  readonly shared: number;
}

export interface InputEntry {
  /** Public id: never renamed, only aliased. */
  readonly id: string;
  readonly label: string;
  readonly tex: string;
  readonly moments: (units: number, batch: number) => InputMoments;
  readonly source: string;
}

/** Share of entries of a `sparse` input that are not zero. */
export const SPARSE_DENSITY = 0.1;
/** Cosine of two `correlated` inputs. */
export const INPUT_CORRELATION = 0.5;

const standardised = (): InputMoments => ({ mean: 0, second: 1, shared: 0 });

/** b counts the inputs of a batch of B, i the n input units. */
export const inputs = [
  {
    id: "normal",
    label: "Normal",
    tex: String.raw`x \sim \mathcal N(0, 1)`,
    moments: standardised,
    source: "LeCun, Bottou, Orr, Müller 1998 (standardised inputs); CS231n notes",
  },
  {
    id: "uniform",
    label: "Uniform",
    tex: String.raw`x \sim \mathcal U(-\sqrt 3, \sqrt 3)`,
    moments: standardised,
    source: "the same moments as N(0, 1) without its tails",
  },
  {
    id: "pixels",
    label: "Pixels",
    tex: String.raw`x \sim \mathcal U(0, 1)`,
    moments: () => ({ mean: 1 / 2, second: 1 / 3, shared: 1 / 4 }),
    source: "image files: intensities 0..255 over 255",
  },
  {
    id: "correlated",
    label: "Correlated",
    tex: String.raw`x_b = \tfrac{1}{\sqrt 2}(u + v_b),\; u, v_b \sim \mathcal N(0, I)`,
    moments: () => ({ mean: 0, second: 1, shared: INPUT_CORRELATION }),
    source: "Poole et al. 2016; Schoenholz et al. 2017",
  },
  {
    id: "circle",
    label: "Circle",
    tex: String.raw`x_b = u \cos\theta_b + v \sin\theta_b,\; \theta_b = \tfrac{2\pi b}{B}`,
    // Evenly spaced points on a circle sum to zero, so B + B (B - 1) c = 0.
    moments: (_units, batch) => ({ mean: 0, second: 1, shared: batch > 1 ? -1 / (batch - 1) : 0 }),
    source: "Poole et al. 2016",
  },
  {
    id: "sparse",
    label: "Sparse",
    tex: String.raw`x = \tfrac{m\,u}{\sqrt{0.1}},\; P(m = 1) = 0.1,\; u \sim \mathcal N(0, 1)`,
    moments: standardised,
    source: "Glorot, Bordes, Bengio 2011",
  },
  {
    id: "one_hot",
    label: "One-hot",
    tex: String.raw`x_{bi} = [\,i = k_b\,],\; k_b \text{ uniform}`,
    moments: (units) => ({ mean: 1 / units, second: 1 / units, shared: 1 / units ** 2 }),
    source: "Bengio et al. 2003 (words by their index)",
  },
  {
    id: "constant",
    label: "Constant",
    tex: String.raw`x_{bi} = 1`,
    moments: () => ({ mean: 1, second: 1, shared: 1 }),
    source: "the usual smoke test of a layer",
  },
] as const satisfies readonly InputEntry[];

export type InputId = (typeof inputs)[number]["id"];

/**
 * The entry of an id.
 * @throws RangeError for an unknown id, a programmer's error: user input is checked by the link codec
 */
export function inputById(id: InputId): InputEntry {
  const entry = inputs.find((candidate) => candidate.id === id);
  if (entry === undefined) throw new RangeError(`invalid input: ${id} (expected a catalogue id)`);
  return entry;
}

/**
 * The gradient injected at the output a_L of the last layer, n_L units, B inputs: drawn, or that of the mean
 * loss as frameworks take it.
 */
export const gradients = [
  {
    id: "gaussian",
    label: "Gaussian",
    tex: [String.raw`\partial L / \partial a_L \sim \mathcal N(0, 1)`],
    source: "Schoenholz et al. 2017; Yang et al. 2019 (gradients independent of the forward pass)",
  },
  {
    id: "cross_entropy",
    label: "Cross-entropy",
    tex: [
      String.raw`L = -\tfrac{1}{B} \sum_b \ln \operatorname{softmax}(a_b)_{k_b},\; k_b \text{ uniform}`,
      String.raw`\partial L / \partial a_b = \tfrac{1}{B} (\operatorname{softmax}(a_b) - e_{k_b})`,
    ],
    source: "PyTorch cross_entropy, Keras CategoricalCrossentropy",
  },
  {
    id: "mse",
    label: "Mean squared error",
    tex: [
      String.raw`L = \tfrac{1}{B n_L} \sum (a - t)^2,\; t \sim \mathcal N(0, 1)`,
      String.raw`\partial L / \partial a = \tfrac{2}{B n_L} (a - t)`,
    ],
    source: "PyTorch mse_loss, Keras MeanSquaredError",
  },
] as const;

export type GradientId = (typeof gradients)[number]["id"];
