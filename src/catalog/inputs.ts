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
  readonly moments: (units: number, batch: number) => InputMoments;
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
    moments: standardised,
  },
  {
    id: "uniform",
    label: "Uniform",
    moments: standardised,
  },
  {
    id: "pixels",
    label: "Pixels",
    moments: () => ({ mean: 1 / 2, second: 1 / 3, shared: 1 / 4 }),
  },
  {
    id: "correlated",
    label: "Correlated",
    moments: () => ({ mean: 0, second: 1, shared: INPUT_CORRELATION }),
  },
  {
    id: "circle",
    label: "Circle",
    // Evenly spaced points on a circle sum to zero, so B + B (B - 1) c = 0.
    moments: (_units, batch) => ({ mean: 0, second: 1, shared: batch > 1 ? -1 / (batch - 1) : 0 }),
  },
  {
    id: "sparse",
    label: "Sparse",
    moments: standardised,
  },
  {
    id: "one_hot",
    label: "One-hot",
    moments: (units) => ({ mean: 1 / units, second: 1 / units, shared: 1 / units ** 2 }),
  },
  {
    id: "constant",
    label: "Constant",
    moments: () => ({ mean: 1, second: 1, shared: 1 }),
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
  { id: "gaussian", label: "Gaussian" },
  { id: "cross_entropy", label: "Cross-entropy" },
  { id: "mse", label: "Mean squared error" },
] as const;

export type GradientId = (typeof gradients)[number]["id"];
